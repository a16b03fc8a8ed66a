package statistics

import "pacesetter/pkg/percent"

// MonthPlan is what is planned to be invested within each month of a year (分月计划), in
// yuan, January first: the version that is in force.
type MonthPlan [Months]int64

// Plan counts what is planned by month, or how that changes. What has no plan by month in
// force is in none of it: its pace goes by the calendar.
type Plan struct {
	ByMonth int64 // annual plans of the projects with a plan by month, yuan; in OpeningMonth only
	ToDate  int64 // of these, planned up to the month, yuan; of one month in a cell
}

// Plus is the sum of both.
func (p Plan) Plus(o Plan) Plan { return Plan{p.ByMonth + o.ByMonth, p.ToDate + o.ToDate} }

// Minus is p without o.
func (p Plan) Minus(o Plan) Plan { return Plan{p.ByMonth - o.ByMonth, p.ToDate - o.ToDate} }

// plan is what changes of it with a month.
func (p *Project) plan(month int) Plan {
	switch months := p.Milestones.Plan; {
	case months == nil:
		return Plan{}
	case month == OpeningMonth:
		return Plan{ByMonth: p.Planned}
	default:
		return Plan{ToDate: months[month-1]}
	}
}

// Pace is the share of the plan that should be done by the end of the month (时序进度), by
// the rule of whoever is shown it.
func (f Figures) Pace(month int, rule percent.PaceRule) percent.Ratio {
	if rule != percent.PaceByApprovedPlan {
		return percent.Pace(month)
	}
	return percent.PaceByPlan(f.Planned, f.Plan.ByMonth, f.Plan.ToDate, month)
}

// PlannedToDate is what should be invested by the end of the month if the pace goes by
// plan, half up to the yuan: months of projects without a plan by month are twelfths.
func (f Figures) PlannedToDate(month int) int64 {
	rest := (f.Planned - f.Plan.ByMonth) * int64(month)
	return f.Plan.ToDate + (2*rest+Months)/(2*Months)
}
