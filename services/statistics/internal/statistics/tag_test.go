package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/statistics/internal/statistics"
)

func TestWhichTagsAProjectBears(t *testing.T) {
	p := statistics.Project{Milestones: statistics.Milestones{Tags: []string{"six-new/new-material", "six-new/new-product", "ten-strong/marine"}}}
	for by, want := range map[string][]string{
		"tag:six-new": {"new-material", "new-product"}, "tag:ten-strong": {"marine"}, "tag:two-new-one-major": {"untagged"},
	} {
		if diff := cmp.Diff(want, p.In(statistics.Dimension(by), 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", by, diff)
		}
	}
	for tag, want := range map[string]bool{
		"six-new/new-product": true, "six-new/new-equipment": false, "six-new/untagged": false, "two-new-one-major/untagged": true, "ten-strong/new-product": false,
	} {
		if p.Bears(tag) != want || (statistics.Where{Tag: tag}).Takes(&p, 1) != want {
			t.Errorf("%s: bears it %v", tag, p.Bears(tag))
		}
	}
}

// TestATagOfSeveralCountsOnceInAll: its groups add up to more than the unit, by what stands
// in several of them.
func TestATagOfSeveralCountsOnceInAll(t *testing.T) {
	part := statistics.Part{Listing: statistics.All, By: "tag:six-new"}
	tally := statistics.NewTally(part, []string{"city"})
	for _, tags := range [][]string{{"six-new/new-material", "six-new/new-product"}, {"six-new/new-product"}, {"ten-strong/marine"}, nil} {
		tally.AddBelow(statistics.Project{
			Year: 2020, Unit: "a", Listings: []statistics.Listing{{Key: "city", From: 1}}, Planned: 10, Milestones: statistics.Milestones{Tags: tags},
		}, 5)
	}
	if got := tally.Units()["city"]; got.Projects != 4 || got.Planned != 40 {
		t.Errorf("in all %+v", got)
	}
	type row struct {
		Value             string
		Projects, Planned int64
	}
	var got []row
	for _, g := range tally.Groups() {
		got = append(got, row{g.Value, g.Figures.Projects, g.Figures.Planned})
	}
	if diff := cmp.Diff([]row{{"new-material", 1, 10}, {"new-product", 2, 20}, {"untagged", 2, 20}}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestGroupsOfASystemThatTakesOneAddUp: whoever bears one tag at most is in one group.
func TestGroupsOfASystemThatTakesOneAddUp(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 11))
		part := statistics.Part{Listing: pick(rng, statistics.All, "city"), Category: pick(rng, "", "industry"), By: "tag:ten-strong"}
		tally, month := statistics.NewTally(part, []string{"city"}), 1+rng.IntN(12)
		for range 10 {
			p := *randomProject(rng)
			if rng.IntN(2) == 0 {
				p.Milestones.Tags = []string{"ten-strong/" + pick(rng, "marine", "health")}
			}
			tally.AddBelow(p, month)
		}
		var sum statistics.Figures
		for _, g := range tally.Groups() {
			sum = sum.Plus(g.Figures)
		}
		if diff := cmp.Diff(tally.Units()["city"], sum); diff != "" {
			t.Fatalf("seed %d (-unit +groups):\n%s", seed, diff)
		}
	}
}

func TestTagsThatAreAskedBy(t *testing.T) {
	for _, known := range []string{"", "six-new/new-material", "ten-strong/untagged"} {
		if err := statistics.CheckTag(known); err != nil {
			t.Errorf("%q: %v", known, err)
		}
	}
	for _, unknown := range []string{"six-new", "six-new/", "six-new/old", "old/new-material", "category/industry", "/untagged", "six-new/\x00", "\xff"} {
		if err := statistics.CheckTag(unknown); errs.ReasonOf(err) != "TAG_UNKNOWN" {
			t.Errorf("%q: %v", unknown, err)
		}
	}
	for text, ok := range map[string]bool{"tag:six-new": true, "tag:category": false, "tag:": false, "tag:old": false} {
		if _, err := statistics.ParseDimension(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
