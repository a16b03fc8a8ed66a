package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestStartedGrowth(t *testing.T) {
	of := func(projects, now, before int64) Input {
		in := Input{Month: 5, Figures: statistics.Figures{Projects: projects}}
		in.Figures.Lifecycle[statistics.Started], in.Compared.Lifecycle[statistics.Started] = now, before
		return in
	}
	cases{
		"more":                    {of(9, 6, 4), Value{Percent: 50, Shown: "+50.0"}},
		"none after some":         {of(9, 0, 4), Value{Percent: -100, Shown: "-100.0"}},
		"nothing to compare with": {of(9, 6, 0), missing(NoFormerStarts)},
		"no projects":             {of(0, 0, 4), missing(NoProjects)},
		"nothing is told":         {Input{Month: 5, NoLifecycle: true}, missing(LifecycleUntold)},
	}.check(t, startedGrowth())
}
