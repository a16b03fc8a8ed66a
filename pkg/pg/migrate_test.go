package pg_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
)

// widened is the ledger with more migrations: one that needs the table for itself, one that
// waits beside those who work, and one after it.
func widened(t *testing.T) pg.Schema {
	t.Helper()
	first, err := fs.ReadFile(ledger.FS, "0001_first.sql")
	if err != nil {
		t.Fatal(err)
	}
	return pg.Schema{Name: ledger.Name, FS: fstest.MapFS{
		"0001_first.sql": &fstest.MapFile{Data: first},
		"0002_note.sql":  &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE entry ADD COLUMN note text;\n")},
		"0003_index.sql": &fstest.MapFile{Data: []byte("-- +goose NO TRANSACTION\n-- +goose Up\nSET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY entry_note ON entry (note);\nRESET lock_timeout;\n")},
		"0004_told.sql":  &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE told AS SELECT current_setting('lock_timeout') AS wait;\n")},
	}}
}

const queuedSQL = `SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'entry'::regclass AND NOT granted)`

// TestAMigrationLetsOthersPast: behind a long reader it waits for its lock, and whoever reads
// after it waits with it only for as long as it does. It goes through once the reader ends.
func TestAMigrationLetsOthersPast(t *testing.T) {
	db := pgtest.New(t, "pgtest", ledger)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	long, err := db.Pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := long.Exec(ctx, "SELECT FROM entry"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- pg.Migrate(ctx, db.OwnerURL, "pgtest_app", widened(t)) }()
	for queued := false; !queued; {
		select {
		case err := <-ended:
			t.Fatalf("Migrate() = %v before its lock was free", err)
		default:
		}
		if err := db.Owner.QueryRow(ctx, queuedSQL).Scan(&queued); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Pool.Exec(ctx, "SELECT FROM entry"); err != nil {
		t.Errorf("nobody reads meanwhile: %v", err)
	}
	if err := long.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatalf("Migrate() = %v", err)
	}
	rows, _ := db.Owner.Query(ctx, "SELECT wait FROM told")
	if wait, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string]); err != nil || wait != "2s" {
		t.Errorf("after one that may wait the next waits %q, %v", wait, err)
	}
}
