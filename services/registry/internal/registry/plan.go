package registry

import (
	"maps"
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/unittree"
)

// Importing is a sheet about to be imported, with all that judging it needs.
type Importing struct {
	Import  Import
	Options Options
	// Reading is what people said that headers of the sheet mean.
	Reading map[string]string
	// Settled is what rows turned out to be when the import was committed before:
	// who decided once isn't asked again about the same sheet.
	Settled map[int]ProjectID
	Reason  string // of the corrections
	Tree    unittree.Tree
	Words   Vocabulary
	Checks  Checks
	// Policy, Author, AutoAccept, Lock and Held are the caller's and the unit's, by unit:
	// Lock is the month's, nil before its cut-off; Held, why the caller may not write the
	// month now, because it is cut off or waits for a decision, nil where they may.
	Policy     func(unit string) Policy
	Author     func(unit string) Author
	AutoAccept func(unit string) bool
	Due        func(unit, category string) time.Time // first moment at which the month's report is late
	Lock       func(unit string) *MonthLock
	Held       func(unit string) error
	NewID      func() ProjectID
	// Alike proposes projects that look like a row's; nil where nothing but what both share
	// counts.
	Alike func(Entry) []Candidate
	Now   time.Time
}

// Picture is what the register has of the projects that a sheet's rows mean.
type Picture struct {
	Projects map[ProjectID]Project
	Reports  map[ProjectID]Report
	Books    map[ProjectID]Book
	Last     map[ProjectID]Said // what the month last got from a sheet
	// LastTold is what sheets of plans told last, in the month or before.
	LastTold map[ProjectID]Description
}

// Matched is a row with its project.
type Matched struct {
	Entry
	Match
	Asked    bool // it was ambiguous before anybody decided
	Decision Decision
	Found    []Finding
}

// RowPlan is what committing a row does.
type RowPlan struct {
	Matched
	Comparison
	Defaults Defaults // as used if the row is new
	Before   *Project // nil for a new one
	Report   Report   // as it is now
	// After and Wrote are the project and its report after a row that writes; a sheet of
	// plans writes no report.
	After Project
	Wrote Report
	// AfterCutoff tells that the month's report comes after its cut-off.
	AfterCutoff bool
	// Settled tells that what the sheet says is what the month last got from a sheet,
	// once this is committed: it was written, it was agreed already, or a person
	// decided a conflict for the register.
	Settled bool
}

// NeedsReason tells whether what the row writes takes the place of other figures.
func (p RowPlan) NeedsReason() bool {
	return p.Action == ActionCorrect || p.AfterCutoff && p.Action.Writes()
}

// Named lists the projects that a person named, now or when the import was committed.
func (i Importing) Named() []ProjectID {
	ids := slices.Collect(maps.Values(i.Settled))
	for _, d := range i.Options.Decisions {
		if d.Project != "" {
			ids = append(ids, d.Project)
		}
	}
	return ids
}

// Match finds the project of every row and applies what a person decided. Decisions
// about rows and projects that there are not fail with DECISION_INVALID.
func (i Importing) Match(entries []Entry, known []Known) ([]Matched, error) {
	byRow := make(map[int]bool, len(entries))
	for _, e := range entries {
		byRow[e.Row] = true
	}
	byID := make(map[ProjectID]bool, len(known))
	for _, k := range known {
		byID[k.ID] = true
	}
	for row, d := range i.Options.Decisions {
		if !byRow[row] || d.Project != "" && !byID[d.Project] {
			return nil, errs.Invalid("DECISION_INVALID", "row %d, project %q", row, d.Project).With("row", rowText(row)).At("options.decisions")
		}
	}
	i.Settled = maps.Clone(i.Settled)
	maps.DeleteFunc(i.Settled, func(_ int, id ProjectID) bool { return !byID[id] }) // handed to another unit since
	matcher := NewMatcher(known)
	matched := make([]Matched, len(entries))
	for n, e := range entries {
		matched[n] = i.match(matcher, e)
	}
	return matched, nil
}

func (i Importing) match(matcher Matcher, e Entry) Matched {
	m := Matched{Entry: e, Decision: i.Options.Decisions[e.Row]}
	m.Unit, m.Found = unitOf(i.Tree, i.Import.Month.Year, i.Import.Unit, e.UnitText)
	if m.Name != "" {
		m.Match = matcher.Match(m.Subject)
		if i.Alike != nil {
			m.Match = m.WithAlike(i.Alike(m.Entry))
		}
	}
	m.Asked = m.Kind == MatchAmbiguous
	switch d := m.Decision; {
	case d.Project != "":
		m.Kind, m.Project = MatchKnown, d.Project
	case d.Create:
		m.Kind, m.Project = MatchNew, ""
	case d.Skip && m.Kind == MatchAmbiguous:
		m.Kind = MatchNone
	case m.Kind == MatchAmbiguous && i.Settled[e.Row] != "":
		m.Kind, m.Project = MatchKnown, i.Settled[e.Row]
	}
	return m
}

// Meant lists the projects that the rows mean, for the caller to lock and read.
func Meant(rows []Matched) []ProjectID {
	var ids []ProjectID
	seen := map[ProjectID]bool{}
	for _, r := range rows {
		if id := r.Project; id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// Plan decides what committing each row does.
func (i Importing) Plan(rows []Matched, now Picture) []RowPlan {
	plans := make([]RowPlan, len(rows))
	for n, m := range rows {
		plans[n] = i.plan(m, now)
	}
	refuseTwins(plans)
	return plans
}

func (i Importing) plan(m Matched, now Picture) RowPlan {
	p := RowPlan{Matched: m}
	base := i.Options.Defaults.Over(i.Words.defaultsOf(m.Entry, i.annex(), i.Import.Month.Year))
	p.Defaults = m.Decision.Defaults.Over(base)
	switch {
	case m.Kind == MatchKnown && m.Told != nil:
		return i.told(p, now)
	case m.Kind == MatchKnown:
		return i.known(p, now)
	case m.Decision.Skip:
		p.Action = ActionNothing
	case m.Kind == MatchAmbiguous:
		return p.refused(refuse("AMBIGUOUS_PROJECT", "name", "value", m.Name))
	case m.Failed:
		p.Action = ActionRefused
	default:
		return i.create(p)
	}
	return p
}

// refused is the row kept out, and why.
func (p RowPlan) refused(why ...Finding) RowPlan {
	p.Action, p.Settled = ActionRefused, false
	return p.with(why)
}

// with is the row with what was found about it.
func (p RowPlan) with(found []Finding) RowPlan {
	p.Found = append(slices.Clip(p.Found), found...)
	return p
}

// known plans the row of a known project: the month's report and nothing else.
func (i Importing) known(p RowPlan, now Picture) RowPlan {
	before, ok := now.Projects[p.Project]
	if !ok { // withdrawn from sight between two reads: a new preview will tell
		return p.refused(refuse("AMBIGUOUS_PROJECT", "name", "value", p.Name))
	}
	p.Before, p.Report = &before, now.Reports[before.ID]
	y, counts := before.Year(i.Import.Month.Year)
	if !counts && !p.Decision.Skip {
		return p.refused(refuse("PROJECT_YEAR_MISSING", "name"))
	}
	told := p.toldUnit()
	p.Found, p.Unit = nil, y.Unit
	if counts {
		p = p.with(p.differences(i.Tree, told, before, y))
	}
	switch {
	case p.Decision.Skip:
		p = p.compared(now.Last)
		p.Settled = p.Action == ActionConflict && !p.Failed
		p.Action = ActionNothing
	case p.Failed:
		p.Action = ActionRefused
	default:
		p = p.compared(now.Last)
		p.Settled = p.Action != ActionConflict
		book := now.Books[before.ID]
		book.Project = before
		return i.report(p, book)
	}
	return p
}

// toldUnit is the unit that the row names, empty where it names none for sure.
func (p RowPlan) toldUnit() string {
	if p.UnitText == "" || len(p.Found) > 0 {
		return ""
	}
	return p.Unit
}

// compared is the row compared three ways, and with what a person decided.
func (p RowPlan) compared(last map[ProjectID]Said) RowPlan {
	if !p.Tells.Progress {
		present, _ := p.Report.Present()
		p.Said.Progress = present.Progress
	}
	var before *Said
	if said, ok := last[p.Project]; ok {
		before = &said
	}
	p.Comparison = Compare(p.Said, before, p.Report)
	if p.Action == ActionConflict && p.Decision.Overwrite {
		p.Action = p.Report.writing()
	}
	return p
}

// report writes the month's report, if the comparison asks for it.
func (i Importing) report(p RowPlan, book Book) RowPlan {
	if p.Action == ActionConflict {
		present, _ := p.Report.Present()
		return p.with([]Finding{refuse(
			"IMPORT_CONFLICT", "year_to_date_yuan",
			"sheet", wan(p.Said.Figures.YearToDate), "register", wan(present.Figures.YearToDate),
		)})
	}
	if !p.Action.Writes() {
		return p
	}
	p.AfterCutoff = i.Lock(p.Unit) != nil
	after, found, err := i.submit(p, book)
	p = p.with(found)
	if err != nil {
		return p.refused(because(err, found)...)
	}
	p.Wrote, p.After = after, *p.Before
	if settled, fixed := p.Before.Settle(after, i.Now); fixed {
		p.After = settled
	}
	return p
}

func (i Importing) submit(p RowPlan, book Book) (Report, []Finding, error) {
	by, lock := i.Author(p.Unit), i.Lock(p.Unit)
	if err := i.Held(p.Unit); err != nil {
		return Report{}, nil, err
	}
	draft := Draft{Figures: p.Said.Figures, Progress: p.Said.Progress, Problems: p.Report.latest().Problems, Cells: p.Cells, ImportID: i.Import.ID}
	if p.NeedsReason() {
		draft.Reason = i.Reason
	}
	book = book.In(i.Tree, i.Import.Month.Year, p.Unit)
	saved, found, err := p.Report.Save(draft, by, Scrutiny{Checks: i.Checks, Book: book, Now: i.Now, Lock: lock})
	if err != nil {
		return Report{}, found, err
	}
	after, err := saved.Submit(by, i.AutoAccept(p.Unit), i.due(p.Unit, book.Project), i.Now)
	return after, found, err
}

// due is the first moment at which the month's report of a project is late.
func (i Importing) due(unit string, p Project) time.Time {
	year, _ := p.Year(i.Import.Month.Year)
	return i.Due(unit, year.Category)
}

// create plans a new project and, where the annex reports, its first report.
func (i Importing) create(p RowPlan) RowPlan {
	if p.exists() {
		return p.refused(refuse("PROJECT_EXISTS", "name", "value", p.Name))
	}
	created, found, err := NewProject(i.NewID(), i.described(p), i.Policy(p.Unit), i.Now)
	p = p.with(found)
	if err != nil {
		return p.refused(because(err, found)...)
	}
	p.Action, p.Report = ActionCreate, Report{Project: created.ID, Month: i.Import.Month}
	if p.Told != nil {
		p.After, p.Settled = created, true
		return p.with(i.proposed(created))
	}
	p.AfterCutoff = i.Lock(p.Unit) != nil
	after, found, err := i.submit(p, Book{Project: created})
	p = p.with(found)
	if err != nil {
		return p.refused(because(err, found)...)
	}
	p.Wrote, p.Settled = after, true
	p.After, _ = created.Settle(after, i.Now)
	return p.with(i.proposed(created))
}

// proposed tells of listings that the importer can only propose: until they are
// confirmed the new project counts in no total.
func (i Importing) proposed(p Project) []Finding {
	var found []Finding
	for _, l := range p.Years[0].Listings {
		if kind, _ := i.Words.Listing(l.Key); !l.Confirmed {
			found = append(found, warn("LISTING_PROPOSED", "name", "listing", kind.Name))
		}
	}
	return found
}

// described is the project as the row describes it, at the stage that the annex is of.
// It is listed from the sheet's month: nobody asked for its reports before the register
// knew it.
func (i Importing) described(p RowPlan) Project {
	in, y := p.New, p.Year
	in.Name, in.Company.Name, in.Stage = p.Name, p.Company, i.annex().stageOf(p.Defaults.Nature)
	y.Year, y.Unit, y.Category, y.Nature = i.Import.Month.Year, p.Unit, p.Defaults.Category, p.Defaults.Nature
	y.Listings = p.Defaults.listings(i.Import.Month)
	in.Years = []Year{y}
	return in
}

// exists tells whether the row's unit has a project of that name and company, which
// no decision makes a second one.
func (p RowPlan) exists() bool {
	return slices.ContainsFunc(p.Candidates, func(c Candidate) bool {
		return !c.Withdrawn && c.Unit == p.Unit && NormaliseName(c.Name) == NormaliseName(p.Name) && NormaliseName(c.Company) == NormaliseName(p.Company)
	})
}

// because is a refusal as findings, none where the findings say it already.
func because(err error, found []Finding) []Finding {
	if Refused(found) {
		return nil
	}
	e, ok := errs.As(err)
	if !ok {
		return []Finding{refuse("INTERNAL", "name")}
	}
	return []Finding{{Reason: e.Reason, Field: "name", Severity: SeverityError, Params: e.Params}}
}

func wan(y money.Yuan) string { return money.FormatWan(y) + "万元" }
