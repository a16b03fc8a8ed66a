package indicator

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
)

func TestStartCertificationRate(t *testing.T) {
	lifecycleCases(statistics.StartsCertified, statistics.Started, NoneStarted).check(t, startCertificationRate())
}
