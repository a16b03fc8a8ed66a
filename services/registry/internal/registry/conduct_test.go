package registry_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

func TestConductThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	const sound = `{"version": 1, "effective_date": "2020-01-01", "source": "x", "explain_days": 3}`
	if _, err := registry.ParseConduct([]byte(sound)); err != nil {
		t.Fatal(err)
	}
	for name, replaced := range map[string][2]string{
		"no version":           {`"version": 1`, `"version": 0`},
		"no source":            {`"x"`, `""`},
		"a field of its own":   {`"explain_days"`, `"explain_weeks"`},
		"explained beforehand": {`"explain_days": 3`, `"explain_days": -3`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := registry.ParseConduct([]byte(strings.Replace(sound, replaced[0], replaced[1], 1))); errs.ReasonOf(err) != "CONDUCT_INVALID" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRecordsStandUnderTheUnitBelow(t *testing.T) {
	t.Parallel()
	covers := func(root, unit string) bool { return strings.HasPrefix(unit, root) }
	records, total := registry.Records("a", []string{"a-1", "a-2"}, covers, []registry.UnitMonth{
		{Unit: "a-1", Month: 1, Counts: registry.Counts{Due: 2, Missing: 1}},
		{Unit: "a-1-x", Month: 1, Counts: registry.Counts{Due: 3, Late: 1}},
		{Unit: "a", Month: 2, Counts: registry.Counts{Due: 1}},
	})
	var got []string
	for _, r := range records {
		got = append(got, r.Unit)
	}
	if diff := cmp.Diff([]string{"a", "a-1", "a-2"}, got); diff != "" {
		t.Fatalf("units (-want +got):\n%s", diff)
	}
	if want := (registry.Counts{Due: 5, Missing: 1, Late: 1}); records[1].Months[0] != want || records[1].Year != want {
		t.Errorf("a-1 has %v", records[1])
	}
	if want := (registry.Counts{Due: 6, Missing: 1, Late: 1}); total.Year != want {
		t.Errorf("the total is %v", total.Year)
	}
}

// TestOnTime goes by the first submission, however often the report was returned since,
// and by the calendar's day in Shanghai: May's is due on the 25th.
func TestOnTime(t *testing.T) {
	t.Parallel()
	may := month.Month{Year: 2020, Month: 5}
	calendar, err := registry.DefaultCalendar()
	if err != nil {
		t.Fatal(err)
	}
	due := registry.NewCalendars(calendar, nil).Due(may, []string{"bz-zp", "bz"}, "industry")
	for name, tc := range map[string]struct {
		first time.Time
		want  bool
	}{
		"the last moment of the day": {time.Date(2020, 5, 25, 15, 59, 59, 0, time.UTC), true},
		"midnight in Shanghai":       {time.Date(2020, 5, 25, 16, 0, 0, 0, time.UTC), false},
		"long before":                {time.Date(2020, 5, 2, 0, 0, 0, 0, time.UTC), true},
		"months later":               {time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC), false},
	} {
		draft := registry.Report{Month: may, Pending: &registry.Revision{Number: 1, State: registry.StateDraft}}
		handedIn, err := draft.Submit(registry.Author{}, false, due, tc.first)
		if err != nil {
			t.Fatal(err)
		}
		returned, err := handedIn.Return("再核", tc.first)
		if err != nil {
			t.Fatal(err)
		}
		again, err := returned.Submit(registry.Author{}, false, due, due.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		if draft.OnTime != nil || handedIn.OnTime == nil || *handedIn.OnTime != tc.want || *again.OnTime != tc.want {
			t.Errorf("%s: before %v, then %v, and %v after its return", name, draft.OnTime, handedIn.OnTime, again.OnTime)
		}
	}
}

// TestPunctualWhereNobodyJudged goes by the day that held for everybody before.
func TestPunctualWhereNobodyJudged(t *testing.T) {
	t.Parallel()
	may := month.Month{Year: 2020, Month: 5}
	day := may.Due(25, 0)
	for name, tc := range map[string]struct {
		report registry.Report
		want   string
	}{
		"not handed in":               {registry.Report{Month: may}, "unknown"},
		"by the 25th":                 {registry.Report{Month: may, FirstSubmit: day.Add(-time.Second)}, "true"},
		"after it":                    {registry.Report{Month: may, FirstSubmit: day}, "false"},
		"after it, by a calendar not": {registry.Report{Month: may, FirstSubmit: day, OnTime: new(true)}, "true"},
	} {
		got := "unknown"
		if punctual := tc.report.Punctual(); punctual != nil {
			got = strconv.FormatBool(*punctual)
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

// TestNothingIsLateThatWasNotAskedFor: a quarterly category's January comes when it comes.
func TestNothingIsLateThatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	calendar, err := registry.ParseCalendar([]byte(sampleCalendar))
	if err != nil {
		t.Fatal(err)
	}
	calendars := registry.NewCalendars(calendar, nil)
	january := month.Month{Year: 2020, Month: 1}
	if due := calendars.Due(january, nil, "livelihood"); !due.IsZero() {
		t.Errorf("January is due by %s", due)
	}
	draft := registry.Report{Month: january, Pending: &registry.Revision{Number: 1, State: registry.StateDraft}}
	handedIn, err := draft.Submit(registry.Author{}, false, time.Time{}, january.First().AddDate(1, 0, 0))
	if err != nil || !*handedIn.OnTime {
		t.Errorf("on time %v, %v", handedIn.OnTime, err)
	}
}
