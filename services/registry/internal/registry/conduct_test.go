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

func conduct(t *testing.T) registry.Conduct {
	t.Helper()
	c, err := registry.DefaultConduct()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAReportIsLateOnceThe25thIsOverInShanghai(t *testing.T) {
	t.Parallel()
	due := conduct(t).Due(may())
	if want := time.Date(2020, 5, 25, 16, 0, 0, 0, time.UTC); !due.Equal(want) {
		t.Errorf("due until %s, want %s", due, want)
	}
	if n := len(conduct(t).Deadlines(2020, due.Add(-time.Second))); n != 4 {
		t.Errorf("%d months due before the end of 25 May", n)
	}
	if n := len(conduct(t).Deadlines(2020, due)); n != 5 {
		t.Errorf("%d months due after it", n)
	}
	if n := len(conduct(t).Deadlines(2019, due)); n != 12 {
		t.Errorf("%d months due of the year before", n)
	}
}

func TestConductThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	const sound = `{"version": 1, "effective_date": "2020-01-01", "source": "x", "due_day": 25, "due_month_offset": 1, "explain_days": 3}`
	if _, err := registry.ParseConduct([]byte(sound)); err != nil {
		t.Fatal(err)
	}
	for name, replaced := range map[string][2]string{
		"no day":               {`25`, `0`},
		"a day no month has":   {`25`, `32`},
		"before the month":     {`"due_month_offset": 1`, `"due_month_offset": -1`},
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
// and by the day in Shanghai: May's is due on the 25th.
func TestOnTime(t *testing.T) {
	t.Parallel()
	may := month.Month{Year: 2020, Month: 5}
	for name, tc := range map[string]struct {
		first time.Time
		want  string
	}{
		"the last moment of the day":      {time.Date(2020, 5, 25, 15, 59, 59, 0, time.UTC), "true"},
		"midnight in Shanghai":            {time.Date(2020, 5, 25, 16, 0, 0, 0, time.UTC), "false"},
		"nobody knows when":               {time.Time{}, "unknown"},
		"long before, and returned since": {time.Date(2020, 5, 2, 0, 0, 0, 0, time.UTC), "true"},
		"months later, as a late hand-in": {time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC), "false"},
	} {
		got := "unknown"
		if onTime := (registry.Report{Month: may, FirstSubmit: tc.first}).OnTime(); onTime != nil {
			got = strconv.FormatBool(*onTime)
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
