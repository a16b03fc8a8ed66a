package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestReportRate(t *testing.T) {
	of := func(projects, due, reported, missed int64) Input {
		return Input{Month: 5, Figures: statistics.Figures{Projects: projects, Due: due, Reported: reported, Missing: missed}}
	}
	cases{
		"all":  {binzhou(), Value{Percent: 100, Shown: "100.0"}},
		"some": {of(3, 3, 2, 1), Value{Percent: 66.666667, Shown: "66.7"}},
		"none": {of(3, 3, 0, 3), Value{Shown: "0.0"}},
		"a report of who wasn't due adds nothing": {of(3, 2, 2, 1), Value{Percent: 50, Shown: "50.0"}},
		"nobody due":  {of(3, 0, 1, 0), missing(NothingDue)},
		"no projects": {of(0, 0, 0, 0), missing(NoProjects)},
	}.check(t, reportRate())
}
