package inbox

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	kafkago "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kmsg"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/testsignal"
)

// TestAMemberThatLostAPartitionLeavesItsOffset: what was in its hand when another member
// took over is applied, and the offset that the other committed meanwhile stays.
func TestAMemberThatLostAPartitionLeavesItsOffset(t *testing.T) {
	w := newWorld(t)
	back := w.commitsThatGoBack()
	w.tell(t, projects("a", 60)...)
	begun, release := testsignal.New[int](1), make(chan struct{})
	first := sync.OnceFunc(func() {
		begun.Emit(1)
		<-release
	})
	cfg := w.config(t)
	cfg.Linger = time.Second // the first batch is of all partitions
	leave := w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		first()
		return keep(ctx, tx, batch)
	}}))
	begun.Wait(t)
	w.consume(t, keep)
	w.tell(t, projects("b", 60)...)
	w.untilSomeAreRead(t)
	close(release)
	w.until(t, "120", `SELECT count(*) FROM thing`)
	leave() // with its last commit
	if n := back.Load(); n > 0 {
		t.Errorf("%d times a member went back behind what another had committed", n)
	}
}

// commitsThatGoBack counts commits of less than was committed in a partition before.
func (w *world) commitsThatGoBack() *atomic.Int32 {
	back, highest := new(atomic.Int32), map[int32]int64{} // the broker calls one after the other
	broker := w.cluster.Kafka
	broker.ControlKey(int16(kmsg.OffsetCommit), func(request kmsg.Request) (kmsg.Response, error, bool) {
		broker.KeepControl()
		for _, t := range request.(*kmsg.OffsetCommitRequest).Topics {
			for _, p := range t.Partitions {
				if p.Offset < highest[p.Partition] {
					back.Add(1)
				}
				highest[p.Partition] = max(highest[p.Partition], p.Offset)
			}
		}
		return nil, nil, false
	})
	return back
}

// projects are events of n aggregates, enough of them for every partition.
func projects(name string, n int) []kafkago.Message {
	out := make([]kafkago.Message, n)
	for i := range out {
		out[i] = message("project/"+name+strconv.Itoa(i), 1, "1")
	}
	return out
}

func (w *world) behind(t *testing.T) map[kafka.Partition]int64 {
	t.Helper()
	late, err := kafka.Behind(w.ctx, w.cluster.Config, "test", topic)
	if err != nil {
		t.Fatal(err)
	}
	return late
}

// untilSomeAreRead waits until half of the partitions are read to their ends.
func (w *world) untilSomeAreRead(t *testing.T) {
	t.Helper()
	for {
		if len(w.behind(t)) == kafka.DefaultPartitions/2 {
			return
		}
	}
}

// TestASlowDatabaseIsNoStandstill: neither the member that waits for it nor the others,
// who see the group stand still meanwhile, take the batch from it.
func TestASlowDatabaseIsNoStandstill(t *testing.T) {
	w := newWorld(t)
	begun, release, looked := testsignal.New[int](100), make(chan struct{}), testsignal.New[bool](1000)
	slow := func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		begun.Emit(len(batch))
		select {
		case <-release:
		case <-ctx.Done():
			return ctx.Err()
		}
		return keep(ctx, tx, batch)
	}
	for range 2 {
		cfg := w.config(t)
		cfg.stallCheck, cfg.looked = 100*time.Millisecond, looked
		w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": slow}))
	}
	var ofOne []kafkago.Message // and so of one partition: who has it is slow, the other has nothing to do
	for version := range int64(60) {
		ofOne = append(ofOne, message("project/a", version+1, "1"))
	}
	w.tell(t, ofOne...)
	begun.Wait(t)
	for range 2 * 4 * (stallPatience + stallSpread) {
		if looked.Wait(t) {
			t.Fatal("a member gave its reader up")
		}
	}
	close(release)
	w.until(t, "60", `SELECT coalesce(max(version), 0) FROM thing`)
}

// TestWhatIsInHandIsFinishedBeforeTheReaderIsGivenUp: or a database slower than the patience
// would begin the same batch for ever.
func TestWhatIsInHandIsFinishedBeforeTheReaderIsGivenUp(t *testing.T) {
	w := newWorld(t)
	w.failOnePartitionUntilTheSecondJoin(t)
	begun, release, looked := testsignal.New[int](100), make(chan struct{}), testsignal.New[bool](1000)
	var mutex sync.Mutex
	var givenUp error
	cfg := w.config(t)
	cfg.stallCheck, cfg.looked = time.Second, looked
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		begun.Emit(len(batch))
		select {
		case <-release:
		case <-ctx.Done():
			mutex.Lock()
			defer mutex.Unlock()
			givenUp = ctx.Err()
			return ctx.Err()
		}
		return keep(ctx, tx, batch)
	}}))
	w.tell(t, projects("a", 60)...)
	begun.Wait(t)
	looked.WaitFor(t, func(still bool) bool { return still })
	close(release)
	w.until(t, "60", `SELECT count(*) FROM thing`)
	mutex.Lock()
	defer mutex.Unlock()
	if givenUp != nil {
		t.Errorf("a batch in hand was given up: %v", givenUp)
	}
}

// TestABatchTooLargeForTheDatabaseIsHalved: one that runs into the statement's timeout
// would do so at each of its repetitions.
func TestABatchTooLargeForTheDatabaseIsHalved(t *testing.T) {
	w := newWorld(t)
	w.tell(t, projects("a", 60)...)
	w.consume(t, func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = '50ms'"); err != nil {
			return err
		}
		if len(batch) > 20 { // too much for so slow a database
			if _, err := tx.Exec(ctx, "SELECT pg_sleep(60)"); err != nil {
				return fmt.Errorf("keep: %w", err)
			}
		}
		return keep(ctx, tx, batch)
	})
	w.until(t, "60", `SELECT count(*) FROM thing`)
	if got := w.ask(t, countSQL); got != "0" {
		t.Errorf("%s messages parked for a slow database", got)
	}
}
