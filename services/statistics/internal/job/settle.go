package job

import (
	"context"
	"log/slog"
	"time"

	"pacesetter/services/statistics/internal/store"
)

// settleEvery is how often a process looks whether pages of cells are doubted.
const settleEvery = 5 * time.Second

// Settler ends doubts about pages of cells: while there are any, figures that need pages are
// added up from facts, which takes seconds where pages take milliseconds.
type Settler struct {
	store *store.Store
	log   *slog.Logger
}

// NewSettler makes the job.
func NewSettler(st *store.Store, log *slog.Logger) *Settler { return &Settler{st, log} }

// String names the job.
func (s *Settler) String() string { return "comparison of doubted cells" }

// Run looks at once and then every few seconds until ctx ends. Doubts that could not be
// ended are told, and looked at again.
func (s *Settler) Run(ctx context.Context) error {
	tick := time.NewTicker(settleEvery)
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

func (s *Settler) once(ctx context.Context) {
	doubted, err := s.store.Doubted(ctx)
	if err == nil && !doubted {
		return
	}
	var settled bool
	if err == nil {
		settled, err = s.store.SettleDoubt(ctx)
	}
	switch {
	case err != nil && ctx.Err() == nil:
		s.log.WarnContext(ctx, "doubted cells not compared", "error", err)
	case err == nil && !settled:
		s.log.WarnContext(ctx, "a process of an older version applies; its figures by category, nature and dimension are added up from facts")
	case err == nil:
		s.log.InfoContext(ctx, "doubted cells compared with the facts")
	}
}
