package indicator

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

func TestGrowthOf(t *testing.T) {
	at := func(toDate, month int64) statistics.Figures {
		return statistics.Figures{Projects: 2, Reported: 2, Invested: toDate * yi, Month: month * yi}
	}
	known := func(f statistics.Figures) Former { return Former{Figures: f} }
	for name, tc := range map[string]struct {
		now         statistics.Figures
		month, year Former
		want        Growth
	}{
		"of both": {
			at(9, 3), known(at(6, 4)), known(at(8, 2)),
			Growth{Value{Percent: 12.5, Shown: "+12.5"}, Value{Percent: -25, Shown: "-25.0"}, Value{Percent: 50, Shown: "+50.0"}},
		},
		"a third": {
			at(4, 1), known(at(3, 3)), known(at(3, 3)),
			Growth{Value{Percent: 33.333333, Shown: "+33.3"}, Value{Percent: -66.666667, Shown: "-66.7"}, Value{Percent: -66.666667, Shown: "-66.7"}},
		},
		"of what is new": {
			at(4, 1),
			Former{},
			Former{},
			Growth{missing(NoFormerYear), missing(NoFormerMonth), missing(NoFormerYearMonth)},
		},
		"of nought": {
			at(4, 1), known(at(3, 0)), known(at(0, 0)),
			Growth{missing(NoFormerYear), missing(FormerMonthZero), missing(FormerYearMonthZero)},
		},
		"of what is not known": {
			at(4, 1),
			Former{Missing: FormerMonthNotFrozen},
			Former{Missing: FormerYearNotFrozen},
			Growth{missing(FormerYearNotFrozen), missing(FormerMonthNotFrozen), missing(FormerYearNotFrozen)},
		},
		"of what has no report of the month": {
			statistics.Figures{Projects: 2, Invested: 3 * yi},
			known(at(3, 3)), known(at(2, 2)),
			Growth{Value{Percent: 50, Shown: "+50.0"}, missing(NoMonthReports), missing(NoMonthReports)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, GrowthOf(tc.now, tc.month, tc.year, unittree.DefaultSettings())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGrowthIsThatOfTheIndicators, whatever the figures: a ranking and a roll-up agree.
func TestGrowthIsThatOfTheIndicators(t *testing.T) {
	var all []statistics.Figures
	for _, reported := range []int64{0, 1} {
		for _, month := range []int64{0, 1, 7} {
			for _, toDate := range []int64{0, 3, 11} {
				for _, projects := range []int64{0, 2} {
					all = append(all, statistics.Figures{Projects: projects, Reported: reported, Month: month, Invested: toDate})
				}
			}
		}
	}
	for _, now := range all {
		for _, former := range all {
			got := GrowthOf(now, Former{Figures: former}, Former{Figures: former}, unittree.DefaultSettings())
			in := Input{Month: 5, Figures: now, Compared: former, Settings: unittree.DefaultSettings()}
			if diff := cmp.Diff([]Value{yearGrowth().Value(in), monthGrowth().Value(in)}, []Value{got.Year, got.Month}); diff != "" {
				t.Fatalf("%+v against %+v:\n%s", now, former, diff)
			}
		}
	}
}
