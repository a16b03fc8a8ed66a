package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/services/statistics/internal/statistics"
)

// Pages of cells are only as good as everybody who applies keeps them. While an upgrade goes
// on, processes of the version before may apply and know nothing of them; so may those of a
// version that was rolled back. The applier's row tells: it bears the stamp of the last who
// kept pages. From then on pages are doubted, and whoever needs them adds the facts up
// instead, until somebody has compared them with the facts.

const doubtedSQL = `SELECT doubted <> 0 OR paged_stamp <> stamp FROM applier`

func doubted(ctx context.Context, q querier) (bool, error) {
	var yes bool
	if err := q.QueryRow(ctx, doubtedSQL).Scan(&yes); err != nil {
		return false, fmt.Errorf("look whether pages of cells are doubted: %w", err)
	}
	return yes, nil
}

// Doubted tells whether pages of cells are doubted.
func (s *Store) Doubted(ctx context.Context) (bool, error) {
	yes, err := doubted(ctx, s.pool)
	return yes, pg.Wrap(err)
}

const noteDoubtSQL = `
UPDATE applier
SET doubted = CASE WHEN paged_stamp <> stamp THEN sequence + 1 ELSE doubted END,
    sequence = CASE WHEN paged_stamp <> stamp THEN sequence + 1 ELSE sequence END,
    paged_stamp = stamp
RETURNING doubted`

const settleSQL = `UPDATE applier SET doubted = 0 WHERE doubted = $1 AND paged_stamp = stamp`

// SettleDoubt compares doubted pages with the facts, mends them, and ends the doubt, unless
// there was reason for another one meanwhile. settled tells whether none is left, whoever of
// several processes ended it.
func (s *Store) SettleDoubt(ctx context.Context) (settled bool, err error) {
	if yes, err := s.Doubted(ctx); err != nil || !yes {
		return err == nil, err
	}
	var since int64
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error { return tx.QueryRow(ctx, noteDoubtSQL).Scan(&since) })
	if err != nil || since == 0 { // somebody else has ended it
		return err == nil, pg.Wrap(err)
	}
	if _, err := s.MendCells(ctx); err != nil {
		return false, err
	}
	err = pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, settleSQL, since); err != nil {
			return err
		}
		left, err := doubted(ctx, tx)
		settled = !left
		return err
	})
	return settled && err == nil, pg.Wrap(err)
}

// settleYear mends doubted pages of a year for who holds the applier and is about to freeze
// them. The doubt stays, because of the other years.
func (s *Store) settleYear(ctx context.Context, tx pgx.Tx, year int) error {
	doubts, err := doubted(ctx, tx)
	if err != nil || !doubts {
		return err
	}
	_, err = s.mendYear(ctx, tx, year)
	return err
}

// paged tells whether the view is read from pages.
func (v View) paged() bool {
	return v.ofDetails() || v.By.OfProjects() && v.fromCells()
}

// ofDetails tells whether the view needs cells of one category and nature each.
func (v View) ofDetails() bool {
	return v.Category != "" || v.Nature != "" || v.By == statistics.ByCategory || v.By == statistics.ByNature
}

// rollupsOfFacts reads views, grouped or not, from facts alone.
func (s *Store) rollupsOfFacts(ctx context.Context, views []View) ([]Rollup, error) {
	leave, err := s.enterGrouping(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	out := make([]Rollup, len(views))
	err = s.readLookups(ctx, func(tx pgx.Tx) error {
		for i, v := range views {
			var err error
			if out[i], err = rollupOfFacts(ctx, tx, v); err != nil {
				return fmt.Errorf("roll-up of %s from facts: %w", v.Units[0], err)
			}
		}
		return nil
	})
	return out, err
}

func rollupOfFacts(ctx context.Context, tx pgx.Tx, v View) (Rollup, error) {
	tree, err := loadTree(ctx, tx)
	if err != nil {
		return Rollup{}, err
	}
	r := Rollup{NoLifecycle: !v.Lifecycle}
	if r.Status, err = readStatus(ctx, tx, v.Year, v.Units[0]); err != nil {
		return Rollup{}, err
	}
	var units []string
	for _, unit := range v.Units {
		units = append(units, tree.Subtree(v.Year, unit)...)
	}
	tally := statistics.NewTally(v.Part, v.Units)
	err = eachYearState(ctx, tx, v.Year, units, func(s *yearState) {
		r.Unplaced = r.Unplaced || !s.project.Milestones.Placed
		tally.AddProject(s.project, v.Month, tree)
	})
	r.Units, r.Groups = tally.Units(), tally.Groups()
	return r, err
}
