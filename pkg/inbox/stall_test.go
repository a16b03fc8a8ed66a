package inbox

import (
	"errors"
	"strconv"
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
	cfg.stallCheck = time.Second
	cfg.Kafka.SessionTimeout = 30 * time.Second // nothing else makes it join again
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"unit": keep, "project": keep}))
	w.until(t, "2", `SELECT count(*) FROM thing`)
	if n := joins.Load(); n < 2 {
		t.Errorf("joined %d times: not once in vain and then anew", n)
	}
}

// A broker that dies while a member joins ends the connection, and kafka-go reports
// that with the very error that it has for a reader that was closed.
func TestBrokersThatHangUpAtEveryJoinEndNoConsumer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell(t, message("unit/a", 1, "1"))
	w.hangUpAtJoins(12) // the reader gives up and reports after three
	w.consume(t, keep)
	w.until(t, "unit/a=1", keptSQL)
}

// hangUpAtJoins lets the broker end the connection at the first n tries to join.
func (w *world) hangUpAtJoins(n int32) {
	broker, joins := w.cluster.Kafka, new(atomic.Int32)
	broker.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		broker.KeepControl()
		if joins.Add(1) > n {
			return nil, nil, false
		}
		return nil, errors.New("the broker is gone"), true
	})
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

// An error that comes again for ever on one partition says nothing about the others.
func TestAPartitionThatAlwaysFailsIsReadByAnotherReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	joins := w.failOnePartitionUntilTheSecondJoin(t)
	cfg := w.config(t)
	cfg.stallCheck = time.Second
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"unit": keep, "project": keep}))
	for i := range 20 {
		w.tell(t, message("unit/"+strconv.Itoa(i), 1, "1"))
	}
	w.until(t, "20", `SELECT count(*) FROM thing`)
	if n := joins.Load(); n < 2 {
		t.Errorf("joined %d times", n)
	}
}

// failOnePartitionUntilTheSecondJoin answers all that is fetched of partition 0 by an
// error that kafka-go meets by asking again on the same connection.
func (w *world) failOnePartitionUntilTheSecondJoin(t *testing.T) *atomic.Int32 {
	t.Helper()
	joins := new(atomic.Int32)
	broker := w.cluster.Kafka
	broker.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		broker.KeepControl()
		joins.Add(1)
		return nil, nil, false
	})
	broker.ControlKey(int16(kmsg.Fetch), func(request kmsg.Request) (kmsg.Response, error, bool) {
		broker.KeepControl()
		req := request.(*kmsg.FetchRequest)
		if joins.Load() > 1 || len(req.Topics) != 1 || req.Topics[0].Partitions[0].Partition != 0 {
			return nil, nil, false
		}
		resp := req.ResponseKind().(*kmsg.FetchResponse)
		topic, partition := kmsg.NewFetchResponseTopic(), kmsg.NewFetchResponseTopicPartition()
		topic.Topic, partition.ErrorCode = req.Topics[0].Topic, kerr.KafkaStorageError.Code
		topic.Partitions = append(topic.Partitions, partition)
		resp.Topics = append(resp.Topics, topic)
		return resp, nil, true
	})
	return joins
}

func TestAGroupStandsStillOnlyWhereNobodyMoves(t *testing.T) {
	type offsets = map[kafka.Partition]int64
	a, b := kafka.Partition{Topic: "t", ID: 0}, kafka.Partition{Topic: "t", ID: 1}
	for name, tc := range map[string]struct {
		checks []offsets
		want   bool // after the last of them
	}{
		"nothing is behind":              {[]offsets{nil, nil, nil}, false},
		"behind for the first time":      {[]offsets{nil, nil, {a: 3}}, false},
		"not for long enough":            {[]offsets{nil, {a: 3}, {a: 3}}, false},
		"somebody catches up":            {[]offsets{{a: 3}, {a: 5}, {a: 7}}, false},
		"nobody does":                    {[]offsets{{a: 3}, {a: 3}, {a: 3}}, true},
		"nobody does in one of two":      {[]offsets{{a: 3, b: 5}, {a: 9, b: 5}, {a: 11, b: 5}}, true},
		"another one is behind by now":   {[]offsets{{a: 3}, {a: 3}, {b: 3}}, false},
		"nothing was known for a moment": {[]offsets{{a: 3}, nil, {a: 3}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, got := stall{patience: 2}, false
			for _, late := range tc.checks {
				got = s.look(late)
			}
			if got != tc.want {
				t.Errorf("look() = %t", got)
			}
		})
	}
}
