package inbox

import (
	"testing"

	"pacesetter/pkg/kafka"
)

func TestAGroupStandsStillOnlyWhereNobodyMoves(t *testing.T) {
	a, b := kafka.Partition{Topic: "t", ID: 0}, kafka.Partition{Topic: "t", ID: 1}
	for name, tc := range map[string]struct {
		before, now map[kafka.Partition]int64
		want        bool
	}{
		"nothing is behind":            {nil, nil, false},
		"behind for the first time":    {nil, map[kafka.Partition]int64{a: 3}, false},
		"somebody catches up":          {map[kafka.Partition]int64{a: 3}, map[kafka.Partition]int64{a: 7}, false},
		"nobody does":                  {map[kafka.Partition]int64{a: 3}, map[kafka.Partition]int64{a: 3}, true},
		"nobody does in one of two":    {map[kafka.Partition]int64{a: 3, b: 5}, map[kafka.Partition]int64{a: 9, b: 5}, true},
		"another one is behind by now": {map[kafka.Partition]int64{a: 3}, map[kafka.Partition]int64{b: 3}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := unmoved(tc.before, tc.now); got != tc.want {
				t.Errorf("unmoved() = %t", got)
			}
		})
	}
}
