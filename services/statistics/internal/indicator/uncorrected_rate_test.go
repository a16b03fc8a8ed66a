package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestUncorrectedRate(t *testing.T) {
	cases{
		"one of eight was corrected": {reporting(), Value{Percent: 87.5, Shown: "87.5"}},
		"all were":                   {edited(reporting(), func(f *statistics.Figures) { f.Corrected = 8 }), Value{Shown: "0.0"}},
		"one's arrival is untold":    {edited(reporting(), func(f *statistics.Figures) { f.Timed = 7 }), missing(PunctualityUntold)},
		"nobody has reported":        {edited(reporting(), func(f *statistics.Figures) { f.Missing, f.Timed = 10, 0 }), missing(NoMonthReports)},
		"no projects":                {Input{Month: 5}, missing(NoProjects)},
	}.check(t, uncorrectedRate())
}
