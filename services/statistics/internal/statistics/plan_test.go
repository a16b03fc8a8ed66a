package statistics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/percent"
	"pacesetter/services/statistics/internal/statistics"
)

// lateStart plans 120 yuan: 20 in March, 100 in December.
func lateStart(p *statistics.Project) {
	p.Milestones.Plan = &statistics.MonthPlan{2: 20, 11: 100}
}

func TestPaceOfProjects(t *testing.T) {
	planned, even := project(lateStart), project(nil)
	for name, tc := range map[string]struct {
		projects []statistics.Project
		month    int
		rule     percent.PaceRule
		pace     string
		toDate   int64
	}{
		"a plan by month, before it begins": {[]statistics.Project{planned}, 2, percent.PaceByApprovedPlan, "0.00", 0},
		"a plan by month":                   {[]statistics.Project{planned}, 5, percent.PaceByApprovedPlan, "16.67", 20},
		"a plan by month, at the end":       {[]statistics.Project{planned}, 12, percent.PaceByApprovedPlan, "100.00", 120},
		"none: the calendar's":              {[]statistics.Project{even}, 5, percent.PaceByApprovedPlan, "41.67", 50},
		"one of each":                       {[]statistics.Project{planned, even}, 5, percent.PaceByApprovedPlan, "29.17", 70},
		"whoever measures by the calendar":  {[]statistics.Project{planned, even}, 5, percent.PaceByCalendar, "41.67", 70},
	} {
		t.Run(name, func(t *testing.T) {
			cells := statistics.Recount(tc.projects, flat{})
			f := sumOf(cells, tc.month, func(k statistics.Key) bool {
				return k.Unit == "city" && k.Listing == statistics.All && k.Category == statistics.All
			})
			if got := f.Pace(tc.month, tc.rule).Shown(2); got != tc.pace {
				t.Errorf("pace %s, want %s", got, tc.pace)
			}
			if got := f.PlannedToDate(tc.month); got != tc.toDate {
				t.Errorf("planned to date %d, want %d", got, tc.toDate)
			}
		})
	}
}

// TestAPlanIsRestatedWhereItIsShown: whoever measures by the calendar shows none.
func TestAPlanIsRestatedWhereItIsShown(t *testing.T) {
	frozen, now := &statistics.Version{Project: project(nil)}, &statistics.Version{Project: project(lateStart)}
	if figures, _ := statistics.Restate(frozen, now, 5, statistics.Shown{}); len(figures) != 0 {
		t.Errorf("by the calendar: %+v", figures)
	}
	figures, _ := statistics.Restate(frozen, now, 5, statistics.Shown{PlannedToDate: true})
	want := []statistics.FigureChange{{Figure: "planned_to_date_yuan", Old: 50, New: 20}}
	if diff := cmp.Diff(want, figures); diff != "" {
		t.Errorf("by plan (-want +got):\n%s", diff)
	}
}
