package job

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/backoff"
)

// Hourly reconciles at the start of a process and every hour, with repair: what
// never arrived is fetched, an empty database filled.
type Hourly struct {
	reconciler  *Reconciler
	now         func() time.Time
	differences *prometheus.GaugeVec
	last        prometheus.Gauge
}

// every is the time between two reconciliations; after a failed one the next comes
// sooner.
const (
	every      = time.Hour
	retryFirst = time.Second
	retryLast  = time.Minute
)

// NewHourly makes the runner.
func NewHourly(r *Reconciler, registerer prometheus.Registerer, now func() time.Time) *Hourly {
	h := &Hourly{
		reconciler: r, now: now,
		differences: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "pacesetter_statistics_reconcile_differences", Help: "What the last reconciliation found: facts other than the registry's (some still on their way), cells other than the facts add up to.",
		}, []string{"kind"}),
		last: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pacesetter_statistics_reconcile_last_success_timestamp_seconds", Help: "When a reconciliation last came to its end.",
		}),
	}
	if registerer != nil {
		registerer.MustRegister(h.differences, h.last)
	}
	return h
}

// String names the runner.
func (h *Hourly) String() string { return "hourly reconciliation" }

// Run goes on until ctx ends. The registry or the database being away doesn't end it.
func (h *Hourly) Run(ctx context.Context) error {
	pause := backoff.Backoff{Min: retryFirst, Max: retryLast}
	for {
		wait := pause.Wait
		if h.once(ctx) {
			pause.Reset()
			wait = hour
		}
		if err := wait(ctx); err != nil {
			return nil //nolint:nilerr // ctx ended, which is how this work ends
		}
	}
}

func (h *Hourly) once(ctx context.Context) bool {
	result, err := h.reconciler.Run(ctx, true)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			h.reconciler.log.WarnContext(ctx, "reconciliation failed", "error", err)
		}
		return false
	}
	h.differences.WithLabelValues("facts").Set(float64(result.Facts))
	h.differences.WithLabelValues("cells").Set(float64(result.Cells))
	h.last.Set(float64(h.now().Unix()))
	h.reconciler.log.InfoContext(ctx, "reconciled", "facts", result.Facts, "cells", result.Cells)
	return true
}

func hour(ctx context.Context) error {
	timer := time.NewTimer(every)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
