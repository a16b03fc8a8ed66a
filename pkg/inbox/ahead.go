package inbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
)

// fetched is a batch on its way into the database, decoded.
type fetched struct {
	messages []kafkago.Message
	items    []item // of known entities
	broken   []broken
}

// broken is a message that can't be decoded.
type broken struct {
	item
	err error
}

// ahead fetches and decodes the next batch while the one before it is applied: one batch
// and no more. The channel ends with ctx, or when err has something to say.
func (c *Consumer) ahead(ctx context.Context, from *kafka.Member) (batches <-chan *fetched, err func() error) {
	out, failed := make(chan *fetched), error(nil)
	go func() {
		defer close(out)
		for failed == nil {
			var batch *fetched
			if batch, failed = c.collect(ctx, from); failed == nil {
				failed = c.hand(ctx, from, batch, out)
			}
		}
	}()
	return out, func() error { return failed }
}

// collect waits for a message and takes what comes within the linger.
func (c *Consumer) collect(ctx context.Context, from *kafka.Member) (*fetched, error) {
	m, err := from.Fetch(ctx)
	if err != nil {
		return nil, err
	}
	batch := &fetched{messages: make([]kafkago.Message, 0, c.cfg.BatchSize)}
	linger, cancel := context.WithTimeout(ctx, c.cfg.Linger)
	defer cancel()
	for {
		c.take(batch, m)
		if len(batch.messages) == c.cfg.BatchSize {
			return batch, nil
		}
		if m, err = from.Fetch(linger); err != nil {
			return batch, nil // the linger is over
		}
	}
}

// hand waits until the batch is wanted, and fills it meanwhile: behind a slow database
// the few messages that were there first become a large batch.
func (c *Consumer) hand(ctx context.Context, from *kafka.Member, batch *fetched, out chan<- *fetched) error {
	for len(batch.messages) < c.cfg.BatchSize {
		select {
		case out <- batch:
			return nil
		default:
		}
		m, err := fetch(ctx, from, c.cfg.Linger)
		if err == nil {
			c.take(batch, m)
		} else if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	select {
	case out <- batch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func fetch(ctx context.Context, from *kafka.Member, within time.Duration) (kafkago.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return from.Fetch(ctx)
}

// take decodes a message into the batch.
func (c *Consumer) take(batch *fetched, m kafkago.Message) {
	batch.messages = append(batch.messages, m)
	e, err := decode(m)
	switch {
	case err != nil:
		batch.broken = append(batch.broken, broken{item{e, m}, err})
	case c.handlers[e.Entity] == nil:
		c.metrics.ignored.Inc()
	default:
		c.prepare(&e)
		batch.items = append(batch.items, item{e, m})
	}
}

// prepare lets the consumer's owner do what it can before the event's turn. A panic is the
// handler's to meet again, where it parks the message.
func (c *Consumer) prepare(e *Event) {
	if c.cfg.Prepare == nil {
		return
	}
	_ = contained(func() error {
		c.cfg.Prepare(e)
		return nil
	})
}

// sort brings events into the order they are applied in: entity by entity, each in the
// order of its offsets.
func (c *Consumer) sort(items []item) {
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(c.rank(a.event.Entity), c.rank(b.event.Entity)), cmp.Compare(a.event.Entity, b.event.Entity))
	})
}

// rank is the entity's place in EntityOrder; the others come last.
func (c *Consumer) rank(entity string) int {
	if i := slices.Index(c.cfg.EntityOrder, entity); i >= 0 {
		return i
	}
	return len(c.cfg.EntityOrder)
}
