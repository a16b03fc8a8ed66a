package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestStartRateNoLand(t *testing.T) {
	lifecycleCases(statistics.StartedNoLand, statistics.DueToStartNoLand, NoStartDue).check(t, startRateNoLand())
}
