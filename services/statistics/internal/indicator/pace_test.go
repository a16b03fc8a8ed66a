package indicator

import (
	"testing"

	"pacesetter/pkg/unittree"
)

func TestPace(t *testing.T) {
	cases{
		"five months cut":                {binzhou(), Value{Percent: 41.666667, Shown: "41.6"}},
		"five months half up":            {Input{Month: 5, Settings: unittree.Settings{PaceRounding: unittree.RoundingHalfUp, Decimals: 2}}, Value{Percent: 41.666667, Shown: "41.67"}},
		"a whole year, without anything": {Input{Month: 12}, Value{Percent: 100, Shown: "100.0"}},
	}.check(t, pace())
}
