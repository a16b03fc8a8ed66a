package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/services/statistics/internal/statistics"
)

const cellYearsSQL = `
SELECT year FROM project_year UNION SELECT year FROM every_cell UNION SELECT year FROM plan_cell
UNION SELECT year FROM cell_page UNION SELECT year FROM dimension_page ORDER BY year`

// CheckCells counts the cells that differ from what the facts add up to. It reads
// one year after the other, each at one moment, and holds one year's cells at a
// time.
func (s *Store) CheckCells(ctx context.Context) (int, error) {
	return s.eachYear(ctx, func(year int) (int, error) { return s.checkYear(ctx, year) })
}

func (s *Store) checkYear(ctx context.Context, year int) (int, error) {
	var n int
	err := s.readLookups(ctx, func(tx pgx.Tx) error {
		diff, err := yearDifference(ctx, tx, year)
		n = diff.len()
		return err
	})
	return n, err
}

// MendCells adds to the cells what they lack, and returns how many differed. Adding
// up a year takes seconds, during which the applier is locked: so it looks first,
// as CheckCells does, and what is sound holds nobody up.
func (s *Store) MendCells(ctx context.Context) (int, error) {
	return s.eachYear(ctx, func(year int) (int, error) {
		n, err := s.checkYear(ctx, year)
		if n == 0 || err != nil {
			return 0, err
		}
		err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
			var err error
			n, err = s.mendYear(ctx, tx, year)
			return err
		})
		return n, err
	})
}

func (s *Store) eachYear(ctx context.Context, f func(year int) (int, error)) (int, error) {
	years, err := collect[int16](ctx, s.pool, cellYearsSQL)
	if err != nil {
		return 0, pg.Wrap(fmt.Errorf("years with cells: %w", err))
	}
	total := 0
	for _, year := range years {
		n, err := f(int(year))
		if err != nil {
			return total, fmt.Errorf("cells of %d: %w", year, err)
		}
		total += n
	}
	return total, nil
}

func (s *Store) mendYear(ctx context.Context, tx pgx.Tx, year int) (int, error) {
	a := &apply{tx: tx, memory: s.memory}
	if err := a.lock(ctx); err != nil {
		return 0, err
	}
	err := s.memory.during(a.stamp, func() error {
		if err := a.loadTree(ctx); err != nil {
			return err
		}
		var err error
		if a.moved, err = yearDifference(ctx, tx, year); err != nil || a.moved.len() == 0 {
			return err
		}
		return a.write(ctx)
	})
	return a.moved.len(), err
}

const cellColumnsSQL = `
  unit, listing, category, nature, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected,` + lifecycleColumns

const yearCellsSQL = `
SELECT ` + cellColumnsSQL + ` FROM every_cell WHERE year = $1 AND category = '*'
UNION ALL
SELECT ` + cellColumnsSQL + ` FROM every_detail WHERE year = $1`

// yearDifference is what has to be added to a year's cells.
func yearDifference(ctx context.Context, tx pgx.Tx, year int) (cells, error) {
	tree, err := loadTree(ctx, tx)
	if err != nil {
		return cells{}, err
	}
	own, err := ownCells(ctx, tx, year, nil)
	if err != nil {
		return cells{}, err
	}
	diff := own.spread(tree)
	var (
		k     = statistics.Key{Year: year}
		m     statistics.Measures
		month int16
	)
	rows, _ := tx.Query(ctx, yearCellsSQL, small(year)) // its error comes back from ForEachRow
	_, err = pgx.ForEachRow(rows, append([]any{
		&k.Unit, &k.Listing, &k.Category, &k.Nature, &month,
		&m.Projects, &m.TotalInvestment, &m.Planned, &m.DueChange, &m.YearChange, &m.Invested, &m.Reported, &m.Met, &m.Unlisted,
		&m.Timed, &m.OnTime, &m.Corrected,
	}, lifecycleInto(&m.Lifecycle)...), func() error {
		k.Month = int(month)
		diff.grains.Add(k, m.Negated())
		return nil
	})
	if err == nil {
		err = takePlans(ctx, tx, year, diff.grains)
	}
	if err == nil {
		err = takeDimensions(ctx, tx, year, diff.dimensions)
	}
	diff.grains.Compact()
	return diff, err
}

const lookupsSQL = `
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true), set_config('statement_timeout', '0', true)`

// readLookups is pg.ReadTx under the settings of lockSQL: a connection keeps one
// plan of a statement for everybody who uses it.
func (s *Store) readLookups(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pg.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lookupsSQL); err != nil {
			return fmt.Errorf("prefer look-ups: %w", err)
		}
		return f(tx)
	})
}
