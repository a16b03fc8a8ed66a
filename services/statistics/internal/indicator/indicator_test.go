package indicator

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

const yi = 100_000_000

// cases are inputs by a sentence, with the value that they have.
type cases map[string]struct {
	in   Input
	want Value
}

func (c cases) check(t *testing.T, i Indicator) {
	t.Helper()
	for name, tc := range c {
		t.Run(name, func(t *testing.T) {
			if cmp.Equal(tc.in.Settings, unittree.Settings{}) {
				tc.in.Settings = unittree.DefaultSettings()
			}
			if diff := cmp.Diff(tc.want, i.Value(tc.in)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", i.Key, diff)
			}
		})
	}
}

// binzhou are the published figures of May 2020, the plan derived from the rate.
func binzhou() Input {
	return Input{
		Month: 5, Settings: unittree.Settings{PaceRounding: unittree.RoundingCut, Decimals: 1},
		Figures: statistics.Figures{Projects: 433, Due: 433, Reported: 433, TotalInvestment: 279_458_510_000, Planned: 101_769_000_000, Invested: 47_933_000_000},
	}
}

func edited(in Input, edit func(*statistics.Figures)) Input {
	edit(&in.Figures)
	return in
}

func TestEveryIndicatorSaysWhatItIs(t *testing.T) {
	keys := map[string]bool{}
	for _, i := range All() {
		if i.Key == "" || i.Name == "" || i.Formula == "" || i.Source == "" || i.Measure == 0 || i.Direction == 0 || i.value == nil {
			t.Errorf("%+v lacks something", i)
		}
		if keys[i.Key] {
			t.Errorf("two indicators %s", i.Key)
		}
		keys[i.Key] = true
		found, err := Parse(i.Key)
		if err != nil || found.Name != i.Name {
			t.Errorf("Parse(%s) = %s, %v", i.Key, found.Name, err)
		}
	}
}

// TestAUnitWithoutAnythingIsExplained: a value that is missing says why, and shows
// nothing.
func TestAUnitWithoutAnythingIsExplained(t *testing.T) {
	got := map[string]string{}
	for _, i := range All() {
		v := i.Value(Input{Month: 5, Settings: unittree.DefaultSettings()})
		got[i.Key] = v.Missing.Reason + v.Shown
		if (v.Missing == None) == (v.Shown == "") || (v.Missing.Reason == "") != (v.Missing.Text == "") {
			t.Errorf("%s: %+v", i.Key, v)
		}
	}
	want := map[string]string{
		"completion_rate": "NO_PROJECTS", "lead": "NO_PROJECTS", "pace": "41.7", "report_rate": "NO_PROJECTS", "month_growth": "NO_PROJECTS",
		"year_growth": "NO_PROJECTS", "projects": "0", "total_investment": "NO_PROJECTS",
		"start_rate": "NO_PROJECTS", "start_rate_no_land": "NO_PROJECTS", "resumption_rate": "NO_PROJECTS",
		"project_completion_rate": "NO_PROJECTS", "start_certification_rate": "NO_PROJECTS",
		"completion_certification_rate": "NO_PROJECTS", "started_growth": "NO_PROJECTS", "statistics_entry_rate": "NO_PROJECTS",
		"reserve_projects": "0", "reserve_total_investment": "NO_RESERVE", "reserve_multiple": "NO_RESERVE",
		"punctuality_rate": "NO_PROJECTS", "facts_rate": "NO_PROJECTS", "uncorrected_rate": "NO_PROJECTS",
		"evidence_rate": "NO_PROJECTS", "quality": "NO_PROJECTS",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseRefusesWhatIsNoIndicator(t *testing.T) {
	for _, key := range []string{"", "Pace", "completion_rate ", "best\x00"} {
		if _, err := Parse(key); errs.ReasonOf(err) != "INDICATOR_UNKNOWN" {
			t.Errorf("Parse(%q) = %v", key, err)
		}
	}
}

func TestComparedMonths(t *testing.T) {
	january := month.Month{Year: 2020, Month: 1}
	for _, tc := range []struct {
		i    Indicator
		want month.Month
		ok   bool
	}{
		{completionRate(), month.Month{}, false},
		{monthGrowth(), month.Month{Year: 2019, Month: 12}, true},
		{yearGrowth(), month.Month{Year: 2019, Month: 1}, true},
	} {
		if got, ok := tc.i.Compared(january); got != tc.want || ok != tc.ok {
			t.Errorf("%s of %s compares with %s, %v", tc.i.Key, january, got, ok)
		}
	}
}
