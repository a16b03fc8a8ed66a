package registry

import (
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// RollingYears is how many years a rolling plan covers.
const RollingYears = 3

// RollingPlan (三年滚动计划) is what is planned to be invested in a project in a year and
// in the two after it. Each version is written once; the latest holds.
type RollingPlan struct {
	Project  ProjectID
	Year     int              // the first of the three
	Versions []RollingVersion // the oldest first
}

// RollingVersion is one version of a rolling plan.
type RollingVersion struct {
	Number  int
	Planned [RollingYears]money.Yuan // 年度计划投资, the first year first
	Reason  string                   // why it takes another's place; empty for the first
	Author  string
	Saved   time.Time
}

// Latest is the version that holds; its zero value where there is none.
func (r RollingPlan) Latest() RollingVersion {
	if len(r.Versions) == 0 {
		return RollingVersion{}
	}
	return r.Versions[len(r.Versions)-1]
}

// Next is the version that comes after the latest. Its first year repeats the annual plan
// of the register, so that the two never contradict each other when it is written, and
// three years ask for no more than the whole project. It fails with ROLLING_YEARS_COUNT,
// AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE, REASON_MISSING, PROJECT_YEAR_MISSING,
// ROLLING_DIFFERS, ROLLING_OVER_TOTAL and ROLLING_UNCHANGED.
func (r RollingPlan) Next(p Project, planned []money.Yuan, by Approver) (RollingVersion, error) {
	last := r.Latest()
	if len(planned) != RollingYears {
		return RollingVersion{}, errs.Invalid("ROLLING_YEARS_COUNT", "%d years", len(planned)).With("count", strconv.Itoa(len(planned))).At("planned_yuan")
	}
	var found []Finding
	for _, y := range planned {
		found = append(found, checkAmount("planned_yuan", y)...)
	}
	if Refused(found) {
		return RollingVersion{}, Refusal(found, "")
	}
	v := RollingVersion{Number: last.Number + 1, Planned: [RollingYears]money.Yuan(planned), Reason: by.Comment, Author: by.By, Saved: by.Now}
	switch {
	case last.Number > 0 && strings.TrimSpace(v.Reason) == "":
		return RollingVersion{}, errs.Invalid("REASON_MISSING", "another rolling plan").At("reason")
	case last.Number > 0 && v.Planned == last.Planned:
		return RollingVersion{}, errs.Precondition("ROLLING_UNCHANGED", "version %d says the same", last.Number)
	}
	return v, r.fits(p, v)
}

// fits judges a version by what the register says of the project.
func (r RollingPlan) fits(p Project, v RollingVersion) error {
	y, counts := p.Year(r.Year)
	switch sum := v.Planned[0] + v.Planned[1] + v.Planned[2]; {
	case !counts:
		return PlanYearMissing(p, r.Year)
	case v.Planned[0] != y.Planned:
		return errs.Precondition("ROLLING_DIFFERS", "first year %d, annual plan %d", v.Planned[0], y.Planned).
			With("year", year(r.Year)).With("planned", wan(y.Planned)).At("planned_yuan")
	case sum > y.TotalInvestment:
		return errs.Precondition("ROLLING_OVER_TOTAL", "three years %d, total %d", sum, y.TotalInvestment).
			With("sum", wan(sum)).With("total", wan(y.TotalInvestment)).At("planned_yuan")
	}
	return nil
}

// DiffRolling lists what differs between two versions of a rolling plan.
func DiffRolling(before, after RollingVersion) []FieldChange {
	return diff(before.values(), after.values())
}

func (v RollingVersion) values() []value {
	if v.Number == 0 {
		return nil
	}
	values := []value{{"plan_number", strconv.Itoa(v.Number)}}
	for i, y := range v.Planned {
		values = append(values, value{"rolling." + strconv.Itoa(i+1) + ".planned_yuan", yuan(y)})
	}
	return values
}
