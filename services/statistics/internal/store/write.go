package store

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/statistics/internal/statistics"
)

const upsertProjectsSQL = `
INSERT INTO project (id, version, recorded, hash, name, end_year, end_month)
SELECT id, version, recorded, hash, name, end_year, end_month
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::text[], $6::smallint[], $7::smallint[])
  AS f (id, version, recorded, hash, name, end_year, end_month)
ON CONFLICT (id) DO UPDATE SET
  version = EXCLUDED.version, recorded = EXCLUDED.recorded, hash = EXCLUDED.hash, name = EXCLUDED.name,
  end_year = EXCLUDED.end_year, end_month = EXCLUDED.end_month`

const deleteProjectsSQL = `DELETE FROM project WHERE id = ANY ($1::uuid[])`

const upsertYearsSQL = `
INSERT INTO project_year (project, year, unit, name, category, nature, listings, from_months, total_investment, planned, milestones)
SELECT project, year, unit, name, category, nature, listings::text[], from_months::smallint[], total_investment, planned, milestones
FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::jsonb[])
  AS f (project, year, unit, name, category, nature, listings, from_months, total_investment, planned, milestones)
ON CONFLICT (project, year) DO UPDATE SET
  unit = EXCLUDED.unit, name = EXCLUDED.name, category = EXCLUDED.category, nature = EXCLUDED.nature,
  listings = EXCLUDED.listings, from_months = EXCLUDED.from_months,
  total_investment = EXCLUDED.total_investment, planned = EXCLUDED.planned, milestones = EXCLUDED.milestones`

const deleteYearsSQL = `
DELETE FROM project_year y
USING unnest($1::uuid[], $2::smallint[]) AS f (project, year)
WHERE y.project = f.project AND y.year = f.year`

func queueProjects(batch *pgx.Batch, projects []Project, removed []yearKey) {
	var (
		gone  []pgtype.UUID
		heads projectColumns
		years yearColumns
	)
	for i := range projects {
		p := &projects[i]
		if p.Version == 0 {
			gone = append(gone, pgUUID(p.ID))
			continue
		}
		heads.add(p)
		for j := range p.Years {
			years.add(p, &p.Years[j])
		}
	}
	if len(heads.ids) > 0 {
		batch.Queue(upsertProjectsSQL, heads.ids, heads.versions, heads.recorded, heads.hashes, heads.names, heads.endYears, heads.endMonths)
	}
	years.queue(batch)
	queueRemoved(batch, removed)
	if len(gone) > 0 {
		batch.Queue(deleteProjectsSQL, gone)
	}
}

// projectColumns are projects by column, as unnest takes them.
type projectColumns struct {
	ids                 []pgtype.UUID
	versions, hashes    []int64
	recorded            []pgtype.Timestamptz
	names               []string
	endYears, endMonths []int16
}

func (c *projectColumns) add(p *Project) {
	c.ids, c.versions, c.hashes = append(c.ids, pgUUID(p.ID)), append(c.versions, p.Version), append(c.hashes, signed(p.Hash))
	c.recorded, c.names = append(c.recorded, timestamp(p.Recorded)), append(c.names, p.Name)
	c.endYears, c.endMonths = append(c.endYears, small(p.EndYear)), append(c.endMonths, small(p.EndMonth))
}

// yearColumns are project years by column, as unnest takes them. An array of arrays
// would be flattened, so listings travel as array literals.
type yearColumns struct {
	projects                                          []pgtype.UUID
	years                                             []int16
	units, names, categories, natures, listings, from []string
	totals, planned                                   []int64
	milestones                                        []statistics.Milestones
}

func (c *yearColumns) add(p *Project, y *statistics.Project) {
	c.projects, c.years = append(c.projects, pgUUID(p.ID)), append(c.years, small(y.Year))
	c.units, c.names = append(c.units, y.Unit), append(c.names, p.Name)
	c.categories, c.natures = append(c.categories, y.Category), append(c.natures, y.Nature)
	keys, from := make([]string, len(y.Listings)), make([]string, len(y.Listings))
	for i, l := range y.Listings {
		keys[i], from[i] = quote(l.Key), strconv.Itoa(l.From)
	}
	c.listings, c.from = append(c.listings, arrayLiteral(keys)), append(c.from, arrayLiteral(from))
	c.totals, c.planned = append(c.totals, y.TotalInvestment), append(c.planned, y.Planned)
	c.milestones = append(c.milestones, y.Milestones)
}

func (c *yearColumns) queue(batch *pgx.Batch) {
	if len(c.projects) > 0 {
		batch.Queue(upsertYearsSQL, c.projects, c.years, c.units, c.names, c.categories, c.natures,
			c.listings, c.from, c.totals, c.planned, c.milestones)
	}
}

func queueRemoved(batch *pgx.Batch, removed []yearKey) {
	if len(removed) == 0 {
		return
	}
	projects, years := make([]pgtype.UUID, len(removed)), make([]int16, len(removed))
	for i, k := range removed {
		projects[i], years[i] = pgUUID(k.project), small(k.year)
	}
	batch.Queue(deleteYearsSQL, projects, years)
}

func arrayLiteral(elements []string) string { return "{" + strings.Join(elements, ",") + "}" }

var quoting = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func quote(s string) string { return `"` + quoting.Replace(s) + `"` }

const upsertReportsSQL = `
INSERT INTO report (project, year, month, version, hash, recorded, revision, invested, year_to_date, on_time)
SELECT project, year, month, version, hash, recorded, revision, invested, year_to_date, on_time
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::integer[], $8::bigint[], $9::bigint[], $10::boolean[])
  AS f (project, year, month, version, hash, recorded, revision, invested, year_to_date, on_time)
ON CONFLICT (project, year, month) DO UPDATE SET
  recorded = CASE WHEN report.revision = EXCLUDED.revision THEN least(report.recorded, EXCLUDED.recorded) ELSE EXCLUDED.recorded END,
  version = EXCLUDED.version, hash = EXCLUDED.hash, revision = EXCLUDED.revision,
  invested = EXCLUDED.invested, year_to_date = EXCLUDED.year_to_date, on_time = EXCLUDED.on_time`

const deleteReportsSQL = `
DELETE FROM report r
USING unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS f (project, year, month)
WHERE r.project = f.project AND r.year = f.year AND r.month = f.month`

func queueReports(batch *pgx.Batch, reports []Report) {
	var kept, gone reportColumns
	for i := range reports {
		if reports[i].Version == 0 {
			gone.add(&reports[i])
		} else {
			kept.add(&reports[i])
		}
	}
	if len(kept.projects) > 0 {
		batch.Queue(upsertReportsSQL, kept.projects, kept.years, kept.months, kept.versions, kept.hashes,
			kept.recorded, kept.revisions, kept.invested, kept.toDate, kept.onTime)
	}
	if len(gone.projects) > 0 {
		batch.Queue(deleteReportsSQL, gone.projects, gone.years, gone.months)
	}
}

// reportColumns are reports by column, as unnest takes them.
type reportColumns struct {
	projects                           []pgtype.UUID
	years, months                      []int16
	versions, hashes, invested, toDate []int64
	recorded                           []pgtype.Timestamptz
	revisions                          []int32
	onTime                             []pgtype.Bool
}

func (c *reportColumns) add(r *Report) {
	c.projects = append(c.projects, pgUUID(r.Project))
	c.years, c.months = append(c.years, small(r.Year)), append(c.months, small(r.Month))
	c.versions, c.hashes = append(c.versions, r.Version), append(c.hashes, signed(r.Hash))
	c.recorded, c.revisions = append(c.recorded, timestamp(r.Recorded)), append(c.revisions, r.Revision)
	c.invested, c.toDate = append(c.invested, r.Invested), append(c.toDate, r.ToDate)
	c.onTime = append(c.onTime, onTime(r.Arrival))
}

const addCellsSQL = `
INSERT INTO cell (year, unit, listing, category, nature, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected)
SELECT year, unit, listing, category, nature, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[],
  $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
  $16::bigint[], $17::bigint[], $18::bigint[])
  AS d (year, unit, listing, category, nature, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected)
ON CONFLICT (year, unit, listing, category, nature, month) DO UPDATE SET
  projects = cell.projects + EXCLUDED.projects,
  total_investment = cell.total_investment + EXCLUDED.total_investment,
  planned = cell.planned + EXCLUDED.planned,
  due_change = cell.due_change + EXCLUDED.due_change,
  year_change = cell.year_change + EXCLUDED.year_change,
  invested = cell.invested + EXCLUDED.invested,
  reported = cell.reported + EXCLUDED.reported,
  met = cell.met + EXCLUDED.met,
  unlisted = cell.unlisted + EXCLUDED.unlisted,
  timed = cell.timed + EXCLUDED.timed,
  on_time = cell.on_time + EXCLUDED.on_time,
  corrected = cell.corrected + EXCLUDED.corrected`

const setChangesSQL = `
INSERT INTO change (year, unit, number)
SELECT year, unit, $3 FROM unnest($1::smallint[], $2::text[]) AS c (year, unit)
ON CONFLICT (year, unit) DO UPDATE SET number = EXCLUDED.number`

// queueCells adds differences to the cells that have rows of their own, and notes whose
// figures changed.
func queueCells(batch *pgx.Batch, diff statistics.Cells, sequence int64) {
	if len(diff) == 0 {
		return
	}
	var c cellColumns
	c.grow(len(diff))
	changed := make(map[yearUnit]bool)
	for k, m := range diff {
		c.add(k, m)
		changed[yearUnit{k.Year, k.Unit}] = true
	}
	if len(c.years) > 0 {
		args := c.args()
		for _, column := range c.sums {
			args = append(args, column)
		}
		batch.Queue(addCellsSQL, args...)
	}
	queuePlan(batch, diff)
	queueLifecycle(batch, diff)
	queueChanges(batch, changed, sequence)
}

// queueChanges notes whose figures changed.
func queueChanges(batch *pgx.Batch, changed map[yearUnit]bool, sequence int64) {
	years, units := make([]int16, 0, len(changed)), make([]string, 0, len(changed))
	for at := range changed {
		years, units = append(years, small(at.year)), append(units, at.unit)
	}
	batch.Queue(setChangesSQL, years, units, sequence)
}

// keyColumns are keys of cells by column, as unnest takes them.
type keyColumns struct {
	years, months                        []int16
	units, listings, categories, natures []string
}

func (c *keyColumns) grow(n int) {
	c.years, c.months = make([]int16, 0, n), make([]int16, 0, n)
	for _, column := range []*[]string{&c.units, &c.listings, &c.categories, &c.natures} {
		*column = make([]string, 0, n)
	}
}

func (c *keyColumns) add(k statistics.Key) {
	c.years, c.months = append(c.years, small(k.Year)), append(c.months, small(k.Month))
	c.units, c.listings = append(c.units, k.Unit), append(c.listings, k.Listing)
	c.categories, c.natures = append(c.categories, k.Category), append(c.natures, k.Nature)
}

func (c *keyColumns) args() []any {
	return []any{c.years, c.units, c.listings, c.categories, c.natures, c.months}
}

// cellColumns are cells by column.
type cellColumns struct {
	keyColumns

	sums [len(cellSums{})][]int64 // in the order of addCellsSQL
}

func (c *cellColumns) grow(n int) {
	c.keyColumns.grow(n)
	for i := range c.sums {
		c.sums[i] = make([]int64, 0, n)
	}
}

// add takes a cell in, unless it is kept on a page, or only what other tables hold of it
// differs.
func (c *cellColumns) add(k statistics.Key, m *statistics.Measures) {
	sums := sumsOf(m)
	if k.Category != statistics.All || sums == (cellSums{}) {
		return
	}
	c.keyColumns.add(k)
	for i, v := range sums {
		c.sums[i] = append(c.sums[i], v)
	}
}

type yearUnit struct {
	year int
	unit string
}

// small fits years and months into their columns; whoever reads them from outside
// has checked them.
func small(n int) int16 { return int16(n) } //nolint:gosec // see above

// signed keeps the bits of a hash in a bigint.
func signed(hash uint64) int64 { return int64(hash) } //nolint:gosec // the same bits, not the same number
