// Package job holds what the register does by the clock.
package job

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/idempotency"
)

const (
	keyLife    = 90 * 24 * time.Hour // as promised to callers
	sweepEvery = time.Hour
)

// Sweep forgets idempotency keys that have outlived their promise.
type Sweep struct {
	pool *pgxpool.Pool
	log  *slog.Logger
	now  func() time.Time
}

// NewSweep makes the job.
func NewSweep(pool *pgxpool.Pool, log *slog.Logger, now func() time.Time) *Sweep {
	return &Sweep{pool, log, now}
}

// String names the job.
func (s *Sweep) String() string { return "sweep of idempotency keys" }

// Run sweeps at once and then every hour until ctx ends. A failed sweep is told and
// made up for by the next.
func (s *Sweep) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		s.once(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Sweep) once(ctx context.Context) {
	gone, err := idempotency.Sweep(ctx, s.pool, s.now().Add(-keyLife))
	switch {
	case err != nil && ctx.Err() == nil:
		s.log.WarnContext(ctx, "idempotency keys not swept", "error", err)
	case gone > 0:
		s.log.InfoContext(ctx, "idempotency keys swept", "count", gone)
	}
}
