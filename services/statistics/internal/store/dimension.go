package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/statistics/internal/statistics"
)

// groupers bounds how many add projects up at once in a process. They are others than those
// who read the past: a page that somebody watches must not keep questions about the past waiting.
const groupers = 2

// rollupOfProjects reads a view that is grouped by a dimension of projects: its units from
// cells, its groups from the projects, all of one moment.
func (s *Store) rollupOfProjects(ctx context.Context, v View) (Rollup, error) {
	leave, err := s.enterGrouping(ctx)
	if err != nil {
		return Rollup{}, err
	}
	defer leave()
	var r Rollup
	err = s.readLookups(ctx, func(tx pgx.Tx) error {
		var err error
		if r, err = rollup(ctx, tx, v); err != nil {
			return err
		}
		r.Groups, r.Unplaced, err = groupsOfProjects(ctx, tx, v)
		return err
	})
	return r, err
}

// enterGrouping waits for one of the places of those who add projects up; leave makes room.
func (s *Store) enterGrouping(ctx context.Context) (leave func(), err error) {
	select {
	case s.grouping <- struct{}{}:
		return func() { <-s.grouping }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// groupsOfProjects adds the projects of the view's first unit and below it up; unplaced says
// that of one the registry has not told industry and stage.
func groupsOfProjects(ctx context.Context, tx pgx.Tx, v View) (groups []statistics.Group, unplaced bool, err error) {
	tally := statistics.NewTally(v.Part, v.Units[:1])
	err = eachYearState(ctx, tx, v.Year, v.Below, func(s *yearState) {
		unplaced = unplaced || !s.project.Milestones.Placed
		tally.AddBelow(s.project, v.Month)
	})
	if err != nil {
		return nil, false, fmt.Errorf("roll-up of %s by %s: %w", v.Units[0], v.By, err)
	}
	return tally.Groups(), unplaced, nil
}

// eachYearState tells the states of a year in the units, or in all for nil, in no order.
// It holds a page of them at a time.
func eachYearState(ctx context.Context, tx pgx.Tx, year int, units []string, f func(*yearState)) error {
	return eachStateOf(ctx, tx, yearPageSQL, year, units, f)
}

// eachStateOf is eachYearState of those whom pageSQL finds.
func eachStateOf(ctx context.Context, tx pgx.Tx, pageSQL string, year int, units []string, f func(*yearState)) error {
	for last := (uuid.UUID{}); ; {
		ids, err := collect[uuid.UUID](ctx, tx, pageSQL, year, last, units, recountPage)
		if err != nil {
			return fmt.Errorf("projects of %d: %w", year, err)
		}
		states := make(map[yearKey]*yearState, len(ids))
		keys := make([]yearKey, len(ids))
		for i, id := range ids {
			keys[i] = yearKey{id, year}
			states[keys[i]] = &yearState{}
		}
		if err := load(ctx, tx, keys, states); err != nil {
			return err
		}
		for _, s := range states {
			f(s)
		}
		if len(ids) < recountPage {
			return nil
		}
		last = ids[len(ids)-1]
	}
}

const frozenFactsSQL = `
SELECT unit, category, nature, listings, from_months, total_investment, planned, end_year, end_month,
  report_month, revision, invested, year_to_date, on_time, milestones
FROM cutoff_project WHERE cutoff = $1 AND unit = ANY ($2::text[])`

// frozenGroups are the groups of a view by a dimension of projects, added up from the
// facts that were frozen; told says whether the registry had told industry and stage of
// all of them.
func (s *Store) frozenGroups(ctx context.Context, c statistics.Cutoff, v View) (groups []statistics.Group, told bool, err error) {
	var (
		tally            = statistics.NewTally(v.Part, v.Units[:1])
		p                statistics.Project
		listings         []string
		from             []int16
		endY, endM, m    int16
		revision         int32
		invested, toDate int64
		onTime           pgtype.Bool
		milestones       statistics.Milestones
	)
	told = true
	rows, _ := s.pool.Query(ctx, frozenFactsSQL, c.ID, v.Below) // its error comes back from ForEachRow
	_, err = pgx.ForEachRow(rows, []any{
		&p.Unit, &p.Category, &p.Nature, &listings, &from, &p.TotalInvestment, &p.Planned, &endY, &endM, &m,
		&revision, &invested, &toDate, &onTime, &milestones,
	}, func() error {
		p.Year, p.Listings, p.Milestones, p.Reports = v.Year, pairListings(listings, from), milestones, nil
		p.LastDue = statistics.LastDue(v.Year, int(endY), int(endM))
		if m > 0 {
			r := Report{Month: int(m), Revision: revision, Invested: invested, ToDate: toDate, Arrival: arrivalOf(onTime)}
			p.Reports = []statistics.Report{r.fact()}
		}
		told = told && milestones.Placed
		tally.AddBelow(p, v.Month)
		milestones = statistics.Milestones{}
		return nil
	})
	return tally.Groups(), told, err
}
