package statistics_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/statistics/internal/statistics"
)

// TestGroupsOfProjectsAddUp to the unit's figures, whatever part is asked about: each
// project is in one of them.
func TestGroupsOfProjectsAddUp(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 5))
		part := statistics.Part{
			Listing: pick(rng, statistics.All, "city"), Category: pick(rng, "", "industry"), Nature: pick(rng, "", "new"),
			By: []statistics.Dimension{statistics.BySize, statistics.ByIndustry, statistics.ByStage}[rng.IntN(3)],
		}
		month, tally := 1+rng.IntN(12), statistics.NewTally(part, []string{"city"})
		for range 10 {
			p := *randomProject(rng)
			p.TotalInvestment = rng.Int64N(3_000_000_000)
			tally.AddBelow(p, month)
		}
		var sum statistics.Figures
		for _, g := range tally.Groups() {
			if err := part.By.CheckValue(2020, g.Value); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
			sum = sum.Plus(g.Figures)
		}
		if diff := cmp.Diff(tally.Units()["city"], sum); diff != "" {
			t.Fatalf("seed %d: %+v (-unit +groups):\n%s", seed, part, diff)
		}
	}
}

func TestWhereAProjectStands(t *testing.T) {
	p := project(func(p *statistics.Project) {
		p.Milestones.Section = "C"
		p.Milestones.Stages = statistics.Stages{4, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6}
	})
	for want, yuan := range map[string]int64{
		"0-1000": 0, "1000-3000": 10_000_000, "3000-5000": 49_999_999, "5000-10000": 50_000_000, "200000-": 2_000_000_000,
	} {
		p.TotalInvestment = yuan
		if got := p.Value(statistics.BySize, 1); got != want {
			t.Errorf("size of %d yuan: %s, want %s", yuan, got, want)
		}
	}
	if got := p.Value(statistics.ByIndustry, 1); got != "C" {
		t.Errorf("industry %s", got)
	}
	for month, want := range map[int]string{0: "preparing", 3: "started", 5: "building"} {
		if got := p.Value(statistics.ByStage, month); got != want {
			t.Errorf("stage in month %d: %s, want %s", month, got, want)
		}
	}
	var untold statistics.Project
	if got := untold.Value(statistics.ByIndustry, 1) + untold.Value(statistics.ByStage, 1); got != "unknownunknown" {
		t.Errorf("untold: %s", got)
	}
}

func TestValuesThatAreNone(t *testing.T) {
	for _, tc := range []struct {
		by            statistics.Dimension
		value, reason string
	}{
		{statistics.BySize, "5000", "SIZE_UNKNOWN"},
		{statistics.ByIndustry, "c", "INDUSTRY_UNKNOWN"},
		{statistics.ByStage, "built\x00", "STAGE_UNKNOWN"},
		{statistics.BySize, "", ""},
		{statistics.ByIndustry, "unknown", ""},
		{statistics.ByStage, "at_capacity", ""},
	} {
		if got := errs.ReasonOf(tc.by.CheckValue(2020, tc.value)); got != tc.reason {
			t.Errorf("%s %q: %q, want %q", tc.by, tc.value, got, tc.reason)
		}
	}
	if _, err := statistics.ParseDimension("colour"); errs.ReasonOf(err) != "DIMENSION_UNKNOWN" {
		t.Errorf("ParseDimension() = %v", err)
	}
}

// TestStagesAreKeptByName, and one that this version doesn't know is not told.
func TestStagesAreKeptByName(t *testing.T) {
	stages := statistics.Stages{1, 11}
	kept, err := json.Marshal(stages)
	if err != nil {
		t.Fatal(err)
	}
	var read statistics.Stages
	if err := json.Unmarshal(kept, &read); err != nil || read != stages {
		t.Errorf("%s read as %v, %v", kept, read, err)
	}
	if err := json.Unmarshal([]byte(`["planned","demolished"]`), &read); err != nil || read != (statistics.Stages{1}) {
		t.Errorf("read %v, %v", read, err)
	}
}
