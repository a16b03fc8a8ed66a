package idempotency

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// sweepEvery is how often keys are looked through that have outlived Kept.
const sweepEvery = time.Hour

// Sweeper forgets calls that have outlived what callers were promised.
type Sweeper struct {
	pool *pgxpool.Pool
	log  *slog.Logger
	now  func() time.Time
}

// NewSweeper makes the job.
func NewSweeper(pool *pgxpool.Pool, log *slog.Logger, now func() time.Time) *Sweeper {
	return &Sweeper{pool, log, now}
}

// String names the job.
func (s *Sweeper) String() string { return "sweep of request IDs" }

// Run sweeps at once and then every hour until ctx ends. A failed sweep is told and
// made up for by the next.
func (s *Sweeper) Run(ctx context.Context) error {
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

func (s *Sweeper) once(ctx context.Context) {
	gone, err := Sweep(ctx, s.pool, s.now().Add(-Kept))
	switch {
	case err != nil && ctx.Err() == nil:
		s.log.WarnContext(ctx, "request IDs not swept", "error", err)
	case gone > 0:
		s.log.InfoContext(ctx, "request IDs swept", "count", gone)
	}
}
