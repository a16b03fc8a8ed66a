package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/pg"
)

// ParkedMessage is a message that waits for a person or for new code. What of
// the event could not be read is empty.
type ParkedMessage struct {
	ID       int64
	Consumer string
	Event    Event
	Error    string
	Attempts int
	ParkedAt time.Time

	raw kafkago.Message
}

const (
	parkSQL = `INSERT INTO inbox_parked (consumer, topic, partition, position, event_id, type, key, version, raw_key, headers, body, error)
VALUES (@consumer, @topic, @partition, @position, @event_id, @type, @key, @version, @raw_key, @headers, @body, @error)
ON CONFLICT ON CONSTRAINT inbox_parked_once DO UPDATE SET error = excluded.error, attempts = inbox_parked.attempts + 1`
	anyParkedSQL = `SELECT EXISTS (SELECT FROM inbox_parked WHERE consumer = $1)`
	supersedeSQL = `DELETE FROM inbox_parked AS p USING unnest($2::text[], $3::bigint[]) AS newer (key, version)
WHERE p.consumer = $1 AND p.key = newer.key AND p.version BETWEEN 1 AND newer.version - 1`
	parkedSQL = `SELECT id, consumer, topic, partition, position, raw_key, headers, body, error, attempts, parked_at FROM inbox_parked`
)

// park sets a message aside with what was wrong with it.
func (c *Consumer) park(ctx context.Context, it item, fault error) error {
	args, err := c.parkArgs(it, fault)
	if err != nil {
		return err
	}
	err = c.insist(ctx, false, func() error {
		_, err := c.pool.Exec(ctx, parkSQL, args)
		return pg.Wrap(err)
	})
	if err != nil {
		return fmt.Errorf("park message: %w", err)
	}
	c.metrics.parked.Inc() // until the next count
	c.cfg.Log.LogAttrs(ctx, slog.LevelError, "inbox parked a message", slog.String("consumer", c.cfg.Name),
		slog.String("topic", it.event.Topic), slog.Int("partition", it.event.Partition), slog.Int64("offset", it.event.Offset),
		slog.String("type", clean(it.event.Type)), slog.String("cause", causeOf(fault)))
	return nil
}

func (c *Consumer) parkArgs(it item, fault error) (pgx.NamedArgs, error) {
	headers, err := json.Marshal(it.raw.Headers)
	if err != nil {
		return nil, fmt.Errorf("encode headers: %w", err)
	}
	e := it.event
	return pgx.NamedArgs{
		"consumer": c.cfg.Name, "topic": e.Topic, "partition": e.Partition, "position": e.Offset,
		"event_id": clean(e.ID), "type": clean(e.Type), "key": clean(e.Key), "version": e.Version,
		"raw_key": orEmpty(it.raw.Key), "headers": headers, "body": orEmpty(it.raw.Value), "error": clean(fault.Error()),
	}, nil
}

// clean makes foreign bytes fit for a text column, or parking itself would fail.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// supersede drops what was parked of aggregates whose newer state has now been
// applied: an event carries the whole state, so the older one has nothing to add.
func (c *Consumer) supersede(ctx context.Context, tx pgx.Tx, items []item) error {
	var parked bool
	if err := tx.QueryRow(ctx, anyParkedSQL, c.cfg.Name).Scan(&parked); err != nil {
		return fmt.Errorf("look for parked messages: %w", err)
	}
	if !parked {
		return nil
	}
	keys, versions := make([]string, len(items)), make([]int64, len(items))
	for i, it := range items {
		keys[i], versions[i] = it.event.Key, it.event.Version
	}
	tag, err := tx.Exec(ctx, supersedeSQL, c.cfg.Name, keys, versions)
	if err != nil {
		return fmt.Errorf("drop superseded messages: %w", err)
	}
	c.metrics.superseded.Add(float64(tag.RowsAffected()))
	return nil
}

// Parked lists the parked messages of all consumers of the database, oldest first.
func Parked(ctx context.Context, pool *pgxpool.Pool) ([]ParkedMessage, error) {
	rows, _ := pool.Query(ctx, parkedSQL+" ORDER BY id") // its error comes back from Collect
	found, err := pgx.CollectRows(rows, scanParked)
	if err != nil {
		return nil, pg.Wrap(fmt.Errorf("list parked messages: %w", err))
	}
	return found, nil
}

func scanParked(row pgx.CollectableRow) (ParkedMessage, error) {
	var p ParkedMessage
	var headers []byte
	err := row.Scan(&p.ID, &p.Consumer, &p.raw.Topic, &p.raw.Partition, &p.raw.Offset, &p.raw.Key, &headers, &p.raw.Value, &p.Error, &p.Attempts, &p.ParkedAt)
	if err != nil {
		return ParkedMessage{}, err
	}
	if err := json.Unmarshal(headers, &p.raw.Headers); err != nil {
		return ParkedMessage{}, fmt.Errorf("decode headers of parked message %d: %w", p.ID, err)
	}
	p.Event, _ = decode(p.raw) // as much as can be read
	return p, nil
}
