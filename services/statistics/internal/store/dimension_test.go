package store_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// TestCellsByDimensionShowWhatProjectsShow, in any month, listing and dimension, after a
// history in random order.
func TestCellsByDimensionShowWhatProjectsShow(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	s, db := newStore(t)
	for _, facts := range randomHistory(rng).unique().shuffled(rng) {
		apply(t, s, db, facts)
	}
	tree, err := s.UnitTree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	groups := 0
	for _, unit := range []string{"37", "3716", "3703"} {
		for _, by := range []statistics.Dimension{statistics.BySize, statistics.ByIndustry, statistics.ByStage} {
			for month := 1; month <= statistics.Months; month++ {
				v := store.View{
					Year: 2020, Month: month, Units: []string{unit}, Part: statistics.Part{Listing: pick(rng, statistics.All, "city"), By: by},
					Plan: true, Below: tree.Subtree(2020, unit),
				}
				want, got := groupsOf(t, s, v, false), groupsOf(t, s, v, true)
				groups += len(want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%s by %s in month %d (-projects +cells):\n%s", unit, by, month, diff)
				}
			}
		}
	}
	if groups == 0 {
		t.Error("there was nothing to compare")
	}
}

func groupsOf(t *testing.T, s *store.Store, v store.View, fromCells bool) []statistics.Group {
	t.Helper()
	v.Dimensions = fromCells
	r, err := s.Rollup(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	var out []statistics.Group
	for _, g := range r.Groups {
		g.Figures.Lifecycle = statistics.Lifecycle{} // which those cells have not
		if !g.Figures.IsZero() {
			out = append(out, g)
		}
	}
	return out
}
