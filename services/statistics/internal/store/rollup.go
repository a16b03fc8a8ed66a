package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/services/statistics/internal/statistics"
)

// View names figures: of which units, when, and of which projects.
type View struct {
	Year  int
	Month int
	Units []string // the first is the one asked about
	statistics.Part
	Lifecycle bool // whether lifecycles are wanted: they are as many cells again
	// Dimensions says that the first unit has cells by size, industry and stage.
	Dimensions bool
	// Below are all units at or below the first: where its projects lie, if figures are
	// grouped by a dimension of theirs.
	Below []string
	Plan  bool // whether what is planned by month is, for somebody's pace goes by it
	// Growth says that views of the months to compare with are wanted beside this one.
	Growth bool
}

// Rollup are the figures of a view, all of one moment.
type Rollup struct {
	Units  map[string]statistics.Figures
	Groups []statistics.Group
	// NoLifecycle says that the figures were made without lifecycles, wanted or not.
	NoLifecycle bool
	// Unplaced says that of some project the registry had not told industry and stage.
	Unplaced bool
	Status
}

// Status says how fresh a view is.
type Status struct {
	Tree      int64      // number of the tree by which the cells were added up
	Change    int64      // number of the first unit's last change
	EventTime *time.Time // when the newest counted event was recorded
}

// sums are the figures of cells up to a month, the second parameter everywhere.
const sums = `
  sum(c.projects)::bigint, sum(c.total_investment)::bigint, sum(c.planned)::bigint,
  sum(c.due_change)::bigint, sum(c.year_change)::bigint,
  coalesce(sum(c.invested) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.reported) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.met) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.unlisted) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.timed) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.on_time) FILTER (WHERE c.month = $2), 0)::bigint,
  coalesce(sum(c.corrected) FILTER (WHERE c.month = $2), 0)::bigint`

// fromCells tells whether the groups by a dimension of projects are in cells: those are
// not crossed with other dimensions, and have no lifecycle.
func (v View) fromCells() bool {
	return v.Dimensions && !v.By.OfTags() && v.Category == "" && v.Nature == "" && !v.Lifecycle
}

// addsUp tells whether the view's groups have to be added up from projects.
func (v View) addsUp() bool { return v.By.OfProjects() && !v.fromCells() }

// read says which cells a view is read from, and what is summed up of them: sums over all
// categories and natures, or details of one of each.
type read struct{ whole, details, sums string }

func (v View) read() read {
	if v.Lifecycle {
		return read{"every_cell", "every_detail", sums + "," + lifecycleSums}
	}
	return read{"cell", "detail_cell", sums}
}

// status rides in every row: one statement sees one moment, and a second one would
// cost as much as the whole view.
const status = `
  (SELECT tree FROM applier),
  (SELECT event_time FROM applier),
  coalesce((SELECT number FROM change WHERE year = $1 AND unit = ($3::text[])[1]), 0)`

func (r read) rollupSQL() string {
	return `
SELECT c.unit,` + r.sums + `,` + status + `
FROM ` + r.whole + ` c
WHERE c.year = $1 AND c.unit = ANY ($3::text[]) AND c.listing = $4 AND c.category = '*' AND c.nature = '*' AND c.month <= $2
GROUP BY c.unit`
}

// partSQL is needed where category or nature is one of several: the sum of all is a cell
// of its own, any other sum is added up from the cells below it.
func (r read) partSQL() string {
	return `
SELECT c.unit,` + r.sums + `,` + status + `
FROM ` + r.details + ` c
WHERE c.year = $1 AND c.unit = ANY ($3::text[]) AND c.listing = $4 AND c.month <= $2
  AND c.category <> '*' AND ($5 = '' OR c.category = $5) AND ($6 = '' OR c.nature = $6)
GROUP BY c.unit`
}

const statusSQL = `SELECT tree, event_time, coalesce((SELECT number FROM change WHERE year = $1 AND unit = $2), 0) FROM applier`

// Rollup reads the figures of a view. Its cost doesn't grow with the number of
// projects. Units without figures are missing in the answer.
func (s *Store) Rollup(ctx context.Context, v View) (Rollup, error) {
	if v.By == statistics.ByNothing && !v.Plan && !v.Paged() {
		r, err := rollup(ctx, s.pool, v)
		return r, pg.Wrap(err)
	}
	all, err := s.Rollups(ctx, []View{v})
	if err != nil {
		return Rollup{}, err
	}
	return all[0], nil
}

// Rollups reads several views of one moment, which are grouped alike.
func (s *Store) Rollups(ctx context.Context, views []View) ([]Rollup, error) {
	out, err := s.rollupsOfCells(ctx, views)
	if errors.Is(err, errDoubted) {
		return s.rollupsOfFacts(ctx, views)
	}
	return out, err
}

// rollupsOfCells reads views from cells, and from facts what is in none: errDoubted says that
// these cells are not to be trusted.
func (s *Store) rollupsOfCells(ctx context.Context, views []View) ([]Rollup, error) {
	switch {
	case views[0].By.OfTags():
		return s.rollupsByTag(ctx, views)
	case slices.ContainsFunc(views, View.addsUp):
		return s.rollupsOfProjects(ctx, views)
	}
	var out []Rollup
	err := pg.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		var err error
		if out, err = s.rollups(ctx, tx, views); err != nil {
			return err
		}
		for i, v := range views {
			if err := cellGroups(ctx, tx, v, &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	unplaced := slices.ContainsFunc(out, func(r Rollup) bool { return r.Unplaced })
	if err == nil && unplaced && views[0].By == statistics.BySize { // sizes are known of all projects
		return s.rollupsOfProjects(ctx, views)
	}
	return out, err
}

// rollups reads the units of views, without groups.
func (s *Store) rollups(ctx context.Context, tx pgx.Tx, views []View) ([]Rollup, error) {
	if err := s.trust(ctx, tx, views...); err != nil {
		return nil, err
	}
	out := make([]Rollup, len(views))
	for i, v := range views {
		var err error
		if out[i], err = rollup(ctx, tx, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// cellGroups reads the groups of a view, if it has any, from cells.
func cellGroups(ctx context.Context, q querier, v View, into *Rollup) error {
	var err error
	switch {
	case v.By.OfProjects():
		into.Groups, err = dimensionGroups(ctx, q, v)
		into.Unplaced = missesSome(into.Groups, into.Units[v.Units[0]])
	case v.By != statistics.ByNothing:
		into.Groups, err = groups(ctx, q, v)
	}
	return err
}

func rollup(ctx context.Context, q querier, v View) (Rollup, error) {
	sql, args := v.figuresSQL(v.read())
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return Rollup{}, fmt.Errorf("roll-up of %s: %w", v.Units[0], err)
	}
	r := Rollup{Units: make(map[string]statistics.Figures, len(v.Units)), NoLifecycle: !v.Lifecycle}
	var (
		unit string
		f    figuresRow
	)
	_, err = pgx.ForEachRow(rows, append(append([]any{&unit}, f.of(v)...), &r.Tree, &r.EventTime, &r.Change), func() error {
		r.Units[unit] = f.figures()
		return nil
	})
	if err != nil {
		return Rollup{}, fmt.Errorf("roll-up of %s: %w", v.Units[0], err)
	}
	if len(r.Units) == 0 {
		r.Status, err = readStatus(ctx, q, v.Year, v.Units[0])
		return r, err
	}
	return r, plans(ctx, q, v, &r)
}

// figuresSQL is the statement for the figures of the view's units.
func (v View) figuresSQL(r read) (sql string, args []any) {
	args = []any{small(v.Year), small(v.Month), v.Units, v.Listing}
	if v.Category != "" || v.Nature != "" {
		return r.partSQL(), append(args, v.Category, v.Nature)
	}
	return r.rollupSQL(), args
}

func readStatus(ctx context.Context, q querier, year int, unit string) (Status, error) {
	var st Status
	if err := q.QueryRow(ctx, statusSQL, small(year), unit).Scan(&st.Tree, &st.EventTime, &st.Change); err != nil {
		return Status{}, fmt.Errorf("status of %s: %w", unit, err)
	}
	return st, nil
}

// figuresRow is a row of sums, in their order.
type figuresRow struct {
	lifecycle                             statistics.Lifecycle
	projects, total, planned, due, toDate int64
	invested, reported, met, unlisted     int64
	timed, onTime, corrected              int64
}

// of are the columns that the view reads.
func (f *figuresRow) of(v View) []any {
	if v.Lifecycle {
		return append(f.columns(), lifecycleInto(&f.lifecycle)...)
	}
	return f.columns()
}

func (f *figuresRow) columns() []any {
	return []any{&f.projects, &f.total, &f.planned, &f.due, &f.toDate, &f.invested, &f.reported, &f.met, &f.unlisted, &f.timed, &f.onTime, &f.corrected}
}

func (f *figuresRow) figures() statistics.Figures {
	return statistics.At(
		statistics.Measures{Projects: f.projects, TotalInvestment: f.total, Planned: f.planned, DueChange: f.due, YearChange: f.toDate, Lifecycle: f.lifecycle},
		statistics.Measures{Invested: f.invested, Reported: f.reported, Met: f.met, Unlisted: f.unlisted, Timed: f.timed, OnTime: f.onTime, Corrected: f.corrected})
}

// groupSQL groups a unit's cells by a dimension: sums where neither that nor a filter is by
// category or nature, else the details below them.
func (v View) groupSQL(r read) string {
	column, which := groupedBy(v.By)
	cells, grain := r.whole, "c.category = '*'"
	if v.ofDetails() {
		cells, grain = r.details, "c.category <> '*'"
	}
	return `
SELECT ` + column + `,` + r.sums + `
FROM ` + cells + ` c
WHERE c.year = $1 AND c.unit = $3 AND c.month <= $2 AND ` + grain + `
  AND ($4 = '*' OR c.listing = $4) AND ($5 = '' OR c.category = $5) AND ($6 = '' OR c.nature = $6) AND ` + which + `
GROUP BY ` + column
}

// groupedBy is the column of a dimension and which listings' cells it groups.
func groupedBy(by statistics.Dimension) (column, which string) {
	const asked = "c.listing = $4"
	switch by {
	case statistics.ByListing:
		return "c.listing", "c.listing <> '*'"
	case statistics.ByCategory:
		return "c.category", asked
	case statistics.ByNature, statistics.ByNothing, statistics.BySize, statistics.ByIndustry, statistics.ByStage:
	}
	return "c.nature", asked
}

func groups(ctx context.Context, q querier, v View) ([]statistics.Group, error) {
	rows, _ := q.Query(ctx, v.groupSQL(v.read()), v.groupArgs()...)
	var (
		out   []statistics.Group
		value string
		f     figuresRow
	)
	_, err := pgx.ForEachRow(rows, append([]any{&value}, f.of(v)...), func() error {
		if g := (statistics.Group{Value: value, Figures: f.figures()}); !g.Figures.IsZero() {
			out = append(out, g)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("roll-up of %s by %s: %w", v.Units[0], v.By, err)
	}
	slices.SortFunc(out, func(a, b statistics.Group) int { return statistics.CompareValues(a.Value, b.Value) })
	return out, groupPlans(ctx, q, v, out)
}

func (v View) groupArgs() []any {
	return []any{small(v.Year), small(v.Month), v.Units[0], v.Listing, v.Category, v.Nature}
}

const seriesSQL = `
SELECT month, projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected,` + lifecycleColumns + `
FROM every_cell
WHERE year = $1 AND unit = $2 AND listing = $3 AND category = '*' AND nature = '*'`

// Series reads a unit's figures of each month of a year.
func (s *Store) Series(ctx context.Context, year int, unit, listing string) ([statistics.Months]statistics.Figures, error) {
	var (
		out    [statistics.Months]statistics.Figures
		months = make(map[int]statistics.Measures, statistics.Months+1)
		month  int16
		m      statistics.Measures
	)
	err := pg.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, seriesSQL, small(year), unit, listing) // its error comes back from ForEachRow
		_, err := pgx.ForEachRow(rows, append([]any{
			&month, &m.Projects, &m.TotalInvestment, &m.Planned, &m.DueChange, &m.YearChange, &m.Invested, &m.Reported, &m.Met, &m.Unlisted,
			&m.Timed, &m.OnTime, &m.Corrected,
		}, lifecycleInto(&m.Lifecycle)...), func() error {
			months[int(month)] = months[int(month)].Plus(m) // a row of each kind of cells
			return nil
		})
		if err != nil {
			return err
		}
		return seriesPlan(ctx, tx, year, unit, listing, months)
	})
	if err != nil {
		return out, fmt.Errorf("series of %s: %w", unit, err)
	}
	for i := range out {
		out[i] = statistics.Sum(i+1, months)
	}
	return out, nil
}
