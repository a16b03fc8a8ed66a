package statistics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/statistics/internal/statistics"
)

func TestPublish(t *testing.T) {
	// In Shanghai June has begun.
	now := time.Date(2020, 5, 31, 17, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		month     month.Month
		note      string
		published int
		want      string
		revision  int
	}{
		"the first":                    {month.Month{Year: 2020, Month: 5}, "", 0, "", 1},
		"the month that runs":          {month.Month{Year: 2020, Month: 6}, "", 0, "", 1},
		"a month to come":              {month.Month{Year: 2020, Month: 7}, "", 0, "CUTOFF_TOO_EARLY", 0},
		"another with a reason":        {month.Month{Year: 2020, Month: 5}, " 补报 ", 2, "", 3},
		"another without":              {month.Month{Year: 2020, Month: 5}, "", 1, "CUTOFF_REASON_REQUIRED", 0},
		"another with blanks":          {month.Month{Year: 2020, Month: 5}, " 　\n", 1, "CUTOFF_REASON_REQUIRED", 0},
		"five hundred characters":      {month.Month{Year: 2020, Month: 5}, strings.Repeat("字", 500), 0, "", 1},
		"one more":                     {month.Month{Year: 2020, Month: 5}, strings.Repeat("字", 501), 0, "NOTE_INVALID", 0},
		"what no database would store": {month.Month{Year: 2020, Month: 5}, "\x00", 0, "NOTE_INVALID", 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := statistics.Publish(statistics.Cutoff{Unit: "3716", Month: tc.month, Note: tc.note}, tc.published, now)
			if errs.ReasonOf(err) != tc.want || c.Revision != tc.revision {
				t.Fatalf("Publish() = revision %d, %v, want %d, %q", c.Revision, err, tc.revision, tc.want)
			}
			if err == nil && (!c.Time.Equal(now) || c.Note != strings.TrimSpace(tc.note)) {
				t.Errorf("published %+v", c)
			}
		})
	}
}

// TestAfter dates a cut-off after what it counts, unless that is too far ahead to be true.
func TestAfter(t *testing.T) {
	now := time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	tick, soon, day := time.Microsecond, 5*time.Minute, 24*time.Hour
	for name, tc := range map[string]struct {
		dates  statistics.Dates
		later  time.Duration // than now
		reason string
	}{
		"all before it":               {statistics.Dates{now.Add(-tick), now.Add(-tick), now.Add(-tick)}, 0, ""},
		"nothing is there":            {statistics.Dates{}, 0, ""},
		"counted at the same moment":  {statistics.Dates{Counted: now}, tick, ""},
		"counted by a clock ahead":    {statistics.Dates{Counted: now.Add(soon)}, soon + tick, ""},
		"counted by a wrong clock":    {statistics.Dates{Counted: now.Add(soon + tick)}, 0, "RECORDED_AHEAD"},
		"told by a clock ahead":       {statistics.Dates{Counted: now, Told: now.Add(soon)}, soon + tick, ""},
		"told by a wrong clock":       {statistics.Dates{Counted: now, Told: now.Add(day)}, tick, ""},
		"published by a clock ahead":  {statistics.Dates{Published: now.Add(soon)}, soon + tick, ""},
		"published by a wrong clock":  {statistics.Dates{Published: now.Add(day)}, day + tick, ""},
		"told before, published late": {statistics.Dates{Told: now.Add(tick), Published: now.Add(day)}, day + tick, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := statistics.Cutoff{Time: now}.After(tc.dates)
			if errs.ReasonOf(err) != tc.reason {
				t.Fatalf("After() = %v, want %q", err, tc.reason)
			}
			if got := c.Time.Sub(now); err == nil && got != tc.later {
				t.Errorf("it is dated %s later, want %s", got, tc.later)
			}
		})
	}
}

// TestRestateKnowsWhatChangedIt: the report, where it is another one, else the project.
func TestRestateKnowsWhatChangedIt(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2020, 6, n, 0, 0, 0, 0, time.UTC) }
	version := func(edit func(*statistics.Version)) *statistics.Version {
		v := &statistics.Version{
			Project: statistics.Project{
				Year: 2020, Unit: "a", Category: "industry", Nature: "new", Listings: []statistics.Listing{{Key: "city", From: 1}},
				TotalInvestment: 100, Planned: 10, LastDue: 12, Reports: []statistics.Report{{Month: 5, Invested: 1, YearToDate: 5}},
			},
			Since: day(1), Revision: 1, ReportedSince: day(2),
		}
		if edit != nil {
			edit(v)
		}
		return v
	}
	type changes struct {
		Figures    []statistics.FigureChange
		Attributes []statistics.AttributeChange
	}
	for name, tc := range map[string]struct {
		frozen, now *statistics.Version
		want        changes
	}{
		"nothing":                      {version(nil), version(nil), changes{}},
		"neither here nor there":       {nil, nil, changes{}},
		"a version that says the same": {version(nil), version(func(v *statistics.Version) { v.Since, v.Revision = day(9), 2 }), changes{}},
		"a correction": {version(nil), version(func(v *statistics.Version) {
			v.Revision, v.ReportedSince, v.Project.Reports[0].YearToDate = 2, day(3), 7
		}), changes{Figures: []statistics.FigureChange{{Figure: "invested_yuan", Old: 5, New: 7, Known: day(3)}}}},
		"a listing that begins later": {version(nil), version(func(v *statistics.Version) {
			v.Since, v.Project.Listings[0].From, v.Project.Reports = day(4), 6, nil
			v.Revision = 0
		}), changes{Figures: []statistics.FigureChange{
			{Figure: "due", Old: 1, Known: day(4)},
			{Figure: "reported", Old: 1, Known: day(2)},
			{Figure: "invested_yuan", Old: 5, Known: day(2)},
			{Figure: "month_yuan", Old: 1, Known: day(2)},
		}}},
		"off every list": {version(nil), version(func(v *statistics.Version) { v.Since, v.Project.Listings = day(4), nil }), changes{
			Figures: []statistics.FigureChange{
				{Figure: "projects", Old: 1, Known: day(4)},
				{Figure: "due", Old: 1, Known: day(4)},
				{Figure: "reported", Old: 1, Known: day(4)},
				{Figure: "total_investment_yuan", Old: 100, Known: day(4)},
				{Figure: "planned_yuan", Old: 10, Known: day(4)},
				{Figure: "invested_yuan", Old: 5, Known: day(4)},
				{Figure: "month_yuan", Old: 1, Known: day(4)},
				{Figure: "unlisted", New: 1, Known: day(4)},
			},
			Attributes: []statistics.AttributeChange{{Attribute: "listings", Old: "city", Known: day(4)}},
		}},
		"elsewhere": {version(func(v *statistics.Version) { v.Project.Reports = nil }), version(func(v *statistics.Version) { v.Since, v.Away = day(5), true }), changes{
			Figures: []statistics.FigureChange{
				{Figure: "projects", Old: 1, Known: day(5)},
				{Figure: "due", Old: 1, Known: day(5)},
				{Figure: "missing", Old: 1, Known: day(5)},
				{Figure: "total_investment_yuan", Old: 100, Known: day(5)},
				{Figure: "planned_yuan", Old: 10, Known: day(5)},
			},
		}},
		"new here, and reported before": {nil, version(func(v *statistics.Version) { v.Since, v.Project.TotalInvestment, v.Project.Planned = day(6), 0, 0 }), changes{
			Figures: []statistics.FigureChange{
				{Figure: "projects", New: 1, Known: day(6)},
				{Figure: "due", New: 1, Known: day(6)},
				{Figure: "reported", New: 1, Known: day(6)},
				{Figure: "invested_yuan", New: 5, Known: day(6)},
				{Figure: "month_yuan", New: 1, Known: day(6)},
			},
		}},
		"gone without a trace": {version(func(v *statistics.Version) { v.Project.Reports, v.Project.Planned = nil, 0 }), nil, changes{
			Figures: []statistics.FigureChange{
				{Figure: "projects", Old: 1}, {Figure: "due", Old: 1}, {Figure: "missing", Old: 1}, {Figure: "total_investment_yuan", Old: 100},
			},
		}},
		"of another category": {version(nil), version(func(v *statistics.Version) { v.Since, v.Project.Category = day(7), "livelihood" }), changes{
			Attributes: []statistics.AttributeChange{{Attribute: "category", Old: "industry", New: "livelihood", Known: day(7)}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			figures, attributes := statistics.Restate(tc.frozen, tc.now, 5, statistics.Shown{})
			if diff := cmp.Diff(tc.want, changes{figures, attributes}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
