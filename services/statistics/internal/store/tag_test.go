package store_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// TestGroupsByTagAreThoseOfAllProjects: taken from the unit's figures, what bears no tag is
// what going through every project finds, in any month, part and unit, after a history in
// random order.
func TestGroupsByTagAreThoseOfAllProjects(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
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
		for month := 1; month <= statistics.Months; month++ {
			v := store.View{
				Year: 2020, Month: month, Units: []string{unit}, Below: tree.Subtree(2020, unit), Lifecycle: true,
				Part: statistics.Part{Listing: pick(rng, statistics.All, "city"), Category: pick(rng, "", "industry"), By: "tag:six-new"},
			}
			got, err := s.Rollup(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			want := groupsOfAll(t, s, tree, v)
			groups += len(want)
			if diff := cmp.Diff(want, got.Groups); diff != "" {
				t.Fatalf("%s in month %d (-projects +groups):\n%s", unit, month, diff)
			}
		}
	}
	if groups == 0 {
		t.Error("there was nothing to compare")
	}
}

// groupsOfAll goes through every project.
func groupsOfAll(t *testing.T, s *store.Store, tree unittree.Tree, v store.View) []statistics.Group {
	t.Helper()
	tally := statistics.NewTally(v.Part, v.Units)
	past := store.Past{At: time.Now().AddDate(1, 0, 0), Year: v.Year, Month: v.Month, Units: v.Below}
	if err := s.EachKnown(t.Context(), past, func(k store.Known) { tally.AddProject(k.Project, v.Month, tree) }); err != nil {
		t.Fatal(err)
	}
	return tally.Groups()
}

func randomTags(rng *rand.Rand) []string {
	return [][]string{nil, nil, {"six-new/new-material"}, {"six-new/new-material", "six-new/new-product"}, {"ten-strong/marine"}}[rng.IntN(5)]
}
