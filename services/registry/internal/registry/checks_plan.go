package registry

import (
	"strings"
	"time"

	"pacesetter/pkg/money"
)

// The checks against the plan, the year before and the place.
const (
	ReasonYearOverPlan   = "YEAR_OVER_PLAN"
	ReasonPlanInOneMonth = "PLAN_IN_ONE_MONTH"
	ReasonTotalShrunk    = "TOTAL_SHRUNK"
	ReasonRegionDiffers  = "REGION_DIFFERS"
)

type overPlanParams struct {
	Percent int64 `json:"percent"` // of the annual plan
}

// yearOverPlan: the year is far over what was planned for it.
func yearOverPlan(p overPlanParams, f *Facts, _ time.Time) *hit {
	planned := f.plan.Planned
	if planned <= 0 || !exceeds(f.Figures.YearToDate, planned, p.Percent) {
		return nil
	}
	return &hit{onYear, []string{"told", yuan(f.Figures.YearToDate), "planned", yuan(planned)}}
}

type oneMonthParams struct {
	Percent   int64      `json:"percent"`
	LeastYuan money.Yuan `json:"least_yuan"` // of the plan: small ones are done at a stroke
}

// planInOneMonth: a year's work is reported in one month.
func planInOneMonth(p oneMonthParams, f *Facts, _ time.Time) *hit {
	planned := f.plan.Planned
	if planned < p.LeastYuan || !reaches(f.Figures.Month, planned, p.Percent) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(f.Figures.Month), "planned", yuan(planned)}}
}

type shrunkParams struct {
	Percent int64 `json:"percent"` // by which it may shrink
}

// totalShrunk: a project costs less than it did a year ago, which makes its share done
// larger. It is told once a year, with the year's first report.
func totalShrunk(p shrunkParams, f *Facts, _ time.Time) *hit {
	last, known := f.Project.Year(f.Month.Year - 1)
	total := f.plan.TotalInvestment
	if !known || f.yearBegan() || !exceeds(last.TotalInvestment-total, last.TotalInvestment, p.Percent) {
		return nil
	}
	return &hit{onCumulative, []string{"total", yuan(total), "before", yuan(last.TotalInvestment)}}
}

// yearBegan tells whether an earlier month of the year was accepted.
func (f *Facts) yearBegan() bool {
	for i := 1; i < f.Month.Month; i++ {
		if _, ok := f.Accepted[f.Month.Add(-i)]; ok {
			return true
		}
	}
	return false
}

// regionDiffers: the national code was given for another place than its unit's. Codes
// given by a city or for the whole country fit every place below. It is told once,
// with the project's first report.
func regionDiffers(_ noParams, f *Facts, _ time.Time) *hit {
	if f.Region == "" || f.Project.Opening != nil {
		return nil
	}
	groups := strings.Split(f.Project.NationalCode, "-")
	if len(groups) < 2 {
		return nil
	}
	code, unit := place(groups[1]), place(f.Region)
	if strings.HasPrefix(code, unit) || strings.HasPrefix(unit, code) {
		return nil
	}
	return &hit{onMonth, []string{"code", groups[1], "unit", f.Region}}
}

// place is a region's code without the pairs of noughts that stand for "all below".
func place(region string) string {
	for strings.HasSuffix(region, "00") {
		region = strings.TrimSuffix(region, "00")
	}
	return region
}
