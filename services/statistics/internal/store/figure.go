package store

import (
	"context"
	"fmt"

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
)

// Rows names the rows behind a figure of a view, and a page of them.
type Rows struct {
	View
	Figure Figure
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
WHERE y.year = $1 AND y.unit = ANY ($2::text[])
  AND (CASE WHEN $4 = '*' THEN cardinality(y.listings) > 0 ELSE $4 = ANY (y.listings) END)
  AND ($5 = '' OR y.category = $5) AND ($6 = '' OR y.nature = $6)
  AND CASE $7 WHEN 'due' THEN d.is_due
              WHEN 'reported' THEN r.project IS NOT NULL
              WHEN 'missing' THEN d.is_due AND r.project IS NULL
              ELSE true END`

const pageRowsSQL = `
SELECT y.unit, y.name, y.project` + rowsFrom + `
  AND (y.unit, y.name, y.project) > ($8::text, $9::text, $10::uuid)
ORDER BY y.unit, y.name, y.project
LIMIT $11`

const totalRowsSQL = `
SELECT count(*), coalesce(sum(y.total_investment), 0)::bigint, coalesce(sum(y.planned), 0)::bigint,
  count(*) FILTER (WHERE d.is_due), coalesce(sum((
    SELECT l.year_to_date FROM report l
    WHERE l.project = y.project AND l.year = y.year AND l.month <= $3 AND l.revision > 0
    ORDER BY l.month DESC LIMIT 1)), 0)::bigint,
  coalesce(sum(r.invested), 0)::bigint, count(r.project), count(r.project) FILTER (WHERE d.is_due), 0::bigint` + rowsFrom

// FigureRows reads a page of the projects behind a figure, and the sums of all of
// them, at one moment. Units are exactly those whose own projects are meant.
func (s *Store) FigureRows(ctx context.Context, q Rows) ([]Row, statistics.Figures, error) {
	var (
		rows   []Row
		totals statistics.Figures
	)
	err := s.readLookups(ctx, func(tx pgx.Tx) error {
		var err error
		if totals, err = totalRows(ctx, tx, q); err != nil {
			return err
		}
		rows, err = pageRows(ctx, tx, q)
		return err
	})
	return rows, totals, err
}

func (q Rows) args() []any {
	return []any{small(q.Year), q.Units, small(q.Month), q.Listing, q.Category, q.Nature, string(q.Figure)}
}

func totalRows(ctx context.Context, tx pgx.Tx, q Rows) (statistics.Figures, error) {
	var f figuresRow
	if err := tx.QueryRow(ctx, totalRowsSQL, q.args()...).Scan(f.columns()...); err != nil {
		return statistics.Figures{}, fmt.Errorf("totals of %s: %w", q.Figure, err)
	}
	return f.figures(), nil
}

func pageRows(ctx context.Context, tx pgx.Tx, q Rows) ([]Row, error) {
	rows, _ := tx.Query(ctx, pageRowsSQL, append(q.args(), q.After.Unit, q.After.Name, pgUUID(q.After.ID), q.Limit)...)
	positions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Position])
	if err != nil {
		return nil, fmt.Errorf("rows of %s: %w", q.Figure, err)
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
