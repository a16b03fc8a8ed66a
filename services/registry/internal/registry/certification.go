package registry

import (
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/errs"
)

// CertificationState is what became of a stage's certification.
//
//	waiting   → certified, rejected | the city, and not who entered the stage
//	rejected  → waiting             | whoever enters the stage anew, with more evidence
//	certified → rejected            | the city takes it back
type CertificationState string

// The states.
const (
	CertificationWaiting  CertificationState = "waiting"
	CertificationGiven    CertificationState = "certified"
	CertificationRejected CertificationState = "rejected"
)

// Certification (认定) is who entered a stage, and what a second role says of it.
type Certification struct {
	Stage     Stage
	Author    string
	State     CertificationState
	Date      string // day of the certification; empty unless it is certified
	Certifier string // who certified or rejected it
	Rejection string // why it was rejected
}

// String is the certification as the history shows it.
func (c Certification) String() string {
	return strings.TrimSpace(string(c.Stage) + " " + string(c.State) + " " + c.Date)
}

// Certifiable tells whether entering the stage takes evidence and may be certified.
func (s Stage) Certifiable() bool {
	return s == StageStarted || s == StageCompleted || s == StageProducing
}

// Entry is the day on which the project entered a stage.
func (p Project) Entry(s Stage) (StageEntry, bool) {
	i := slices.IndexFunc(p.Stages, func(e StageEntry) bool { return e.Stage == s })
	if i < 0 {
		return StageEntry{}, false
	}
	return p.Stages[i], true
}

// Certification is what is known of the stage's certification; its zero value where
// nothing is.
func (p Project) Certification(s Stage) Certification {
	i := slices.IndexFunc(p.Certifications, func(c Certification) bool { return c.Stage == s })
	if i < 0 {
		return Certification{Stage: s, State: CertificationWaiting}
	}
	return p.Certifications[i]
}

// certifiedAs is the project with c in the place of what was known of its stage.
func (p Project) certifiedAs(c Certification) Project {
	kept := slices.DeleteFunc(slices.Clone(p.Certifications), func(o Certification) bool { return o.Stage == c.Stage })
	kept = append(kept, c)
	SortCertifications(kept)
	p.Certifications = kept
	return p
}

// SortCertifications brings them into the order of their stages.
func SortCertifications(cs []Certification) {
	slices.SortFunc(cs, func(a, b Certification) int { return a.Stage.rank() - b.Stage.rank() })
}

// checkCertified refuses another day for a stage whose day is certified.
func (p Project) checkCertified(entries []StageEntry) error {
	for _, e := range entries {
		before, known := p.Entry(e.Stage)
		if known && before.Date != e.Date && p.Certification(e.Stage).State == CertificationGiven {
			return errs.Precondition("STAGE_CERTIFIED", "%s on %s is certified", e.Stage, before.Date).
				With("stage", stageName(e.Stage)).With("date", before.Date).At("stages")
		}
	}
	return nil
}

// stillStanding are the certifications of stages whose day the entries leave as it was.
// Another day is another entry, of which nobody has judged yet.
func (p Project) stillStanding(entries []StageEntry) []Certification {
	return slices.DeleteFunc(slices.Clone(p.Certifications), func(c Certification) bool {
		before, _ := p.Entry(c.Stage)
		return !slices.Contains(entries, before)
	})
}

// EnteredBy is the project with its author noted beside each stage that is new or has
// another day than before.
func (p Project) EnteredBy(author string, before Project) Project {
	for _, e := range p.Stages {
		if e.Stage.Certifiable() && !slices.Contains(before.Stages, e) {
			p = p.certifiedAs(Certification{Stage: e.Stage, Author: author, State: CertificationWaiting})
		}
	}
	return p
}

// Enter moves p into a stage on a day, on the evidence given; a stage that p has entered
// already gets this day and more evidence. Who enters a rejected stage anew asks again.
func (p Project) Enter(to Stage, date string, evidence []Evidence, by string, now time.Time) (Project, error) {
	switch {
	case to == StageWithdrawn:
		return Project{}, withdrawalNeedsApproval(p.ID).At("stage")
	case to.Certifiable() && len(evidence) == 0:
		return Project{}, errs.Invalid("EVIDENCE_MISSING", "%s without evidence", to).With("stage", stageName(to)).At("evidence")
	}
	if err := checkPastDay(date, now, "date"); err != nil {
		return Project{}, err
	}
	entries := []StageEntry{{to, date}}
	after, err := p.shelved().enterStage(p.onTo(to), entries, now)
	if err != nil {
		return Project{}, err
	}
	if to.Certifiable() && after.Certification(to).State != CertificationGiven {
		after = after.certifiedAs(Certification{Stage: to, Author: by, State: CertificationWaiting})
	}
	return after.touched(now), nil
}

// onTo is the stage that p is in once it has entered one: that one, unless p is further
// already, for what a sheet brought in often has the day of its start told later.
// Suspension comes and goes, and what was withdrawn goes nowhere.
func (p Project) onTo(to Stage) Stage {
	resumes := p.Stage == StageSuspended && to == StageBuilding
	if to == StageSuspended || resumes || p.Stage == StageWithdrawn || to.rank() > p.Stage.rank() {
		return to
	}
	return p.Stage
}

// Certify certifies that p entered a stage on the day that it says.
func (p Project) Certify(s Stage, evidence int, by Approver) (Project, error) {
	c := p.Certification(s)
	if err := p.mayJudge(s, c, by); err != nil {
		return Project{}, err
	}
	switch {
	case c.State == CertificationGiven:
		return Project{}, errs.Precondition("STAGE_CERTIFIED", "%s is certified", s).With("stage", stageName(s)).With("date", c.Date)
	case c.State == CertificationRejected:
		return Project{}, errs.Precondition("CERTIFICATION_REJECTED", "%s was rejected", s).With("stage", stageName(s))
	case evidence == 0:
		return Project{}, errs.Precondition("STAGE_WITHOUT_EVIDENCE", "%s without evidence", s).With("stage", stageName(s))
	}
	c.State, c.Date, c.Certifier, c.Rejection = CertificationGiven, today(by.Now), by.By, ""
	return p.shelved().certifiedAs(c).touched(by.Now), nil
}

// RejectCertification refuses to certify a stage, or takes a certification back.
func (p Project) RejectCertification(s Stage, by Approver) (Project, error) {
	c := p.Certification(s)
	if err := p.mayJudge(s, c, by); err != nil {
		return Project{}, err
	}
	switch {
	case strings.TrimSpace(by.Comment) == "":
		return Project{}, errs.Invalid("REASON_MISSING", "a rejection").At("reason")
	case c.State == CertificationRejected:
		return Project{}, errs.Precondition("CERTIFICATION_REJECTED", "%s was rejected", s).With("stage", stageName(s))
	}
	c.State, c.Date, c.Certifier, c.Rejection = CertificationRejected, "", by.By, by.Comment
	return p.shelved().certifiedAs(c).touched(by.Now), nil
}

// mayJudge refuses to judge a stage that is not for certification, that p has not
// entered, or that the judge entered.
func (p Project) mayJudge(s Stage, c Certification, by Approver) error {
	_, entered := p.Entry(s)
	switch {
	case !s.Certifiable():
		return errs.Precondition("STAGE_NOT_CERTIFIABLE", "stage %q", s).With("stage", stageName(s)).At("stage")
	case !entered:
		return errs.Precondition("STAGE_NOT_ENTERED", "%s was not entered", s).With("stage", stageName(s)).At("stage")
	case c.Author == by.By:
		return errs.Denied("OWN_ENTRY", "%s entered it", by.By)
	}
	return nil
}

// StartSubstantively states the day of the substantive start; no day takes it back.
func (p Project) StartSubstantively(date string, now time.Time) (Project, error) {
	if date != "" {
		if err := checkPastDay(date, now, "date"); err != nil {
			return Project{}, err
		}
		start, started := p.Entry(StageStarted)
		switch {
		case p.Stage.rank() < StageStarted.rank():
			return Project{}, errs.Precondition("STAGE_NOT_ENTERED", "not started").With("stage", stageName(StageStarted)).At("date")
		case started && date < start.Date:
			return Project{}, errs.Precondition("STAGE_ORDER", "substantively on %s, started on %s", date, start.Date).
				With("from", stageName(StageStarted)).With("to", "实质性开工").At("date")
		}
	}
	p = p.shelved()
	p.SubstantiveStart = date
	return p.touched(now), nil
}

// checkPastDay refuses what is no day, and one that is still to come.
func checkPastDay(date string, now time.Time, path string) error {
	if _, err := time.Parse(dateLayout, date); err != nil {
		return errs.Invalid("DATE_INVALID", "day %.20q", date).With("value", shorten(date)).At(path)
	}
	if date > today(now) {
		return errs.Invalid("DATE_FUTURE", "day %s is to come", date).With("value", date).At(path)
	}
	return nil
}
