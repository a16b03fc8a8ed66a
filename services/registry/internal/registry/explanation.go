package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
)

// Explanation (书面说明) is a written word about a finding, by somebody who may write
// the report. It holds for the month's figures as they stood: a later revision that
// tells the same figures needs no second one, one that tells others does. It is never
// changed; what is added later stands beside it.
type Explanation struct {
	Revision int
	Reason   string // of the finding
	Field    string
	Figures  Figures
	Text     string
	By       string
	Time     time.Time
}

// explains tells whether the word is about this finding of this revision.
func (e Explanation) explains(rev Revision, f Finding) bool {
	return e.Reason == f.Reason && e.Field == f.Field && e.Figures == rev.Figures
}

// ExplanationsOf are the words about one finding of a revision, in their order.
func (r Report) ExplanationsOf(rev Revision, f Finding) []Explanation {
	var about []Explanation
	for _, e := range r.Explanations {
		if e.explains(rev, f) {
			about = append(about, e)
		}
	}
	return about
}

// Unexplained are the findings of a revision that ask for an explanation and have none.
func (r Report) Unexplained(rev Revision) []Finding {
	var open []Finding
	for _, f := range rev.Findings {
		if f.Explain && len(r.ExplanationsOf(rev, f)) == 0 {
			open = append(open, f)
		}
	}
	return open
}

// blocking are the unexplained findings that keep the revision in work from being
// accepted.
func (r Report) blocking() []Finding {
	if r.Pending == nil {
		return nil
	}
	return slices.DeleteFunc(r.Unexplained(*r.Pending), func(f Finding) bool { return !f.Blocks })
}

// Explain is somebody's word about a finding of the revision in work, or in force
// where none is in work. A report in force takes it too: what was accepted at once is
// explained afterwards. Nothing else of the report changes.
func (r Report) Explain(reason, field, text string, by Author, now time.Time) (Explanation, error) {
	rev := r.latest()
	about := slices.IndexFunc(rev.Findings, func(f Finding) bool {
		return f.Reason == reason && (field == "" || f.Field == field) && f.Severity == SeverityWarning
	})
	if about < 0 {
		return Explanation{}, errs.NotFound("FINDING_NOT_FOUND", "report of %s has no finding %.40q", r.Month, reason).
			With("month", r.Month.String()).At("reason")
	}
	text = Text(text)
	if text == "" {
		return Explanation{}, errs.Invalid("EXPLANATION_MISSING", "explanation of %s without a text", reason).At("text")
	}
	if tooLong(text, maxReason) {
		return Explanation{}, errs.Invalid("TEXT_TOO_LONG", "explanation").With("limit", maxReason.String()).At("text")
	}
	return Explanation{
		Revision: rev.Number, Reason: reason, Field: rev.Findings[about].Field, Figures: rev.Figures, Text: text, By: by.ID, Time: now,
	}, nil
}

// With is the report with one more explanation.
func (r Report) With(e Explanation) Report {
	r.Explanations = append(slices.Clip(r.Explanations), e)
	return r
}
