package registry

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/projectcode"
)

// maxPhase is the highest number of a phase.
const maxPhase = 99

// SetParent makes p a part or a phase of another project, or of none any more. above are
// those that the other one is a part of itself, up to the last. The relation is told and
// counts nothing: each project counts as it is listed, whatever it is a part of.
func (p Project) SetParent(parent ProjectID, phase int, above []ProjectID, now time.Time) (Project, error) {
	switch {
	case phase < 0 || phase > maxPhase || parent == "" && phase != 0:
		return Project{}, errs.Invalid("PHASE_INVALID", "phase %d", phase).With("value", strconv.Itoa(phase)).At("phase")
	case parent == p.ID || slices.Contains(above, p.ID):
		return Project{}, errs.Precondition("RELATION_CYCLE", "project %s below itself", p.ID).At("parent_id")
	}
	p = p.shelved()
	p.Parent, p.Phase = parent, phase
	return p.touched(now), nil
}

// CodeEventKind is what became of a national code.
type CodeEventKind string

// The kinds.
const (
	CodeChanged     CodeEventKind = "changed"     // 变更: another code took its place
	CodeInvalidated CodeEventKind = "invalidated" // 失效: it holds no more
	CodeSplit       CodeEventKind = "split"       // 拆分: other projects go on with its parts
)

// CodeEvent is one step of the lineage (沿革) of a project's national code.
type CodeEvent struct {
	Kind       CodeEventKind
	Date       string
	Reason     string
	OldCode    string
	NewCode    string
	Successors []ProjectID
	Author     string
	Recorded   time.Time
}

// RecordCode records what became of p's code. after are all projects that go on from
// the successors, step by step: p must not be among them.
func (p Project) RecordCode(e CodeEvent, after []ProjectID, by Approver) (Project, CodeEvent, error) {
	e.NewCode = projectcode.Normal(e.NewCode)
	e.OldCode, e.Reason, e.Author, e.Recorded = p.NationalCode, by.Comment, by.By, by.Now
	switch {
	case strings.TrimSpace(e.Reason) == "":
		return Project{}, e, errs.Invalid("REASON_MISSING", "what became of a code").At("reason")
	case p.NationalCode == "":
		return Project{}, e, errs.Precondition("CODE_MISSING", "project %s has no code", p.ID)
	}
	if err := checkPastDay(e.Date, by.Now, "date"); err != nil {
		return Project{}, e, err
	}
	code, err := p.codeAfter(e, after)
	if err != nil {
		return Project{}, e, err
	}
	p = p.shelved()
	p.NationalCode = code
	return p.touched(by.Now), e, nil
}

// codeAfter is p's code after the event.
func (p Project) codeAfter(e CodeEvent, after []ProjectID) (string, error) {
	switch e.Kind {
	case CodeChanged:
		if e.NewCode == "" || e.NewCode == p.NationalCode {
			return "", errs.Precondition("CODE_UNCHANGED", "code %q", e.NewCode).At("new_code")
		}
		return e.NewCode, Refusal(checkNationalCode(e.NewCode), "")
	case CodeInvalidated:
		return "", nil
	case CodeSplit:
		switch {
		case len(e.Successors) == 0:
			return "", errs.Invalid("SUCCESSOR_MISSING", "a split into nothing").At("successor_ids")
		case slices.Contains(e.Successors, p.ID) || slices.Contains(after, p.ID):
			return "", errs.Precondition("LINEAGE_CYCLE", "project %s goes on from itself", p.ID).At("successor_ids")
		}
		return p.NationalCode, nil
	}
	return "", errs.Invalid("CODE_EVENT_KIND", "kind %q", e.Kind).At("kind")
}
