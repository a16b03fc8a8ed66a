package registry_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// conductFrom is an approved policy of conduct: so many days to explain, from a day on.
func conductFrom(t *testing.T, number int, day string, explainDays int) registry.PolicyVersion {
	t.Helper()
	v, err := registry.PolicyVersion{
		Key: registry.PolicyConduct, Number: number, EffectiveDate: day, Source: "样例", State: registry.PolicyApproved,
		Body: `{"explain_days": ` + strconv.Itoa(explainDays) + `}`,
	}.Parsed()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func bookWith(t *testing.T, approved ...registry.PolicyVersion) registry.PolicyBook {
	t.Helper()
	shipped, err := registry.ShippedPolicies()
	if err != nil {
		t.Fatal(err)
	}
	return registry.NewPolicyBook(shipped, approved)
}

func TestWhichPolicyHoldsOnADay(t *testing.T) {
	t.Parallel()
	june, july := conductFrom(t, 3, "2020-06-01", 5), conductFrom(t, 4, "2020-07-01", 7)
	sooner := conductFrom(t, 5, "2020-06-15", 3)
	for name, tc := range map[string]struct {
		approved []registry.PolicyVersion
		day      string
		want     int // days to explain
		coming   []int
	}{
		"the shipped one where nobody decided":      {nil, "2020-06-01", 10, nil},
		"the shipped one before it began":           {nil, "1999-01-01", 10, nil},
		"the shipped one on the day before":         {[]registry.PolicyVersion{june}, "2020-05-31", 10, []int{3}},
		"the new one on its day":                    {[]registry.PolicyVersion{june}, "2020-06-01", 5, nil},
		"the earlier between two":                   {[]registry.PolicyVersion{july, june}, "2020-06-30", 5, []int{4}},
		"the later from its day on":                 {[]registry.PolicyVersion{june, july}, "2020-07-01", 7, nil},
		"the last decided of those that began":      {[]registry.PolicyVersion{june, july, sooner}, "2020-07-02", 3, nil},
		"what a later decision overtakes never":     {[]registry.PolicyVersion{june, july, sooner}, "2020-06-14", 5, []int{5}},
		"all that come, the next first":             {[]registry.PolicyVersion{june, july}, "2020-01-01", 10, []int{3, 4}},
		"a number that a newer register ships with": {[]registry.PolicyVersion{conductFrom(t, 1, "2020-06-01", 6)}, "2020-06-01", 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := bookWith(t, tc.approved...)
			if got := book.Conduct(tc.day).ExplainDays; got != tc.want {
				t.Errorf("%d days on %s, want %d", got, tc.day, tc.want)
			}
			var coming []int
			for _, v := range book.Coming(registry.PolicyConduct, tc.day) {
				coming = append(coming, v.Number)
			}
			if diff := cmp.Diff(tc.coming, coming); diff != "" {
				t.Errorf("coming (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEachKeyHasItsRules: whatever the day, there are rules of every kind.
func TestEachKeyHasItsRules(t *testing.T) {
	t.Parallel()
	book := bookWith(t)
	const day = "2020-05-20"
	if len(book.Checks(day).Checks) == 0 || len(book.Library(day).Moves) == 0 || book.AnnualPlan(day).LastChangeMonth == 0 || len(book.Statistics(day).Materials) == 0 {
		t.Error("rules are missing")
	}
	for _, key := range registry.PolicyKeys() {
		v := book.At(key, day)
		if again, err := v.Parsed(); err != nil || !cmp.Equal(again.Rules.Words(), v.Rules.Words()) {
			t.Errorf("%s: its body is another policy: %v", key, err)
		}
		if strings.Contains(v.Body, `"version"`) || strings.Contains(v.Body, `"effective_date"`) {
			t.Errorf("%s: the body has its head: %s", key, v.Body)
		}
	}
}

// TestAShorterTimeToExplainMakesNoEarlierReportFalse: each report goes by the policy of the
// day on which it was handed in.
func TestAShorterTimeToExplainMakesNoEarlierReportFalse(t *testing.T) {
	t.Parallel()
	book := bookWith(t, conductFrom(t, 3, "2020-06-01", 2))
	over := func(handedIn, now time.Time) bool {
		for _, span := range book.Unexplained(now) {
			if !handedIn.Before(span.From) && handedIn.Before(span.To) {
				return true
			}
		}
		return false
	}
	at := func(m time.Month, day int) time.Time { return time.Date(2020, m, day, 4, 0, 0, 0, time.UTC) }
	for name, tc := range map[string]struct {
		handedIn, now time.Time
		over          bool
	}{
		"by the old time, not over":             {at(5, 30), at(6, 5), false},
		"by the old time, over":                 {at(5, 30), at(6, 10), true},
		"by the new time, not over":             {at(6, 1), at(6, 2), false},
		"by the new time, over":                 {at(6, 1), at(6, 4), true},
		"before any policy":                     {at(1, 1).AddDate(-9, 0, 0), at(6, 4), true},
		"by the old time, before the new began": {at(5, 10), at(5, 21), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := over(tc.handedIn, tc.now); got != tc.over {
				t.Errorf("over %t, spans %v", got, book.Unexplained(tc.now))
			}
		})
	}
}

// TestAPolicyOfTodayRulesNoHourBeforeItWasApproved: what was handed in this morning keeps
// the time that it had, and of two versions of a day each rules its own hours.
func TestAPolicyOfTodayRulesNoHourBeforeItWasApproved(t *testing.T) {
	t.Parallel()
	decided := func(v registry.PolicyVersion, hour int) registry.PolicyVersion {
		v.Decided = &registry.Step{By: "two", At: time.Date(2020, 6, 1, hour, 0, 0, 0, time.UTC)}
		return v
	}
	noon := decided(conductFrom(t, 3, "2020-06-01", 2), 4) // 12:00 in Shanghai
	book := bookWith(t, noon, decided(conductFrom(t, 4, "2020-06-01", 9), 8))
	now := time.Date(2020, 6, 5, 0, 0, 0, 0, time.UTC)
	for hour, want := range map[int]bool{2: false, 5: true, 9: false} {
		handedIn, over := time.Date(2020, 6, 1, hour, 0, 0, 0, time.UTC), false
		for _, span := range book.Unexplained(now) {
			over = over || !handedIn.Before(span.From) && handedIn.Before(span.To)
		}
		if over != want {
			t.Errorf("handed in at %d: over %t, spans %v", hour, over, book.Unexplained(now))
		}
	}
}

// TestAVersionOutlivesAnotherShippedSize: what was approved when the register shipped with
// another size of projects is read with today's, and proposed with it alone.
func TestAVersionOutlivesAnotherShippedSize(t *testing.T) {
	t.Parallel()
	shipped, err := registry.ShippedPolicies()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(shipped, func(v registry.PolicyVersion) bool { return v.Key == registry.PolicyStatistics })
	v, was := shipped[i], regexp.MustCompile(`"eligible_from_yuan":\s*\d+`)
	v.Body, v.Shipped, v.Number = was.ReplaceAllString(v.Body, `"eligible_from_yuan": 500000`), false, 9
	if read, err := v.Parsed(); err != nil || !cmp.Equal(read.Rules.Words().Rules, shipped[i].Rules.Words().Rules) {
		t.Errorf("%v, %v", read.Rules, err)
	}
	v.EffectiveDate, v.Source = "2020-06-02", "样例"
	if _, err := v.Propose(registry.Step{By: "one", At: time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC), Reason: "统一"}); errs.ReasonOf(err) != "POLICY_INVALID" {
		t.Errorf("proposed: %v", err)
	}
}

func TestStepsOfAPolicy(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 5, 20, 17, 0, 0, 0, time.UTC) // already the 21st in Shanghai
	by := func(who string) registry.Step { return registry.Step{By: who, At: now, Reason: "统一"} }
	in := registry.PolicyVersion{Key: registry.PolicyConduct, Number: 3, Body: `{"explain_days": 5}`, EffectiveDate: "2020-05-21", Source: "样例"}
	proposed, err := in.Propose(by("one"))
	if err != nil || proposed.State != registry.PolicyProposed || proposed.Rules == nil {
		t.Fatalf("%v, %v", proposed, err)
	}
	yesterday := in
	yesterday.EffectiveDate = "2020-05-20" // it is over in Shanghai
	if _, err := yesterday.Propose(by("one")); errs.ReasonOf(err) != "POLICY_DATE_PAST" {
		t.Errorf("proposed for yesterday: %v", err)
	}
	if _, err := proposed.Approve(by("one")); errs.ReasonOf(err) != "POLICY_SECOND_PERSON" {
		t.Errorf("approved alone: %v", err)
	}
	if _, err := proposed.Reject(registry.Step{By: "two", At: now}); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("rejected without a word: %v", err)
	}
	if taken, err := proposed.Reject(by("one")); err != nil || taken.State != registry.PolicyRejected {
		t.Errorf("taken back: %v, %v", taken.State, err)
	}
	late := by("two")
	late.At = now.AddDate(0, 0, 1)
	if _, err := proposed.Approve(late); errs.ReasonOf(err) != "POLICY_DATE_PAST" {
		t.Errorf("approved after its day: %v", err)
	}
	approved, err := proposed.Approve(by("two"))
	if err != nil || approved.State != registry.PolicyApproved || approved.Decided.By != "two" {
		t.Fatalf("%v, %v", approved, err)
	}
	if _, err := approved.Reject(by("three")); errs.ReasonOf(err) != "POLICY_DECIDED" {
		t.Errorf("decided twice: %v", err)
	}
}
