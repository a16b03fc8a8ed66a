package indicator

import (
	"testing"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

func TestLead(t *testing.T) {
	exact := binzhou()
	exact.Settings.PaceRounding = unittree.RoundingNone
	cases{
		"Binzhou, whose pace is cut":  {binzhou(), Value{Percent: 5.433138, Shown: "+5.5"}},
		"Binzhou, if it were exact":   {exact, Value{Percent: 5.433138, Shown: "+5.4"}},
		"a bulletin's 629.0 of 647.4": {Input{Month: 10, Figures: statistics.Figures{Projects: 1, Planned: 6474 * yi / 10, Invested: 629 * yi}}, Value{Percent: 13.824529, Shown: "+13.8"}},
		"a lag":                       {Input{Month: 12, Figures: statistics.Figures{Projects: 1, Planned: 2, Invested: 1}}, Value{Percent: -50, Shown: "-50.0"}},
		"exactly on pace":             {Input{Month: 3, Figures: statistics.Figures{Projects: 1, Planned: 4, Invested: 1}}, Value{Shown: "0.0"}},
		"no plan":                     {edited(binzhou(), func(f *statistics.Figures) { f.Planned = 0 }), missing(NoPlan)},
		"no projects":                 {Input{Month: 5}, missing(NoProjects)},
		"no report yet":               {Input{Month: 1, Figures: statistics.Figures{Projects: 1, Planned: 1}}, missing(NoReports)},
	}.check(t, lead())
}
