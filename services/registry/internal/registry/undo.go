package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
)

// Former is what stood before an import wrote a row. It is kept as JSON under these
// names, and those of the types that it is made of, which therefore stay.
type Former struct {
	Project *FormerProject `json:"project,omitempty"` // nil: the row changed nothing of it, or registered it
	Report  *FormerReport  `json:"report,omitempty"`  // nil: the row wrote none
}

// FormerProject is what a sheet of plans can change of a known project.
type FormerProject struct {
	Scale     string      `json:"scale"`
	Place     string      `json:"place"`
	StartYear int         `json:"start_year"`
	EndYear   int         `json:"end_year"`
	Library   Library     `json:"library"`
	Year      *FormerYear `json:"year,omitempty"` // nil: the year came by the sheet
}

// FormerYear is what a sheet of plans can change of a year's record.
type FormerYear struct {
	Industry string     `json:"industry"`
	Total    money.Yuan `json:"total"`
	Planned  money.Yuan `json:"planned"`
}

// FormerReport is a report before the import, both revisions nil where there was none.
type FormerReport struct {
	Accepted    *Revision `json:"accepted,omitempty"`
	Pending     *Revision `json:"pending,omitempty"`
	FirstSubmit time.Time `json:"first_submit,omitzero"`
	OnTime      *bool     `json:"on_time,omitempty"`
}

// ImportWrite is what a commit did with a row of its sheet.
type ImportWrite struct {
	Number         int64 // 0 until it is stored
	Row            int
	Project        ProjectID
	Created        bool
	ProjectVersion int64 // that it left; 0: it wrote nothing of the project itself
	ReportVersion  int64 // that it left; 0: it wrote no report
	Former         Former
}

// Traces are what undoing the rows' import needs to know of them.
func Traces(rows []RowPlan, m month.Month) []ImportWrite {
	var traces []ImportWrite
	for _, r := range rows {
		if w, ok := r.trace(m); ok {
			traces = append(traces, w)
		}
	}
	return traces
}

// trace is what committing the row does, false where that is nothing at all.
func (p RowPlan) trace(m month.Month) (ImportWrite, bool) {
	w := ImportWrite{Row: p.Row, Project: p.Project}
	switch {
	case !p.Action.Writes():
		return w, p.Settled && p.Project != ""
	case p.Before == nil:
		w.Project, w.Created, w.ProjectVersion = p.After.ID, true, p.After.Version
	case p.Told != nil:
		w.ProjectVersion, w.Former.Project = p.After.Version, formerProject(*p.Before, m.Year)
	}
	if p.Told == nil {
		w.ReportVersion = p.Wrote.Version
		w.Former.Report = &FormerReport{Accepted: p.Report.Accepted, Pending: p.Report.Pending, FirstSubmit: p.Report.FirstSubmit, OnTime: p.Report.OnTime}
	}
	return w, true
}

func formerProject(p Project, year int) *FormerProject {
	f := &FormerProject{Scale: p.Scale, Place: p.Place, StartYear: p.StartYear, EndYear: p.EndYear, Library: p.Library}
	if y, ok := p.Year(year); ok {
		f.Year = &FormerYear{Industry: y.Industry, Total: y.TotalInvestment, Planned: y.Planned}
	}
	return f
}

// UndoAction says what undoing an import does with a row.
type UndoAction uint8

// The actions.
const (
	UndoNone        UndoAction = iota // the row wrote nothing: only what the sheet said is forgotten
	UndoLeave                         // something stands in its way
	UndoCreation                      // the project is taken out, and its report
	UndoFirstReport                   // the report is withdrawn: there was none before
	UndoReport                        // what was reported before stands again
	UndoProject                       // what the register said of the project stands again
	UndoProjectYear                   // the year that came by the sheet goes
)

// Undoes tells whether the action changes the register.
func (a UndoAction) Undoes() bool { return a > UndoLeave }

// Undoing is an import about to be undone, with the caller's say in it by unit: see
// Importing.
type Undoing struct {
	Month  month.Month
	Reason string
	// Mine tells whether the caller may write what a row wrote for the unit that its
	// project has now: years are handed over, and units move.
	Mine   func(ImportWrite, Project) bool
	Author func(unit string) Author
	Held   func(unit string) error
	Now    time.Time
}

// Since is what others added to an import's projects and reports without a new version
// of either.
type Since struct {
	Built  map[ProjectID]bool // on a project, or a year of it, that came by the import
	Judged map[ProjectID]bool // said of the figures that the import reported
}

// UndoPlan is what undoing an import does with a row.
type UndoPlan struct {
	ImportWrite
	Action UndoAction
	Why    error // what stands in the way, nil unless it is left
	// Foreign is left because it is another unit's now: nothing of it is told.
	Foreign bool
	Before  Project
	After   Project // differs in its version where it is written
	Report  Report
	Undone  Report // differs in its version where it is written
}

// Plan decides what undoing does with each row. What others hold since can't be taken
// from under them.
func (u Undoing) Plan(writes []ImportWrite, now Picture, since Since) []UndoPlan {
	plans := make([]UndoPlan, len(writes))
	for n, w := range writes {
		plans[n] = u.plan(w, now, since)
	}
	return plans
}

func (u Undoing) plan(w ImportWrite, now Picture, since Since) UndoPlan {
	p, r := now.Projects[w.Project], now.Reports[w.Project]
	plan := UndoPlan{ImportWrite: w, Action: w.undo(), Before: p, After: p, Report: r, Undone: r}
	if plan.Action == UndoNone {
		return plan
	}
	if plan.Foreign = !u.Mine(w, p); plan.Foreign {
		plan.Action, plan.Why = UndoLeave, errs.Precondition("PROJECT_HANDED_OVER", "project %s is another unit's", p.ID)
		return plan
	}
	if plan.Why = u.hindrance(w, p, r, since); plan.Why != nil {
		plan.Action = UndoLeave
		return plan
	}
	if w.Former.Report != nil {
		plan.Undone = r.Undo(*w.Former.Report, u.Author(unitOfYear(p, u.Month.Year)), u.Reason, u.Now)
	}
	switch {
	case w.Created:
		plan.After = p.Retracted(u.Now)
	case w.Former.Project != nil:
		plan.After = p.asBefore(*w.Former.Project, u.Month.Year, u.Now)
	default:
		plan.After = p.unsettled(plan.Undone, now.Books[p.ID], u.Now)
	}
	return plan
}

// undo is the action that nothing stands in the way of.
func (w ImportWrite) undo() UndoAction {
	f := w.Former
	switch {
	case w.Created:
		return UndoCreation
	case f.Project != nil && f.Project.Year == nil:
		return UndoProjectYear
	case f.Project != nil:
		return UndoProject
	case f.Report == nil:
		return UndoNone
	case f.Report.Accepted == nil && f.Report.Pending == nil:
		return UndoFirstReport
	default:
		return UndoReport
	}
}

// hindrance is what keeps a row's writing from being undone: it holds like for any other
// write, and what somebody touched since is theirs.
func (u Undoing) hindrance(w ImportWrite, p Project, r Report, since Since) error {
	if err := u.planApproved(w, p); err != nil {
		return err
	}
	switch {
	case w.ProjectVersion > 0 && p.Version != w.ProjectVersion:
		return errs.Precondition("PROJECT_TOUCHED", "project %s is at version %d, not %d", p.ID, p.Version, w.ProjectVersion)
	case w.ReportVersion > 0 && r.Version != w.ReportVersion:
		return errs.Precondition("REPORT_TOUCHED", "report of %s is at version %d, not %d", r.Month, r.Version, w.ReportVersion).
			With("month", r.Month.String())
	case w.ReportVersion > 0 && since.Judged[p.ID]:
		return errs.Precondition("REPORT_JUDGED", "report of %s is explained or judged", r.Month).With("month", r.Month.String())
	case since.Built[p.ID]:
		return errs.Precondition("PROJECT_IN_USE", "others have built on project %s", p.ID)
	case w.ReportVersion > 0:
		return u.Held(unitOfYear(p, u.Month.Year))
	}
	return nil
}

// planApproved refuses to take back a plan of the year that was approved since.
func (u Undoing) planApproved(w ImportWrite, p Project) error {
	y, ok := p.Year(u.Month.Year)
	if !ok || w.ProjectVersion == 0 {
		return nil
	}
	former := y
	former.Planned = -1 // a year that goes has no plan at all
	if f := w.Former.Project; f != nil && f.Year != nil {
		former.Planned = f.Year.Planned
	}
	return keepsPlan(y, former)
}

func unitOfYear(p Project, year int) string {
	if y, ok := p.Year(year); ok {
		return y.Unit
	}
	return p.LatestUnit()
}

// Undo is the report as it was before an import wrote its newest revision. What is in
// force never changes, so that the former figures come back as the next revision, handed
// in when they were; where there were none, nothing is in force any more, and the month
// is to be reported.
func (r Report) Undo(was FormerReport, by Author, reason string, now time.Time) Report {
	imported, number := r.latest(), r.latest().Number
	inForce := r.Pending == nil
	if inForce {
		number++
	}
	r.Version++
	r.FirstSubmit, r.OnTime = was.FirstSubmit, was.OnTime // a wrong sheet was no punctual report
	if inForce && was.Accepted != nil {
		rev := *was.Accepted
		rev.Number, rev.Reason, rev.Author, rev.Role, rev.AcceptTime = number, reason, by.ID, by.Role, now
		r.Accepted = &rev
		return r
	}
	if inForce {
		r.Accepted = nil
	}
	rev := imported
	rev.State, rev.Reason, rev.Author, rev.Role, rev.AcceptTime = StateWithdrawn, reason, by.ID, by.Role, time.Time{}
	if was.Pending != nil {
		rev = *was.Pending
	}
	rev.Number = number
	r.Pending = &rev
	return r
}

// Retracted is a project that should never have been registered: withdrawn today, on no
// list of any year, so that it counts in nothing, and without the national code, which
// another may need.
func (p Project) Retracted(now time.Time) Project {
	entries := mergeEntries(p.Stages, []StageEntry{{StageWithdrawn, today(now)}})
	p = p.restaged(StageWithdrawn, entries)
	p.NationalCode, p.Opening = "", nil
	p.Years = slices.Clone(p.Years)
	for i := range p.Years {
		p.Years[i].Listings = nil
	}
	return p.touched(now)
}

// asBefore is the project as it was before a sheet of plans told of it.
func (p Project) asBefore(f FormerProject, year int, now time.Time) Project {
	p.Scale, p.Place, p.StartYear, p.EndYear, p.Library = f.Scale, f.Place, f.StartYear, f.EndYear, f.Library
	if f.Year == nil {
		p.Years = slices.DeleteFunc(slices.Clone(p.Years), func(y Year) bool { return y.Year == year })
		return p.touched(now)
	}
	y, _ := p.Year(year)
	y.Industry, y.TotalInvestment, y.Planned = f.Year.Industry, f.Year.Total, f.Year.Planned
	return p.WithYear(y).touched(now)
}

// unsettled is the project after a report of it was withdrawn: without any report in
// force it has no opening balances.
func (p Project) unsettled(r Report, b Book, now time.Time) Project {
	others := false
	for m := range b.Accepted {
		others = others || m != r.Month
	}
	if p.Opening == nil || r.Accepted != nil || others {
		return p
	}
	p.Opening = nil
	return p.touched(now)
}

// UndoOutcome judges what undoing would do: an import of which nothing can go back isn't
// undone. It fails with what stands in every row's way, where that is one thing, else
// with NOTHING_TO_UNDO.
func UndoOutcome(i Import, plans []UndoPlan) error {
	var left error
	several := false
	for _, p := range plans {
		switch {
		case p.Action.Undoes():
			return nil
		case p.Action == UndoLeave && left != nil && errs.ReasonOf(left) != errs.ReasonOf(p.Why):
			several = true
		case p.Action == UndoLeave:
			left = p.Why
		}
	}
	switch {
	case i.State == ImportUndone:
		return nil // what could go back has gone
	case left != nil && !several:
		return left
	case i.Written > 0 && len(plans) == 0:
		return errs.Precondition("IMPORT_NOT_RECORDED", "import %s is of before undoing", i.ID)
	case left != nil || len(plans) == 0 || i.Written > 0:
		return errs.Precondition("NOTHING_TO_UNDO", "nothing of import %s can go back", i.ID)
	}
	return nil
}
