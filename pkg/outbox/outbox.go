package outbox

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/propagation"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/pg"
)

// MaxBody is the most an event may weigh: with its headers it must fit into the
// megabyte that brokers take, or it could be written and never told.
const MaxBody = 900 << 10

// Message is an event to be told.
type Message struct {
	ID      uuid.UUID // made by Put when zero
	Topic   string
	Key     string // "<entity>/<id>": events of one key keep their order
	Type    string
	Version int64 // of the aggregate, after the change
	Subject string
	At      time.Time
	Headers map[string]string // beyond those of CloudEvents
	Body    []byte
}

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table that Put writes and the relay empties.
func Schema() pg.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return pg.Schema{Name: "outbox", FS: files}
}

const putSQL = `INSERT INTO outbox (event_id, topic, key, type, version, subject, at, traceparent, headers, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// Put tells m when tx commits. Call it under the row lock of m's aggregate.
func Put(ctx context.Context, tx pgx.Tx, m Message) error {
	row, err := rowOf(m, traceparent(ctx))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, putSQL, row...); err != nil {
		return fmt.Errorf("put %s into outbox: %w", m.Key, err)
	}
	return nil
}

// PutMany tells all of ms, in their order, when tx commits. One COPY takes a
// thousand of them in a few milliseconds.
func PutMany(ctx context.Context, tx pgx.Tx, ms []Message) error {
	if len(ms) == 0 {
		return nil
	}
	trace := traceparent(ctx)
	rows := make([][]any, len(ms))
	for i, m := range ms { // before COPY, which would hide the reason of a refusal
		row, err := rowOf(m, trace)
		if err != nil {
			return err
		}
		rows[i] = row
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"outbox"}, columns(), pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("put %d events into outbox: %w", len(ms), err)
	}
	return nil
}

func columns() []string {
	return []string{"event_id", "topic", "key", "type", "version", "subject", "at", "traceparent", "headers", "body"}
}

// rowOf returns m's values in the order of columns.
func rowOf(m Message, trace string) ([]any, error) {
	if len(m.Body) > MaxBody {
		return nil, errs.Invalid("EVENT_TOO_LARGE", "event of %s has %d bytes, at most %d can be told", m.Key, len(m.Body), MaxBody)
	}
	if m.ID == uuid.Nil {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make event ID: %w", err)
		}
		m.ID = id
	}
	var headers any // NULL, not {}
	if len(m.Headers) > 0 {
		headers = m.Headers
	}
	return []any{[16]byte(m.ID), m.Topic, m.Key, m.Type, m.Version, m.Subject, m.At, trace, headers, orEmpty(m.Body)}, nil
}

// orEmpty keeps the event of a message without fields, whose encoding is nil, from becoming NULL.
func orEmpty(body []byte) []byte {
	if body == nil {
		return []byte{}
	}
	return body
}

// traceparent is the caller's place in its trace, "" outside of one.
func traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}
