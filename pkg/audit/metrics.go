package audit

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

const measureEvery = 5 * time.Second

// measureSQL counts no further than operators need to know.
const measureSQL = `SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8
FROM (SELECT at FROM audit_pending ORDER BY entry LIMIT 100000) AS head`

// metrics tell whether entries get sealed. Every replica measures.
type metrics struct{ rows, oldest prometheus.Gauge }

func newMetrics(reg prometheus.Registerer, service string) metrics {
	labels := prometheus.Labels{"service": service}
	m := metrics{
		rows: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pacesetter_audit_unsealed_entries", ConstLabels: labels,
			Help: "Audit entries that are in no block yet, counted up to 100,000.",
		}),
		oldest: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pacesetter_audit_oldest_unsealed_seconds", ConstLabels: labels,
			Help: "Age of the oldest audit entry that is in no block yet.",
		}),
	}
	if reg != nil {
		reg.MustRegister(m.rows, m.oldest)
	}
	return m
}

// watch measures until ctx ends. A database that is away leaves the last figures
// standing; it has alerts of its own.
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
