package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestCompletionCertificationRate(t *testing.T) {
	lifecycleCases(statistics.CompletionsCertified, statistics.Completed, NoneCompleted).check(t, completionCertificationRate())
}
