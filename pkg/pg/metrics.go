package pg

import (
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

// PoolMetrics tells how busy a pool is, when asked. name is the service's.
func PoolMetrics(pool *pgxpool.Pool, name string) prometheus.Collector {
	describe := func(metric, help string) *prometheus.Desc {
		return prometheus.NewDesc(metric, help, nil, prometheus.Labels{"service": name})
	}
	return &poolMetrics{
		pool:    pool,
		limit:   describe("pacesetter_database_connections_limit", "Most connections the pool opens."),
		open:    describe("pacesetter_database_connections_open", "Connections that are open."),
		busy:    describe("pacesetter_database_connections_busy", "Connections that work for somebody."),
		waits:   describe("pacesetter_database_waits_total", "Times somebody had to wait for a connection."),
		waiting: describe("pacesetter_database_wait_seconds_total", "Time spent waiting for connections."),
	}
}

type poolMetrics struct {
	pool                              *pgxpool.Pool
	limit, open, busy, waits, waiting *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (m *poolMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.limit, m.open, m.busy, m.waits, m.waiting} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (m *poolMetrics) Collect(out chan<- prometheus.Metric) {
	stat := m.pool.Stat()
	gauge := func(d *prometheus.Desc, v int32) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v))
	}
	gauge(m.limit, stat.MaxConns())
	gauge(m.open, stat.TotalConns())
	gauge(m.busy, stat.AcquiredConns())
	out <- prometheus.MustNewConstMetric(m.waits, prometheus.CounterValue, float64(stat.EmptyAcquireCount()))
	out <- prometheus.MustNewConstMetric(m.waiting, prometheus.CounterValue, stat.EmptyAcquireWaitTime().Seconds())
}
