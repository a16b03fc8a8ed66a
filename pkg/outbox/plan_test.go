package outbox

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgtest"
)

const readBySequenceSQL = `SELECT coalesce(sum(seq_tup_read), 0)::bigint FROM pg_stat_xact_user_tables WHERE relname = 'outbox'`

// TestALongQueueIsDeletedByKey: PostgreSQL keeps the plan that it made while the queue was
// short, and reading the whole of it for every batch is what a burst would be stopped by.
func TestALongQueueIsDeletedByKey(t *testing.T) {
	ctx := bounded(t)
	db := pgtest.New(t, "outbox", Schema())
	s := &session{relay: NewRelay(db.Pool, Config{Source: "test", Log: logTo(t)})}
	conn, err := s.connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.conn = conn
	defer s.close(ctx)
	for range 10 { // enough for PostgreSQL to settle on one plan
		put(ctx, t, db.Pool, events(20))
		rows, err := s.exchange(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.exchange(ctx, idsOf(rows)); err != nil {
			t.Fatal(err)
		}
	}
	put(ctx, t, db.Pool, events(5000))
	rows, err := s.exchange(ctx, nil)
	if err != nil || len(rows) != batchRows {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var read int64
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, deleteSQL, idsOf(rows)); err != nil {
			return err
		}
		return tx.QueryRow(ctx, readBySequenceSQL).Scan(&read)
	})
	if err != nil || read > 0 {
		t.Errorf("deleting %d rows went through %d, %v", len(rows), read, err)
	}
}
