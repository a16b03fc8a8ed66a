package registry

// Said is what a sheet says of a project's month.
type Said struct {
	Figures  Figures
	Progress string
}

// same tells whether both say the same; how a text is broken into lines says nothing.
func (s Said) same(o Said) bool {
	return s.Figures == o.Figures && Line(s.Progress) == Line(o.Progress)
}

// saidBy is what a revision says.
func saidBy(r Revision) Said { return Said{Figures: r.Figures, Progress: r.Progress} }

// Action says what committing a row does.
type Action uint8

// The actions.
const (
	ActionNone     Action = iota
	ActionCreate          // a new project and its first report
	ActionReport          // a report of the month
	ActionCorrect         // a new revision of an accepted month, or other words of the project, with the import's reason
	ActionNothing         // the sheet says what it said, or what the register says
	ActionConflict        // sheet and register both changed: a person decides
	ActionRefused         // the row has an error or waits for a decision
	ActionRecord          // the known project's first record of the year
)

// Writes tells whether the action changes the register.
func (a Action) Writes() bool {
	return a == ActionCreate || a == ActionReport || a == ActionCorrect || a == ActionRecord
}

// Comparison is the outcome of comparing a row with the register.
type Comparison struct {
	Action       Action
	ChangedSince bool // the sheet stayed as it was, the register moved on
}

// Compare is the three-way comparison: what the sheet says, what this project and
// month last got from a sheet (nil: nothing yet), and what the register has now.
//
//	register now       | sheet as last time | sheet changed, or first sheet of the month
//	no report          | –                  | report; withdrawn ones are none
//	as the sheet says  | nothing            | nothing; a draft of it is handed in
//	as last sheet said | nothing            | correct
//	something else     | nothing, changed   | conflict
//
// The register is its newest revision, in work or not: who overwrites a draft should
// know.
func Compare(sheet Said, last *Said, now Report) Comparison {
	present, reported := now.Present()
	if !reported {
		return Comparison{Action: ActionReport}
	}
	agrees := saidBy(present).same(sheet)
	switch {
	case last != nil && last.same(sheet):
		return Comparison{Action: ActionNothing, ChangedSince: !agrees}
	case agrees && present.State == StateDraft:
		return Comparison{Action: now.writing()}
	case agrees:
		return Comparison{Action: ActionNothing}
	case last != nil && saidBy(present).same(*last):
		return Comparison{Action: now.writing()}
	default:
		return Comparison{Action: ActionConflict}
	}
}

// writing is what a new revision of the month means: a correction where figures are
// in force.
func (r Report) writing() Action {
	if r.Accepted != nil {
		return ActionCorrect
	}
	return ActionReport
}

// Present is the newest revision, in work or in force, that wasn't withdrawn; false where
// there is none.
func (r Report) Present() (Revision, bool) {
	if r.Pending != nil && r.Pending.State == StateWithdrawn {
		r.Pending = nil
	}
	return r.latest(), r.Pending != nil || r.Accepted != nil
}
