package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestCompletionRate(t *testing.T) {
	cases{
		"Binzhou to the end of May":     {binzhou(), Value{Percent: 47.099804, Shown: "47.1"}},
		"a bulletin's 629.0 of 647.4":   {Input{Month: 10, Figures: statistics.Figures{Projects: 1, Planned: 6474 * yi / 10, Invested: 629 * yi}}, Value{Percent: 97.157862, Shown: "97.2"}},
		"more than the plan":            {Input{Month: 12, Figures: statistics.Figures{Projects: 1, Planned: 1, Invested: 3}}, Value{Percent: 300, Shown: "300.0"}},
		"nothing invested but a report": {Input{Month: 1, Figures: statistics.Figures{Projects: 1, Planned: 1, Reported: 1}}, Value{Shown: "0.0"}},
		"no report yet":                 {Input{Month: 1, Figures: statistics.Figures{Projects: 1, Planned: 1, Due: 1, Missing: 1}}, missing(NoReports)},
		"a former report carried on":    {Input{Month: 2, Figures: statistics.Figures{Projects: 1, Planned: 4, Invested: 1, Due: 1, Missing: 1}}, Value{Percent: 25, Shown: "25.0"}},
		"no plan":                       {edited(binzhou(), func(f *statistics.Figures) { f.Planned = 0 }), missing(NoPlan)},
		"no projects":                   {edited(binzhou(), func(f *statistics.Figures) { f.Projects = 0 }), missing(NoProjects)},
	}.check(t, completionRate())
}
