package inbox

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/testsignal"
)

// TestWhatComesMeanwhileComesTogether: while the database has one batch in hand, what
// comes is prepared, and is the next batch as a whole.
func TestWhatComesMeanwhileComesTogether(t *testing.T) {
	const meanwhile = 300
	w := newWorld(t)
	begun, release := testsignal.New[int](meanwhile+1), make(chan struct{})
	prepared := testsignal.New[string](meanwhile + 1)
	cfg := w.config(t)
	cfg.Prepare = func(e *Event) {
		e.Prepared = "prepared " + e.Key
		prepared.Emit(e.Key)
	}
	var sizes []int
	c := NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		sizes = append(sizes, len(batch))
		for _, e := range batch {
			if e.Prepared != "prepared "+e.Key {
				return fmt.Errorf("%s came as %v", e.Key, e.Prepared)
			}
		}
		begun.Emit(len(batch))
		<-release
		return keep(ctx, tx, batch)
	}})
	stop := w.run(t, c)
	w.tell(t, message("project/first", 1, "1"))
	begun.WaitFor(t, func(int) bool { return true })
	for i := range meanwhile / 100 {
		var batch []kafkago.Message
		for j := range 100 {
			batch = append(batch, message(fmt.Sprintf("project/%d", i*100+j), 1, "1"))
		}
		w.tell(t, batch...)
	}
	for range meanwhile {
		prepared.WaitFor(t, func(key string) bool { return key != "project/first" })
	}
	close(release)
	w.until(t, fmt.Sprint(meanwhile+1), "SELECT count(*)::text FROM thing")
	stop()
	if want := []int{1, meanwhile}; !slices.Equal(sizes, want) {
		t.Errorf("batches of %v, want %v", sizes, want)
	}
}

// TestWhatCannotBePreparedIsParked: a message that makes Prepare panic stops nothing.
func TestWhatCannotBePreparedIsParked(t *testing.T) {
	w := newWorld(t)
	cfg := w.config(t)
	cfg.Prepare = func(e *Event) {
		if string(e.Body) == "666" {
			panic("a bug")
		}
	}
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": keep}))
	w.tell(t, message("project/a", 1, "1"), message("project/b", 1, "666"), message("project/c", 1, "3"))
	w.until(t, "project/a=1 project/c=3", keptSQL)
	w.until(t, "project/b", whichSQL)
}

// TestABatchThatWasGivenUpIsInHandNoLonger: who ends in the middle of a batch is not told to
// lag for ever.
func TestABatchThatWasGivenUpIsInHandNoLonger(t *testing.T) {
	w := newWorld(t)
	c := NewConsumer(w.db.Pool, w.config(t), map[string]Handler{"project": keep})
	batch := &fetched{}
	c.take(batch, message("project/a", 1, "1"))
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	if err := c.handle(ctx, nil, batch); err == nil {
		t.Fatal("it was applied after all")
	}
	if lag := c.metrics.lag(c.cfg.Now()); lag != 0 {
		t.Errorf("lag %f", lag)
	}
}
