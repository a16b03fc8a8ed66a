package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/pg"
	"pacesetter/services/statistics/internal/statistics"
)

// groupers bounds how many add projects up at once in a process. They are others than those
// who read the past: a page that somebody watches must not keep questions about the past waiting.
const groupers = 2

// rollupsOfProjects reads views that are grouped by a dimension of projects: their units
// from cells, their groups from the projects, all of one moment.
func (s *Store) rollupsOfProjects(ctx context.Context, views []View) ([]Rollup, error) {
	leave, err := s.enterTrusting(ctx, views)
	if err != nil {
		return nil, err
	}
	defer leave()
	var out []Rollup
	err = s.readLookups(ctx, func(tx pgx.Tx) error {
		var err error
		if out, err = s.rollups(ctx, tx, views); err != nil {
			return err
		}
		return groupsOfProjects(ctx, tx, views, out)
	})
	return out, err
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

// enterTrusting is enterGrouping for views whose units are read from pages: while those are
// doubted, errDoubted sends on at once who would wait for a place to hear it there.
func (s *Store) enterTrusting(ctx context.Context, views []View) (leave func(), err error) {
	if err := s.trust(ctx, s.pool, views...); err != nil {
		return nil, pg.Wrap(err)
	}
	return s.enterGrouping(ctx)
}

// groupsOfProjects adds the projects of the views' first unit and below it up. Those of a
// year are gone through once, however many of its months are looked at: views of a year
// have the same Below.
func groupsOfProjects(ctx context.Context, tx pgx.Tx, views []View, into []Rollup) error {
	tallies := make([]*statistics.Tally, len(views))
	for i, v := range views {
		tallies[i] = statistics.NewTally(v.Part, v.Units[:1])
	}
	for year, those := range byYear(views) {
		err := eachYearState(ctx, tx, year, views[those[0]].Below, func(s *yearState) {
			for _, i := range those {
				into[i].Unplaced = into[i].Unplaced || !s.project.Milestones.Placed
				tallies[i].AddBelow(s.project, views[i].Month)
			}
		})
		if err != nil {
			return fmt.Errorf("roll-up of %s by %s: %w", views[0].Units[0], views[0].By, err)
		}
	}
	for i := range into {
		into[i].Groups = tallies[i].Groups()
	}
	return nil
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
