package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestStatisticsEntryRate(t *testing.T) {
	lifecycleCases(statistics.StatisticsEntered, statistics.StatisticsEligible, NothingEligible).check(t, statisticsEntryRate())
}
