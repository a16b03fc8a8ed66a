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

func TestWhatIsOwedOfAMonth(t *testing.T) {
	t.Parallel()
	calendar, err := registry.ParseCalendar([]byte(sampleCalendar))
	if err != nil {
		t.Fatal(err)
	}
	monthly := registry.Obligation{First: shanghai(time.May, 26)}
	half := registry.Obligation{Category: "industry", First: shanghai(time.May, 16), Again: shanghai(time.May, 16), Second: shanghai(time.June, 1)}
	if diff := cmp.Diff([]registry.Obligation{monthly, half}, calendar.Obligations(may())); diff != "" {
		t.Errorf("of May (-want +got):\n%s", diff)
	}
	june := calendar.Obligations(may().Next())
	quarter := registry.Obligation{Category: "livelihood", First: shanghai(time.July, 7)}
	if len(june) != 3 || !cmp.Equal(june[2], quarter) {
		t.Errorf("of June, which ends a quarter: %+v", june)
	}
}

// TestTheCalendarAgreesWithTheRecord: what is on time for one is on time for the other.
func TestTheCalendarAgreesWithTheRecord(t *testing.T) {
	t.Parallel()
	calendar, err := registry.DefaultCalendar()
	if err != nil {
		t.Fatal(err)
	}
	conduct, err := registry.DefaultConduct()
	if err != nil {
		t.Fatal(err)
	}
	if owed := calendar.Obligations(may()); len(owed) != 1 || !owed[0].First.Equal(conduct.Due(may())) {
		t.Errorf("the calendar says %+v, the record %s", owed, conduct.Due(may()))
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
		"a frequency nobody knows":      rule(`{"category": "", "frequency": "weekly", "due_days": [5], "due_month_offset": 0, "source": "样例"}`),
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
