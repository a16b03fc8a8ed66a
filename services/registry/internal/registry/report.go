package registry

import (
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// State is the state of a report's revision.
//
//	state     | entered by                    | left by
//	draft     | Save                          | Save (stays), Submit
//	submitted | Submit                        | Accept, Return; Submit goes on to accepted where the unit accepts at once
//	returned  | Return, with a reason         | Save (draft again), Submit
//	withdrawn | Undo of the import it came by | Save (draft again)
//	accepted  | Accept                        | never: a correction is the next revision
//
// After the month's cut-off (MonthLock) the steps are the city's alone, and what is
// saved tells why.
//
// A report has at most one revision in force (accepted) and one in work (pending).
// Accepting the pending one puts it in force; the one before stays in the records.
type State string

// The states.
const (
	StateDraft     State = "draft"     // 草稿
	StateSubmitted State = "submitted" // 已提交
	StateReturned  State = "returned"  // 已退回
	StateAccepted  State = "accepted"  // 已审核
	StateWithdrawn State = "withdrawn" // 已撤回
)

// Report (月报) is a project's report of one month with its revisions.
type Report struct {
	Project  ProjectID
	Month    month.Month
	Version  int64
	Accepted *Revision // in force; nil before the first acceptance
	Pending  *Revision // in work; nil if there is none
	// FirstSubmit is when it was first handed in, however often it was returned since:
	// punctuality goes by it.
	FirstSubmit time.Time
	// OnTime says whether that was by its day, by the calendar of that moment; nil before
	// it was handed in, and where nobody judged it then. See Punctual.
	OnTime *bool
	// Explanations and Verdicts are read only where one report is looked at, in the
	// order in which they were given.
	Explanations []Explanation
	Verdicts     []Verdict
}

// Revision is one version of a month's figures.
type Revision struct {
	Number     int
	State      State
	Figures    Figures
	Progress   string // 形象进度
	Problems   string // 存在问题
	Reason     string // why it was corrected or returned
	Author     string // principal that wrote or submitted it
	Role       string // by which the author acted; who accepts depends on it
	SubmitTime time.Time
	AcceptTime time.Time
	Findings   []Finding         // what the checks of its day said
	Cells      map[string]string // the sheet's cells as they stood, by printed header
	ImportID   string
}

// Told is what the revision says to the checks of later months.
func (r Revision) Told() Told { return Told{Figures: r.Figures, Progress: MarkOf(r.Progress)} }

// Draft is what somebody reports of a month.
type Draft struct {
	Figures  Figures
	Progress string
	Problems string
	Reason   string // of a correction
	Cells    map[string]string
	ImportID string
}

// Author is somebody who writes reports, and the role by which they do.
type Author struct{ ID, Role string }

// ReportNotFound says that the month has no report, or none the caller may know of.
func ReportNotFound(m month.Month) *errs.Error {
	return errs.NotFound("REPORT_NOT_FOUND", "no report of %s", m).With("month", m.String())
}

// tidy brings the texts to their kept form.
func (d Draft) tidy() Draft {
	d.Progress, d.Problems, d.Reason = Text(d.Progress), Text(d.Problems), Text(d.Reason)
	return d
}

// check judges the texts.
func (d Draft) check() []Finding {
	return checkTexts([]fieldText{
		{"progress", d.Progress, maxText}, {"problems", d.Problems, maxText}, {"reason", d.Reason, maxReason},
	})
}

// HandedIn is the newest revision that was handed in, in force or waiting for that;
// false where nothing was.
func (r Report) HandedIn() (Revision, bool) {
	switch {
	case r.Pending != nil && r.Pending.State == StateSubmitted:
		return *r.Pending, true
	case r.Accepted != nil:
		return *r.Accepted, true
	default:
		return Revision{}, false
	}
}

// Scrutiny is what a report is judged by: the checks in force, what the register knows
// of the project, the time, and the lock over the month, nil before its cut-off.
type Scrutiny struct {
	Checks Checks
	Book   Book
	Now    time.Time
	Lock   *MonthLock
}

// of judges what somebody reports of a month: by itself, and once it can be true
// against everything that is known.
func (s Scrutiny) of(m month.Month, d Draft) []Finding {
	found := append(d.check(), findingsOf(d.Figures.Check(s.Book.year(m).TotalInvestment))...)
	if Refused(found) {
		return found
	}
	return Evaluate(s.Checks, Facts{Book: s.Book, Month: m, Figures: d.Figures, Progress: d.Progress}, s.Now)
}

// Save writes the revision in work. What the checks flag is kept with it, what they
// refuse is refused.
func (r Report) Save(d Draft, by Author, s Scrutiny) (Report, []Finding, error) {
	d = d.tidy()
	found := s.of(r.Month, d)
	switch {
	case Refused(found):
		return Report{}, found, Refusal(found, "")
	case r.MustBeOpen() != nil:
		return Report{}, found, r.MustBeOpen()
	case (r.Accepted != nil || s.Lock != nil) && d.Reason == "":
		return Report{}, found, reasonMissing(r.Month)
	}
	r.Pending = &Revision{
		Number: r.nextNumber(), State: StateDraft, Figures: d.Figures,
		Progress: d.Progress, Problems: d.Problems, Reason: d.Reason,
		Author: by.ID, Role: by.Role, Findings: found, Cells: d.Cells, ImportID: d.ImportID,
	}
	r.Version++
	return r, found, nil
}

// nextNumber is that of the revision in work, which stays while it is worked on.
func (r Report) nextNumber() int {
	switch {
	case r.Pending != nil:
		return r.Pending.Number
	case r.Accepted != nil:
		return r.Accepted.Number + 1
	default:
		return 1
	}
}

// Submit hands the revision in work to the level above; where the unit accepts at
// once it is in force with the same step, unless a finding must be explained first. From
// due on it is late, never where that is the zero time.
func (r Report) Submit(by Author, autoAccept bool, due, now time.Time) (Report, error) {
	if r.Pending == nil || r.Pending.State != StateDraft && r.Pending.State != StateReturned {
		return Report{}, errs.Precondition("REPORT_NOT_DRAFT", "report of %s has no draft", r.Month).With("month", r.Month.String())
	}
	rev := *r.Pending
	rev.State, rev.Author, rev.Role, rev.SubmitTime = StateSubmitted, by.ID, by.Role, now
	r.Pending = &rev
	r.Version++
	if r.FirstSubmit.IsZero() {
		r.FirstSubmit, r.OnTime = now, new(due.IsZero() || now.Before(due))
	}
	if autoAccept && len(r.blocking()) == 0 {
		return r.inForce(now), nil
	}
	return r, nil
}

// dayOfOld is the day of the month by which everybody reported before units had calendars.
const dayOfOld = 25

// Punctual tells whether the report was first handed in by its day, as others are told;
// nil before it was.
func (r Report) Punctual() *bool {
	if r.OnTime != nil || r.FirstSubmit.IsZero() {
		return r.OnTime
	}
	return new(r.FirstSubmit.Before(r.Month.Due(dayOfOld, 0)))
}

// Accept puts the submitted revision in force.
func (r Report) Accept(now time.Time) (Report, error) {
	if err := r.mustBeSubmitted(); err != nil {
		return Report{}, err
	}
	if open := r.blocking(); len(open) > 0 {
		return Report{}, errs.Precondition("FINDING_UNEXPLAINED", "report of %s: %s is not explained", r.Month, open[0].Reason).
			With("month", r.Month.String()).With("reason", open[0].Reason)
	}
	r.Version++
	return r.inForce(now), nil
}

// Return sends the submitted revision back.
func (r Report) Return(reason string, _ time.Time) (Report, error) {
	if err := r.mustBeSubmitted(); err != nil {
		return Report{}, err
	}
	reason = Text(reason)
	if reason == "" {
		return Report{}, errs.Invalid("REASON_MISSING", "returned without a reason").With("month", r.Month.String()).At("reason")
	}
	if tooLong(reason, maxReason) {
		return Report{}, errs.Invalid("TEXT_TOO_LONG", "reason").With("limit", maxReason.String()).At("reason")
	}
	rev := *r.Pending
	rev.State, rev.Reason = StateReturned, reason
	r.Pending = &rev
	r.Version++
	return r, nil
}

// MustBeOpen is nil unless a revision waits for the level above: it is returned first.
func (r Report) MustBeOpen() error {
	if r.Pending != nil && r.Pending.State == StateSubmitted {
		return errs.Precondition("REPORT_SUBMITTED", "report of %s is submitted", r.Month).With("month", r.Month.String())
	}
	return nil
}

func (r Report) mustBeSubmitted() error {
	if r.Pending == nil || r.Pending.State != StateSubmitted {
		return errs.Precondition("REPORT_NOT_SUBMITTED", "report of %s is not submitted", r.Month).With("month", r.Month.String())
	}
	return nil
}

// inForce is the report with its pending revision accepted.
func (r Report) inForce(now time.Time) Report {
	rev := *r.Pending
	rev.State, rev.AcceptTime = StateAccepted, now
	r.Accepted, r.Pending = &rev, nil
	return r
}

// Says tells whether the report already says this, so that nothing need be written.
// A correction in work counts as what it says.
func (r Report) Says(d Draft) bool {
	d = d.tidy()
	rev := r.Pending
	if rev == nil {
		rev = r.Accepted
	}
	return rev != nil && rev.State != StateDraft && rev.State != StateReturned && rev.State != StateWithdrawn &&
		rev.Figures == d.Figures && rev.Progress == d.Progress && (d.Problems == "" || rev.Problems == d.Problems)
}
