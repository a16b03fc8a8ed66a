package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestProjectCompletionRate(t *testing.T) {
	lifecycleCases(statistics.CompletedOfDue, statistics.DueToComplete, NoCompletionDue).check(t, projectCompletionRate())
}
