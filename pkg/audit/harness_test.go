package audit

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// book is a record in a database of its own.
type book struct {
	*pgtest.DB

	t      testing.TB
	sealer *Sealer
}

const service = "tested"

func open(tb testing.TB) *book {
	tb.Helper()
	b := &book{DB: pgtest.New(tb, "audit", Schema()), t: tb}
	b.sealer = b.newSealer(Config{})
	return b
}

func (b *book) newSealer(cfg Config) *Sealer {
	cfg.Service, cfg.Now = service, time.Now
	cfg.Log = slog.New(slog.NewTextHandler(b.t.Output(), nil))
	return NewSealer(b.Pool, cfg)
}

// sample is an entry as a mutation makes it.
func sample(n int) Entry {
	return Entry{
		Principal: fmt.Sprintf("clerk-%d", n%3), RPC: []string{"SaveReport", "CreateProject"}[n%2], RequestID: uuid.New(),
		Request: Hash{1, byte(n)}, Answer: Hash{2, byte(n)}, Grants: "county@bc", Subject: fmt.Sprintf("p%d", n),
	}
}

// record notes n entries, each in a transaction of its own.
func (b *book) record(n int) {
	b.t.Helper()
	for i := range n {
		err := pgx.BeginFunc(b.t.Context(), b.Pool, func(tx pgx.Tx) error { return note(b.t.Context(), tx, sample(i)) })
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

func note(ctx context.Context, tx pgx.Tx, e Entry) error {
	batch := &pgx.Batch{}
	Record(batch, e)
	return tx.SendBatch(ctx, batch).Close()
}

func (b *book) seal(want int) {
	b.t.Helper()
	if n, err := b.sealer.Seal(b.t.Context()); err != nil || n != want {
		b.t.Fatalf("Seal() = %d, %v, want %d", n, err, want)
	}
}

// blocks records and seals n blocks of size entries each.
func (b *book) blocks(n, size int) {
	b.t.Helper()
	for range n {
		b.record(size)
		b.seal(size)
	}
}

func (b *book) head() Head {
	b.t.Helper()
	head, err := HeadOf(b.t.Context(), b.Pool)
	if err != nil {
		b.t.Fatal(err)
	}
	return head
}

func (b *book) verify(s Stretch) (Verified, error) {
	s.Service = service
	return Verify(b.t.Context(), b.Pool, s)
}

func (b *book) mustVerify(blocks, entries, unsealed int64) {
	b.t.Helper()
	v, err := b.verify(Stretch{})
	if err != nil || v.Blocks != blocks || v.Entries != entries || v.Unsealed != unsealed {
		b.t.Fatalf("Verify() = %+v, %v, want %d blocks, %d entries, %d unsealed", v, err, blocks, entries, unsealed)
	}
}

// tamper does as the owner what triggers and keys are there to stop.
func (b *book) tamper(statements ...string) {
	b.t.Helper()
	for _, sql := range append([]string{
		"ALTER TABLE audit_entry DISABLE TRIGGER USER", "ALTER TABLE audit_block DISABLE TRIGGER USER", "ALTER TABLE audit_leaf DISABLE TRIGGER USER",
		"ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS audit_leaf_block_fkey",
	}, statements...) {
		if _, err := b.Owner.Exec(b.t.Context(), sql); err != nil {
			b.t.Fatalf("%s: %v", sql, err)
		}
	}
}
