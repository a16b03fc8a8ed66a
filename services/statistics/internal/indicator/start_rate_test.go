package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestStartRate(t *testing.T) {
	lifecycleCases(statistics.StartedOfDue, statistics.DueToStart, NoStartDue).check(t, startRate())
}
