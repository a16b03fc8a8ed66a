package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/backoff"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/pg"
)

const queryCanceled = "57014" // the SQLSTATE of a statement that ran into its timeout

// item is an event together with the message it came in.
type item struct {
	event Event
	raw   kafkago.Message
}

// apply returns when every message of the batch is applied, parked or passed
// over, or with ctx's error.
func (c *Consumer) apply(ctx context.Context, batch *fetched) error {
	for _, u := range batch.broken {
		if err := c.park(ctx, u.item, u.err); err != nil {
			return err
		}
	}
	if len(batch.items) == 0 {
		return nil
	}
	c.sort(batch.items)
	ctx, span := startSpan(ctx, c.cfg.Name, batch.items)
	defer span.End()
	return c.settle(ctx, batch.items)
}

// settle applies items, in their order, portion by portion.
func (c *Consumer) settle(ctx context.Context, items []item) error {
	for len(items) > 0 {
		n, err := c.settlePortion(ctx, items)
		if err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// settlePortion applies a portion from the head of items in one transaction and returns how
// many are done with. If one of them is at fault, halving finds it in a few transactions; if
// they are too much for a database that is slow, none is done and the next portion is smaller.
func (c *Consumer) settlePortion(ctx context.Context, items []item) (int, error) {
	n := min(c.portion.size, len(items))
	err := c.insist(ctx, n > 1, func() error { return c.once(ctx, items[:n]) })
	switch {
	case err == nil:
		c.done(n)
		return n, nil
	case ctx.Err() != nil:
		return 0, err
	case n == 1:
		return 1, c.park(ctx, items[0], err)
	case ranOutOfTime(err):
		c.halve(ctx, n)
		return 0, nil
	}
	if err := c.settle(ctx, items[:n/2]); err != nil {
		return 0, err
	}
	return n, c.settle(ctx, items[n/2:n])
}

// done tells that n events of one transaction are applied.
func (c *Consumer) done(n int) {
	c.portion.fits(n)
	c.metrics.applied.Add(float64(n))
	if c.cfg.OnApplied != nil {
		c.cfg.OnApplied()
	}
}

// halve makes the next portions smaller, after n events ran out of time.
func (c *Consumer) halve(ctx context.Context, n int) {
	c.portion.tooMuch(n)
	c.metrics.halved.Inc()
	c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "inbox halves what ran out of time", slog.String("consumer", c.cfg.Name),
		slog.Int("events", n), slog.Int("next", c.portion.size))
}

// insist repeats f while the surroundings are to blame, for ever: there is
// nothing a skipped event could be replaced by. Where the work can be divided it does not
// repeat what ran out of time: as much would do so again and again.
func (c *Consumer) insist(ctx context.Context, divisible bool, f func() error) error {
	pause := backoff.Backoff{Min: retryAfter, Max: retryAtMost}
	for {
		err := f()
		if err == nil || !pg.IsSurroundings(err) || divisible && ranOutOfTime(err) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.metrics.retries.Inc()
		c.cfg.retried.Emit(err)
		c.cfg.Log.LogAttrs(ctx, slog.LevelError, "inbox tries again", slog.String("consumer", c.cfg.Name), slog.String("cause", causeOf(err)), slog.Any("error", err))
		if err := pause.Wait(ctx); err != nil {
			return err
		}
	}
}

// ranOutOfTime tells a statement that took longer than it may.
func ranOutOfTime(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == queryCanceled
}

// once applies items, of any entities, in one transaction.
func (c *Consumer) once(ctx context.Context, items []item) error {
	return contained(func() error {
		return pg.InTx(ctx, c.pool, func(tx pgx.Tx) error {
			for rest := items; len(rest) > 0; {
				n := sameEntity(rest)
				if err := c.handlers[rest[0].event.Entity](ctx, tx, eventsOf(rest[:n])); err != nil {
					return err
				}
				rest = rest[n:]
			}
			return c.supersede(ctx, tx, items)
		})
	})
}

// contained turns a panic into an error: a message that makes a handler panic
// would otherwise end the process again after each of its restarts.
func contained(f func() error) error {
	var err error
	func() {
		defer func() {
			if cause := recover(); cause != nil {
				err = fmt.Errorf("handler panicked: %v", cause)
			}
		}()
		err = f()
	}()
	return err
}

// sameEntity counts the items at the head that are of one entity.
func sameEntity(items []item) int {
	n := slices.IndexFunc(items, func(i item) bool { return i.event.Entity != items[0].event.Entity })
	if n < 0 {
		return len(items)
	}
	return n
}

func eventsOf(items []item) []Event {
	events := make([]Event, len(items))
	for i, it := range items {
		events[i] = it.event
	}
	return events
}

// causeOf names an error without repeating data that its text may quote.
func causeOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return "SQLSTATE " + e.Code
	}
	return errs.ReasonOf(err)
}
