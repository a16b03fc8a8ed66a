package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestReserveProjects(t *testing.T) {
	binzhou := Input{Month: 5}
	binzhou.Figures.Lifecycle[statistics.Reserve] = 1191
	cases{
		"Binzhou in May":  {binzhou, Value{Amount: 1191, Shown: "1191"}},
		"none":            {Input{Month: 5}, Value{Shown: "0"}},
		"nothing is told": {Input{Month: 5, NoLifecycle: true}, missing(LifecycleUntold)},
	}.check(t, reserveProjects())
}
