package indicator

import "testing"

func TestReserveMultiple(t *testing.T) {
	cases{
		"five times":            {reserving(3, 50*yi, 10*yi), Value{Times: 5, Shown: "5.0"}},
		"rounded half up":       {reserving(3, 725, 100), Value{Times: 7.25, Shown: "7.3"}},
		"less than a year's":    {reserving(1, 1, 3), Value{Times: 0.333333, Shown: "0.3"}},
		"nothing in reserve":    {reserving(0, 0, yi), missing(NoReserve)},
		"no plan to compare to": {reserving(1, yi, 0), missing(NoPlan)},
		"nothing is told":       {Input{Month: 5, NoLifecycle: true}, missing(LifecycleUntold)},
	}.check(t, reserveMultiple())
}
