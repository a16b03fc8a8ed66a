package registry

import (
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// SubmissionState is how far a unit's month is on its way up.
//
//	state     | entered by                                  | left by
//	open      | before the first step                       | Submit
//	submitted | Submit, with a reason where reports miss    | Accept, Return
//	returned  | Return, with a reason                       | Submit
//	accepted  | Accept; Submit itself where nobody is above | never: what comes later goes report by report
//
// While it is submitted, those below its decision write no report of it.
type SubmissionState string

// The states.
const (
	SubmissionOpen      SubmissionState = ""
	SubmissionSubmitted SubmissionState = "submitted" // 已上报
	SubmissionReturned  SubmissionState = "returned"  // 已退回
	SubmissionAccepted  SubmissionState = "accepted"  // 已审核
)

// Submission (月度上报) is a unit's month on its way up.
type Submission struct {
	Unit     string
	UnitName string
	Month    month.Month
	Steps    []SubmissionStep // in order, only ever added to
}

// SubmissionStep is what somebody did with it.
type SubmissionStep struct {
	State   SubmissionState // that it entered
	By      Author
	Reason  string
	Time    time.Time
	Counts  DueCounts // of the unit and those below it, before the step
	Reports int       // accepted or returned with it
}

// State is how far the month is.
func (s Submission) State() SubmissionState {
	if len(s.Steps) == 0 {
		return SubmissionOpen
	}
	return s.Steps[len(s.Steps)-1].State
}

// Version rises with every step.
func (s Submission) Version() int64 { return int64(len(s.Steps)) }

// MonthStanding is how a unit's month looks when it is handed in.
type MonthStanding struct {
	Counts    DueCounts
	Undecided int  // reports and months from below that wait for the unit itself
	Top       bool // nobody above decides on it
}

// Submit hands in the month, by somebody who may for the unit.
func (s Submission) Submit(by Author, reason string, at MonthStanding, now time.Time) (Submission, error) {
	reason, err := Reason(reason)
	switch {
	case err != nil:
		return Submission{}, err
	case s.State() == SubmissionSubmitted:
		return Submission{}, HandIn{Unit: s.Unit, UnitName: s.UnitName, Month: s.Month}.Refusal()
	case s.State() == SubmissionAccepted:
		return Submission{}, errs.Precondition("MONTH_ACCEPTED", "%s of %s is accepted", s.Month, s.Unit).With("month", s.Month.String())
	case now.Before(s.Month.First()):
		return Submission{}, errs.Precondition("MONTH_NOT_BEGUN", "%s has not begun", s.Month).With("month", s.Month.String())
	case at.Undecided > 0:
		return Submission{}, errs.Precondition("MONTH_UNDECIDED", "%d of %s wait for %s", at.Undecided, s.Month, s.Unit).
			With("month", s.Month.String()).With("count", number(at.Undecided))
	case at.Counts.Outstanding > 0 && reason == "":
		return Submission{}, errs.Invalid("MONTH_INCOMPLETE", "%d of %s have not reported", at.Counts.Outstanding, s.Month).
			With("month", s.Month.String()).With("count", number(int(at.Counts.Outstanding))).At("reason")
	}
	step := SubmissionStep{State: SubmissionSubmitted, By: by, Reason: reason, Time: now, Counts: at.Counts}
	s = s.with(step)
	if at.Top {
		step.State = SubmissionAccepted
		s = s.with(step)
	}
	return s, nil
}

// Accept accepts the month with so many of its reports.
func (s Submission) Accept(by Author, reports int, counts DueCounts, now time.Time) (Submission, error) {
	if err := s.MustWait(); err != nil {
		return Submission{}, err
	}
	return s.with(SubmissionStep{State: SubmissionAccepted, By: by, Time: now, Counts: counts, Reports: reports}), nil
}

// Return sends the month back with so many of its reports.
func (s Submission) Return(by Author, reason string, reports int, counts DueCounts, now time.Time) (Submission, error) {
	if err := s.MustWait(); err != nil {
		return Submission{}, err
	}
	reason, err := Reason(reason)
	if err != nil {
		return Submission{}, err
	}
	if reason == "" {
		return Submission{}, errs.Invalid("REASON_MISSING", "%s of %s returned without a reason", s.Month, s.Unit).At("reason")
	}
	return s.with(SubmissionStep{State: SubmissionReturned, By: by, Reason: reason, Time: now, Counts: counts, Reports: reports}), nil
}

// MustWait is nil where the month waits for a decision.
func (s Submission) MustWait() error {
	if s.State() != SubmissionSubmitted {
		return errs.Precondition("MONTH_NOT_SUBMITTED", "%s of %s does not wait", s.Month, s.Unit).With("month", s.Month.String())
	}
	return nil
}

// HandedInBy is the role by which the month was last handed in.
func (s Submission) HandedInBy() string {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if s.Steps[i].State == SubmissionSubmitted {
			return s.Steps[i].By.Role
		}
	}
	return ""
}

// with is the month with one more step; the steps before are not shared.
func (s Submission) with(step SubmissionStep) Submission {
	s.Steps = append(append([]SubmissionStep{}, s.Steps...), step)
	return s
}

// HandIn is a unit's month that waits for a decision. Until then it is not written by
// those who don't decide on it.
type HandIn struct {
	Unit     string
	UnitName string
	Month    month.Month
	Role     string // by which it was handed in
}

// Refusal is what those hear who want to change what waits.
func (h HandIn) Refusal() *errs.Error {
	return errs.Precondition("MONTH_SUBMITTED", "%s of %s waits for a decision", h.Month, h.Unit).
		With("month", h.Month.String()).With("unit", h.UnitName)
}
