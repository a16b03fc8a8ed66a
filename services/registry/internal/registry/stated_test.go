package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// zhongyang is what the county's paper of 2023 states: 36 projects of 368.17 亿元; by
// category 12, 14 and 10 of 305.3, 47.11 and 16.08; by size 8, 5 and 23.
func zhongyang() []registry.Stated {
	const cent = 1_000_000 // 0.01 亿元
	return []registry.Stated{
		{Measure: "projects", Value: 36},
		{Measure: "total_investment", Value: 36817 * cent, RoundedTo: cent},
		{Measure: "projects", Dimension: "category", Key: "industry", Value: 12},
		{Measure: "projects", Dimension: "category", Key: "infrastructure", Value: 14},
		{Measure: "projects", Dimension: "category", Key: "livelihood", Value: 10},
		{Measure: "total_investment", Dimension: "category", Key: "industry", Value: 30530 * cent, RoundedTo: cent},
		{Measure: "total_investment", Dimension: "category", Key: "infrastructure", Value: 4711 * cent, RoundedTo: cent},
		{Measure: "total_investment", Dimension: "category", Key: "livelihood", Value: 1608 * cent, RoundedTo: cent},
		{Measure: "projects", Dimension: "size", Key: "<3000", Value: 8},
		{Measure: "projects", Dimension: "size", Key: "3000-5000", Value: 5},
		{Measure: "projects", Dimension: "size", Key: ">5000", Value: 23},
	}
}

func TestZhongyangsTotalContradictsItsParts(t *testing.T) {
	t.Parallel()
	got, compared := registry.StatedTotals(zhongyang())
	want := []registry.Contradiction{{
		Kind: registry.ContradictsParts, Measure: "total_investment", Dimension: "category", Stated: 36_817_000_000, Found: 36_849_000_000,
	}}
	if diff := cmp.Diff(want, got); diff != "" || compared != 4 {
		t.Errorf("%d compared (-want +got):\n%s", compared, diff)
	}
}

func TestStatedTotals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func([]registry.Stated) []registry.Stated
		want int
	}{
		"the total that its parts add up to":    {func(s []registry.Stated) []registry.Stated { s[1].Value = 36_849_000_000; return s }, 0},
		"two hundredths off are four roundings": {func(s []registry.Stated) []registry.Stated { s[1].Value = 36_851_000_000 - 1_000_000; return s }, 0},
		"three hundredths off are not":          {func(s []registry.Stated) []registry.Stated { s[1].Value = 36_852_000_000; return s }, 1},
		"exact figures may not differ at all": {func(s []registry.Stated) []registry.Stated {
			for i := range s {
				s[i].RoundedTo = 0
			}
			s[1].Value = 36_849_000_001
			return s
		}, 1},
		"no whole is stated":                      {func(s []registry.Stated) []registry.Stated { return s[2:8] }, 0},
		"two decompositions without a whole":      {func(s []registry.Stated) []registry.Stated { s[10].Value = 22; return s[2:] }, 1},
		"a decomposition against whole and other": {func(s []registry.Stated) []registry.Stated { s[10].Value = 22; return s }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, _ := registry.StatedTotals(tc.edit(zhongyang())); len(got) != tc.want {
				t.Errorf("found %v, want %d", got, tc.want)
			}
		})
	}
}

func TestStatedFiguresAgainstTheRegister(t *testing.T) {
	t.Parallel()
	held := registry.Held{
		{Measure: "projects"}: 36, {Measure: "total_investment"}: 36_849_000_000,
		{Measure: "projects", Dimension: "category", Key: "industry"}: 12, {Measure: "projects", Dimension: "category", Key: "infrastructure"}: 14,
		{Measure: "projects", Dimension: "category", Key: "livelihood"}:             10,
		{Measure: "total_investment", Dimension: "category", Key: "industry"}:       30_529_600_000, // rounds to what is stated
		{Measure: "total_investment", Dimension: "category", Key: "infrastructure"}: 4_711_000_000,
	}
	got, compared := registry.AgainstRegister(zhongyang(), held)
	want := []registry.Contradiction{
		{Kind: registry.ContradictsRegister, Measure: "total_investment", Stated: 36_817_000_000, Found: 36_849_000_000},
		{Kind: registry.ContradictsRegister, Measure: "total_investment", Dimension: "category", Key: "livelihood", Stated: 1_608_000_000},
	}
	if diff := cmp.Diff(want, got); diff != "" || compared != 8 {
		t.Errorf("%d compared, sizes are the paper's own (-want +got):\n%s", compared, diff)
	}
}

func TestStatedFiguresThatAreNone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		figures []registry.Stated
		want    string
	}{
		"none":                    {nil, "STATED_NOTHING"},
		"too many":                {make([]registry.Stated, 501), "STATED_NOTHING"},
		"no measure":              {[]registry.Stated{{Value: 1}}, "MEASURE_UNKNOWN"},
		"a part of nothing":       {[]registry.Stated{{Measure: "projects", Key: "x"}}, "MEASURE_UNKNOWN"},
		"one twice":               {[]registry.Stated{{Measure: "projects", Value: 1}, {Measure: "projects", Value: 2}}, "STATED_TWICE"},
		"less than nothing":       {[]registry.Stated{{Measure: "projects", Value: -1}}, "AMOUNT_NEGATIVE"},
		"rounded beyond all sums": {[]registry.Stated{{Measure: "projects", RoundedTo: 1 << 62}}, "AMOUNT_TOO_LARGE"},
		"as good as any":          {zhongyang(), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := registry.CheckStated(tc.figures); errs.ReasonOf(err) != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
