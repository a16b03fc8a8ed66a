package pg_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/conf"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// ledger has a table the application may only add to.
var ledger = pg.Schema{Name: "ledger", FS: files(`
CREATE TABLE entry (id int PRIMARY KEY, amount int NOT NULL CONSTRAINT amount_positive CHECK (amount > 0));
DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT ON entry TO %I', current_setting('pacesetter.app_role')); END $$;`)}

var counter = pg.Schema{Name: "counter", FS: files(`
CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO counter VALUES (1, 0), (2, 0);
DO $$ BEGIN EXECUTE format('GRANT SELECT, UPDATE ON counter TO %I', current_setting('pacesetter.app_role')); END $$;`)}

func files(sql string) fs.FS {
	const head, foot = "-- +goose Up\n-- +goose StatementBegin\n", "\n-- +goose StatementEnd\n"
	return fstest.MapFS{"0001_first.sql": &fstest.MapFile{Data: []byte(head + sql + foot)}}
}

func TestApplicationRoleHasExactlyItsVerbs(t *testing.T) {
	db := pgtest.New(t, "pgtest", ledger)
	for name, tc := range map[string]struct{ sql, code string }{
		"may add":                 {"INSERT INTO entry VALUES (1, 5)", ""},
		"may not change":          {"UPDATE entry SET amount = 6", "42501"},
		"may not delete":          {"DELETE FROM entry", "42501"},
		"may not make tables":     {"CREATE TABLE mine (id int)", "42501"},
		"may not touch versions":  {"DELETE FROM goose_ledger", "42501"},
		"is held by the schema":   {"INSERT INTO entry VALUES (2, -5)", "23514"},
		"cannot become the owner": {"SET ROLE pgtest_owner", "42501"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Pool.Exec(t.Context(), tc.sql)
			if got := code(err); got != tc.code {
				t.Fatalf("Exec(%s) = %v, want code %q", tc.sql, err, tc.code)
			}
		})
	}
}

func code(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

func TestMigratingAgainAndAtOnceChangesNothing(t *testing.T) {
	db := pgtest.New(t, "pgtest", ledger)
	var wg sync.WaitGroup
	failed := make(chan error, 4)
	for range cap(failed) {
		wg.Go(func() { failed <- pg.Migrate(t.Context(), db.OwnerURL, "pgtest_app", ledger, counter) })
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			t.Fatalf("Migrate() = %v", err)
		}
	}
}

func TestMigrateNamesAMissingApplicationRole(t *testing.T) {
	db := pgtest.New(t, "pgtest")
	err := pg.Migrate(t.Context(), db.OwnerURL, "nobody_app", ledger)
	if want := `application role "nobody_app" does not exist: create it before migrating`; err == nil || err.Error() != want {
		t.Fatalf("Migrate() = %v, want %s", err, want)
	}
}

func TestDeadlockIsRetriedUntilBothGoThrough(t *testing.T) {
	db := pgtest.New(t, "pgtest", counter)
	var both sync.WaitGroup
	both.Add(2)
	add := func(first, second int) error {
		met := false
		return pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
			if err := bump(t.Context(), tx, first); err != nil {
				return err
			}
			if !met { // each holds its first row before either asks for its second
				met = true
				both.Done()
				both.Wait()
			}
			return bump(t.Context(), tx, second)
		})
	}
	failed := make(chan error, 2)
	go func() { failed <- add(1, 2) }()
	go func() { failed <- add(2, 1) }()
	if err := errors.Join(<-failed, <-failed); err != nil {
		t.Fatalf("InTx() = %v", err)
	}
	var n int
	if err := db.Pool.QueryRow(t.Context(), "SELECT sum(n) FROM counter").Scan(&n); err != nil || n != 4 {
		t.Fatalf("sum = %d, %v, want 4", n, err)
	}
}

func bump(ctx context.Context, tx pgx.Tx, id int) error {
	_, err := tx.Exec(ctx, "UPDATE counter SET n = n + 1 WHERE id = $1", id)
	return err
}

func TestPanicRollsBack(t *testing.T) {
	db := pgtest.New(t, "pgtest", counter)
	func() {
		defer func() { _ = recover() }()
		_ = pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
			if err := bump(t.Context(), tx, 1); err != nil {
				t.Error(err)
			}
			panic("mid-transaction")
		})
	}()
	var n int
	if err := db.Pool.QueryRow(t.Context(), "SELECT n FROM counter WHERE id = 1").Scan(&n); err != nil || n != 0 {
		t.Fatalf("n = %d, %v, want 0", n, err)
	}
}

func TestReadTxWritesNothing(t *testing.T) {
	db := pgtest.New(t, "pgtest", counter)
	err := pg.ReadTx(t.Context(), db.Pool, func(tx pgx.Tx) error { return bump(t.Context(), tx, 1) })
	if errs.KindOf(err) != errs.KindUnavailable || code(err) != "25006" {
		t.Fatalf("ReadTx() = %v, want code 25006", err)
	}
}

func TestServerThatIsAwayIsUnavailable(t *testing.T) {
	pool, err := pg.Open(t.Context(), pg.Config{URL: conf.Secret("postgres://x@127.0.0.1:1/x")}, "test")
	if err != nil {
		t.Fatalf("Open() = %v, want a pool that connects later", err)
	}
	defer pool.Close()
	err = pg.InTx(t.Context(), pool, func(pgx.Tx) error { return nil })
	if errs.ReasonOf(err) != "DATABASE_UNAVAILABLE" || !pg.IsSurroundings(err) {
		t.Fatalf("InTx() = %v, want DATABASE_UNAVAILABLE", err)
	}
}

func TestErrorsAreJudgedByTheirCause(t *testing.T) {
	state := func(code string) error { return fmt.Errorf("apply: %w", &pgconn.PgError{Code: code}) }
	for name, tc := range map[string]struct {
		err                error
		away, surroundings bool
	}{
		"nothing":                {nil, false, false},
		"a rule":                 {errs.Invalid("X", "x"), false, false},
		"a constraint":           {state("23505"), false, false},
		"text with a zero byte":  {state("22021"), false, false},
		"a missing grant":        {state("42501"), false, true},
		"shut down by operator":  {state("57P01"), true, true},
		"disk full":              {state("53100"), true, true},
		"lock not had in time":   {state("55P03"), true, true},
		"serialisation":          {state("40001"), true, true},
		"a standby":              {state("25006"), true, true},
		"connection cut":         {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true, true},
		"the caller went away":   {context.Canceled, false, true},
		"another service is off": {errs.Unavailable("X", "x"), true, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := errs.KindOf(pg.Wrap(tc.err)) == errs.KindUnavailable; got != tc.away && tc.err != nil {
				t.Errorf("Wrap(%v) unavailable = %v, want %v", tc.err, got, tc.away)
			}
			if got := pg.IsSurroundings(tc.err); got != tc.surroundings {
				t.Errorf("IsSurroundings(%v) = %v, want %v", tc.err, got, tc.surroundings)
			}
		})
	}
}

func TestConstraintOfNamesOnlyConstraints(t *testing.T) {
	db := pgtest.New(t, "pgtest", ledger)
	_, err := db.Pool.Exec(t.Context(), "INSERT INTO entry VALUES (3, 0)")
	if got := pg.ConstraintOf(err); got != "amount_positive" {
		t.Fatalf("ConstraintOf(%v) = %q", err, got)
	}
	if got := pg.ConstraintOf(io.EOF); got != "" {
		t.Fatalf("ConstraintOf(EOF) = %q", got)
	}
}

func TestPoolMetricsAreTold(t *testing.T) {
	db := pgtest.New(t, "pgtest")
	if err := db.Pool.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(pg.PoolMetrics(db.Pool, "test"))
	found, err := reg.Gather()
	if err != nil || len(found) != 5 {
		t.Fatalf("Gather() = %d families, %v", len(found), err)
	}
}
