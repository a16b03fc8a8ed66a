package registry

import (
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// MonthsOfYear is how many figures a plan by month has.
const MonthsOfYear = 12

// MonthPlan (分月计划) is what is planned to be invested within each month of a year,
// January first. What is planned up to a month is the sum of the months until then.
type MonthPlan [MonthsOfYear]money.Yuan

// UpTo is what is planned from January to the end of the month, 1 to 12.
func (m MonthPlan) UpTo(month int) money.Yuan {
	var sum money.Yuan
	for _, y := range m[:month] {
		sum += y
	}
	return sum
}

// String is the twelve figures in yuan, as the history shows them.
func (m MonthPlan) String() string {
	texts := make([]string, len(m))
	for i, y := range m {
		texts[i] = yuan(y)
	}
	return strings.Join(texts, " ")
}

// ApprovedPlan is the plan by month that is in force in a year; its zero value is none.
type ApprovedPlan struct {
	Number int // of the version
	Months MonthPlan
}

// values are what the history shows of it.
func (a ApprovedPlan) values(prefix string) []value {
	if a.Number == 0 {
		return nil
	}
	return []value{{prefix + "plan_number", strconv.Itoa(a.Number)}, {prefix + "month_plan", a.Months.String()}}
}

// PlanState is where a version of a plan by month stands.
//
//	from → to                       | who
//	(none), approved → draft        | who may write plans saves the next version
//	draft, returned → draft         | saved again
//	draft, returned → submitted     | who may write plans; its months add up, a change has a reason
//	submitted → approved            | who may approve plans, and not the submitter
//	submitted → returned            | who may approve plans, with a reason
//
// An approved version stays as it is. The first one is the baseline (基线计划); a later
// one takes its place in the figures, never in the record.
type PlanState string

// The states.
const (
	PlanDraft     PlanState = "draft"     // 草稿
	PlanSubmitted PlanState = "submitted" // 待审批
	PlanReturned  PlanState = "returned"  // 已退回
	PlanApproved  PlanState = "approved"  // 已批准
)

// PlanFigures are what somebody writes down as a plan.
type PlanFigures struct {
	Planned money.Yuan // 年度计划投资
	Months  []money.Yuan
	Reason  string // of a change of an approved plan
}

// PlanVersion (计划版次) is one version of a project's plan of a year.
type PlanVersion struct {
	Number    int
	State     PlanState
	Planned   money.Yuan // 年度计划投资
	Months    MonthPlan
	Reason    string // why it takes another's place; empty for the first
	Author    string // who saved it last
	Saved     time.Time
	Submitter string // empty until it is submitted
	Submitted time.Time
	Decider   string // empty until it is approved or returned
	Decided   time.Time
	Comment   string
}

// AnnualPlan (年度计划) is a project's plan by month of one year, with all its versions.
type AnnualPlan struct {
	Project  ProjectID
	Year     int
	Version  int64         // rises with every change; 0 while there is nothing
	Versions []PlanVersion // the oldest first; only the last one may be open
}

// Latest is the last version; its zero value where there is none.
func (a AnnualPlan) Latest() PlanVersion {
	if len(a.Versions) == 0 {
		return PlanVersion{}
	}
	return a.Versions[len(a.Versions)-1]
}

// Baseline is the first version that was approved; false where none was.
func (a AnnualPlan) Baseline() (PlanVersion, bool) {
	for _, v := range a.Versions {
		if v.State == PlanApproved {
			return v, true
		}
	}
	return PlanVersion{}, false
}

// InForce is the last version that was approved; false where none was.
func (a AnnualPlan) InForce() (PlanVersion, bool) {
	for i := len(a.Versions) - 1; i >= 0; i-- {
		if a.Versions[i].State == PlanApproved {
			return a.Versions[i], true
		}
	}
	return PlanVersion{}, false
}

// with is the plan with v as its last version.
func (a AnnualPlan) with(v PlanVersion) AnnualPlan {
	versions := make([]PlanVersion, 0, len(a.Versions)+1)
	versions = append(versions, a.Versions...)
	if a.Latest().Number == v.Number {
		versions = versions[:len(versions)-1]
	}
	versions = append(versions, v)
	a.Versions, a.Version = versions, a.Version+1
	return a
}

// Save writes the open version, or begins the next one where the last is approved. A
// draft need not add up yet. It fails with PLAN_MONTHS_COUNT, AMOUNT_NEGATIVE,
// AMOUNT_TOO_LARGE and, while the last version waits for a decision, PLAN_SUBMITTED.
func (a AnnualPlan) Save(in PlanFigures, by Approver) (AnnualPlan, error) {
	last := a.Latest()
	if last.State == PlanSubmitted {
		return AnnualPlan{}, errs.Precondition("PLAN_SUBMITTED", "version %d waits for a decision", last.Number)
	}
	months, err := in.months()
	if err != nil {
		return AnnualPlan{}, err
	}
	v := PlanVersion{Number: last.Number, State: PlanDraft, Planned: in.Planned, Months: months, Reason: in.Reason, Author: by.By, Saved: by.Now}
	if last.Number == 0 || last.State == PlanApproved {
		v.Number++
	}
	return a.with(v), nil
}

// months are the twelve figures, sound by themselves.
func (in PlanFigures) months() (MonthPlan, error) {
	if len(in.Months) != MonthsOfYear {
		return MonthPlan{}, errs.Invalid("PLAN_MONTHS_COUNT", "%d months", len(in.Months)).With("count", strconv.Itoa(len(in.Months))).At("month_yuan")
	}
	found := checkAmount("planned_yuan", in.Planned)
	for _, y := range in.Months {
		found = append(found, checkAmount("month_yuan", y)...)
	}
	if Refused(found) {
		return MonthPlan{}, Refusal(found, "")
	}
	return MonthPlan(in.Months), nil
}

// Submit hands the open version in.
func (a AnnualPlan) Submit(by Approver, policy AnnualPlanPolicy) (AnnualPlan, error) {
	v := a.Latest()
	switch {
	case v.State != PlanDraft && v.State != PlanReturned:
		return AnnualPlan{}, errs.Precondition("PLAN_NOT_OPEN", "no version of project %s in %d to submit", a.Project, a.Year)
	case v.Months.UpTo(MonthsOfYear) != v.Planned:
		return AnnualPlan{}, errs.Precondition("PLAN_SUM", "months add up to %d, not %d", v.Months.UpTo(MonthsOfYear), v.Planned).
			With("sum", wan(v.Months.UpTo(MonthsOfYear))).With("planned", wan(v.Planned)).At("month_yuan")
	}
	if before, approved := a.InForce(); approved {
		if err := policy.judgeChange(a.Year, before, v, by.Now); err != nil {
			return AnnualPlan{}, err
		}
	}
	v.State, v.Submitter, v.Submitted = PlanSubmitted, by.By, by.Now
	v.Decider, v.Decided, v.Comment = "", time.Time{}, ""
	return a.with(v), nil
}

// Approve puts the submitted version in force: the project's year gets its annual plan
// and its months. A change is judged again: months may be over that were not when it was
// handed in, and their lag is not planned away by waiting.
func (a AnnualPlan) Approve(p Project, by Approver, policy AnnualPlanPolicy) (AnnualPlan, Project, error) {
	v := a.Latest()
	y, counts := p.Year(a.Year)
	switch {
	case v.State != PlanSubmitted:
		return AnnualPlan{}, Project{}, planNotSubmitted(a)
	case v.Submitter == by.By:
		return AnnualPlan{}, Project{}, errs.Denied("OWN_PLAN", "%s submitted it", by.By)
	case !counts:
		return AnnualPlan{}, Project{}, PlanYearMissing(p, a.Year)
	}
	if before, approved := a.InForce(); approved {
		if err := policy.judgeChange(a.Year, before, v, by.Now); err != nil {
			return AnnualPlan{}, Project{}, err
		}
	}
	v = v.decided(PlanApproved, by)
	y.Planned, y.Plan = v.Planned, ApprovedPlan{Number: v.Number, Months: v.Months}
	return a.with(v), p.shelved().WithYear(y).touched(by.Now), nil
}

// Return gives the submitted version back; who decides says why.
func (a AnnualPlan) Return(by Approver) (AnnualPlan, error) {
	v := a.Latest()
	switch {
	case v.State != PlanSubmitted:
		return AnnualPlan{}, planNotSubmitted(a)
	case strings.TrimSpace(by.Comment) == "":
		return AnnualPlan{}, errs.Invalid("REASON_MISSING", "a plan returned").At("reason")
	}
	return a.with(v.decided(PlanReturned, by)), nil
}

func (v PlanVersion) decided(to PlanState, by Approver) PlanVersion {
	v.State, v.Decider, v.Decided, v.Comment = to, by.By, by.Now, by.Comment
	return v
}

func planNotSubmitted(a AnnualPlan) *errs.Error {
	return errs.Precondition("PLAN_NOT_SUBMITTED", "no submitted plan of project %s in %d", a.Project, a.Year)
}

// PlanYearMissing says that the project does not count in the year, so that there is
// nothing to plan.
func PlanYearMissing(p Project, year int) *errs.Error {
	return errs.Precondition("PROJECT_YEAR_MISSING", "project %s has no year %d", p.ID, year)
}
