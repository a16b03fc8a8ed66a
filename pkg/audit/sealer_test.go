package audit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// TestALateCommitIsSealedOnce seals while a transaction with a lower ID is still open.
func TestALateCommitIsSealedOnce(t *testing.T) {
	t.Parallel()
	b := open(t)
	late, err := b.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := note(t.Context(), late, sample(0)); err != nil {
		t.Fatal(err)
	}
	b.record(3)
	b.seal(3) // ids 2 to 4
	b.mustVerify(1, 3, 0)
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.mustVerify(1, 3, 1)
	b.seal(1) // id 1
	b.seal(0)
	b.mustVerify(2, 4, 0)
}

// TestManyWritersAndTwoSealersSealEachEntryOnce lets writers commit late and out of
// order, some not at all, and two sealers race for them.
func TestManyWritersAndTwoSealersSealEachEntryOnce(t *testing.T) {
	t.Parallel()
	const writers, each = 6, 30
	b := open(t)
	ctx, stop := context.WithCancel(t.Context())
	var sealing, writing sync.WaitGroup
	for range 2 {
		s := b.newSealer(Config{most: 7, every: 2 * time.Millisecond})
		sealing.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for w := range writers {
		writing.Go(func() {
			for n := range each {
				if err := b.writeLate(w, n); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	stop()
	sealing.Wait()
	b.sealRest()
	v, err := b.verify(Stretch{})
	if want := int64(writers * each); err != nil || v.Entries != want || v.Unsealed != 0 {
		t.Fatalf("Verify() = %+v, %v, want %d entries", v, err, want)
	}
}

// sealRest seals what is left once the database has let go of sealers that were stopped
// in the middle.
func (b *book) sealRest() {
	b.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for waiting := 1; waiting > 0; <-tick.C {
		b.sealer.look(b.t.Context())
		if err := b.Pool.QueryRow(b.t.Context(), unsealedSQL).Scan(&waiting); err != nil {
			b.t.Fatal(err)
		}
	}
}

var errNoMore = errors.New("given up")

// writeLate notes an entry and commits after another transaction came and went; every
// third time the other one leaves nothing.
func (b *book) writeLate(w, n int) error {
	return pgx.BeginFunc(b.t.Context(), b.Pool, func(tx pgx.Tx) error {
		if err := note(b.t.Context(), tx, sample(w)); err != nil || n%3 != 0 {
			return err
		}
		err := pgx.BeginFunc(b.t.Context(), b.Pool, func(tx pgx.Tx) error {
			return errors.Join(note(b.t.Context(), tx, sample(n)), errNoMore)
		})
		if !errors.Is(err, errNoMore) {
			return err
		}
		return nil
	})
}

func TestWritersDoNotWaitForTheSealer(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.record(2)
	sealer := b.newSealer(Config{sealed: func() error {
		b.record(2) // would hang if sealing held anything that a writer needs
		if n, err := b.sealer.Seal(t.Context()); err != nil || n != 0 {
			t.Errorf("a second sealer made a block of %d, %v", n, err)
		}
		return nil
	}})
	if n, err := sealer.Seal(t.Context()); err != nil || n != 2 {
		t.Fatalf("Seal() = %d, %v", n, err)
	}
	b.mustVerify(1, 2, 2)
}

// TestASealerThatDiesLeavesNothingHalf ends one between its writes and its commit.
func TestASealerThatDiesLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(1, 2)
	b.record(3)
	died := errors.New("died")
	dying := b.newSealer(Config{sealed: func() error { return died }})
	if _, err := dying.Seal(t.Context()); !errors.Is(err, died) {
		t.Fatal(err)
	}
	b.mustVerify(1, 2, 3)
	killed, kill := context.WithCancel(t.Context())
	dying = b.newSealer(Config{sealed: func() error { kill(); return nil }})
	if _, err := dying.Seal(killed); err == nil {
		t.Fatal("it committed after its context had ended")
	}
	b.mustVerify(1, 2, 3)
	b.awaitLock()
	b.seal(3)
	b.mustVerify(2, 5, 0)
}

// awaitLock waits until no sealer holds the lock: a connection that is cut ends its
// transaction only when PostgreSQL notices.
func (b *book) awaitLock() {
	b.t.Helper()
	const lockSQL = `SELECT pg_advisory_xact_lock(hashtextextended('pacesetter.audit', 0))`
	if _, err := b.Pool.Exec(b.t.Context(), lockSQL); err != nil {
		b.t.Fatal(err)
	}
}

func TestALongQueueBecomesSeveralBlocks(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.record(8)
	b.newSealer(Config{most: 3}).look(t.Context())
	b.mustVerify(3, 8, 0)
}

func TestWhatWaitsIsMeasured(t *testing.T) {
	t.Parallel()
	b, registry := open(t), prometheus.NewRegistry()
	s := b.newSealer(Config{Registerer: registry})
	measured := func() map[string]float64 {
		s.metrics.measure(t.Context(), b.Pool)
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]float64{}
		for _, f := range families {
			values[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
		}
		return values
	}
	b.record(2)
	if got := measured(); got["pacesetter_audit_unsealed_entries"] != 2 || got["pacesetter_audit_oldest_unsealed_seconds"] <= 0 {
		t.Errorf("two wait: %v", got)
	}
	b.seal(2)
	if got := measured(); len(got) != 2 || got["pacesetter_audit_unsealed_entries"] != 0 || got["pacesetter_audit_oldest_unsealed_seconds"] != 0 {
		t.Errorf("none waits: %v", got)
	}
}
