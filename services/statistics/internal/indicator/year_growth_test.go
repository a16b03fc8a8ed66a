package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestYearGrowth(t *testing.T) {
	of := func(now, before int64) Input {
		return Input{Month: 5, Figures: statistics.Figures{Projects: 2, Invested: now, Reported: 1}, Compared: statistics.Figures{Invested: before}}
	}
	cases{
		"more":                    {of(47_933, 43_575), Value{Percent: 10.001147, Shown: "+10.0"}},
		"less":                    {of(yi, 2*yi), Value{Percent: -50, Shown: "-50.0"}},
		"nothing, and a report":   {of(0, yi), Value{Percent: -100, Shown: "-100.0"}},
		"no report yet":           {edited(of(0, yi), func(f *statistics.Figures) { f.Reported = 0 }), missing(NoReports)},
		"nothing the year before": {of(yi, 0), missing(NoFormerYear)},
		"no projects":             {edited(of(yi, yi), func(f *statistics.Figures) { f.Projects = 0 }), missing(NoProjects)},
	}.check(t, yearGrowth())
}
