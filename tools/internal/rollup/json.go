// Package rollup asks for the figures of a unit and shows them: as one JSON object
// for programs, as a table for people. The figures are the service's; nothing is
// computed here.
package rollup

import (
	"strconv"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// percent is written with 6 decimals, null where there is none: a rate without a plan.
type percent struct{ value *float64 }

// MarshalJSON implements json.Marshaler.
func (p percent) MarshalJSON() ([]byte, error) {
	if p.value == nil {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, *p.value, 'f', 6, 64), nil
}

// figures are those of a unit, a sub-unit or a group.
type figures struct {
	Projects            int64   `json:"projects"`
	Due                 int64   `json:"due"`
	Reported            int64   `json:"reported"`
	Missing             int64   `json:"missing"`
	TotalInvestmentYuan int64   `json:"total_investment_yuan"`
	PlannedYuan         int64   `json:"planned_yuan"`
	InvestedYuan        int64   `json:"invested_yuan"`
	MonthYuan           int64   `json:"month_yuan"`
	CompletionRate      percent `json:"completion_rate"`
	Pace                percent `json:"pace"`
	Lead                percent `json:"lead"`
	RateShown           string  `json:"rate_shown"`
	PaceShown           string  `json:"pace_shown"`
	LeadShown           string  `json:"lead_shown"`
	Unlisted            int64   `json:"unlisted"`

	Lifecycle *lifecycle `json:"lifecycle,omitempty"` // not of what was frozen or known before there were any
	Reporting *reporting `json:"reporting,omitempty"` // not where it is not told of every report
	Growth    *growth    `json:"growth,omitempty"`    // with --growth only
}

// lifecycle are the figures of how far projects are, under the contract's names.
type lifecycle struct {
	DueToStart                 int64 `json:"due_to_start"`
	Started                    int64 `json:"started"`
	StartedOfDue               int64 `json:"started_of_due"`
	DueToStartNoLand           int64 `json:"due_to_start_no_land"`
	StartedNoLand              int64 `json:"started_no_land"`
	StartsCertified            int64 `json:"starts_certified"`
	DueToResume                int64 `json:"due_to_resume"`
	Resumed                    int64 `json:"resumed"`
	DueToComplete              int64 `json:"due_to_complete"`
	Completed                  int64 `json:"completed"`
	CompletedOfDue             int64 `json:"completed_of_due"`
	CompletionsCertified       int64 `json:"completions_certified"`
	StatisticsEligible         int64 `json:"statistics_eligible"`
	StatisticsEntered          int64 `json:"statistics_entered"`
	Reserve                    int64 `json:"reserve"`
	ReserveTotalInvestmentYuan int64 `json:"reserve_total_investment_yuan"`
	SignedYuan                 int64 `json:"signed_yuan"`
	ArrivedYuan                int64 `json:"arrived_yuan"`
	Described                  int64 `json:"described"`
	FactsListed                int64 `json:"facts_listed"`
	FactsFilled                int64 `json:"facts_filled"`
}

// reporting are the figures of how the month's reports came.
type reporting struct {
	OnTime    int64 `json:"on_time"`
	Corrected int64 `json:"corrected"`
}

type unitFigures struct {
	Unit    string `json:"unit"`
	Name    string `json:"name"`
	Month   string `json:"month"`
	Listing string `json:"listing"`
	figures
	Itself bool `json:"itself,omitempty"`
}

type group struct {
	Value string `json:"value"`
	Name  string `json:"name,omitempty"` // by size, industry, stage
	figures
}

// object is what --json writes.
type object struct {
	unitFigures
	UnitsReported int32         `json:"units_reported"`
	Units         int32         `json:"units"`
	AsOfTime      string        `json:"as_of_time,omitempty"`
	Cutoff        string        `json:"cutoff,omitempty"` // where the figures are frozen
	Children      []unitFigures `json:"children"`
	Groups        []group       `json:"groups,omitzero"` // with --by only
}

// Object is the roll-up as JSON writes it; grouped tells whether groups were asked for.
func Object(r *statisticsv1.Rollup, grouped bool) any {
	o := object{
		unitFigures: named(r, r.GetUnit(), r.GetName(), r.GetFigures()), Children: []unitFigures{},
		UnitsReported: r.GetUnitsReported(), Units: r.GetUnits(), Cutoff: r.GetCutoff(),
	}
	if r.GetAsOfTime() != nil {
		o.AsOfTime = r.GetAsOfTime().AsTime().Format("2006-01-02T15:04:05.000Z07:00")
	}
	for _, c := range r.GetChildren() {
		child := named(r, c.GetUnit(), c.GetName(), c.GetFigures())
		child.Itself = c.GetItself()
		o.Children = append(o.Children, child)
	}
	if !grouped {
		return o
	}
	o.Groups = []group{}
	for _, g := range r.GetGroups() {
		o.Groups = append(o.Groups, group{g.GetValue(), g.GetName(), convert(g.GetFigures())})
	}
	return o
}

func named(r *statisticsv1.Rollup, unit, name string, f *statisticsv1.RollupFigures) unitFigures {
	return unitFigures{Unit: unit, Name: name, Month: r.GetMonth(), Listing: r.GetListing(), figures: convert(f)}
}

func convert(f *statisticsv1.RollupFigures) figures {
	pace := f.GetPace()
	out := figures{
		Projects: f.GetProjects(), Due: f.GetDue(), Reported: f.GetReported(), Missing: f.GetMissing(),
		TotalInvestmentYuan: f.GetTotalInvestmentYuan(), PlannedYuan: f.GetPlannedYuan(),
		InvestedYuan: f.GetInvestedYuan(), MonthYuan: f.GetMonthYuan(), Unlisted: f.GetUnlisted(),
		Pace: percent{&pace}, RateShown: f.GetRateShown(), PaceShown: f.GetPaceShown(), LeadShown: f.GetLeadShown(),
		Lifecycle: convertLifecycle(f.GetLifecycle()), Reporting: convertReporting(f.GetReporting()), Growth: convertGrowth(f.GetGrowth()),
	}
	if f != nil {
		//nolint:protogetter // the getter hides that there is no plan
		out.CompletionRate, out.Lead = percent{f.CompletionRate}, percent{f.Lead}
	}
	return out
}

func convertLifecycle(l *statisticsv1.LifecycleFigures) *lifecycle {
	if l == nil {
		return nil
	}
	return &lifecycle{
		DueToStart: l.GetDueToStart(), Started: l.GetStarted(), StartedOfDue: l.GetStartedOfDue(),
		DueToStartNoLand: l.GetDueToStartNoLand(), StartedNoLand: l.GetStartedNoLand(), StartsCertified: l.GetStartsCertified(),
		DueToResume: l.GetDueToResume(), Resumed: l.GetResumed(),
		DueToComplete: l.GetDueToComplete(), Completed: l.GetCompleted(), CompletedOfDue: l.GetCompletedOfDue(),
		CompletionsCertified: l.GetCompletionsCertified(),
		StatisticsEligible:   l.GetStatisticsEligible(), StatisticsEntered: l.GetStatisticsEntered(),
		Reserve: l.GetReserve(), ReserveTotalInvestmentYuan: l.GetReserveTotalInvestmentYuan(),
		SignedYuan: l.GetSignedYuan(), ArrivedYuan: l.GetArrivedYuan(),
		Described: l.GetDescribed(), FactsListed: l.GetFactsListed(), FactsFilled: l.GetFactsFilled(),
	}
}

func convertReporting(r *statisticsv1.ReportingFigures) *reporting {
	if r == nil {
		return nil
	}
	return &reporting{OnTime: r.GetOnTime(), Corrected: r.GetCorrected()}
}
