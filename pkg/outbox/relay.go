package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/backoff"
	"pacesetter/pkg/kafka"
)

// Config says what a relay publishes, and where to.
type Config struct {
	Kafka      kafka.Config
	Source     string        // ce_source, and the label "service" of the metrics
	Topics     []kafka.Topic // made before the first event is published
	Log        *slog.Logger
	Registerer prometheus.Registerer

	published func(rows int) // tests: called between the write and the delete
}

const (
	batchRows   = 1000
	pollEvery   = 500 * time.Millisecond // should a notification get lost
	leadEvery   = time.Second            // a standby's tries for the lock
	retryAfter  = 100 * time.Millisecond
	retryAtMost = 5 * time.Second
	operation   = 10 * time.Second // bound of one exchange with the database
	finishIn    = 5 * time.Second  // for deleting what was published when we are asked to stop
)

// Relay publishes a service's events. Any number may run; one of them works,
// the others wait for its lock.
type Relay struct {
	pool    *pgxpool.Pool
	cfg     Config
	wake    waker
	metrics metrics
}

// NewRelay makes a relay of the outbox in pool's database. It borrows pool's
// settings and opens one connection of its own; cfg.Log must be set.
func NewRelay(pool *pgxpool.Pool, cfg Config) *Relay {
	return &Relay{pool: pool, cfg: cfg, metrics: newMetrics(cfg.Registerer, cfg.Source)}
}

// String names the relay among a process's runners.
func (r *Relay) String() string { return "outbox relay" }

// Poke says that there may be something to publish, sooner than the database's
// own notification would.
func (r *Relay) Poke() { r.wake.poke() }

// Run publishes until ctx ends. Neither Kafka nor the database being away ends
// it; only settings that can never work do.
func (r *Relay) Run(ctx context.Context) error {
	if err := r.cfg.Kafka.Check(); err != nil {
		return err
	}
	writer := kafka.NewWriter(r.cfg.Kafka, r.cfg.Source)
	writer.BatchTimeout = time.Millisecond // a call brings all there is: nothing to wait for
	var measuring sync.WaitGroup
	measuring.Go(func() { r.metrics.watch(ctx, r.pool) })
	r.lead(ctx, writer)
	measuring.Wait()
	return kafka.CloseWriter(writer)
}

// lead opens one session after the other.
func (r *Relay) lead(ctx context.Context, writer *kafkago.Writer) {
	pause := backoff.Backoff{Min: retryAfter, Max: retryAtMost}
	for ctx.Err() == nil {
		s := &session{relay: r, writer: writer}
		err := s.run(ctx)
		if ctx.Err() != nil {
			return
		}
		r.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "outbox relay starts over", slog.Any("error", err))
		if s.worked {
			pause.Reset()
		}
		_ = pause.Wait(ctx) // the loop looks at ctx
	}
}

// failedOf returns the messages that have to be sent again: those that err says
// were not acknowledged, all of them if it does not say.
func failedOf(ms []kafkago.Message, err error) []kafkago.Message {
	var each kafkago.WriteErrors
	if !errors.As(err, &each) || len(each) != len(ms) {
		return ms
	}
	var failed []kafkago.Message
	for i, err := range each {
		if err != nil {
			failed = append(failed, ms[i])
		}
	}
	return failed
}
