package inbox

import (
	"cmp"
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

// item is an event together with the message it came in.
type item struct {
	event Event
	raw   kafkago.Message
}

// apply returns when every message of the batch is applied, parked or passed
// over, or with ctx's error.
func (c *Consumer) apply(ctx context.Context, batch []kafkago.Message) error {
	items, undecodable := c.sort(batch)
	for _, u := range undecodable {
		if err := c.park(ctx, u.item, u.err); err != nil {
			return err
		}
	}
	if len(items) == 0 {
		return nil
	}
	ctx, span := startSpan(ctx, c.cfg.Name, items)
	defer span.End()
	return c.settle(ctx, items)
}

type broken struct {
	item
	err error
}

// sort brings the events of known entities into the order they are applied in:
// entity by entity, each in the order of its offsets.
func (c *Consumer) sort(batch []kafkago.Message) ([]item, []broken) {
	items := make([]item, 0, len(batch))
	var undecodable []broken
	for _, m := range batch {
		e, err := decode(m)
		switch {
		case err != nil:
			undecodable = append(undecodable, broken{item{e, m}, err})
		case c.handlers[e.Entity] == nil:
			c.metrics.ignored.Inc()
		default:
			items = append(items, item{e, m})
		}
	}
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(c.rank(a.event.Entity), c.rank(b.event.Entity)), cmp.Compare(a.event.Entity, b.event.Entity))
	})
	return items, undecodable
}

// rank is the entity's place in EntityOrder; the others come last.
func (c *Consumer) rank(entity string) int {
	if i := slices.Index(c.cfg.EntityOrder, entity); i >= 0 {
		return i
	}
	return len(c.cfg.EntityOrder)
}

// settle applies items in one transaction. If one of them is at fault, halving
// finds it in a few transactions; the order among items stays.
func (c *Consumer) settle(ctx context.Context, items []item) error {
	err := c.insist(ctx, func() error { return c.once(ctx, items) })
	switch {
	case err == nil:
		c.metrics.applied.Add(float64(len(items)))
		if c.cfg.OnApplied != nil {
			c.cfg.OnApplied()
		}
		return nil
	case ctx.Err() != nil:
		return err
	case len(items) == 1:
		return c.park(ctx, items[0], err)
	}
	half := len(items) / 2
	if err := c.settle(ctx, items[:half]); err != nil {
		return err
	}
	return c.settle(ctx, items[half:])
}

// insist repeats f while the surroundings are to blame, for ever: there is
// nothing a skipped event could be replaced by.
func (c *Consumer) insist(ctx context.Context, f func() error) error {
	pause := backoff.Backoff{Min: retryAfter, Max: retryAtMost}
	for {
		err := f()
		if err == nil || !pg.IsSurroundings(err) {
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
