package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
)

// Verdict (判定) is what the level above holds of a report in force: that it is false,
// or that it is not, whatever the checks say. It is never changed; the last one holds.
type Verdict struct {
	Revision int
	False    bool
	Reason   string
	By       string
	Time     time.Time
}

// Judge is the level above's verdict on the revision in force. It always has a reason:
// it costs a unit its awards, or gives them back.
func (r Report) Judge(isFalse bool, reason string, by Author, now time.Time) (Verdict, error) {
	if r.Accepted == nil {
		return Verdict{}, errs.Precondition("REPORT_NOT_ACCEPTED", "report of %s is not in force", r.Month).With("month", r.Month.String())
	}
	reason = Text(reason)
	if reason == "" {
		return Verdict{}, errs.Invalid("REASON_MISSING", "a verdict without a reason").With("month", r.Month.String()).At("reason")
	}
	if tooLong(reason, maxReason) {
		return Verdict{}, errs.Invalid("TEXT_TOO_LONG", "reason").With("limit", maxReason.String()).At("reason")
	}
	return Verdict{Revision: r.Accepted.Number, False: isFalse, Reason: reason, By: by.ID, Time: now}, nil
}

// Judged is the report with one more verdict.
func (r Report) Judged(v Verdict) Report {
	r.Verdicts = append(slices.Clip(r.Verdicts), v)
	return r
}

// Word is the verdict as the history shows it.
func (v Verdict) Word() string {
	if v.False {
		return "false"
	}
	return "cleared"
}
