package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// taggedPageSQL pages, along an index of their own, through the projects that bear any tag:
// few of a province's.
const taggedPageSQL = `
SELECT project FROM project_year
WHERE year = $1 AND project > $2 AND ($3::text[] IS NULL OR unit = ANY ($3)) AND milestones ? 'tags'
ORDER BY project LIMIT $4`

// rollupByTag reads a view that is grouped by the tags of a system: its units from cells,
// its groups from the projects that bear tags, all of one moment. What bears none is what
// is left of the unit's figures, so that nobody has to go through it.
func (s *Store) rollupByTag(ctx context.Context, v View) (Rollup, error) {
	v.Plan = true // groups are taken from the unit's figures, and tell it
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
		r.Groups, err = tagGroups(ctx, tx, v, r.Units[v.Units[0]])
		return err
	})
	return r, err
}

// tagGroups are the groups of a unit whose figures are whole.
func tagGroups(ctx context.Context, tx pgx.Tx, v View, whole statistics.Figures) ([]statistics.Group, error) {
	tally := statistics.NewTally(v.Part, v.Units[:1])
	none := string(v.By)[len(statistics.ByTag):] + "/" + statistics.Untagged
	err := eachStateOf(ctx, tx, taggedPageSQL, v.Year, v.Below, func(s *yearState) {
		if !s.project.Bears(none) {
			tally.AddBelow(s.project, v.Month)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("roll-up of %s by %s: %w", v.Units[0], v.By, err)
	}
	rest := whole.Minus(tally.Units()[v.Units[0]]) // there, each counts once
	if !v.Lifecycle {
		rest.Lifecycle = statistics.Lifecycle{} // the whole told none
	}
	groups := tally.Groups()
	if !rest.IsZero() {
		groups = append(groups, statistics.Group{Value: statistics.Untagged, Figures: rest})
	}
	return groups, nil
}
