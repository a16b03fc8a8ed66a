package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestReserveTotalInvestment(t *testing.T) {
	cases{
		"Binzhou in May":  {reserving(1191, 7844*yi, 0), Value{Amount: 7844 * yi, Shown: "7,844.00"}},
		"none":            {reserving(0, 0, 0), missing(NoReserve)},
		"nothing is told": {Input{Month: 5, NoLifecycle: true}, missing(LifecycleUntold)},
	}.check(t, reserveTotalInvestment())
}

// reserving has so many projects of so much in the reserve, and an annual plan.
func reserving(projects, total, planned int64) Input {
	in := Input{Month: 5, Figures: statistics.Figures{Projects: 1, Planned: planned}}
	in.Figures.Lifecycle[statistics.Reserve], in.Figures.Lifecycle[statistics.ReserveTotal] = projects, total
	return in
}
