package statistics_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// TestHowAReportCame counts of projects that were due, and of reports of which it is told.
func TestHowAReportCame(t *testing.T) {
	for name, tc := range map[string]struct {
		report statistics.Report
		from   int // first month that is due
		want   [3]int64
		told   bool
	}{
		"on time":                          {statistics.Report{Arrival: statistics.OnTime}, 1, [3]int64{1, 1, 0}, true},
		"late":                             {statistics.Report{Arrival: statistics.Late}, 1, [3]int64{1, 0, 0}, true},
		"on time and corrected":            {statistics.Report{Arrival: statistics.OnTime, Corrected: true}, 1, [3]int64{1, 1, 1}, true},
		"nobody tells, corrected or not":   {statistics.Report{Corrected: true}, 1, [3]int64{}, false},
		"before it was due counts nowhere": {statistics.Report{Arrival: statistics.OnTime, Corrected: true}, 5, [3]int64{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := tc.report
			r.Month, r.Invested, r.YearToDate = 4, 7, 30
			p := project(func(p *statistics.Project) {
				p.Listings[0].From, p.Reports = tc.from, []statistics.Report{r}
			})
			f, _ := statistics.OfProject(p, statistics.All, 4)
			if got := [3]int64{f.Timed, f.OnTime, f.Corrected}; got != tc.want || f.Punctual() != tc.told {
				t.Errorf("timed, on time, corrected %v, all told %t", got, f.Punctual())
			}
			if next, _ := statistics.OfProject(p, statistics.All, 5); next.Timed+next.OnTime+next.Corrected != 0 {
				t.Errorf("carried on to May: %+v", next)
			}
		})
	}
}

// TestFactsAreThoseOfListedProjects, withdrawn or not: so are the projects that they are
// held against.
func TestFactsAreThoseOfListedProjects(t *testing.T) {
	describe := func(edit func(*statistics.Project)) statistics.Project {
		return project(func(p *statistics.Project) {
			p.Milestones = statistics.Milestones{Library: "key", FactsListed: 12, FactsFilled: 9}
			edit(p)
		})
	}
	for name, tc := range map[string]struct {
		project statistics.Project
		want    [3]int64
	}{
		"listed":            {describe(func(*statistics.Project) {}), [3]int64{1, 12, 9}},
		"withdrawn by then": {describe(func(p *statistics.Project) { p.Milestones.Withdrawn = 202002 }), [3]int64{1, 12, 9}},
		"in no listing":     {describe(func(p *statistics.Project) { p.Listings = nil }), [3]int64{}},
		"not told":          {describe(func(p *statistics.Project) { p.Milestones.FactsListed, p.Milestones.FactsFilled = 0, 0 }), [3]int64{}},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := statistics.OfProject(tc.project, statistics.All, 5)
			l := f.Lifecycle
			if got := [3]int64{l[statistics.Described], l[statistics.FactsListed], l[statistics.FactsFilled]}; got != tc.want {
				t.Errorf("described, listed, filled %v, want %v", got, tc.want)
			}
		})
	}
}

// TestWhatWasNotToldIsNotRestated: neither how a report came nor how complete facts are,
// where one of the two sides was not told of it.
func TestWhatWasNotToldIsNotRestated(t *testing.T) {
	version := func(arrival statistics.Arrival, corrected bool, filled int64) *statistics.Version {
		return &statistics.Version{
			Since: time.Unix(1, 0), Revision: 1, ReportedSince: time.Unix(2, 0),
			Project: project(func(p *statistics.Project) {
				p.Milestones = statistics.Milestones{Library: "key"}
				if filled >= 0 {
					p.Milestones.FactsListed, p.Milestones.FactsFilled = 12, filled
				}
				p.Reports = []statistics.Report{{Month: 4, Invested: 7, YearToDate: 30, Arrival: arrival, Corrected: corrected}}
			}),
		}
	}
	for name, tc := range map[string]struct {
		frozen, now *statistics.Version
		want        []string
	}{
		"told on both sides":    {version(statistics.Late, false, 9), version(statistics.OnTime, true, 10), []string{"on_time", "corrected", "facts_filled"}},
		"told of since":         {version(statistics.ArrivalUnknown, false, -1), version(statistics.OnTime, true, 10), nil},
		"told of no more":       {version(statistics.OnTime, true, 10), version(statistics.ArrivalUnknown, true, -1), nil},
		"nothing changed":       {version(statistics.OnTime, true, 10), version(statistics.OnTime, true, 10), nil},
		"corrected, as it came": {version(statistics.OnTime, false, 10), version(statistics.OnTime, true, 10), []string{"corrected"}},
	} {
		t.Run(name, func(t *testing.T) {
			figures, _ := statistics.Restate(tc.frozen, tc.now, 4, statistics.Shown{Lifecycle: true, Reporting: true})
			var got []string
			for _, f := range figures {
				got = append(got, f.Figure)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestACutOffThatNeverToldHowReportsCame lists none that came since.
func TestACutOffThatNeverToldHowReportsCame(t *testing.T) {
	missing := &statistics.Version{Project: project(func(p *statistics.Project) { p.Reports = nil })}
	now := &statistics.Version{Revision: 1, Project: project(func(p *statistics.Project) {
		p.Reports = []statistics.Report{{Month: 4, Invested: 7, YearToDate: 30, Arrival: statistics.OnTime}}
	})}
	for shown, want := range map[bool]bool{false: false, true: true} {
		figures, _ := statistics.Restate(missing, now, 4, statistics.Shown{Reporting: shown})
		got := slices.ContainsFunc(figures, func(f statistics.FigureChange) bool { return f.Figure == "on_time" })
		if got != want {
			t.Errorf("shown %t: %v", shown, figures)
		}
	}
}
