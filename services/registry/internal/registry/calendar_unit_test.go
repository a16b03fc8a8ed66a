package registry_test

import (
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// onDay is a calendar by month up to a day; 0 is none, so that the unit follows the one above.
func onDay(unit string, number int, from month.Month, day int) registry.UnitCalendar {
	u := registry.UnitCalendar{Unit: unit, Number: number, From: from, Reason: "依文件"}
	if day > 0 {
		u.Rules = []registry.CalendarRule{{Frequency: registry.Monthly, DueDays: []int{day}, Source: "样例"}}
	}
	return u
}

func TestWhichCalendarIsInForce(t *testing.T) {
	t.Parallel()
	shipped, err := registry.DefaultCalendar()
	if err != nil {
		t.Fatal(err)
	}
	july, county, city := may().Add(2), []string{"bc", "bz", "sd"}, []string{"bz", "sd"}
	for name, tc := range map[string]struct {
		own       []registry.UnitCalendar
		month     month.Month
		ancestors []string
		day       int
		whose     string
	}{
		"the shipped one where nobody has one": {nil, may(), county, 25, ""},
		"the unit's own":                       {[]registry.UnitCalendar{onDay("bc", 1, may(), 6)}, may(), county, 6, "bc"},
		"that of the unit above":               {[]registry.UnitCalendar{onDay("bz", 1, may(), 10)}, may(), county, 10, "bz"},
		"the nearest":                          {[]registry.UnitCalendar{onDay("bz", 1, may(), 10), onDay("bc", 1, may(), 6)}, may(), county, 6, "bc"},
		"not that of a unit below":             {[]registry.UnitCalendar{onDay("bc", 1, may(), 6)}, may(), city, 25, ""},
		"not before its month":                 {[]registry.UnitCalendar{onDay("bc", 1, july, 6)}, may(), county, 25, ""},
		"the earlier until the later begins":   {[]registry.UnitCalendar{onDay("bc", 2, july, 8), onDay("bc", 1, may(), 6)}, july.Prev(), county, 6, "bc"},
		"the last decided of those that began": {[]registry.UnitCalendar{onDay("bc", 1, july, 6), onDay("bc", 2, may(), 8)}, july, county, 8, "bc"},
		"that above once the own one is given up": {
			[]registry.UnitCalendar{onDay("bc", 1, may(), 6), onDay("bc", 2, july, 0), onDay("bz", 1, may(), 10)}, july, county, 10, "bz",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := registry.NewCalendars(shipped, tc.own).InForce(tc.month, tc.ancestors)
			if day := got.RuleFor("industry").DueDays[0]; day != tc.day || got.Unit != tc.whose {
				t.Fatalf("due on day %d by the calendar of %q, want %d and %q", day, got.Unit, tc.day, tc.whose)
			}
		})
	}
}

func TestCalendarsOfUnitsThatAreRefused(t *testing.T) {
	t.Parallel()
	vocabulary, err := registry.DefaultVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC)
	if _, err := onDay("bc", 1, may(), 6).Decide(vocabulary, now); err != nil {
		t.Fatal(err)
	}
	if _, err := onDay("bc", 1, may(), 0).Decide(vocabulary, now); err != nil {
		t.Fatalf("following the unit above: %v", err)
	}
	for name, tc := range map[string]struct {
		edit   func(*registry.UnitCalendar)
		reason string
	}{
		"a month that is over":       {func(u *registry.UnitCalendar) { u.From = may().Prev() }, "CALENDAR_PAST"},
		"no reason":                  {func(u *registry.UnitCalendar) { u.Reason = " " }, "REASON_MISSING"},
		"a reason that is a book":    {func(u *registry.UnitCalendar) { u.Reason = strings.Repeat("因", 501) }, "TEXT_TOO_LONG"},
		"a category that is none":    {func(u *registry.UnitCalendar) { u.Rules = append(u.Rules, u.Rules[0]); u.Rules[1].Category = "moon" }, "CATEGORY_UNKNOWN"},
		"no rule for the others":     {func(u *registry.UnitCalendar) { u.Rules[0].Category = "industry" }, "CALENDAR_RULE"},
		"two rules for the others":   {func(u *registry.UnitCalendar) { u.Rules = append(u.Rules, u.Rules[0]) }, "CALENDAR_RULE"},
		"a day that no month has":    {func(u *registry.UnitCalendar) { u.Rules[0].DueDays = []int{32} }, "CALENDAR_RULE"},
		"no frequency":               {func(u *registry.UnitCalendar) { u.Rules[0].Frequency = "" }, "CALENDAR_RULE"},
		"a rule that rests on blank": {func(u *registry.UnitCalendar) { u.Rules[0].Source = " \u200b" }, "CALENDAR_SOURCE"},
		"a source that is a book":    {func(u *registry.UnitCalendar) { u.Rules[0].Source = strings.Repeat("文", 501) }, "TEXT_TOO_LONG"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := onDay("bc", 1, may(), 6)
			tc.edit(&u)
			if _, err := u.Decide(vocabulary, now); errs.ReasonOf(err) != tc.reason {
				t.Fatalf("Decide() = %v, want %s", err, tc.reason)
			}
		})
	}
}
