package server

import (
	"slices"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// report judges a report's row: submitted, and in force where the unit accepts at once.
func (g *ingestion) report(row ingestRow) (verdict, error) {
	if row.refused != nil {
		return verdict{}, row.refused
	}
	id, known := g.known(row)
	if !known {
		return verdict{}, registry.ProjectNotFound(registry.ProjectID(row.report.GetProject()))
	}
	key := store.ReportKey{Project: id, Month: row.month}
	o, err := g.open(key)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{project: id, version: o.report.Version}
	if g.disputed[key] {
		return v, errs.Invalid("ROW_DISPUTED", "%s of project %s", key.Month, id)
	}
	if err := g.twice(key); err != nil {
		return v, err
	}
	present, _ := o.report.Present()
	draft := registry.Draft{
		Figures: toFigures(row.report.GetFigures()), Progress: row.report.GetProgress(),
		Problems: present.Problems, // a row tells of none, and takes none away
		Reason:   row.report.GetReason(),
	}
	if o.report.Says(draft) {
		v.outcome = registryv1.RowOutcome_ROW_OUTCOME_UNCHANGED
		return v, nil
	}
	if err := o.maySave(); err != nil {
		return v, err
	}
	return g.write(o, draft, v)
}

// monthsOf are the months that reports are about, each once.
func monthsOf(keys []store.ReportKey) []month.Month {
	var months []month.Month
	for _, k := range keys {
		if !slices.Contains(months, k.Month) {
			months = append(months, k.Month)
		}
	}
	return months
}

// holders are the units whose cut-offs and hand-ins may hold these reports, each once.
func (g *ingestion) holders(keys []store.ReportKey) []string {
	var units []string
	for _, k := range keys {
		unit, year := unitIn(g.before[k.Project], k.Month.Year)
		for _, above := range g.a.tree.Ancestors(year, unit) {
			if !slices.Contains(units, above) {
				units = append(units, above)
			}
		}
	}
	return units
}

// contradictions are the months that rows of the chunk tell differently: none of them
// counts, for nobody but who sent them knows which is right.
func (g *ingestion) contradictions() map[store.ReportKey]bool {
	first := make(map[store.ReportKey]*registryv1.IngestReport, len(g.rows))
	disputed := map[store.ReportKey]bool{}
	for _, row := range g.rows {
		id, known := g.known(row)
		if row.report == nil || row.refused != nil || !known {
			continue
		}
		key := store.ReportKey{Project: id, Month: row.month}
		if other, twice := first[key]; !twice {
			first[key] = row.report
		} else if toFigures(other.GetFigures()) != toFigures(row.report.GetFigures()) || other.GetProgress() != row.report.GetProgress() {
			disputed[key] = true
		}
	}
	return disputed
}

// open is a report of the chunk that the caller may write.
func (g *ingestion) open(key store.ReportKey) (opened, error) {
	p := g.current(key.Project)
	if err := g.a.checkProject(authz.Bulk, p, key.Month.Year); err != nil {
		return opened{}, registry.ProjectNotFound(key.Project)
	}
	if err := g.a.checkProject(authz.ReportWrite, p, key.Month.Year); err != nil {
		return opened{}, err
	}
	o := opened{access: g.a, project: p, report: g.reports[key], book: g.book(p)}
	o.report.Project, o.report.Month = key.Project, key.Month
	o.unit, o.year = unitIn(p, key.Month.Year)
	o.book = o.book.In(g.a.tree, o.year, o.unit)
	o.held = g.a.hold(g.held, key.Month, o.year, o.unit)
	return o, nil
}

// book is what a month is judged against, the chunk's own months included.
func (g *ingestion) book(p registry.Project) registry.Book {
	book, ok := g.books[p.ID]
	if !ok {
		book = registry.Book{Accepted: map[month.Month]registry.Told{}}
		if g.books == nil {
			g.books = map[registry.ProjectID]registry.Book{}
		}
		g.books[p.ID] = book
	}
	book.Project = p
	return book
}

func (g *ingestion) write(o opened, draft registry.Draft, v verdict) (verdict, error) {
	by := o.author(o.year, o.unit)
	saved, found, err := o.report.Save(draft, by, o.scrutiny(g.now))
	v.found = found
	if err != nil {
		return v, err
	}
	after, err := saved.Submit(by, o.autoAccepts(), o.due(g.calendars), g.now)
	if err != nil {
		return v, err
	}
	verb := events.Submitted
	if after.Pending == nil {
		verb = events.Accepted
		o.book.Accepted[after.Month] = after.Accepted.Told() // the map is the chunk's
	}
	if p, fixed := o.project.Settle(after, g.now); fixed {
		g.put(p, events.Changed)
	}
	g.writes = append(g.writes, store.ReportWrite{Before: o.report, After: after, Verb: verb, Reason: draft.Reason})
	v.version, v.outcome = after.Version, registryv1.RowOutcome_ROW_OUTCOME_UPDATED
	if o.report.Version == 0 {
		v.outcome = registryv1.RowOutcome_ROW_OUTCOME_CREATED
	}
	return v, nil
}
