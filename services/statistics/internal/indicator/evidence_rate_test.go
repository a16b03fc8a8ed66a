package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

// entering has so many starts and completions, some certified.
func entering(starts, certifiedStarts, completions, certifiedCompletions int64) Input {
	in := Input{Month: 5, Figures: statistics.Figures{Projects: 20}}
	l := &in.Figures.Lifecycle
	l[statistics.Started], l[statistics.StartsCertified] = starts, certifiedStarts
	l[statistics.Completed], l[statistics.CompletionsCertified] = completions, certifiedCompletions
	return in
}

func TestEvidenceRate(t *testing.T) {
	untold := entering(4, 3, 1, 0)
	untold.NoLifecycle = true
	cases{
		"starts and completions": {entering(4, 3, 1, 0), Value{Percent: 60, Shown: "60.0"}},
		"nothing is certified":   {entering(4, 0, 0, 0), Value{Shown: "0.0"}},
		"nothing to be proven":   {entering(0, 0, 0, 0), missing(NoStageEntered)},
		"no projects":            {Input{Month: 5}, missing(NoProjects)},
		"nothing is told":        {untold, missing(LifecycleUntold)},
	}.check(t, evidenceRate())
}
