package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
)

// Watched names a unit's figures of a year.
type Watched struct {
	Year int
	Unit string
}

// Pulse is how far the cells are.
type Pulse struct {
	Sequence int64
	Tree     int64
}

const pulseSQL = `SELECT sequence, tree FROM applier`

// Pulse tells whether anything happened at all since the last one.
func (s *Store) Pulse(ctx context.Context) (Pulse, error) {
	var p Pulse
	if err := s.pool.QueryRow(ctx, pulseSQL).Scan(&p.Sequence, &p.Tree); err != nil {
		return Pulse{}, pg.Wrap(fmt.Errorf("read pulse: %w", err))
	}
	return p, nil
}

const changesSQL = `
SELECT c.year, c.unit
FROM unnest($1::smallint[], $2::text[]) AS w (year, unit)
JOIN change c ON c.year = w.year AND c.unit = w.unit
WHERE c.number > $3`

// Changed lists those of the watched whose figures changed after the sequence.
func (s *Store) Changed(ctx context.Context, watched []Watched, after int64) ([]Watched, error) {
	years, units := make([]int16, len(watched)), make([]string, len(watched))
	for i, w := range watched {
		years[i], units[i] = small(w.Year), w.Unit
	}
	var (
		out  []Watched
		year int16
		unit string
	)
	rows, _ := s.pool.Query(ctx, changesSQL, years, units, after) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{&year, &unit}, func() error {
		out = append(out, Watched{int(year), unit})
		return nil
	})
	if err != nil {
		return nil, pg.Wrap(fmt.Errorf("read changes: %w", err))
	}
	return out, nil
}
