package pg

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	txAttempts = 8
	txPause    = 5 * time.Millisecond
)

// InTx runs f in a transaction and runs it again when PostgreSQL gave it up to
// let another one through (40001, 40P01), so f must have no other effects. Any
// error of f, and a panic, rolls back. Trouble with the connection comes back
// as DATABASE_UNAVAILABLE; after a lost commit nobody knows whether it counted,
// which is what idempotency keys are for.
func InTx(ctx context.Context, pool *pgxpool.Pool, f func(tx pgx.Tx) error) error {
	return inTx(ctx, pool, pgx.TxOptions{}, f)
}

// ReadTx runs f on one unchanging picture of the database and lets it write nothing.
func ReadTx(ctx context.Context, pool *pgxpool.Pool, f func(tx pgx.Tx) error) error {
	return inTx(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, f)
}

func inTx(ctx context.Context, pool *pgxpool.Pool, opts pgx.TxOptions, f func(tx pgx.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := pgx.BeginTxFunc(ctx, pool, opts, f)
		if err == nil {
			return nil
		}
		if attempt == txAttempts || !gaveWay(err) || !pause(ctx, attempt) {
			return Wrap(err)
		}
	}
}

// gaveWay tells a serialisation failure and a deadlock, which the next try may
// well not meet.
func gaveWay(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// pause waits longer with every attempt, by chance, so that two transactions
// which met once do not meet again; it reports whether ctx lives.
func pause(ctx context.Context, attempt int) bool {
	timer := time.NewTimer(time.Duration(rand.Int64N(int64(txPause) << attempt))) //nolint:gosec // jitter, no secret
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
