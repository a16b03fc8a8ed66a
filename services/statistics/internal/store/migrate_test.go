package store_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/sync/errgroup"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/statistics/internal/store"
)

// schemaBefore are the migrations before one.
func schemaBefore(t *testing.T, name string) pg.Schema {
	t.Helper()
	schema, earlier := store.Schema(), fstest.MapFS{}
	files, err := fs.Glob(schema.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.Compare(file, name) >= 0 {
			continue
		}
		text, err := fs.ReadFile(schema.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		earlier[file] = &fstest.MapFile{Data: text}
	}
	if len(earlier) == 0 || len(earlier) == len(files) {
		t.Fatalf("%d of %d migrations are before %s", len(earlier), len(files), name)
	}
	schema.FS = earlier
	return schema
}

const keptCellsSQL = `
SELECT count(*), count(*) FILTER (WHERE d IS NOT NULL) FROM cell c
LEFT JOIN detail_cell d ON (d.year, d.unit, d.listing, d.category, d.nature, d.month, d.projects, d.total_investment, d.planned, d.due_change,
    d.year_change, d.invested, d.reported, d.met, d.unlisted, d.timed, d.on_time, d.corrected)
  = (c.year, c.unit, c.listing, c.category, c.nature, c.month, c.projects, c.total_investment, c.planned, c.due_change,
    c.year_change, c.invested, c.reported, c.met, c.unlisted, c.timed, c.on_time, c.corrected)
WHERE c.category <> '*'`

// TestAFilledDatabaseGetsPages: of every cell of one category and nature, as it was, and
// without a doubt until a process of the version before applies.
func TestAFilledDatabaseGetsPages(t *testing.T) {
	db := pgtest.New(t, "statistics", schemaBefore(t, "0013"))
	exec(t, db, `
INSERT INTO cell (year, unit, listing, category, nature, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected)
SELECT 2020, u, l, g[1], g[2], m, n * (m = 0)::int, n * 7 * (m = 0)::int, n * 3 * (m = 0)::int, n - 2,
  5 * n * (m > 0)::int, 4 * n * (m > 0)::int, n * (m > 0)::int, n * (m > 0)::int, 0, n, n - 1, 1
FROM unnest(ARRAY['37', '3716']) u, unnest(ARRAY['*', 'city']) l, generate_series(0, 3) m,
  (VALUES (ARRAY['*', '*'], 11), (ARRAY['industry', 'new'], 5), (ARRAY['industry', 'continued'], 4), (ARRAY['livelihood', 'new'], 2)) AS v (g, n)`)
	exec(t, db, `UPDATE applier SET stamp = 77, sequence = 3`)
	if err := pg.Migrate(t.Context(), db.Owner.Config().ConnString(), "statistics_app", store.Schema()); err != nil {
		t.Fatal(err)
	}
	var cells, kept int
	if err := db.Pool.QueryRow(t.Context(), keptCellsSQL).Scan(&cells, &kept); err != nil {
		t.Fatal(err)
	}
	if cells != 48 || kept != cells {
		t.Errorf("%d of %d cells are on pages, want all of 48", kept, cells)
	}
	s := store.New(db.Pool, 10)
	wantDoubted(t, s, false)
	stamp(t, db)
	wantDoubted(t, s, true)
}

const (
	applyingSQL = `SELECT stamp FROM applier FOR UPDATE`
	waitingSQL  = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
)

// wantWaiting comes back when so many wait for others, and ends the test when ctx ends.
func wantWaiting(ctx context.Context, t *testing.T, db *pgtest.DB, want int) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for got := 0; got < want; <-tick.C {
		if err := db.Owner.QueryRow(ctx, waitingSQL).Scan(&got); err != nil {
			t.Fatalf("%v: %v", err, context.Cause(ctx))
		}
	}
}

// TestPagesComeWhileOthersApply: one process of the version before applies when the migration
// begins, another one comes while it waits; all of them get through.
func TestPagesComeWhileOthersApply(t *testing.T) {
	db := pgtest.New(t, "statistics", schemaBefore(t, "0013"))
	first, err := db.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback(context.Background()) }() // nothing to do once it is committed
	if _, err := first.Exec(t.Context(), applyingSQL); err != nil {
		t.Fatal(err)
	}
	others, ctx := errgroup.WithContext(t.Context())
	others.Go(func() error { return pg.Migrate(t.Context(), db.OwnerURL, "statistics_app", store.Schema()) })
	wantWaiting(ctx, t, db, 1)
	others.Go(func() error {
		_, err := db.Owner.Exec(t.Context(), applyingSQL) // whom waitingSQL may see
		return err
	})
	wantWaiting(ctx, t, db, 2)
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := others.Wait(); err != nil {
		t.Error(err)
	}
	wantDoubted(t, store.New(db.Pool, 10), false)
}
