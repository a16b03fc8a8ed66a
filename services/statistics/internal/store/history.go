package store

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// past is what an apply has to add to the history: versions that arrived after
// something newer, and the keys of those that are being replaced.
type past struct {
	units    []Unit
	projects []Project
	reports  []Report
	gone     []Unit // the registry has no such units
	dated    []Unit // versions that are kept, perhaps without their time

	replacedUnits    []string
	replacedProjects []pgtype.UUID
	replacedReports  reportColumns // with the revision that replaces
}

func (p *past) empty() bool {
	return len(p.units)+len(p.gone)+len(p.dated)+len(p.projects)+len(p.reports)+len(p.replacedUnits)+len(p.replacedProjects)+len(p.replacedReports.projects) == 0
}

// queue adds to the history. It has to come before the facts are overwritten.
func (p *past) queue(batch *pgx.Batch) {
	if len(p.replacedUnits) > 0 {
		batch.Queue(keepUnitsSQL, p.replacedUnits)
	}
	if len(p.replacedProjects) > 0 {
		batch.Queue(keepYearsSQL, p.replacedProjects)
		batch.Queue(keepProjectsSQL, p.replacedProjects)
	}
	if r := p.replacedReports; len(r.projects) > 0 {
		batch.Queue(keepReportsSQL, r.projects, r.years, r.months, r.revisions)
	}
	p.queueLate(batch)
}

const keepUnitsSQL = `
INSERT INTO unit_past (code, version, recorded, gone, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals)
SELECT code, version, recorded, false, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals
FROM unit WHERE code = ANY ($1::text[])
ON CONFLICT DO NOTHING`

const keepProjectsSQL = `
INSERT INTO project_past (id, version, recorded, name, end_year, end_month)
SELECT id, version, recorded, name, end_year, end_month
FROM project WHERE id = ANY ($1::uuid[])
ON CONFLICT DO NOTHING`

const keepYearsSQL = `
INSERT INTO project_year_past (project, year, version, recorded, unit, category, nature, listings, from_months, total_investment, planned, milestones)
SELECT y.project, y.year, p.version, p.recorded, y.unit, y.category, y.nature, y.listings, y.from_months,
  y.total_investment, y.planned, y.milestones
FROM project p JOIN project_year y ON y.project = p.id
WHERE p.id = ANY ($1::uuid[])
ON CONFLICT DO NOTHING`

// keepReportsSQL leaves out versions whose accepted figures stay as they are: their
// time stays with them.
const keepReportsSQL = `
INSERT INTO report_past (project, year, month, version, recorded, revision, invested, year_to_date, on_time)
SELECT r.project, r.year, r.month, r.version, r.recorded, r.revision, r.invested, r.year_to_date, r.on_time
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::integer[]) AS k (project, year, month, revision)
JOIN report r ON r.project = k.project AND r.year = k.year AND r.month = k.month
WHERE r.revision > 0 AND r.revision <> k.revision
ON CONFLICT DO NOTHING`

func (p *past) queueLate(batch *pgx.Batch) {
	for _, u := range p.units {
		queuePastUnit(batch, u, false)
	}
	for _, u := range p.gone {
		queuePastUnit(batch, u, true)
	}
	for _, u := range p.dated {
		batch.Queue(dateUnitSQL, u.Unit.Code, u.Version, timestamp(u.Recorded))
	}
	queuePastProjects(batch, p.projects)
	queuePastReports(batch, p.reports)
}

const addPastUnitSQL = `
INSERT INTO unit_past (code, version, recorded, gone, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals)
VALUES (@code, @version, @recorded, @gone, @name, @kind, @gb_code, @parents, @from, @to, @pace_rounding, @pace_rule, @decimals)
ON CONFLICT DO NOTHING`

// A unit that was filled in without a time gets it from the event, when that comes.
const dateUnitSQL = `UPDATE unit SET recorded = $3 WHERE code = $1 AND version = $2 AND recorded = '-infinity'`

func queuePastUnit(batch *pgx.Batch, u Unit, gone bool) {
	args := u.args()
	args["gone"] = gone
	batch.Queue(addPastUnitSQL, args)
}

const addPastProjectsSQL = `
INSERT INTO project_past (id, version, recorded, name, end_year, end_month)
SELECT id, version, recorded, name, end_year, end_month
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::smallint[], $6::smallint[])
  AS f (id, version, recorded, name, end_year, end_month)
ON CONFLICT DO NOTHING`

const addPastYearsSQL = `
INSERT INTO project_year_past (project, year, version, recorded, unit, category, nature, listings, from_months, total_investment, planned, milestones)
SELECT project, year, version, recorded, unit, category, nature, listings::text[], from_months::smallint[], total_investment, planned, milestones
FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::jsonb[])
  AS f (project, year, version, recorded, unit, category, nature, listings, from_months, total_investment, planned, milestones)
ON CONFLICT DO NOTHING`

func queuePastProjects(batch *pgx.Batch, projects []Project) {
	if len(projects) == 0 {
		return
	}
	var (
		heads, years projectColumns
		facts        yearColumns
	)
	for i := range projects {
		p := &projects[i]
		heads.add(p)
		for j := range p.Years {
			years.add(p)
			facts.add(p, &p.Years[j])
		}
	}
	batch.Queue(addPastProjectsSQL, heads.ids, heads.versions, heads.recorded, heads.names, heads.endYears, heads.endMonths)
	if len(facts.projects) > 0 {
		batch.Queue(addPastYearsSQL, facts.projects, facts.years, years.versions, years.recorded, facts.units, facts.categories,
			facts.natures, facts.listings, facts.from, facts.totals, facts.planned, facts.milestones)
	}
}

const addPastReportsSQL = `
INSERT INTO report_past (project, year, month, version, recorded, revision, invested, year_to_date, on_time)
SELECT project, year, month, version, recorded, revision, invested, year_to_date, on_time
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::integer[], $7::bigint[], $8::bigint[], $9::boolean[])
  AS f (project, year, month, version, recorded, revision, invested, year_to_date, on_time)
ON CONFLICT DO NOTHING`

func queuePastReports(batch *pgx.Batch, reports []Report) {
	if len(reports) == 0 {
		return
	}
	var c reportColumns
	for i := range reports {
		c.add(&reports[i])
	}
	batch.Queue(addPastReportsSQL, c.projects, c.years, c.months, c.versions, c.recorded, c.revisions, c.invested, c.toDate, c.onTime)
}

// timestamp is a record time as it is kept: one that nobody told was ever since.
func timestamp(t time.Time) pgtype.Timestamptz {
	if t.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
	}
	return pgtype.Timestamptz{Time: t, Valid: true}
}
