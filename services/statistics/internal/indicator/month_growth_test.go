package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestMonthGrowth(t *testing.T) {
	of := func(now, before statistics.Figures) Input { return Input{Month: 5, Figures: now, Compared: before} }
	reported := func(yuan int64) statistics.Figures {
		return statistics.Figures{Projects: 2, Reported: 2, Month: yuan}
	}
	cases{
		"more":                        {of(reported(3*yi), reported(2*yi)), Value{Percent: 50, Shown: "+50.0"}},
		"less":                        {of(reported(2*yi), reported(3*yi)), Value{Percent: -33.333333, Shown: "-33.3"}},
		"as much":                     {of(reported(yi), reported(yi)), Value{Shown: "0.0"}},
		"nothing any more":            {of(reported(0), reported(yi)), Value{Percent: -100, Shown: "-100.0"}},
		"no report of the month":      {of(statistics.Figures{Projects: 2}, reported(yi)), missing(NoMonthReports)},
		"no report of the one before": {of(reported(yi), statistics.Figures{Projects: 2}), missing(NoFormerMonth)},
		"nothing in the one before":   {of(reported(yi), reported(0)), missing(FormerMonthZero)},
		"no projects":                 {of(statistics.Figures{}, reported(yi)), missing(NoProjects)},
	}.check(t, monthGrowth())
}
