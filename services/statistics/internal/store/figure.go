package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// Figure says which projects of a view are meant.
type Figure string

// The figures that open the rows behind them.
const (
	FigureProjects Figure = "projects"
	FigureDue      Figure = "due"
	FigureReported Figure = "reported"
	FigureMissing  Figure = "missing"
	FigureLacking  Figure = "lacking" // facts that the registry's policy lists
)

// rows is how many projects of a view the figure means.
func (f Figure) rows(of statistics.Figures) int64 {
	switch f {
	case FigureDue:
		return of.Due
	case FigureReported:
		return of.Reported
	case FigureMissing:
		return of.Missing
	case FigureLacking:
		return lacking(of)
	case FigureProjects:
	}
	return of.Projects
}

// lacking is 1 for a project that lacks facts. Of more than one project it says nothing:
// cells tell how many facts are lacking, and not of how many projects.
func lacking(of statistics.Figures) int64 {
	if of.Lifecycle[statistics.FactsFilled] == of.Lifecycle[statistics.FactsListed] {
		return 0
	}
	return min(1, of.Projects)
}

// Shows tells whether a project with these figures is a row of the figure. One that
// the listing doesn't have is a row of none.
func (f Figure) Shows(of statistics.Figures) bool { return f.rows(of) > 0 }

// Rows names the rows behind a figure of a view, and a page of them. Units are
// exactly those whose own projects are meant.
type Rows struct {
	View
	// Root is the unit whose whole subtree Units are; empty if they are not.
	Root   string
	Figure Figure
	Where  statistics.Where
	After  Position
	Limit  int
}

// Position is that of a row in the order of unit, name, ID; the zero one is before
// all rows.
type Position struct {
	Unit string
	Name string
	ID   uuid.UUID
}

// Row is a project behind a figure.
type Row struct {
	Position
	Project statistics.Project
}

// rowsFrom are the projects of a figure with what the figure needs of them. The
// words are those of statistics.Contributions; a test holds the two together.
const rowsFrom = `
FROM project_year y
JOIN project p ON p.id = y.project
CROSS JOIN LATERAL (SELECT
    $3 BETWEEN CASE WHEN $4 = '*' THEN (SELECT min(f) FROM unnest(y.from_months) f)
                    ELSE y.from_months[array_position(y.listings, $4)] END
       AND CASE WHEN p.end_year = 0 OR p.end_year > y.year THEN 12
                WHEN p.end_year = y.year THEN p.end_month ELSE 0 END AS is_due) d
LEFT JOIN report r ON r.project = y.project AND r.year = y.year AND r.month = $3 AND r.revision > 0
WHERE y.year = $1
  AND (CASE WHEN $4 = '*' THEN cardinality(y.listings) > 0 ELSE $4 = ANY (y.listings) END)
  AND ($5 = '' OR y.category = $5) AND ($6 = '' OR y.nature = $6)
  AND CASE $7 WHEN 'due' THEN d.is_due
              WHEN 'reported' THEN r.project IS NOT NULL
              WHEN 'missing' THEN d.is_due AND r.project IS NULL
              WHEN 'lacking' THEN (y.milestones ->> 'facts_filled') IS DISTINCT FROM (y.milestones ->> 'facts_listed')
              ELSE true END
  AND y.total_investment BETWEEN $8 AND $9
  AND ($10 = '' OR coalesce(y.milestones ->> 'section', 'unknown') = $10)
  AND ($11 = '' OR coalesce(y.milestones -> 'stages' ->> $3::integer, 'unknown') = $11)
  AND ($12 = '' OR y.milestones ? 'tags' AND y.milestones -> 'tags' ? $12)
  AND ($13 = '' OR NOT EXISTS (SELECT FROM jsonb_array_elements_text(y.milestones -> 'tags') t WHERE starts_with(t, $13)))`

// pageRowsSQL takes the first rows of each of some units, along the index that has
// them in order: sorting a whole province for each page would take half a second.
const pageRowsSQL = `
SELECT f.unit, f.name, f.project
FROM unnest($2::text[]) AS u (unit)
CROSS JOIN LATERAL (
  SELECT y.unit, y.name, y.project` + rowsFrom + `
    AND y.unit = u.unit AND (y.unit, y.name, y.project) > ($14::text COLLATE "C", $15::text COLLATE "C", $16::uuid)
  ORDER BY y.name, y.project LIMIT $17) f
ORDER BY f.unit COLLATE "C", f.name COLLATE "C", f.project
LIMIT $17`

const totalRowsSQL = `
SELECT count(*), coalesce(sum(y.total_investment), 0)::bigint, coalesce(sum(y.planned), 0)::bigint,
  count(*) FILTER (WHERE d.is_due), coalesce(sum((
    SELECT l.year_to_date FROM report l
    WHERE l.project = y.project AND l.year = y.year AND l.month <= $3 AND l.revision > 0
    ORDER BY l.month DESC LIMIT 1)), 0)::bigint,
  coalesce(sum(r.invested), 0)::bigint, count(r.project), count(r.project) FILTER (WHERE d.is_due), 0::bigint,
  0::bigint, 0::bigint, 0::bigint,
  coalesce(sum(y.planned) FILTER (WHERE y.milestones ? 'plan'), 0)::bigint, coalesce(sum((
    SELECT sum(m.yuan::bigint) FROM jsonb_array_elements_text(y.milestones -> 'plan') WITH ORDINALITY AS m (yuan, month)
    WHERE m.month <= $3)), 0)::bigint` + rowsFrom + `
  AND y.unit = ANY ($2::text[])`

// FigureRows reads a page of the projects behind a figure and, with the first page,
// the sums of all of them, at one moment: summing a province up takes seconds, which
// no later page needs.
func (s *Store) FigureRows(ctx context.Context, q Rows) ([]Row, *statistics.Figures, error) {
	var (
		rows   []Row
		totals *statistics.Figures
	)
	err := s.readLookups(ctx, func(tx pgx.Tx) error {
		if q.After == (Position{}) {
			sum, err := s.totalRows(ctx, tx, q)
			if err != nil {
				return err
			}
			totals = &sum
		}
		var err error
		rows, err = pageRows(ctx, tx, q)
		return err
	})
	return rows, totals, err
}

func (q Rows) args() []any {
	from, upto := q.Where.SizeSpan(q.Year)
	tag, without := q.Where.TagOrNone()
	return []any{
		small(q.Year), q.Units, small(q.Month), q.Listing, q.Category, q.Nature, string(q.Figure),
		from, upto, q.Where.Industry, q.Where.Stage, tag, without,
	}
}

// totalRows adds all rows up. What a subtree's cells hold already is taken from them.
func (s *Store) totalRows(ctx context.Context, tx pgx.Tx, q Rows) (statistics.Figures, error) {
	if total, held, err := s.heldTotal(ctx, tx, q); err != nil || held {
		return total, err
	}
	var (
		row  figuresRow
		plan statistics.Plan
	)
	if err := tx.QueryRow(ctx, totalRowsSQL, q.args()...).Scan(append(row.columns(), &plan.ByMonth, &plan.ToDate)...); err != nil {
		return statistics.Figures{}, fmt.Errorf("totals of %s: %w", q.Figure, err)
	}
	f := row.figures()
	f.Plan = plan
	return f, nil
}

// heldTotal is what cells hold of all rows, if they do.
func (s *Store) heldTotal(ctx context.Context, tx pgx.Tx, q Rows) (statistics.Figures, bool, error) {
	if q.Root == "" || q.Figure == FigureLacking || !q.Where.IsZero() {
		return statistics.Figures{}, false, nil
	}
	v := q.View
	v.Units, v.Plan = []string{q.Root}, true
	r, err := s.rollups(ctx, tx, []View{v})
	switch {
	case errors.Is(err, errDoubted):
		return statistics.Figures{}, false, nil
	case err != nil:
		return statistics.Figures{}, false, err
	}
	of := r[0].Units[q.Root]
	total, held := of.Part(q.Figure.rows(of))
	return total, held, nil
}

// unitsAtOnce bounds how many units are looked through before asking whether the
// page is full.
const unitsAtOnce = 32

func pagePositions(ctx context.Context, tx pgx.Tx, q Rows) ([]Position, error) {
	var page []Position
	for units := range slices.Chunk(q.unitsFrom(q.After.Unit), unitsAtOnce) {
		part := q
		part.Units, part.Limit = units, q.Limit-len(page)
		rows, _ := tx.Query(ctx, pageRowsSQL, append(part.args(), q.After.Unit, q.After.Name, pgUUID(q.After.ID), part.Limit)...)
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Position])
		if err != nil {
			return nil, fmt.Errorf("rows of %s: %w", q.Figure, err)
		}
		if page = append(page, found...); len(page) == q.Limit {
			break
		}
	}
	return page, nil
}

// unitsFrom are the units in order, from the one at which the page begins.
func (q Rows) unitsFrom(unit string) []string {
	units := slices.Sorted(slices.Values(q.Units))
	i, _ := slices.BinarySearch(units, unit)
	return units[i:]
}

func pageRows(ctx context.Context, tx pgx.Tx, q Rows) ([]Row, error) {
	positions, err := pagePositions(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	states, keys := make(map[yearKey]*yearState, len(positions)), make([]yearKey, len(positions))
	for i, p := range positions {
		keys[i] = yearKey{p.ID, q.Year}
		states[keys[i]] = &yearState{}
	}
	if err := load(ctx, tx, keys, states); err != nil {
		return nil, err
	}
	page := make([]Row, len(positions))
	for i, p := range positions {
		page[i] = Row{p, states[keys[i]].project}
	}
	return page, nil
}
