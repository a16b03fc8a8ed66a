package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
)

const lastBlockSQL = `SELECT ` + blockColumns + ` FROM audit_block ORDER BY number DESC LIMIT 1`

// HeadOf is the present head of the chain in pool's database, the zero Head before the
// first block.
func HeadOf(ctx context.Context, pool *pgxpool.Pool) (Head, error) {
	head, err := lastHead(ctx, pool)
	return head, pg.Wrap(err)
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func lastHead(ctx context.Context, db querier) (Head, error) {
	rows, _ := db.Query(ctx, lastBlockSQL) // its error comes back from Collect
	last, err := pgx.CollectExactlyOneRow(rows, scanBlock)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("read audit head: %w", err)
	}
	return last.head(), nil
}
