package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// recountPage is how many projects are read at a time, which bounds the memory.
const recountPage = 2000

const factYearsSQL = `SELECT DISTINCT year FROM project_year ORDER BY year`

// recountMoved is what changes in the cells when the tree becomes after: whatever
// lies in units with other ancestors than before is counted again from its facts.
func recountMoved(ctx context.Context, tx pgx.Tx, before, after unittree.Tree) (cells, error) {
	moved := newCells()
	years, err := collect[int16](ctx, tx, factYearsSQL)
	if err != nil {
		return cells{}, fmt.Errorf("years with facts: %w", err)
	}
	for _, year := range years {
		units := unitsMoved(int(year), before, after)
		if len(units) == 0 {
			continue
		}
		own, err := ownCells(ctx, tx, int(year), units)
		if err != nil {
			return cells{}, err
		}
		moved.add(own.spread(after).minus(own.spread(before)))
	}
	return moved, nil
}

// unitsMoved lists the units whose chain of ancestors differs.
func unitsMoved(year int, before, after unittree.Tree) []string {
	var moved []string
	seen := make(map[string]bool)
	for _, u := range append(slices.Clone(before.Units()), after.Units()...) {
		if !seen[u.Code] && !slices.Equal(before.Ancestors(year, u.Code), after.Ancestors(year, u.Code)) {
			moved = append(moved, u.Code)
		}
		seen[u.Code] = true
	}
	return moved
}

const yearPageSQL = `
SELECT project FROM project_year
WHERE year = $1 AND project > $2 AND ($3::text[] IS NULL OR unit = ANY ($3))
ORDER BY project LIMIT $4`

// ownCells adds up the facts of a year at the projects' own units: of the given
// units, or of all for nil.
func ownCells(ctx context.Context, tx pgx.Tx, year int, units []string) (cells, error) {
	own := newCells()
	mover := statistics.Mover{Dimensions: own.dimensions}
	err := eachYearState(ctx, tx, year, units, func(s *yearState) { mover.Move(own.grains, nil, &s.project) })
	return own, err
}

func collect[T any](ctx context.Context, q querier, sql string, args ...any) ([]T, error) {
	rows, _ := q.Query(ctx, sql, args...) // its error comes back from Collect
	return pgx.CollectRows(rows, pgx.RowTo[T])
}
