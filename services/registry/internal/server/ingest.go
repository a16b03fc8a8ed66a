package server

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/projectcode"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ingestion judges the rows of one chunk against what the register knows, read once
// for all of them, and gathers what is to be written.
type ingestion struct {
	s   *Server
	a   access
	now time.Time

	rows    []ingestRow
	results []*registryv1.RowResult

	found     store.Found
	before    map[registry.ProjectID]registry.Project // as read and locked
	projects  map[registry.ProjectID]registry.Project // after the rows so far
	created   map[string]registry.ProjectID           // national codes of this chunk's new projects
	verbs     map[registry.ProjectID]events.Verb
	order     []registry.ProjectID // of the first change, in which they are told
	books     map[registry.ProjectID]registry.Book
	reports   map[store.ReportKey]registry.Report
	held      holds
	calendars registry.Calendars
	touched   map[any]bool // projects and report keys that a row has been about
	disputed  map[store.ReportKey]bool
	writes    []store.ReportWrite
}

// ingestRow is a row with what its text says; exactly one of project and report is set.
type ingestRow struct {
	project *registry.Project
	id      registry.ProjectID // as the row gives it; empty if it doesn't
	code    string             // national code, alike
	report  *registryv1.IngestReport
	month   month.Month
	refused error
}

func (s *Server) newIngestion(a access, now time.Time, chunk *registryv1.IngestRequest) *ingestion {
	g := &ingestion{
		s: s, a: a, now: now,
		rows:     make([]ingestRow, len(chunk.GetRows())),
		results:  make([]*registryv1.RowResult, len(chunk.GetRows())),
		projects: map[registry.ProjectID]registry.Project{},
		created:  map[string]registry.ProjectID{},
		verbs:    map[registry.ProjectID]events.Verb{},
		touched:  map[any]bool{},
	}
	for i, row := range chunk.GetRows() {
		g.rows[i] = g.readRow(row)
	}
	return g
}

// readRow reads a row's text; what can't be read is refused later, in its turn. No
// foreign text goes on from here to a search.
func (g *ingestion) readRow(row *registryv1.IngestRow) ingestRow {
	switch r := row.GetRow().(type) {
	case *registryv1.IngestRow_Project:
		return g.readProject(r.Project)
	case *registryv1.IngestRow_Report:
		return readReport(r.Report)
	}
	return ingestRow{refused: errs.Invalid("ROW_EMPTY", "neither project nor report")}
}

func (g *ingestion) readProject(in *registryv1.Project) ingestRow {
	p := toProject(in).Tidy()
	out := ingestRow{project: &p, code: p.NationalCode, refused: registry.OneYear(p)}
	if id, err := projectID(in.GetId()); err == nil {
		out.id = id
	}
	if err := knownEnums(in, ""); err != nil {
		out.refused = err
	}
	if out.refused == nil && !g.a.tree.Exists(p.Years[0].Year, p.Years[0].Unit) {
		out.refused = registry.UnitNotFound(p.Years[0].Unit).At("unit")
	}
	if out.code != "" && !projectcode.Check(out.code).Valid {
		out.code = "" // refused later, with all that is wrong with the project
	}
	return out
}

func readReport(in *registryv1.IngestReport) ingestRow {
	m, err := month.Parse(in.GetMonth())
	out := ingestRow{report: in, month: m}
	if err != nil {
		out.refused = at(err, "month")
	}
	if id, err := projectID(in.GetProject()); err == nil {
		out.id = id
	} else if code := projectcode.Check(in.GetProject()); code.Valid {
		out.code = code.Code
	}
	return out
}

// run reads, judges and saves. Projects come first, so that a report may follow its
// project in the same chunk.
func (g *ingestion) run(ctx context.Context, tx *store.Tx) error {
	if err := tx.ByIndex(ctx); err != nil {
		return err
	}
	if err := g.read(ctx, tx); err != nil {
		return err
	}
	for i, row := range g.rows {
		if row.project != nil || row.report == nil {
			g.results[i] = g.result(g.project(row))
		}
	}
	g.disputed = g.contradictions()
	for i, row := range g.rows {
		if row.report != nil {
			g.results[i] = g.result(g.report(row))
		}
	}
	return tx.Save(ctx, g.decided())
}

// read finds and locks the projects that rows name, and reads their reports.
func (g *ingestion) read(ctx context.Context, tx *store.Tx) error {
	var err error
	if g.found, err = tx.Find(ctx, g.wanted()); err != nil {
		return err
	}
	ids, whole := g.named()
	if g.before, err = tx.LockForReports(ctx, ids, whole); err != nil {
		return err
	}
	// also of the projects that this chunk registers
	if g.calendars, err = tx.Calendars(ctx, g.s.calendar); err != nil {
		return err
	}
	var keys []store.ReportKey
	for _, row := range g.rows {
		if id, ok := g.known(row); ok && row.report != nil && row.refused == nil {
			keys = append(keys, store.ReportKey{Project: id, Month: row.month})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	if g.reports, err = tx.Reports(ctx, keys); err != nil {
		return err
	}
	if g.held, err = readHolds(ctx, tx, g.holders(keys), monthsOf(keys)...); err != nil {
		return err
	}
	g.books, err = tx.Books(ctx, g.before)
	return err
}

// wanted are the names that rows give.
func (g *ingestion) wanted() store.Wanted {
	var w store.Wanted
	for _, row := range g.rows {
		if row.refused != nil {
			continue
		}
		if row.code != "" {
			w.Codes = append(w.Codes, row.code)
		}
		if row.project != nil {
			w.Keys = append(w.Keys, store.KeyOf(*row.project))
		}
	}
	return w
}

// named are the projects that rows name, each once, and which of them rows are about
// that may change the project itself.
func (g *ingestion) named() ([]registry.ProjectID, map[registry.ProjectID]bool) {
	ids := make([]registry.ProjectID, 0, len(g.rows))
	whole := make(map[registry.ProjectID]bool)
	seen := make(map[registry.ProjectID]bool, len(g.rows))
	for _, row := range g.rows {
		for _, id := range g.candidates(row) {
			whole[id] = whole[id] || row.project != nil
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids, whole
}

// candidates are the projects that a row may be about.
func (g *ingestion) candidates(row ingestRow) []registry.ProjectID {
	if row.refused != nil {
		return nil
	}
	var ids []registry.ProjectID
	if row.id != "" {
		ids = append(ids, row.id)
	}
	if id, ok := g.found.Codes[row.code]; ok {
		ids = append(ids, id)
	}
	if row.project == nil {
		return ids
	}
	if id, ok := g.found.Keys[store.KeyOf(*row.project)]; ok {
		ids = append(ids, id)
	}
	return ids
}

// known is the project that a row is about, by ID, national code or natural key, in
// this order.
func (g *ingestion) known(row ingestRow) (registry.ProjectID, bool) {
	if row.id != "" && g.has(row.id) {
		return row.id, true
	}
	if id, ok := g.found.Codes[row.code]; ok {
		return id, true
	}
	if id, ok := g.created[row.code]; ok {
		return id, true
	}
	if row.project == nil {
		return "", false
	}
	id, ok := g.found.Keys[store.KeyOf(*row.project)]
	return id, ok
}

// has tells whether the register, or this chunk, has the project.
func (g *ingestion) has(id registry.ProjectID) bool {
	_, known := g.before[id]
	_, written := g.projects[id]
	return known || written
}

// current is a project after the rows so far.
func (g *ingestion) current(id registry.ProjectID) registry.Project {
	if p, ok := g.projects[id]; ok {
		return p
	}
	return g.before[id]
}

// put notes a project's new state.
func (g *ingestion) put(p registry.Project, verb events.Verb) {
	if _, ok := g.verbs[p.ID]; !ok {
		g.verbs[p.ID] = verb
		g.order = append(g.order, p.ID)
	}
	g.projects[p.ID] = p
}

// twice notes that a row is about something, and refuses a second one: which of two
// would count is a person's decision.
func (g *ingestion) twice(key any) error {
	if g.touched[key] {
		return errs.Invalid("ROW_TWICE", "%v", key)
	}
	g.touched[key] = true
	return nil
}

// verdict is what became of a row.
type verdict struct {
	outcome registryv1.RowOutcome
	project registry.ProjectID
	version int64
	found   []registry.Finding
}

// result tells a row's verdict. A refusal is a finding like the others.
func (g *ingestion) result(v verdict, err error) *registryv1.RowResult {
	if e, ok := errs.As(err); ok {
		v.outcome = registryv1.RowOutcome_ROW_OUTCOME_REFUSED
		if !registry.Refused(v.found) {
			v.found = append(v.found, findingOf(e))
		}
	}
	return &registryv1.RowResult{Outcome: v.outcome, ProjectId: string(v.project), Version: v.version, Findings: g.s.findings(v.found)}
}

// project judges a project's row: a new project, or a known one's year.
func (g *ingestion) project(row ingestRow) (verdict, error) {
	if row.refused != nil {
		return verdict{}, row.refused
	}
	year := row.project.Years[0]
	missing := registry.UnitNotFound(year.Unit).At("unit")
	if err := g.a.check(authz.Bulk, year.Year, year.Unit, missing); err != nil {
		return verdict{}, err
	}
	id, known := g.known(row)
	if !known {
		return g.newProject(row, year, missing)
	}
	if id != row.id && row.code != "" && cmp.Or(g.current(id).NationalCode, row.code) != row.code {
		return verdict{}, exists(id) // its name is taken, and one project has one code for life
	}
	v := verdict{project: id}
	if err := g.twice(id); err != nil {
		return v, err
	}
	return g.oldProject(v, year)
}

func (g *ingestion) newProject(row ingestRow, year registry.Year, missing error) (verdict, error) {
	if err := g.twice(store.KeyOf(*row.project)); err != nil {
		return verdict{}, err
	}
	if err := g.a.checkYear(registry.Year{}, year, missing); err != nil {
		return verdict{}, err
	}
	id := row.id
	if id == "" {
		id = registry.ProjectID(uuid.NewString())
	}
	p, found, err := registry.NewProject(id, *row.project, g.s.policy(g.a, year.Year, year.Unit), g.now)
	if err != nil {
		return verdict{found: found}, err
	}
	if p.NationalCode != "" {
		g.created[p.NationalCode] = p.ID
	}
	g.touched[p.ID] = true
	g.put(p, events.Created)
	return verdict{registryv1.RowOutcome_ROW_OUTCOME_CREATED, p.ID, p.Version, found}, nil
}

func (g *ingestion) oldProject(v verdict, year registry.Year) (verdict, error) {
	before := g.current(v.project)
	if err := g.a.checkMove(before, year); err != nil {
		return v, err
	}
	after, found, err := before.SetYear(year, g.s.policy(g.a, year.Year, year.Unit), g.now)
	v.found = found
	if err != nil {
		return v, err
	}
	old, _ := before.Year(year.Year)
	if y, _ := after.Year(year.Year); y.Equal(old) {
		v.outcome, v.version = registryv1.RowOutcome_ROW_OUTCOME_UNCHANGED, before.Version
		return v, nil
	}
	if key := store.KeyOf(after); key != store.KeyOf(before) {
		other, taken := g.found.Keys[key]
		if taken && other != after.ID || g.touched[key] {
			return v, exists(other)
		}
		g.touched[key] = true
	}
	g.put(after, events.Changed)
	v.outcome, v.version = registryv1.RowOutcome_ROW_OUTCOME_UPDATED, after.Version
	return v, nil
}

// exists refuses a row whose unit has another project of its name and company.
func exists(id registry.ProjectID) error { return errs.Exists("PROJECT_EXISTS", "project %s", id) }

// decided are the chunk's writes.
func (g *ingestion) decided() store.Writes {
	w := store.Writes{Reports: g.writes, Projects: make([]store.ProjectWrite, 0, len(g.order))}
	for _, id := range g.order {
		write := store.ProjectWrite{After: g.projects[id], Verb: g.verbs[id]}
		if before, known := g.before[id]; known {
			write.Before = &before
		}
		w.Projects = append(w.Projects, write)
	}
	return w
}
