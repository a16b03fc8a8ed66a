package inbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/pg"
)

const (
	parkedIDsSQL = `SELECT id FROM inbox_parked WHERE consumer = $1 ORDER BY id`
	unparkSQL    = `DELETE FROM inbox_parked WHERE id = $1`
	failAgainSQL = `UPDATE inbox_parked SET error = $2, attempts = attempts + 1 WHERE id = $1`
)

// Replay applies the parked messages with these ids, or all of this consumer's
// if none is named, each in a transaction of its own, and drops those that went
// through. The others stay, with their new error; all errors are returned.
func (c *Consumer) Replay(ctx context.Context, ids ...int64) error {
	if len(ids) == 0 {
		rows, _ := c.pool.Query(ctx, parkedIDsSQL, c.cfg.Name) // its error comes back from Collect
		all, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return pg.Wrap(fmt.Errorf("list parked messages: %w", err))
		}
		ids = all
	}
	var failed []error
	for _, id := range ids {
		err := c.replay(ctx, id)
		if pg.IsSurroundings(err) {
			return fmt.Errorf("replay message %d: %w", id, err)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("replay message %d: %w", id, err), c.failAgain(ctx, id, err))
		}
	}
	return errors.Join(failed...)
}

// replay locks the message, so that two replays apply it once.
func (c *Consumer) replay(ctx context.Context, id int64) error {
	return contained(func() error {
		return pg.InTx(ctx, c.pool, func(tx pgx.Tx) error {
			rows, _ := tx.Query(ctx, parkedSQL+" WHERE id = $1 AND consumer = $2 FOR UPDATE", id, c.cfg.Name)
			p, err := pgx.CollectExactlyOneRow(rows, scanParked)
			if errors.Is(err, pgx.ErrNoRows) {
				return errs.NotFound("NOT_FOUND", "no parked message %d of %s", id, c.cfg.Name)
			}
			if err != nil {
				return fmt.Errorf("lock parked message: %w", err)
			}
			if err := c.applyParked(ctx, tx, p); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, unparkSQL, id)
			return err
		})
	})
}

func (c *Consumer) applyParked(ctx context.Context, tx pgx.Tx, p ParkedMessage) error {
	e, err := decode(p.raw)
	if err != nil {
		return err
	}
	handle, ok := c.handlers[e.Entity]
	if !ok {
		return fmt.Errorf("nobody handles %q any more", e.Entity)
	}
	return handle(ctx, tx, []Event{e})
}

func (c *Consumer) failAgain(ctx context.Context, id int64, fault error) error {
	if _, err := c.pool.Exec(ctx, failAgainSQL, id, clean(fault.Error())); err != nil {
		return pg.Wrap(fmt.Errorf("note the error of message %d: %w", id, err))
	}
	return nil
}
