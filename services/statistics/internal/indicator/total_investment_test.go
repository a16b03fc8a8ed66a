package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestTotalInvestment(t *testing.T) {
	cases{
		"in 亿元":       {binzhou(), Value{Amount: 279_458_510_000, Shown: "2,794.59"}},
		"nought yuan": {Input{Month: 5, Figures: statistics.Figures{Projects: 1}}, Value{Shown: "0.00"}},
		"no projects": {Input{Month: 5}, missing(NoProjects)},
	}.check(t, totalInvestment())
}
