package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"pacesetter/pkg/backoff"
)

// Schema is a set of forward migrations (goose's numbered SQL files at the root
// of FS) with a version table of its own, so that a service's tables and those
// of outbox, inbox and idempotency advance apart.
type Schema struct {
	Name string
	FS   fs.FS
}

const (
	// lockWait is how long a migration waits for a lock. Whoever asks for the table meanwhile,
	// and be it to read, waits behind it.
	lockWait = 2 * time.Second
	// lockPatience is how long it is tried again.
	lockPatience = 10 * time.Minute
)

// Migrate brings the schemas up to date, in the order given, as the owner role.
// Processes that migrate at the same time queue up. A migration grants the
// application its verbs by name:
//
//	SELECT format('GRANT SELECT, INSERT ON thing TO %I', current_setting('pacesetter.app_role'))
//
// inside a DO block; the role must exist before.
//
// A migration that does not get one of its locks within two seconds gives way to those
// who wait behind it, and is tried again; ten minutes after the first try its error, of
// SQLSTATE 55P03, ends Migrate, and what was applied stays. However long a migration
// works, that is no limit. One that is to wait, for it builds an index or fills a column
// beside those who work, says so: SET lock_timeout = 0 and at its end RESET lock_timeout,
// without a transaction; and SET LOCAL lock_timeout = 0 where it has worked long already.
func Migrate(ctx context.Context, ownerURL, appRole string, schemas ...Schema) error {
	cfg, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return fmt.Errorf("parse owner's database address: %w", err)
	}
	cfg.ConnectTimeout = connectTimeout
	cfg.RuntimeParams["application_name"] = "migrate"
	cfg.RuntimeParams["pacesetter.app_role"] = appRole
	cfg.RuntimeParams["lock_timeout"] = strconv.FormatInt(lockWait.Milliseconds(), 10)
	db := stdlib.OpenDB(*cfg)
	db.SetMaxIdleConns(0) // what a migration that failed has set ends with its connection
	if err := roleExists(ctx, db, appRole); err != nil {
		return errors.Join(err, db.Close())
	}
	for _, s := range schemas {
		if err := migrate(ctx, db, s); err != nil {
			return errors.Join(fmt.Errorf("migrate %s: %w", s.Name, err), db.Close())
		}
	}
	return db.Close()
}

const roleExistsSQL = `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`

func roleExists(ctx context.Context, db *sql.DB, role string) error {
	var found bool
	if err := db.QueryRowContext(ctx, roleExistsSQL, role).Scan(&found); err != nil {
		return Wrap(fmt.Errorf("look for application role: %w", err))
	}
	if !found {
		return fmt.Errorf("application role %q does not exist: create it before migrating", role)
	}
	return nil
}

func migrate(ctx context.Context, db *sql.DB, s Schema) error {
	const everySecond, forMinutes = 1, 600
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(everySecond, forMinutes))
	if err != nil {
		return fmt.Errorf("make session lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, s.FS,
		goose.WithTableName("goose_"+s.Name), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	return insist(ctx, p)
}

// lockCodes are PostgreSQL's for a lock that was not to be had: in time, and for a deadlock.
var lockCodes = []string{"55P03", "40P01"}

// insist applies what is pending, again and again where a lock was not to be had.
func insist(ctx context.Context, p *goose.Provider) error {
	patience, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	pause := backoff.Backoff{Min: time.Second, Max: 10 * time.Second}
	for {
		_, err := p.Up(ctx)
		e, ours := errors.AsType[*pgconn.PgError](err)
		if !ours || !slices.Contains(lockCodes, e.Code) || pause.Wait(patience) != nil {
			return err
		}
	}
}
