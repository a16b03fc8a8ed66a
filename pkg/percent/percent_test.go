package percent_test

import (
	"math"
	"math/big"
	"testing"
	"testing/quick"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/percent"
)

const wanYi = 1_000_000 // 0.01 亿元 in yuan, so that 479.33 亿元 is 47933 of them

func TestShowOfPublishedBulletins(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		invested, planned int64
		month             int
		rounding          percent.Rounding
		decimals          int
		want              percent.Shown
	}{
		"Binzhou to the end of May, pace cut": {
			47933 * wanYi, 101769 * wanYi, 5, percent.RoundingCut, 1,
			percent.Shown{Rate: "47.1", Pace: "41.6", Lead: "+5.5", Rate6: 47.099804, Pace6: 41.666667, Lead6: 5.433138, HasPlan: true},
		},
		"Binzhou with the pace rounded half up": {
			47933 * wanYi, 101769 * wanYi, 5, percent.RoundingHalfUp, 1,
			percent.Shown{Rate: "47.1", Pace: "41.7", Lead: "+5.4", Rate6: 47.099804, Pace6: 41.666667, Lead6: 5.433138, HasPlan: true},
		},
		"629.0 of 647.4 by October, exact": {
			62900 * wanYi, 64740 * wanYi, 10, percent.RoundingNone, 1,
			percent.Shown{Rate: "97.2", Pace: "83.3", Lead: "+13.8", Rate6: 97.157862, Pace6: 83.333333, Lead6: 13.824529, HasPlan: true},
		},
		"313.64 of 1,015 by March, two decimals": {
			31364 * wanYi, 101500 * wanYi, 3, percent.RoundingNone, 2,
			percent.Shown{Rate: "30.90", Pace: "25.00", Lead: "+5.90", Rate6: 30.900493, Pace6: 25, Lead6: 5.900493, HasPlan: true},
		},
		"a lag has its minus": {
			1, 2, 12, percent.RoundingNone, 1,
			percent.Shown{Rate: "50.0", Pace: "100.0", Lead: "-50.0", Rate6: 50, Pace6: 100, Lead6: -50, HasPlan: true},
		},
		"exactly on pace has no sign": {
			1, 4, 3, percent.RoundingCut, 1,
			percent.Shown{Rate: "25.0", Pace: "25.0", Lead: "0.0", Rate6: 25, Pace6: 25, HasPlan: true},
		},
		"without a plan only the pace is told": {
			7, 0, 6, percent.RoundingCut, 0,
			percent.Shown{Pace: "50", Pace6: 50},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := percent.Show(tc.invested, tc.planned, tc.month, tc.rounding, tc.decimals)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Show() (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRatioShownAndCut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		part, whole int64
		decimals    int
		shown, cut  string
	}{
		"206 of 255 planned starts":       {206, 255, 1, "80.8", "80.7"},
		"a half goes up":                  {5, 10000, 1, "0.1", "0.0"},
		"a negative half goes down alike": {-5, 10000, 1, "-0.1", "0.0"},
		"small shares keep their noughts": {1, 100_000, 3, "0.001", "0.001"},
		"no decimals":                     {2, 3, 0, "67", "66"},
		"more than the whole":             {3, 2, 1, "150.0", "150.0"},
		"the largest sums do not overflow": {
			math.MaxInt64, math.MaxInt64, 4, "100.0000", "100.0000",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, ok := percent.Of(tc.part, tc.whole)
			if !ok {
				t.Fatal("Of() has no whole")
			}
			if got := r.Shown(tc.decimals); got != tc.shown {
				t.Errorf("Shown() = %q, want %q", got, tc.shown)
			}
			if got := r.Cut(tc.decimals); got != tc.cut {
				t.Errorf("Cut() = %q, want %q", got, tc.cut)
			}
		})
	}
}

func TestOfNothingIsNoRatio(t *testing.T) {
	t.Parallel()
	for _, whole := range []int64{0, -1} {
		if r, ok := percent.Of(1, whole); ok || r.Shown(1) != "0.0" {
			t.Errorf("Of(1, %d) = %v, %v", whole, r, ok)
		}
	}
}

// TestShownIsTheNearestDecimal compares with rationals, worked out another way.
func TestShownIsTheNearestDecimal(t *testing.T) {
	t.Parallel()
	nearest := func(part int64, whole uint32) bool {
		r, ok := percent.Of(part, int64(whole)+1)
		if !ok {
			return false
		}
		shown, _ := new(big.Rat).SetString(r.Shown(2))
		exact := new(big.Rat).Mul(big.NewRat(part, int64(whole)+1), big.NewRat(100, 1))
		distance := new(big.Rat).Sub(shown, exact)
		return distance.Abs(distance).Cmp(big.NewRat(1, 200)) <= 0
	}
	if err := quick.Check(nearest, nil); err != nil {
		t.Error(err)
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	for want, part := range map[string]int64{"+5.5": 55, "-3.2": -32, "0.0": 0, "+100.0": 1000} {
		r, ok := percent.Of(part, 1000)
		if got := r.Signed(1); got != want || !ok {
			t.Errorf("Signed(%d / 1000) = %s, want %s", part, got, want)
		}
	}
}
