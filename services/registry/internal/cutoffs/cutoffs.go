// Package cutoffs takes in what statistics publishes: a month that is cut off is locked
// in the register. It knows the wire; what a lock does is decided by package registry.
package cutoffs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/inbox"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// Topic is what the register listens to; ConsumerName names its consumer, in the group,
// in metrics and among parked messages.
const (
	Topic        = "pacesetter.statistics.v1"
	ConsumerName = "registry"
)

// entity is that of the keys "cutoff/<unit>/<YYYY-MM>".
const entity = "cutoff"

// Config is what a consumer needs.
type Config struct {
	Kafka      kafka.Config
	Log        *slog.Logger
	Now        func() time.Time
	Registerer prometheus.Registerer
}

// NewConsumer makes the member of the consumer group that locks months. It waits for
// the topic by itself, so that the register serves before statistics ever ran.
func NewConsumer(pool *pgxpool.Pool, cfg Config) *inbox.Consumer {
	return inbox.NewConsumer(pool, inbox.Config{
		Kafka: cfg.Kafka, Group: ConsumerName, Topics: []string{Topic}, Name: ConsumerName,
		Log: cfg.Log, Now: cfg.Now, Registerer: cfg.Registerer,
	}, map[string]inbox.Handler{entity: lock})
}

// lock keeps the cut-offs of a batch: whatever the type of its events, they carry the
// whole publication.
func lock(ctx context.Context, tx pgx.Tx, batch []inbox.Event) error {
	locks := make([]registry.MonthLock, len(batch))
	for i, e := range batch {
		var err error
		if locks[i], err = decode(e); err != nil {
			return fmt.Errorf("%s: %w", e.Type, err)
		}
	}
	return store.LockMonths(ctx, tx, locks)
}

// decode reads a CutoffPublished. It fails for a payload that speaks of something else
// than its key and version, or doesn't say when it was published.
func decode(e inbox.Event) (registry.MonthLock, error) {
	var payload statisticsv1.CutoffPublished
	if err := proto.Unmarshal(e.Body, &payload); err != nil {
		return registry.MonthLock{}, fmt.Errorf("decode %s: %w", e.Key, err)
	}
	c := payload.GetCutoff()
	m, err := month.Parse(c.GetMonth())
	switch {
	case err != nil:
		return registry.MonthLock{}, fmt.Errorf("cut-off %s: %w", e.Key, err)
	case e.AggregateID() != c.GetUnit()+"/"+m.String():
		return registry.MonthLock{}, fmt.Errorf("payload of %s/%s under the key %s", c.GetUnit(), m, e.Key)
	case int64(c.GetRevision()) != e.Version:
		return registry.MonthLock{}, fmt.Errorf("cut-off %s: revision %d in version %d", e.Key, c.GetRevision(), e.Version)
	case !c.GetCutoffTime().IsValid():
		return registry.MonthLock{}, fmt.Errorf("cut-off %s: no time", e.Key)
	}
	return registry.MonthLock{
		Unit: c.GetUnit(), UnitName: c.GetUnitName(), Month: m, Revision: int(c.GetRevision()), Time: c.GetCutoffTime().AsTime(),
	}, nil
}
