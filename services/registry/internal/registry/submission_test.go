package registry

import (
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

func TestStepsOfAMonth(t *testing.T) {
	may := Submission{Unit: "bc", UnitName: "滨城区", Month: month.Month{Year: 2020, Month: 5}}
	now := time.Date(2020, 5, 25, 1, 0, 0, 0, time.UTC)
	by := Author{ID: "li", Role: "county"}
	whole := MonthStanding{Counts: DueCounts{Due: 2, Accepted: 1, Waiting: 1}}
	submit := func(s Submission, reason string, at MonthStanding, now time.Time) (Submission, error) {
		return s.Submit(by, reason, at, now)
	}
	waiting, err := submit(may, "", whole, now)
	if err != nil {
		t.Fatal(err)
	}
	returned, err := waiting.Return(by, "请核对", 1, whole.Counts, now)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := waiting.Accept(by, 1, whole.Counts, now)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		step  func() (Submission, error)
		want  string
		state SubmissionState
	}{
		"handed in twice":             {func() (Submission, error) { return submit(waiting, "", whole, now) }, "MONTH_SUBMITTED", ""},
		"handed in after acceptance":  {func() (Submission, error) { return submit(accepted, "", whole, now) }, "MONTH_ACCEPTED", ""},
		"handed in again":             {func() (Submission, error) { return submit(returned, "", whole, now) }, "", SubmissionSubmitted},
		"before the month":            {func() (Submission, error) { return submit(may, "", whole, now.AddDate(0, -1, 0)) }, "MONTH_NOT_BEGUN", ""},
		"in its first hour":           {func() (Submission, error) { return submit(may, "", whole, may.Month.First()) }, "", SubmissionSubmitted},
		"with something undecided":    {func() (Submission, error) { return submit(may, "x", MonthStanding{Undecided: 1}, now) }, "MONTH_UNDECIDED", ""},
		"incomplete":                  {func() (Submission, error) { return submit(may, " ", missing(1), now) }, "MONTH_INCOMPLETE", ""},
		"incomplete, with a reason":   {func() (Submission, error) { return submit(may, "停工", missing(1), now) }, "", SubmissionSubmitted},
		"with a long reason":          {func() (Submission, error) { return submit(may, strings.Repeat("长", 501), missing(1), now) }, "TEXT_TOO_LONG", ""},
		"at the top":                  {func() (Submission, error) { return submit(may, "", MonthStanding{Top: true}, now) }, "", SubmissionAccepted},
		"nothing asked for":           {func() (Submission, error) { return submit(may, "", MonthStanding{}, now) }, "", SubmissionSubmitted},
		"accepted before":             {func() (Submission, error) { return may.Accept(by, 0, DueCounts{}, now) }, "MONTH_NOT_SUBMITTED", ""},
		"accepted after its return":   {func() (Submission, error) { return returned.Accept(by, 0, DueCounts{}, now) }, "MONTH_NOT_SUBMITTED", ""},
		"returned without a reason":   {func() (Submission, error) { return waiting.Return(by, "\n", 0, DueCounts{}, now) }, "REASON_MISSING", ""},
		"returned after acceptance":   {func() (Submission, error) { return accepted.Return(by, "x", 0, DueCounts{}, now) }, "MONTH_NOT_SUBMITTED", ""},
		"returned with a long reason": {func() (Submission, error) { return waiting.Return(by, strings.Repeat("长", 501), 0, DueCounts{}, now) }, "TEXT_TOO_LONG", ""},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := tc.step()
			if errs.ReasonOf(err) != tc.want || err == nil && after.State() != tc.state {
				t.Fatalf("got %s, %v, want %s, reason %q", after.State(), err, tc.state, tc.want)
			}
		})
	}
	if waiting.Version() != 1 || returned.Version() != 2 || may.Version() != 0 {
		t.Error("a step changed what it started from")
	}
}

// missing is a month of which so many projects have not reported.
func missing(n int64) MonthStanding { return MonthStanding{Counts: DueCounts{Due: n, Outstanding: n}} }

func TestTheRoleThatHandedInLastDecidesWhoAccepts(t *testing.T) {
	s := Submission{}
	if got := s.HandedInBy(); got != "" {
		t.Fatalf("HandedInBy() = %q", got)
	}
	for _, role := range []string{"county", "city"} {
		s.Steps = append(s.Steps,
			SubmissionStep{State: SubmissionSubmitted, By: Author{Role: role}}, SubmissionStep{State: SubmissionReturned, By: Author{Role: "leader"}})
	}
	if got := s.HandedInBy(); got != "city" {
		t.Fatalf("HandedInBy() = %q", got)
	}
}
