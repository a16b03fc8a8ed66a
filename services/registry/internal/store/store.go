// Package store keeps the register in PostgreSQL. It owns the SQL, the locks and
// the rule that a change, its history and its event commit together; it decides
// nothing: callers hand in what the domain decided, or functions that decide.
package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/inbox"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schemas are the migrations of the register's database, in their order.
func Schemas() []pg.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return []pg.Schema{outbox.Schema(), idempotency.Schema(), audit.Schema(), {Name: "registry", FS: files}, inbox.Schema()}
}

// Store is the register's database.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
	tree *treeCache

	policies *policyCache
}

// New makes a store on the pool of the application role.
func New(pool *pgxpool.Pool, now func() time.Time) *Store {
	return &Store{pool: pool, now: now, tree: &treeCache{}, policies: &policyCache{}}
}

// By says who changes the register, by which call, and why.
type By struct {
	Principal string
	Call      string
	Reason    string
	ImportID  string
}

// Tx is a transaction that changes the register. Its time is one for all that it
// writes.
type Tx struct {
	tx  pgx.Tx
	now time.Time
	by  By
}

// Now is the time of everything that the transaction writes, in the precision that
// the database keeps.
func (t *Tx) Now() time.Time { return t.now }

// Mutate runs f once for each idempotency key: in one transaction it notes the key,
// changes the register and keeps the answer, which a retry gets again.
func Mutate[R proto.Message](ctx context.Context, s *Store, call idempotency.Call, by By, newResp func() R, f func(*Tx) (R, error)) (R, error) {
	resp, err := idempotency.Do(ctx, s.pool, call, newResp, func(tx pgx.Tx) (R, error) {
		return f(&Tx{tx: tx, now: s.now().UTC().Truncate(time.Microsecond), by: by})
	})
	return resp, refusalOf(err)
}

// inTx runs f without an idempotency key, for what only the service itself does.
func (s *Store) inTx(ctx context.Context, by By, f func(*Tx) error) error {
	return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		return f(&Tx{tx: tx, now: s.now().UTC().Truncate(time.Microsecond), by: by})
	})
}

// read runs f on one unchanging picture of the register.
func (s *Store) read(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pg.ReadTx(ctx, s.pool, f)
}

// readWhole is read for statements that go over a whole province: compiling them takes
// longer than running them, and a plan for any filter, which PostgreSQL makes after a
// few, runs ten times as long as the one for this.
func (s *Store) readWhole(ctx context.Context, f func(tx pgx.Tx) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		if err := planWhole(ctx, tx); err != nil {
			return err
		}
		return f(tx)
	})
}

// planWhole sets the planner for the rest of the transaction as readWhole wants it.
func planWhole(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, "SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_custom_plan"); err != nil {
		return fmt.Errorf("set the planner: %w", err)
	}
	return nil
}

// refusalOf turns a violated constraint into the reason it stands for. What is no
// constraint of ours, or is a refusal already, stays as it is.
func refusalOf(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errs.As(err); ok {
		return err
	}
	switch name := pg.ConstraintOf(err); name {
	case "project_pkey", "project_national_code_key", "project_natural_key":
		return errs.Exists("PROJECT_EXISTS", "%s", name).Wrap(err)
	case "unit_pkey":
		return errs.Exists("UNIT_EXISTS", "%s", name).Wrap(err)
	case "project_year_unit", "project_key_unit_fkey", "unit_place_parent", "department_unit", "person_unit", "responsibility_unit", "role_grant_unit", "month_step_unit",
		"reporting_calendar_unit":
		return errs.NotFound("UNIT_NOT_FOUND", "%s", name).Wrap(err)
	case "department_pkey":
		return errs.Exists("DEPARTMENT_EXISTS", "%s", name).Wrap(err)
	case "person_principal_key":
		return errs.Exists("PERSON_PRINCIPAL_TAKEN", "%s", name).Wrap(err)
	case "person_department", "responsibility_department", "role_grant_department":
		return errs.NotFound("DEPARTMENT_NOT_FOUND", "%s", name).Wrap(err)
	case "responsibility_one_chief":
		return errs.Exists("CHIEF_OFFICER_TWICE", "%s", name).Wrap(err)
	case "responsibility_once":
		return errs.Exists("RESPONSIBILITY_TWICE", "%s", name).Wrap(err)
	case "role_grant_once":
		return errs.Exists("GRANT_TWICE", "%s", name).Wrap(err)
	case "report_year":
		return errs.Precondition("PROJECT_YEAR_MISSING", "%s", name).Wrap(err)
	case "stage_evidence_once":
		return errs.Exists("EVIDENCE_EXISTS", "%s", name).Wrap(err)
	case "report_pkey", "report_revision_pkey", "month_step_pkey", "reporting_calendar_pkey", "policy_version_pkey", "policy_version_one_open":
		return errs.Conflict("STALE_VERSION", "%s", name).Wrap(err)
	}
	return err
}

// column takes one value of each row, as unnest wants them.
func column[T, V any](rows []T, f func(T) V) []V {
	values := make([]V, len(rows))
	for i, row := range rows {
		values[i] = f(row)
	}
	return values
}

// orNil is NULL for a zero value.
func orNil[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
