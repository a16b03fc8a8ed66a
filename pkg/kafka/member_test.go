package kafka_test

import (
	"context"
	"maps"
	"testing"

	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
)

func join(t *testing.T, cfg kafka.Config) *kafka.Member {
	t.Helper()
	m, err := kafka.Join(cfg, "group", []string{"things"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// fetch returns n messages.
func fetch(ctx context.Context, t *testing.T, m *kafka.Member, n int) []kafkago.Message {
	t.Helper()
	out := make([]kafkago.Message, n)
	for i := range out {
		var err error
		if out[i], err = m.Fetch(ctx); err != nil {
			t.Fatalf("%d of %d came: %v", i, n, err)
		}
	}
	return out
}

func behind(ctx context.Context, t *testing.T, cfg kafka.Config) map[kafka.Partition]int64 {
	t.Helper()
	late, err := kafka.Behind(ctx, cfg, "group", "things")
	if err != nil {
		t.Fatal(err)
	}
	return late
}

// TestAMemberCommitsWhatItHasAndForward: what another member was given since stays where that
// one committed it, and what came twice is committed once.
func TestAMemberCommitsWhatItHasAndForward(t *testing.T) {
	ctx := bounded(t)
	cfg := kafkatest.Start(t, kafka.Topic{Name: "things", Partitions: 2})
	write(ctx, t, cfg, "things", 100)
	first := join(t, cfg)
	old := fetch(ctx, t, first, 100)
	second := join(t, cfg)
	theirs, err := second.Fetch(ctx) // again: nobody has committed anything
	if err != nil {
		t.Fatal(err)
	}
	end := map[int]int64{}
	for _, m := range old {
		end[m.Partition] = m.Offset
	}
	for theirs.Offset < end[theirs.Partition] {
		if theirs, err = second.Fetch(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := second.Commit(ctx, theirs); err != nil {
		t.Fatal(err)
	}
	var stale []kafkago.Message // some of all partitions
	for _, m := range old {
		if m.Offset < 5 {
			stale = append(stale, m)
		}
	}
	if err := first.Commit(ctx, stale...); err != nil {
		t.Fatalf("Commit() = %v", err)
	}
	want := map[kafka.Partition]int64{{Topic: "things", ID: 1 - theirs.Partition}: 5}
	if late := behind(ctx, t, cfg); !maps.Equal(late, want) {
		t.Errorf("Behind() = %v, want %v", late, want)
	}
	if err := first.Commit(ctx, old...); err != nil {
		t.Fatal(err)
	}
	if err := first.Commit(ctx, stale...); err != nil {
		t.Fatal(err)
	}
	if late := behind(ctx, t, cfg); len(late) > 0 {
		t.Errorf("Behind() = %v after all was committed", late)
	}
}

// TestUnreadIsWhatNobodyKeepsWaiting: what has come and was not fetched yet is no sign of a broker
// that is silent, nor is what another member has.
func TestUnreadIsWhatNobodyKeepsWaiting(t *testing.T) {
	ctx := bounded(t)
	cfg := kafkatest.Start(t, kafka.Topic{Name: "things", Partitions: 2})
	first, second := join(t, cfg), join(t, cfg)
	write(ctx, t, cfg, "things", 5000)
	for n, m := range map[string]*kafka.Member{"first": first, "second": second} {
		if _, err := m.Fetch(ctx); err != nil {
			t.Fatal(err)
		}
		for { // until all that may wait does
			late, err := m.Unread(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(late) == 0 {
				break
			}
			if ctx.Err() != nil {
				t.Fatalf("%s misses %v", n, late)
			}
		}
	}
	if late := behind(ctx, t, cfg); len(late) != 2 {
		t.Errorf("%d partitions are behind", len(late))
	}
}

func TestWhoCannotJoinIsTold(t *testing.T) {
	if _, err := kafka.Join(kafka.Config{}, "group", []string{"things"}, nil); err == nil {
		t.Error("joined without brokers")
	}
}
