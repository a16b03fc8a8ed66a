package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// TestATallyShowsWhatCellsShow: whichever part of the projects is asked about, and
// however it is grouped.
func TestATallyShowsWhatCellsShow(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 3))
		projects := make([]statistics.Project, 8)
		for i := range projects {
			projects[i] = *randomProject(rng)
		}
		cells, month := statistics.Recount(projects, flat{}), 1+rng.IntN(12)
		part := statistics.Part{
			Listing: pick(rng, statistics.All, "city", "county"), Category: pick(rng, "", "industry"), Nature: pick(rng, "", "new"),
			By: []statistics.Dimension{statistics.ByNothing, statistics.ByListing, statistics.ByCategory, statistics.ByNature}[rng.IntN(4)],
		}
		units := []string{"city", "a", "b"}
		tally := statistics.NewTally(part, units)
		for _, p := range projects {
			tally.AddProject(p, month, flat{})
		}
		for _, unit := range units {
			want := sumOf(cells, month, func(k statistics.Key) bool { return k.Unit == unit && k.Listing == part.Listing && in(part, k) })
			if diff := cmp.Diff(want, tally.Units()[unit]); diff != "" {
				t.Fatalf("seed %d: %s of %+v (-cells +tally):\n%s", seed, unit, part, diff)
			}
		}
		for _, g := range tally.Groups() {
			want := sumOf(cells, month, func(k statistics.Key) bool { return k.Unit == "city" && in(part, k) && valueOf(part, k) == g.Value })
			if diff := cmp.Diff(want, g.Figures); diff != "" {
				t.Fatalf("seed %d: %s of %+v (-cells +tally):\n%s", seed, g.Value, part, diff)
			}
		}
	}
}

// in tells whether a cell of the finer grain is of the part.
func in(p statistics.Part, k statistics.Key) bool {
	return k.Category != statistics.All && (p.Category == "" || p.Category == k.Category) && (p.Nature == "" || p.Nature == k.Nature)
}

func valueOf(p statistics.Part, k statistics.Key) string {
	switch p.By {
	case statistics.ByListing:
		return k.Listing
	case statistics.ByCategory:
		return map[bool]string{true: k.Category}[k.Listing == p.Listing]
	case statistics.ByNature:
		return map[bool]string{true: k.Nature}[k.Listing == p.Listing]
	case statistics.ByNothing, statistics.BySize, statistics.ByIndustry, statistics.ByStage: // cells of this grain know none
	}
	return ""
}

func sumOf(cells statistics.Cells, month int, of func(statistics.Key) bool) statistics.Figures {
	months := make(map[int]statistics.Measures)
	for k, m := range cells {
		if of(k) {
			months[k.Month] = months[k.Month].Plus(*m)
		}
	}
	return statistics.Sum(month, months)
}
