package events

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/services/statistics/internal/store"
)

// metrics tell how fresh the figures are. A batch that is repeated because its
// commit failed counts again.
type metrics struct {
	now    func() time.Time
	newest atomic.Int64 // nanoseconds since 1970, 0 before the first event
	events *prometheus.CounterVec
	delay  prometheus.Histogram
}

func newMetrics(r prometheus.Registerer, now func() time.Time) *metrics {
	m := &metrics{
		now: now,
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pacesetter_statistics_events_total", Help: "Events applied, by entity and whether they were newer (taken) or known already (stale).",
		}, []string{"entity", "outcome"}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pacesetter_statistics_apply_delay_seconds", Help: "Time from an event being recorded until it is counted, per batch's newest.",
			Buckets: []float64{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300},
		}),
	}
	age := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pacesetter_statistics_newest_event_age_seconds", Help: "Age of the newest event applied by this process.",
	}, m.age)
	if r != nil {
		r.MustRegister(m.events, m.delay, age)
	}
	return m
}

func (m *metrics) age() float64 {
	newest := m.newest.Load()
	if newest == 0 {
		return math.NaN()
	}
	return m.now().Sub(time.Unix(0, newest)).Seconds()
}

func (m *metrics) note(entity store.Entity, applied store.Applied, at time.Time) {
	m.events.WithLabelValues(string(entity), "taken").Add(float64(applied.Taken))
	m.events.WithLabelValues(string(entity), "stale").Add(float64(applied.Stale))
	if applied.Taken == 0 || at.IsZero() {
		return
	}
	m.delay.Observe(m.now().Sub(at).Seconds())
	if nano := at.UnixNano(); nano > m.newest.Load() {
		m.newest.Store(nano)
	}
}
