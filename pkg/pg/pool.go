package pg

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/conf"
)

// Config says which database to use. A service embeds it with its own prefix.
type Config struct {
	URL              conf.Secret   `env:"URL" doc:"PostgreSQL address for the application role"`
	OwnerURL         conf.Secret   `env:"OWNER_URL" doc:"PostgreSQL address for the owner role; only migrate needs it"`
	MaxConns         int32         `env:"MAX_CONNS" default:"10" doc:"most connections of one process"`
	StatementTimeout time.Duration `env:"STATEMENT_TIMEOUT" default:"60s" doc:"longest a statement may run"`
	LockTimeout      time.Duration `env:"LOCK_TIMEOUT" default:"15s" doc:"longest a statement may wait for a lock"`
}

const (
	defaultMaxConns         = 10
	defaultStatementTimeout = time.Minute
	defaultLockTimeout      = 15 * time.Second
	idleInTransaction       = 2 * time.Minute
	connectTimeout          = 5 * time.Second
)

// Open makes the pool without connecting, so that a service starts although its
// database is away. name shows in pg_stat_activity.
func Open(ctx context.Context, cfg Config, name string) (*pgxpool.Pool, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL.Reveal())
	if err != nil {
		return nil, fmt.Errorf("parse database address of %s: %w", name, err)
	}
	pc.MaxConns = or(cfg.MaxConns, defaultMaxConns)
	pc.ConnConfig.ConnectTimeout = connectTimeout
	pc.ConnConfig.Tracer = otelpgx.NewTracer(otelpgx.WithDisableConnectionDetailsInAttributes())
	params := pc.ConnConfig.RuntimeParams
	params["application_name"] = name
	params["timezone"] = "UTC"
	params["statement_timeout"] = milliseconds(or(cfg.StatementTimeout, defaultStatementTimeout))
	params["lock_timeout"] = milliseconds(or(cfg.LockTimeout, defaultLockTimeout))
	params["idle_in_transaction_session_timeout"] = milliseconds(idleInTransaction)
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("open database pool of %s: %w", name, err)
	}
	return pool, nil
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// or returns v, or the default where v was left zero by a caller without conf.
func or[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}
