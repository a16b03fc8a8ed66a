package registry_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// sampleCalendar has a rule of each frequency.
const sampleCalendar = `{"version": 2, "effective_date": "2020-01-01", "rules": [
	{"category": "", "frequency": "monthly", "due_days": [25], "due_month_offset": 0, "source": "样例"},
	{"category": "industry", "frequency": "half_monthly", "due_days": [15, 31], "due_month_offset": 0, "source": "样例"},
	{"category": "livelihood", "frequency": "quarterly", "due_days": [6], "due_month_offset": 1, "source": "样例"}]}`

func shanghai(m time.Month, day int) time.Time {
	return time.Date(2020, m, day, 0, 0, 0, 0, month.Shanghai())
}

// windows are what a rule asks for of a month of 2020.
func windows(t *testing.T, rule string, m month.Month) []registry.Window {
	t.Helper()
	calendar, err := registry.ParseCalendar([]byte(`{"version": 1, "effective_date": "2020-01-01", "rules": [{"category": "", "source": "样例", ` + rule + `}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return calendar.RuleFor("industry").Windows(m)
}

func TestWhatIsAskedForOfAMonth(t *testing.T) {
	t.Parallel()
	june := may().Next()
	for name, tc := range map[string]struct {
		rule  string
		month month.Month
		want  []registry.Window
	}{
		"by month": {`"frequency": "monthly", "due_days": [25]`, may(), []registry.Window{{Due: shanghai(time.May, 26)}}},
		"by month, in the one after": {
			`"frequency": "monthly", "due_days": [6], "due_month_offset": 1`, may(), []registry.Window{{Due: shanghai(time.June, 7)}},
		},
		"by half months": {
			`"frequency": "half_monthly", "due_days": [15, 31]`, may(),
			[]registry.Window{{Due: shanghai(time.May, 16)}, {Since: shanghai(time.May, 16), Due: shanghai(time.June, 1)}},
		},
		"within a quarter":    {`"frequency": "quarterly", "due_days": [6], "due_month_offset": 1`, may(), nil},
		"at a quarter's end":  {`"frequency": "quarterly", "due_days": [6], "due_month_offset": 1`, june, []registry.Window{{Due: shanghai(time.July, 7)}}},
		"on Fridays of a May": {`"frequency": "weekly", "due_days": [5]`, may(), weeks(time.May, 2, 9, 16, 23, 30)},
		"on Sundays of a May": {`"frequency": "weekly", "due_days": [7]`, may(), weeks(time.May, 4, 11, 18, 25, 32)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, windows(t, tc.rule, tc.month)); diff != "" {
				t.Fatalf("-want +got\n%s", diff)
			}
		})
	}
	days := windows(t, `"frequency": "daily", "due_days": []`, may())
	last := registry.Window{Since: shanghai(time.May, 31), Due: shanghai(time.June, 1)}
	if len(days) != 31 || !days[0].Since.IsZero() || !cmp.Equal(days[30], last) {
		t.Errorf("by day: %d, the last %+v", len(days), days[len(days)-1])
	}
}

// weeks are windows that follow each other, by the days on which they are over.
func weeks(m time.Month, over ...int) []registry.Window {
	var all []registry.Window
	var since time.Time
	for _, day := range over {
		due := shanghai(m, day)
		all = append(all, registry.Window{Since: since, Due: due})
		since = due
	}
	return all
}

func TestACategorysOwnRuleComesFirst(t *testing.T) {
	t.Parallel()
	calendar, err := registry.ParseCalendar([]byte(sampleCalendar))
	if err != nil {
		t.Fatal(err)
	}
	for category, want := range map[string]registry.Frequency{
		"industry": registry.HalfMonthly, "livelihood": registry.Quarterly, "infrastructure": registry.Monthly, "": registry.Monthly,
	} {
		if got := calendar.RuleFor(category).Frequency; got != want {
			t.Errorf("%q reports %s, want %s", category, got, want)
		}
	}
}

func TestCalendarsThatAreRefused(t *testing.T) {
	t.Parallel()
	rule := func(r string) string { return `{"version": 1, "effective_date": "2020-01-01", "rules": [` + r + `]}` }
	const sound = `{"category": "", "frequency": "monthly", "due_days": [25], "due_month_offset": 0, "source": "样例"}`
	for name, text := range map[string]string{
		"no JSON":                       `{`,
		"an unknown field":              `{"version": 1, "effective_date": "2020-01-01", "rule": []}`,
		"no version":                    `{"effective_date": "2020-01-01", "rules": [` + sound + `]}`,
		"no rule for the others":        rule(`{"category": "industry", "frequency": "monthly", "due_days": [25], "due_month_offset": 0, "source": "样例"}`),
		"a category twice":              rule(sound + "," + sound),
		"no source":                     rule(`{"category": "", "frequency": "monthly", "due_days": [25], "due_month_offset": 0, "source": ""}`),
		"a frequency nobody knows":      rule(`{"category": "", "frequency": "yearly", "due_days": [5], "due_month_offset": 0, "source": "样例"}`),
		"a day that no week has":        rule(`{"category": "", "frequency": "weekly", "due_days": [8], "due_month_offset": 0, "source": "样例"}`),
		"a week of another month":       rule(`{"category": "", "frequency": "weekly", "due_days": [5], "due_month_offset": 1, "source": "样例"}`),
		"a day for each day":            rule(`{"category": "", "frequency": "daily", "due_days": [5], "due_month_offset": 0, "source": "样例"}`),
		"a first half after it is":      rule(`{"category": "", "frequency": "half_monthly", "due_days": [16, 31], "due_month_offset": 0, "source": "样例"}`),
		"two days for one":              rule(`{"category": "", "frequency": "monthly", "due_days": [5, 25], "due_month_offset": 0, "source": "样例"}`),
		"a day that no month has":       rule(`{"category": "", "frequency": "monthly", "due_days": [32], "due_month_offset": 0, "source": "样例"}`),
		"a second half before it is":    rule(`{"category": "", "frequency": "half_monthly", "due_days": [5, 10], "due_month_offset": 0, "source": "样例"}`),
		"halves of two months mixed":    rule(`{"category": "", "frequency": "half_monthly", "due_days": [15, 28], "due_month_offset": 1, "source": "样例"}`),
		"days in the wrong order":       rule(`{"category": "", "frequency": "half_monthly", "due_days": [28, 20], "due_month_offset": 0, "source": "样例"}`),
		"an offset of more than a year": rule(`{"category": "", "frequency": "monthly", "due_days": [5], "due_month_offset": 13, "source": "样例"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := registry.ParseCalendar([]byte(text)); errs.ReasonOf(err) != "CALENDAR_INVALID" {
				t.Fatalf("ParseCalendar() = %v", err)
			}
		})
	}
}

func TestOverdueDaysAreCalendarDaysInShanghai(t *testing.T) {
	t.Parallel()
	due := may().Due(25, 0)
	for name, tc := range map[string]struct {
		now  time.Time
		want int
	}{
		"on the day, late at night":      {due.Add(-time.Second), 0},
		"a moment afterwards":            {due, 1},
		"the whole day after":            {due.Add(23 * time.Hour), 1},
		"over a weekend, which counts":   {due.AddDate(0, 0, 6), 7},
		"by another zone's still 25 May": {time.Date(2020, 5, 25, 17, 0, 0, 0, time.UTC), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := registry.OverdueDays(due, tc.now); got != tc.want {
				t.Fatalf("OverdueDays() = %d, want %d", got, tc.want)
			}
		})
	}
}

func TestCountsAreGatheredBelowAUnit(t *testing.T) {
	t.Parallel()
	one := registry.DueCounts{Due: 3, Accepted: 1, Waiting: 1, Outstanding: 1, Overdue: 1}
	covers := func(root, unit string) bool { return root == unit || root == "bc" && unit == "bc-t" }
	units, total := registry.GatherDue("bz", []string{"bc", "wd"}, covers, []registry.UnitDue{{"bz", one}, {"bc", one}, {"bc-t", one}})
	want := []registry.UnitDue{{"bz", one}, {"bc", one.Plus(one)}, {Unit: "wd"}}
	if diff := cmp.Diff(want, units); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if total != one.Plus(one).Plus(one) {
		t.Errorf("total %+v", total)
	}
}
