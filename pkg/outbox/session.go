package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/backoff"
	"pacesetter/pkg/kafka"
)

// session is one term of leadership. Its connection holds the lock and does all
// of the reading and deleting, so that the term ends when the lock does.
type session struct {
	relay     *Relay
	writer    *kafkago.Writer
	conn      *pgx.Conn
	published []int64 // and still to be deleted
	notified  bool    // since the last look; set while reading from conn
	worked    bool
}

const (
	lockSQL   = `SELECT pg_try_advisory_lock(hashtextextended('pacesetter.outbox', 0))`
	listenSQL = `LISTEN outbox`
	deleteSQL = `DELETE FROM outbox WHERE id = ANY($1)`
	nextSQL   = `SELECT id, event_id, topic, key, type, version, subject, at, traceparent, headers, body
FROM outbox ORDER BY id LIMIT $1`
)

// run connects, waits to be the one relay of this database and publishes until
// the connection or ctx ends.
func (s *session) run(ctx context.Context) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	s.conn = conn
	defer s.close(ctx)
	if err := s.acquire(ctx); err != nil {
		return fmt.Errorf("become the one relay: %w", err)
	}
	if _, err := conn.Exec(ctx, listenSQL); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if err := s.ensureTopics(ctx); err != nil {
		return err
	}
	s.worked = true
	return s.drain(ctx)
}

// connect opens a connection beside the pool: its poll would fill the traces. PostgreSQL
// keeps a statement's plan for as long as the connection lives, and one that was made while
// the queue was short would read all of a long one to delete a batch.
func (s *session) connect(ctx context.Context) (*pgx.Conn, error) {
	cfg := s.relay.pool.Config().ConnConfig
	cfg.Tracer = nil
	cfg.RuntimeParams["application_name"] += " outbox relay"
	cfg.RuntimeParams["enable_seqscan"] = "off"
	cfg.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) { s.notified = true }
	return pgx.ConnectConfig(ctx, cfg)
}

func (s *session) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishIn)
	defer cancel()
	_ = s.conn.Close(ctx) // it may be broken already
}

func (s *session) acquire(ctx context.Context) error {
	tick := time.NewTicker(leadEvery)
	defer tick.Stop()
	for {
		var leading bool
		if err := s.conn.QueryRow(ctx, lockSQL).Scan(&leading); err != nil || leading {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// ensureTopics holds the term back until Kafka has our topics.
func (s *session) ensureTopics(ctx context.Context) error {
	if len(s.relay.cfg.Topics) == 0 {
		return nil
	}
	if err := kafka.EnsureTopics(ctx, s.relay.cfg.Kafka, s.relay.cfg.Topics...); err != nil {
		return fmt.Errorf("ensure topics: %w", err)
	}
	return nil
}

// drain publishes batch after batch; asked to stop, it publishes what is there
// for a little longer, because others wait for it.
func (s *session) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := s.step(ctx)
		if err == nil && n == 0 {
			err = s.wait(ctx)
		}
		if err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishIn)
	defer cancel()
	for {
		if n, err := s.step(ctx); err != nil || n == 0 {
			return err
		}
	}
}

// step deletes the rows that the last step published and publishes the next;
// deleting and reading are one round trip.
func (s *session) step(ctx context.Context) (int, error) {
	s.notified = false
	rows, err := s.exchange(context.WithoutCancel(ctx), s.published)
	if err != nil {
		return 0, err
	}
	s.published = nil
	if len(rows) == 0 {
		return 0, nil
	}
	if err := s.publish(ctx, rows); err != nil {
		return 0, err
	}
	s.published = idsOf(rows)
	return len(rows), nil
}

// exchange deletes the published rows and returns the next, in one transaction:
// if it fails, events come twice and none is lost.
func (s *session) exchange(ctx context.Context, published []int64) ([]row, error) {
	ctx, cancel := context.WithTimeout(ctx, operation)
	defer cancel()
	var rows []row
	batch := &pgx.Batch{}
	if len(published) > 0 {
		batch.Queue(deleteSQL, published)
	}
	batch.Queue(nextSQL, batchRows).Query(func(found pgx.Rows) error {
		var err error
		rows, err = pgx.CollectRows(found, scanRow)
		return err
	})
	if err := s.conn.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	return rows, nil
}

// wait returns when there may be something new, at the latest after pollEvery.
func (s *session) wait(ctx context.Context) error {
	if s.notified {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, pollEvery)
	defer cancel()
	if s.relay.wake.arm(cancel) {
		return nil
	}
	defer s.relay.wake.disarm()
	err := s.conn.PgConn().WaitForNotification(ctx)
	if err != nil && (ctx.Err() == nil || s.conn.IsClosed()) {
		return fmt.Errorf("wait for notification: %w", err)
	}
	return nil
}

// publish returns when Kafka has acknowledged every row.
func (s *session) publish(ctx context.Context, rows []row) error {
	for _, chunk := range chunksOf(messagesOf(rows, s.relay.cfg.Source)) {
		if err := s.write(ctx, chunk); err != nil {
			return err
		}
	}
	if s.relay.cfg.published != nil {
		s.relay.cfg.published(len(rows))
	}
	return nil
}

// write tries until Kafka has everything, the lock's connection is lost or ctx
// ends. The writes themselves ignore ctx: one that is given up may still happen
// later, out of turn. Nothing after ms is sent before ms is through, and what
// failed is sent again in its order.
func (s *session) write(ctx context.Context, ms []kafkago.Message) error {
	pause := backoff.Backoff{Min: retryAfter, Max: retryAtMost}
	for {
		err := s.writer.WriteMessages(context.WithoutCancel(ctx), ms...)
		if err == nil {
			return nil
		}
		ms = failedOf(ms, err)
		s.relay.metrics.failures.Inc()
		s.relay.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "outbox waits for kafka", slog.Int("messages", len(ms)), slog.Any("error", firstOf(err)))
		if err := pause.Wait(ctx); err != nil {
			return err
		}
		if err := s.conn.Ping(ctx); err != nil {
			return fmt.Errorf("keep the lock: %w", err)
		}
	}
}
