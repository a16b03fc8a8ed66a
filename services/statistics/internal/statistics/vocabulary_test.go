package statistics_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

func TestValuesComeInTheOrderOfPapers(t *testing.T) {
	for name, want := range map[string][]string{
		"listings":                     {"province", "city", "county", "renovation"},
		"categories":                   {"industry", "infrastructure", "livelihood"},
		"natures":                      {"new", "continued"},
		"what is not known comes last": {"county", "", "airports", "bonds"},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.Sorted(slices.Values(want))
			slices.SortFunc(got, statistics.CompareValues)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
