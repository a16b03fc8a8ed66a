package store

import (
	"context"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
)

const (
	chunk = 1000 // how many projects a transaction of fill_current_library holds

	// A transaction leaves its number in the rows that it wrote last.
	fillsSQL        = `SELECT count(current_library), count(DISTINCT xmin::text) FILTER (WHERE current_library IS NOT NULL) FROM project`
	notFilledSQL    = `SELECT count(*) FROM project WHERE current_library IS DISTINCT FROM library_of(id, stage, library) OR library_version <> version`
	halfBuiltSQL    = `SELECT count(*) FROM pg_index WHERE NOT indisvalid`
	migrateWaitsSQL = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'migrate' AND wait_event_type = 'Lock'`
	endSQL          = `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'migrate'`
	writeFirstSQL   = `UPDATE project SET version = version + 1, stage = 'withdrawn' WHERE id = (SELECT id FROM project ORDER BY id LIMIT 1)`
	shapeSQL        = `
SELECT format('column %s %s %s', attname, atttypid::regtype, attnotnull) FROM pg_attribute WHERE attrelid = 'project'::regclass AND attnum > 0
UNION ALL SELECT format('constraint %s %s %s', conname, pg_get_constraintdef(oid), convalidated) FROM pg_constraint WHERE conrelid = 'project'::regclass
UNION ALL SELECT format('%s %s', pg_get_indexdef(indexrelid), indisvalid) FROM pg_index WHERE indrelid = 'project'::regclass
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'project'::regclass AND NOT tgisinternal
UNION ALL SELECT format('%s %s', oid::regprocedure, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
ORDER BY 1`
)

// schemasBefore are the register's schemas without its migrations from one on.
func schemasBefore(t *testing.T, name string) []pg.Schema {
	t.Helper()
	schemas := Schemas()
	for i, s := range schemas {
		if s.Name == "registry" {
			schemas[i].FS = filesBefore(t, s.FS, name)
		}
	}
	return schemas
}

func filesBefore(t *testing.T, all fs.FS, name string) fstest.MapFS {
	t.Helper()
	earlier := fstest.MapFS{}
	files, err := fs.Glob(all, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file >= name {
			continue
		}
		text, err := fs.ReadFile(all, file)
		if err != nil {
			t.Fatal(err)
		}
		earlier[file] = &fstest.MapFile{Data: text}
	}
	if len(earlier) == 0 || len(earlier) == len(files) {
		t.Fatalf("%d of %d migrations are before %s", len(earlier), len(files), name)
	}
	return earlier
}

// firstWritten are the schemas before one, with migrations as they were first written.
func firstWritten(t *testing.T, before string) []pg.Schema {
	t.Helper()
	schemas := schemasBefore(t, before)
	for _, s := range schemas {
		files, ok := s.FS.(fstest.MapFS)
		if !ok {
			continue
		}
		first := os.DirFS("testdata/first")
		for _, name := range []string{"0141_current_library.sql", "0142_like_index.sql"} {
			text, err := fs.ReadFile(first, name)
			if err != nil || files[name] == nil {
				t.Fatalf("%s: %v", name, err)
			}
			files[name] = &fstest.MapFile{Data: text}
		}
	}
	return schemas
}

func migrateTo(ctx context.Context, db *pgtest.DB, schemas []pg.Schema) error {
	return pg.Migrate(ctx, db.OwnerURL, "registry_app", schemas...)
}

// migration migrates to the present until it waits for somebody's lock; its end comes
// through the channel.
func migration(t *testing.T, db *pgtest.DB) <-chan error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- migrateTo(t.Context(), db, Schemas()) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for one(t, db, migrateWaitsSQL) == 0 {
		select {
		case err := <-ended:
			t.Fatalf("Migrate() = %v and waited for nobody", err)
		case <-tick.C:
		}
	}
	return ended
}

// breakOff ends a migration as the end of its server's process would.
func breakOff(t *testing.T, db *pgtest.DB, ended <-chan error) {
	t.Helper()
	if n := one(t, db, endSQL); n == 0 {
		t.Fatal("nobody migrates")
	}
	if err := <-ended; err == nil {
		t.Fatal("a migration that was broken off says that it is through")
	}
}

func one(t *testing.T, db *pgtest.DB, sql string) int64 {
	t.Helper()
	var n int64
	if err := db.Owner.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// hold opens a transaction that does something and stays open.
func hold(t *testing.T, db *pgtest.DB, sql string) pgx.Tx {
	t.Helper()
	tx, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return tx
}

// longImportSQL is an import of before current_library: it takes away what the libraries of 500
// projects in the middle follow from, and moves their versions.
const longImportSQL = `
WITH held AS (SELECT id FROM project ORDER BY id OFFSET 1000 LIMIT 500),
     unlisted AS (UPDATE project_listing SET confirmed = NOT confirmed WHERE project_id IN (SELECT id FROM held)),
     planned AS (UPDATE project_year SET planned_yuan = 100 - planned_yuan % 100 WHERE project_id IN (SELECT id FROM held))
UPDATE project SET version = version + 1, library = NULL WHERE id IN (SELECT id FROM held)`

// filledBefore is a register of 3 chunks of the time before current_library, with the
// column and still empty, of which an import holds half a chunk.
func filledBefore(t *testing.T) (db *pgtest.DB, units []string, held pgx.Tx) {
	t.Helper()
	db = pgtest.New(t, "registry", schemasBefore(t, "0141")...)
	units = plantLibraries(t, db, 3*chunk)
	if err := migrateTo(t.Context(), db, schemasBefore(t, "0143")); err != nil {
		t.Fatal(err)
	}
	if n := one(t, db, `SELECT count(current_library) FROM project`); n != 0 {
		t.Fatalf("%d libraries are written down where the table is locked", n)
	}
	return db, units, hold(t, db, longImportSQL)
}

// TestARegisterGoesOnWhileItsLibrariesAreFilled: what is filled is there for all, the list
// is right of those that are filled and those that are not, and others write.
func TestARegisterGoesOnWhileItsLibrariesAreFilled(t *testing.T) {
	t.Parallel()
	db, units, held := filledBefore(t)
	ended := migration(t, db)
	wantChunks(t, db)
	wantLibraries(t, db, units)
	if _, err := db.Pool.Exec(t.Context(), "SET LOCAL lock_timeout = '2s'; "+writeFirstSQL); err != nil {
		t.Errorf("nobody writes meanwhile: %v", err)
	}
	if err := held.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if n := one(t, db, notFilledSQL); n != 1 {
		t.Errorf("%d projects without their library, want the one that was written meanwhile", n)
	}
	wantLibraries(t, db, units)
}

// wantChunks checks that all but those held are filled, by several transactions.
func wantChunks(t *testing.T, db *pgtest.DB) {
	t.Helper()
	var filled, transactions int
	if err := db.Owner.QueryRow(t.Context(), fillsSQL).Scan(&filled, &transactions); err != nil {
		t.Fatal(err)
	}
	if filled != 3*chunk-500 || transactions != 3 {
		t.Errorf("%d projects are filled by %d transactions, want all but those held by 3", filled, transactions)
	}
}

// TestFillingThatBrokeOffGoesOn: and is right of those that were written in between.
func TestFillingThatBrokeOffGoesOn(t *testing.T) {
	t.Parallel()
	db, units, held := filledBefore(t)
	breakOff(t, db, migration(t, db))
	wantChunks(t, db)
	if err := held.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Pool.Exec(t.Context(), writeFirstSQL); err != nil {
		t.Fatal(err)
	}
	if err := migrateTo(t.Context(), db, Schemas()); err != nil {
		t.Fatal(err)
	}
	if n := one(t, db, notFilledSQL); n != 0 {
		t.Errorf("%d projects without their library", n)
	}
	wantLibraries(t, db, units)
	wantShape(t, db)
}

// TestAnIndexWhoseBuildingBrokeOffIsBuiltAnew: it is there, and finds nothing.
func TestAnIndexWhoseBuildingBrokeOffIsBuiltAnew(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"0142", "0143"} {
		t.Run(before, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t, "registry", schemasBefore(t, before)...)
			writer := hold(t, db, `LOCK TABLE project IN ROW EXCLUSIVE MODE`)
			breakOff(t, db, migration(t, db))
			if n := one(t, db, halfBuiltSQL); n != 1 {
				t.Fatalf("%d indexes are half built, want the one that waited for a writer", n)
			}
			if err := writer.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := migrateTo(t.Context(), db, Schemas()); err != nil {
				t.Fatal(err)
			}
			wantShape(t, db)
		})
	}
}

// TestARegisterThatFilledItsLibrariesAtOnceEndsTheSame: 0141 and 0142 did in their first
// writing what is now done beside those who write.
func TestARegisterThatFilledItsLibrariesAtOnceEndsTheSame(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", schemasBefore(t, "0141")...)
	units := plantLibraries(t, db, 600)
	for _, schemas := range [][]pg.Schema{firstWritten(t, "0143"), Schemas()} {
		if err := migrateTo(t.Context(), db, schemas); err != nil {
			t.Fatal(err)
		}
		if n := one(t, db, notFilledSQL); n != 0 {
			t.Errorf("%d projects without their library", n)
		}
	}
	wantLibraries(t, db, units)
	wantShape(t, db)
}

// wantShape checks that the table of projects is as in a new register.
func wantShape(t *testing.T, db *pgtest.DB) {
	t.Helper()
	want, got := shape(t, pgtest.New(t, "registry", Schemas()...)), shape(t, db)
	if difference := cmp.Diff(want, got); difference != "" {
		t.Errorf("project (-new +migrated):\n%s", difference)
	}
}

func shape(t *testing.T, db *pgtest.DB) []string {
	t.Helper()
	rows, _ := db.Owner.Query(t.Context(), shapeSQL) // its error comes back from Collect
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
