package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

// describing has projects of which some are described, with so many facts filled in of
// those listed.
func describing(projects, described, filled, listed int64) Input {
	in := Input{Month: 5, Figures: statistics.Figures{Projects: projects}}
	l := &in.Figures.Lifecycle
	l[statistics.Described], l[statistics.FactsFilled], l[statistics.FactsListed] = described, filled, listed
	return in
}

func TestFactsRate(t *testing.T) {
	untold := describing(3, 3, 30, 36)
	untold.NoLifecycle = true
	cases{
		"some":                           {describing(3, 3, 30, 36), Value{Percent: 83.333333, Shown: "83.3"}},
		"all":                            {describing(3, 3, 36, 36), Value{Percent: 100, Shown: "100.0"}},
		"none":                           {describing(3, 3, 0, 36), Value{Shown: "0.0"}},
		"one project is not described":   {describing(3, 2, 24, 24), missing(FactsUntold)},
		"as it was before it was told":   {describing(3, 0, 0, 0), missing(FactsUntold)},
		"no projects":                    {describing(0, 0, 0, 0), missing(NoProjects)},
		"not known of a moment long ago": {untold, missing(FactsUntold)},
	}.check(t, factsRate())
}
