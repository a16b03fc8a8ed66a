package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

const measureEvery = 5 * time.Second

// measureSQL counts no further than operators need to know, because a count of
// a long queue would cost more than the queue.
const measureSQL = `SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8
FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 100000) AS head`

// metrics tell whether events get out. Every replica measures, leading or not.
type metrics struct {
	oldest, rows prometheus.Gauge
	failures     prometheus.Counter
}

func newMetrics(reg prometheus.Registerer, source string) metrics {
	labels := prometheus.Labels{"service": source}
	m := metrics{
		oldest: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pacesetter_outbox_oldest_seconds", ConstLabels: labels,
			Help: "Age of the oldest event that is not published yet.",
		}),
		rows: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pacesetter_outbox_rows", ConstLabels: labels,
			Help: "Events that are not published yet, counted up to 100,000.",
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "pacesetter_outbox_write_failures_total", ConstLabels: labels,
			Help: "Writes to Kafka that have to be repeated.",
		}),
	}
	if reg != nil {
		m.oldest, m.rows, m.failures = register(reg, m.oldest), register(reg, m.rows), register(reg, m.failures)
	}
	return m
}

// register returns the metric that is there already, if two relays share a registry.
func register[T prometheus.Collector](reg prometheus.Registerer, c T) T {
	err := reg.Register(c)
	if before, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		if same, ok := before.ExistingCollector.(T); ok {
			return same
		}
	}
	return c
}

// watch measures until ctx ends. A database that is away leaves the last
// figures standing; it has alerts of its own.
func (m metrics) watch(ctx context.Context, pool *pgxpool.Pool) {
	tick := time.NewTicker(measureEvery)
	defer tick.Stop()
	for {
		m.measure(ctx, pool)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (m metrics) measure(ctx context.Context, pool *pgxpool.Pool) {
	ctx, cancel := context.WithTimeout(ctx, operation)
	defer cancel()
	var rows int64
	var oldest float64
	if err := pool.QueryRow(ctx, measureSQL).Scan(&rows, &oldest); err != nil {
		return
	}
	m.rows.Set(float64(rows))
	m.oldest.Set(oldest)
}
