package indicator

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func shown(code, text string) Unit { return Unit{Code: code, Value: Value{Shown: text}} }

func without(code string) Unit { return Unit{Code: code, Value: missing(NoPlan)} }

// read writes places as a person reads them: rank, unit, tie.
func read(places []Place) []string {
	var out []string
	for _, p := range places {
		tie := ""
		if p.Tied {
			tie = "="
		}
		out = append(out, fmt.Sprintf("%d%s %s", p.Rank, tie, p.Code))
	}
	return out
}

func TestRank(t *testing.T) {
	for name, tc := range map[string]struct {
		better Direction
		units  []Unit
		want   []string
	}{
		"the greatest first":        {Higher, []Unit{shown("a", "9.9"), shown("b", "10.1"), shown("c", "-3.0")}, []string{"1 b", "2 a", "3 c"}},
		"the least first":           {Lower, []Unit{shown("a", "9.9"), shown("b", "10.1"), shown("c", "-3.0")}, []string{"1 c", "2 a", "3 b"}},
		"equals share a rank":       {Higher, []Unit{shown("a", "1.0"), shown("b", "2.0"), shown("c", "2.0"), shown("d", "3.0")}, []string{"1 d", "2= b", "2= c", "4 a"}},
		"two at the top":            {Higher, []Unit{shown("a", "+5.5"), shown("b", "+5.5"), shown("c", "0.0")}, []string{"1= a", "1= b", "3 c"}},
		"amounts with separators":   {Higher, []Unit{shown("a", "999.99"), shown("b", "1,017.69")}, []string{"1 b", "2 a"}},
		"who has none is last":      {Higher, []Unit{without("a"), shown("b", "-9.0"), without("c")}, []string{"1 b", "0 a", "0 c"}},
		"last, the least first too": {Lower, []Unit{without("a"), shown("b", "9.0")}, []string{"1 b", "0 a"}},
		"nobody has one":            {Higher, []Unit{without("b"), without("a")}, []string{"0 b", "0 a"}},
		"nobody":                    {Higher, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, read(Rank(tc.better, tc.units))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestWhatIsNotShownDecidesNothing: 47.14 and 47.06 both read 47.1.
func TestWhatIsNotShownDecidesNothing(t *testing.T) {
	units := []Unit{{"a", Value{Percent: 47.06, Shown: "47.1"}}, {"b", Value{Percent: 47.14, Shown: "47.1"}}}
	if diff := cmp.Diff([]string{"1= a", "1= b"}, read(Rank(Higher, units))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRankLeavesItsArgumentAlone(t *testing.T) {
	units := []Unit{shown("a", "1.0"), shown("b", "2.0")}
	Rank(Higher, units)
	if units[0].Code != "a" {
		t.Error("the units were sorted in place")
	}
}

func TestChangeOfRank(t *testing.T) {
	former := Rank(Higher, []Unit{shown("up", "1.0"), shown("down", "3.0"), shown("same", "2.0"), shown("gone", "9.0"), without("again")})
	now := Against(Rank(Higher, []Unit{shown("up", "9.0"), shown("down", "2.0"), shown("same", "3.0"), shown("again", "1.0"), shown("new", "0.0"), without("gone")}), former)
	type change struct {
		Places int
		Told   bool
	}
	got := map[string]change{}
	for _, p := range now {
		n, ok := p.Change()
		got[p.Code] = change{n, ok}
	}
	want := map[string]change{
		"up": {3, true}, "down": {-1, true}, "same": {1, true}, "again": {}, "new": {}, "gone": {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
