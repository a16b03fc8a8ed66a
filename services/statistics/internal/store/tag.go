package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// taggedPageSQL pages, along an index of their own, through the projects that bear any tag:
// few of a province's.
const taggedPageSQL = `
SELECT project FROM project_year
WHERE year = $1 AND project > $2 AND ($3::text[] IS NULL OR unit = ANY ($3)) AND milestones ? 'tags'
ORDER BY project LIMIT $4`

// rollupsByTag reads views that are grouped by the tags of a system: their units from cells,
// their groups from the projects that bear tags, all of one moment. What bears none is what
// is left of the unit's figures, so that nobody has to go through it.
func (s *Store) rollupsByTag(ctx context.Context, views []View) ([]Rollup, error) {
	views = slices.Clone(views)
	for i := range views {
		views[i].Plan = true // groups are taken from the unit's figures, and tell it
	}
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
		for i, v := range views {
			if out[i].Groups, err = tagGroups(ctx, tx, v, out[i].Units[v.Units[0]]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
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
