package inbox

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

const (
	measureEvery = 5 * time.Second
	measureIn    = 5 * time.Second
)

const countParkedSQL = `SELECT count(*) FROM inbox_parked WHERE consumer = $1`

// metrics tell how far behind the consumer is and what it could not apply.
type metrics struct {
	oldest                                                  atomic.Int64 // when the oldest message in hand was written, Unix nanoseconds; 0: none
	parked                                                  prometheus.Gauge
	applied, ignored, retries, superseded, reopened, halved prometheus.Counter
}

func newMetrics(cfg Config) *metrics {
	labels := prometheus.Labels{"service": cfg.Name}
	m := &metrics{parked: prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "pacesetter_inbox_parked", Help: "Messages set aside because they cannot be applied.", ConstLabels: labels,
	})}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels})
	}
	m.applied = counter("pacesetter_inbox_applied_total", "Events applied.")
	m.ignored = counter("pacesetter_inbox_ignored_total", "Events of entities that this consumer does not follow.")
	m.retries = counter("pacesetter_inbox_retries_total", "Batches repeated because of the surroundings.")
	m.superseded = counter("pacesetter_inbox_superseded_total", "Parked messages dropped because newer state was applied.")
	m.reopened = counter("pacesetter_inbox_reopened_total", "Times the member joined anew because nothing came although there was more.")
	m.halved = counter("pacesetter_inbox_halved_total", "Transactions that ran into the statement's timeout, so that the next ones apply half as many events.")
	if cfg.Registerer != nil {
		m.register(cfg, labels)
	}
	return m
}

func (m *metrics) register(cfg Config, labels prometheus.Labels) {
	m.parked = registered(cfg.Registerer, m.parked)
	m.applied, m.ignored = registered(cfg.Registerer, m.applied), registered(cfg.Registerer, m.ignored)
	m.retries, m.superseded = registered(cfg.Registerer, m.retries), registered(cfg.Registerer, m.superseded)
	m.reopened, m.halved = registered(cfg.Registerer, m.reopened), registered(cfg.Registerer, m.halved)
	registered(cfg.Registerer, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pacesetter_inbox_lag_seconds", Help: "Age of the oldest message that was read and not applied yet.", ConstLabels: labels,
	}, func() float64 { return m.lag(cfg.Now()) }))
}

// registered returns the metric that is there already, if two consumers share a registry.
func registered[T prometheus.Collector](reg prometheus.Registerer, c T) T {
	err := reg.Register(c)
	if before, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		if same, ok := before.ExistingCollector.(T); ok {
			return same
		}
	}
	return c
}

// begin and idle bracket the time in which there is something to do.
func (m *metrics) begin(written time.Time) { m.oldest.Store(written.UnixNano()) }

func (m *metrics) idle() { m.oldest.Store(0) }

func (m *metrics) lag(now time.Time) float64 {
	oldest := m.oldest.Load()
	if oldest == 0 {
		return 0
	}
	return now.Sub(time.Unix(0, oldest)).Seconds()
}

// watch counts the parked messages until ctx ends. A database that is away
// leaves the last figure standing.
func (m *metrics) watch(ctx context.Context, pool *pgxpool.Pool, name string) {
	tick := time.NewTicker(measureEvery)
	defer tick.Stop()
	for {
		m.count(ctx, pool, name)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (m *metrics) count(ctx context.Context, pool *pgxpool.Pool, name string) {
	ctx, cancel := context.WithTimeout(ctx, measureIn)
	defer cancel()
	var n int64
	if err := pool.QueryRow(ctx, countParkedSQL, name).Scan(&n); err == nil {
		m.parked.Set(float64(n))
	}
}
