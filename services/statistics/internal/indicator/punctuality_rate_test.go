package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

// reporting is a month of ten due projects, two of which are missing and one corrected.
func reporting() Input {
	return Input{Month: 5, Figures: statistics.Figures{Projects: 12, Due: 10, Reported: 9, Missing: 2, Timed: 8, OnTime: 6, Corrected: 1}}
}

func TestPunctualityRate(t *testing.T) {
	cases{
		"of all that were due":    {reporting(), Value{Percent: 60, Shown: "60.0"}},
		"nobody has reported":     {edited(reporting(), func(f *statistics.Figures) { f.Missing, f.Timed, f.OnTime = 10, 0, 0 }), Value{Shown: "0.0"}},
		"one's arrival is untold": {edited(reporting(), func(f *statistics.Figures) { f.Timed = 7 }), missing(PunctualityUntold)},
		"nothing told, as it was": {edited(reporting(), func(f *statistics.Figures) { f.Timed, f.OnTime, f.Corrected = 0, 0, 0 }), missing(PunctualityUntold)},
		"nothing due":             {edited(reporting(), func(f *statistics.Figures) { f.Due, f.Missing = 0, 0 }), missing(NothingDue)},
		"no projects":             {Input{Month: 5}, missing(NoProjects)},
	}.check(t, punctualityRate())
}
