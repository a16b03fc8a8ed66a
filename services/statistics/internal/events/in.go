// Package events takes the registry's events in: it decodes them into facts and
// hands them to the store, which keeps what is newer. It knows the wire, and
// nothing of what counts.
package events

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/inbox"
	"pacesetter/pkg/kafka"
	"pacesetter/services/statistics/internal/store"
)

// Topic is what statistics listens to; ConsumerName names its consumer, in the
// group, in metrics and among parked messages.
const (
	Topic        = "pacesetter.registry.v1"
	ConsumerName = "statistics"
)

// Config is what a consumer needs.
type Config struct {
	Kafka      kafka.Config
	BatchSize  int
	Log        *slog.Logger
	Now        func() time.Time
	Registerer prometheus.Registerer
	OnApplied  func() // called after each commit; may be nil
}

// NewConsumer makes the member of the consumer group that applies the registry's
// events to the store.
func NewConsumer(pool *pgxpool.Pool, st *store.Store, cfg Config) *inbox.Consumer {
	h := &handler{store: st, now: cfg.Now, metrics: newMetrics(cfg.Registerer, cfg.Now)}
	order := make([]string, 0, len(store.Entities()))
	handlers := make(map[string]inbox.Handler, len(store.Entities()))
	for _, entity := range store.Entities() {
		order = append(order, string(entity))
		handlers[string(entity)] = h.of(entity)
	}
	return inbox.NewConsumer(pool, inbox.Config{
		Kafka: cfg.Kafka, Group: ConsumerName, Topics: []string{Topic}, Name: ConsumerName, EntityOrder: order,
		Log: cfg.Log, Now: cfg.Now, Registerer: cfg.Registerer, BatchSize: cfg.BatchSize, OnApplied: cfg.OnApplied, Prepare: prepare,
	}, handlers)
}

// prepare decodes what comes in numbers while the events before it are applied. What is
// wrong with an event is said at its turn.
func prepare(e *inbox.Event) {
	var (
		fact any
		err  error
	)
	switch store.Entity(e.Entity) {
	case store.EntityProject:
		fact, err = decodeProject(payloadOf(*e))
	case store.EntityReport:
		fact, err = decodeReport(payloadOf(*e))
	case store.EntityUnit:
	}
	if err == nil {
		e.Prepared = fact
	}
}

// take adds an event to the facts.
func take(facts *store.Facts, entity store.Entity, e inbox.Event) error {
	switch fact := e.Prepared.(type) {
	case store.Project:
		facts.Projects = append(facts.Projects, fact)
	case store.Report:
		facts.Reports = append(facts.Reports, fact)
	default:
		return Append(facts, entity, payloadOf(e))
	}
	return nil
}

func payloadOf(e inbox.Event) Payload {
	return Payload{ID: e.AggregateID(), Body: e.Body, Time: e.Time}
}

type handler struct {
	store   *store.Store
	now     func() time.Time
	metrics *metrics
}

// of is the handler of one entity: whatever the type of its events, they carry its
// whole state.
func (h *handler) of(entity store.Entity) inbox.Handler {
	return func(ctx context.Context, tx pgx.Tx, batch []inbox.Event) error {
		var facts store.Facts
		for _, e := range batch {
			if err := take(&facts, entity, e); err != nil {
				return fmt.Errorf("%s: %w", e.Type, err)
			}
			if e.Time.After(facts.Time) {
				facts.Time = e.Time
			}
		}
		applied, err := h.store.Apply(ctx, tx, facts)
		if err != nil {
			return err
		}
		h.metrics.note(entity, applied, facts.Time)
		return nil
	}
}
