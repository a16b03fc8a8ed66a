package job

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/services/statistics/internal/store"
)

const (
	// settleEvery is how often a process looks whether pages of cells are doubted.
	settleEvery = 5 * time.Second
	// settleAfter is how long no new reason to doubt has to come before pages are compared: while
	// processes of the old version apply, comparing would never end.
	settleAfter = 30 * time.Second
)

// Settler ends doubts about pages of cells: while there are any, figures that need pages are
// added up from facts, which takes seconds where pages take milliseconds.
type Settler struct {
	store   *store.Store
	log     *slog.Logger
	now     func() time.Time
	doubted prometheus.Gauge
	since   int64     // sequence of the doubt that was seen last, 0 for none
	at      time.Time // when it was seen first, or could not be ended
}

// NewSettler makes the job.
func NewSettler(st *store.Store, log *slog.Logger, registerer prometheus.Registerer, now func() time.Time) *Settler {
	s := &Settler{store: st, log: log, now: now, doubted: prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "pacesetter_statistics_pages_doubted",
		Help: "1 while cells by category, nature and dimension have to be compared with the facts, and what needs them is slow.",
	})}
	if registerer != nil {
		registerer.MustRegister(s.doubted)
	}
	return s
}

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
	since, err := s.store.NoteDoubt(ctx)
	if err != nil {
		s.failed(ctx, "look", err)
		return
	}
	s.tell(ctx, since)
	switch {
	case since == 0:
		s.since = 0
	case since != s.since:
		s.since, s.at = since, s.now()
	case s.now().Sub(s.at) >= settleAfter:
		s.settle(ctx)
	}
}

// tell tells when a doubt came and when it was ended, whichever process did that.
func (s *Settler) tell(ctx context.Context, since int64) {
	switch {
	case s.since == 0 && since != 0:
		s.log.WarnContext(ctx, "a process of an older version has applied; figures by category, nature and dimension are added up from facts")
	case s.since != 0 && since == 0:
		s.log.InfoContext(ctx, "doubted cells are compared with the facts")
	}
	s.doubted.Set(float64(min(since, 1)))
}

func (s *Settler) settle(ctx context.Context) {
	settled, err := s.store.SettleDoubt(ctx, s.since)
	if err != nil {
		s.failed(ctx, "compare", err)
	}
	if !settled {
		s.at = s.now()
		return
	}
	s.tell(ctx, 0)
	s.since = 0
}

// failed says that a step did not succeed; it is tried again at the next tick.
func (s *Settler) failed(ctx context.Context, step string, err error) {
	if ctx.Err() == nil {
		s.log.WarnContext(ctx, "doubted cells are left as they are", "step", step, "error", err)
	}
}
