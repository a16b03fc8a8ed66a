package inbox

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"pacesetter/pkg/kafka"
)

// A broker that has just come back may not know its topics yet when the group's
// leader deals them out. kafka-go then gives nobody anything, and its watch, begun a
// moment later, sees no change ever after.
func TestAMemberThatWasGivenNothingTakesItsPartitionsLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell(t, message("unit/a", 1, "1"), message("project/b", 1, "2"))
	joins := w.forgetTopicsAtTheFirstJoin()
	cfg := w.config(t)
	cfg.stallCheck = idleAfter
	cfg.Kafka.SessionTimeout = 30 * time.Second // nothing else makes it join again
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"unit": keep, "project": keep}))
	w.until(t, "2", `SELECT count(*) FROM thing`)
	if n := joins.Load(); n < 2 {
		t.Errorf("joined %d times: not once in vain and then anew", n)
	}
}

// forgetTopicsAtTheFirstJoin lets the broker know no topic when the first member that
// joins asks what there is to deal out, and counts who joins.
func (w *world) forgetTopicsAtTheFirstJoin() *atomic.Int32 {
	joins, asked := new(atomic.Int32), false
	broker := w.cluster.Kafka
	broker.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		joins.Add(1)
		return nil, nil, false
	})
	broker.ControlKey(int16(kmsg.Metadata), func(request kmsg.Request) (kmsg.Response, error, bool) {
		if joins.Load() == 0 || asked {
			return nil, nil, false
		}
		asked = true
		req := request.(*kmsg.MetadataRequest)
		resp := req.ResponseKind().(*kmsg.MetadataResponse)
		for _, t := range req.Topics {
			unknown := kmsg.NewMetadataResponseTopic()
			unknown.Topic, unknown.ErrorCode = t.Topic, kerr.UnknownTopicOrPartition.Code
			resp.Topics = append(resp.Topics, unknown)
		}
		return resp, nil, true
	})
	return joins
}

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
