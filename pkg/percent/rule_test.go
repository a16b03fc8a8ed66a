package percent

import "testing"

func TestPaceByPlan(t *testing.T) {
	for name, tc := range map[string]struct {
		planned, byMonth, toDate int64
		month                    int
		want                     string
	}{
		"all planned by month":           {1200, 1200, 300, 5, "25.00"},
		"none is: the calendar's":        {1200, 0, 0, 5, "41.67"},
		"half of each":                   {1200, 600, 600, 6, "75.00"},
		"a year is done at its end":      {1201, 700, 700, 12, "100.00"},
		"nothing planned yet":            {900, 900, 0, 1, "0.00"},
		"no plan at all: the calendar's": {0, 0, 0, 3, "25.00"},
		"the nation's":                   {80_000_000_000_000, 80_000_000_000_000, 60_000_000_000_000, 9, "75.00"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := PaceByPlan(tc.planned, tc.byMonth, tc.toDate, tc.month).Shown(2); got != tc.want {
				t.Errorf("pace %s, want %s", got, tc.want)
			}
		})
	}
}
