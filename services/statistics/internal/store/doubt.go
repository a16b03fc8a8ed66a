package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
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

// errDoubted says that what was to be read from pages has to be added up from facts.
var errDoubted = errors.New("pages of cells are doubted")

// trust looks whether the pages that views are read from may be: errDoubted says that they may
// not. Only what the transaction that reads them hears is certain.
func (s *Store) trust(ctx context.Context, q querier, views ...View) error {
	for _, v := range views {
		if !v.Paged() {
			continue
		}
		doubts, err := doubted(ctx, q)
		if err != nil {
			return err
		}
		s.sawDoubt.Store(doubts)
		if doubts {
			return errDoubted
		}
		return nil
	}
	return nil
}

// SawDoubt tells whether pages were doubted when somebody last read a view from them: views
// from pages then cost as much as there are projects.
func (s *Store) SawDoubt() bool { return s.sawDoubt.Load() }

// Paged tells whether the view is read from pages.
func (v View) Paged() bool {
	return v.ofDetails() || v.By.OfProjects() && v.fromCells()
}

// ofDetails tells whether the view needs cells of one category and nature each.
func (v View) ofDetails() bool {
	return v.Category != "" || v.Nature != "" || v.By == statistics.ByCategory || v.By == statistics.ByNature
}

const (
	// factsWait is how long somebody waits for a place among those who add facts up.
	factsWait = 5 * time.Second
	// comparedSoon is when those who were sent away may try again.
	comparedSoon = 10 * time.Second
)

// errUnderComparison sends those away who can't be served while pages are doubted.
func errUnderComparison() error {
	return errs.Unavailable("FIGURES_UNDER_COMPARISON", "cells by category, nature and dimension are being compared with the facts").
		RetryIn(comparedSoon)
}

// refuseDoubted sends away who would freeze pages that are doubted.
func refuseDoubted(ctx context.Context, tx pgx.Tx) error {
	doubts, err := doubted(ctx, tx)
	if err == nil && doubts {
		return errUnderComparison()
	}
	return err
}

// rollupsOfFacts reads views, grouped or not, from facts alone: those of a year are gone
// through once. Of a few who want that at once, the others are sent away.
func (s *Store) rollupsOfFacts(ctx context.Context, views []View) ([]Rollup, error) {
	waiting, cancel := context.WithTimeout(ctx, factsWait)
	leave, err := s.enterGrouping(waiting)
	cancel()
	if err != nil {
		if ctx.Err() == nil {
			return nil, errUnderComparison()
		}
		return nil, err
	}
	defer leave()
	out := make([]Rollup, len(views))
	err = s.readLookups(ctx, func(tx pgx.Tx) error { return addFacts(ctx, tx, views, out) })
	return out, err
}

func addFacts(ctx context.Context, tx pgx.Tx, views []View, into []Rollup) error {
	tree, err := loadTree(ctx, tx)
	if err != nil {
		return err
	}
	tallies := make([]*statistics.Tally, len(views))
	for i, v := range views {
		into[i] = Rollup{NoLifecycle: !v.Lifecycle}
		if into[i].Status, err = readStatus(ctx, tx, v.Year, v.Units[0]); err != nil {
			return err
		}
		tallies[i] = statistics.NewTally(v.Part, v.Units)
	}
	for year, those := range byYear(views) {
		units := []string{} // nil would be all of them
		for _, i := range those {
			for _, unit := range views[i].Units {
				units = append(units, tree.Subtree(year, unit)...)
			}
		}
		err := eachYearState(ctx, tx, year, units, func(s *yearState) {
			for _, i := range those {
				into[i].Unplaced = into[i].Unplaced || !s.project.Milestones.Placed
				tallies[i].AddProject(s.project, views[i].Month, tree)
			}
		})
		if err != nil {
			return fmt.Errorf("roll-up of %s from facts: %w", views[0].Units[0], err)
		}
	}
	for i := range into {
		into[i].Units, into[i].Groups = tallies[i].Units(), tallies[i].Groups()
	}
	return nil
}

// byYear are the places of views by their year.
func byYear(views []View) map[int][]int {
	years := make(map[int][]int)
	for i, v := range views {
		years[v.Year] = append(years[v.Year], i)
	}
	return years
}

const noteDoubtSQL = `
UPDATE applier
SET doubted = sequence + 1, sequence = sequence + 1, paged_stamp = stamp
WHERE paged_stamp <> stamp`

const sinceSQL = `SELECT doubted FROM applier`

// NoteDoubt tells the sequence at which the last reason to doubt pages was noticed, 0 if there
// is none. What nobody has noticed yet it notes.
func (s *Store) NoteDoubt(ctx context.Context) (int64, error) {
	if yes, err := doubted(ctx, s.pool); err != nil || !yes {
		return 0, pg.Wrap(err)
	}
	var since int64
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, noteDoubtSQL); err != nil {
			return fmt.Errorf("note a doubt: %w", err)
		}
		if err := tx.QueryRow(ctx, sinceSQL).Scan(&since); err != nil {
			return fmt.Errorf("look since when pages are doubted: %w", err)
		}
		return nil
	})
	return since, pg.Wrap(err)
}

const (
	settleLockSQL = `SELECT pg_try_advisory_lock(hashtextextended('pacesetter.statistics.settle', 0))`
	settleSQL     = `UPDATE applier SET doubted = 0 WHERE doubted = $1 AND paged_stamp = stamp`
)

// SettleDoubt compares pages that are doubted since a sequence with the facts, mends them and
// ends the doubt, unless there was reason for another one meanwhile. It tells whether it did.
// While another process does so it does nothing.
func (s *Store) SettleDoubt(ctx context.Context, since int64) (bool, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("connect to compare: %w", pg.Wrap(err))
	}
	own := conn.Hijack()
	defer own.Close(context.WithoutCancel(ctx)) // and with it the lock ends
	var alone bool
	if err := own.QueryRow(ctx, settleLockSQL).Scan(&alone); err != nil {
		return false, fmt.Errorf("lock the comparison: %w", pg.Wrap(err))
	}
	if !alone {
		return false, nil
	}
	if _, err := s.MendCells(ctx); err != nil {
		return false, err
	}
	tag, err := own.Exec(ctx, settleSQL, since)
	if err != nil {
		return false, fmt.Errorf("end the doubt: %w", pg.Wrap(err))
	}
	return tag.RowsAffected() == 1, nil
}
