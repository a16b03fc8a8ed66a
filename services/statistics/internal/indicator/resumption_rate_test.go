package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestResumptionRate(t *testing.T) {
	lifecycleCases(statistics.Resumed, statistics.DueToResume, NoResumptionDue).check(t, resumptionRate())
}
