package registry

import (
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// judgeChange judges a version that would take the place of an approved one. It fails
// with REASON_MISSING, PLAN_UNCHANGED, PLAN_CHANGE_LATE and PLAN_MONTH_PAST.
func (p AnnualPlanPolicy) judgeChange(year int, before, after PlanVersion, now time.Time) error {
	present := month.Of(now)
	switch {
	case strings.TrimSpace(after.Reason) == "":
		return errs.Invalid("REASON_MISSING", "a change of an approved plan").At("reason")
	case after.Planned == before.Planned && after.Months == before.Months:
		return errs.Precondition("PLAN_UNCHANGED", "version %d says what version %d says", after.Number, before.Number)
	case month.Month{Year: year, Month: p.LastChangeMonth}.Before(present):
		return errs.Precondition("PLAN_CHANGE_LATE", "in %s", present).With("year", strconv.Itoa(year)).With("month", strconv.Itoa(p.LastChangeMonth))
	case !p.KeepPastMonths:
		return nil
	}
	return keepsPast(year, before, after, present)
}

// keepsPast refuses to plan a month anew that is over: the lag of a month is not
// planned away afterwards.
func keepsPast(year int, before, after PlanVersion, present month.Month) error {
	for i := range after.Months {
		over := month.Month{Year: year, Month: i + 1}.Before(present)
		if over && after.Months[i] != before.Months[i] {
			return errs.Precondition("PLAN_MONTH_PAST", "month %d is over", i+1).
				With("month", strconv.Itoa(i+1)).With("planned", wan(before.Months[i])).At("month_yuan")
		}
	}
	return nil
}

// keepsPlan refuses to write another annual plan over an approved one: from then on it
// changes by the next version alone, whoever writes, sheets and programs too.
func keepsPlan(before, after Year) error {
	if before.Plan.Number == 0 || after.Planned == before.Planned {
		return nil
	}
	return errs.Precondition("PLAN_APPROVED", "the plan of %d is approved", before.Year).
		With("year", strconv.Itoa(before.Year)).With("planned", wan(before.Planned)).At("year.planned_yuan")
}

// DiffPlan lists what differs between the last versions of two states of a plan.
func DiffPlan(before, after AnnualPlan) []FieldChange {
	return diff(before.Latest().values(), after.Latest().values())
}

func (v PlanVersion) values() []value {
	if v.Number == 0 {
		return nil
	}
	return []value{
		{"plan_number", strconv.Itoa(v.Number)},
		{"state", string(v.State)},
		{"planned_yuan", yuan(v.Planned)},
		{"month_plan", v.Months.String()},
	}
}
