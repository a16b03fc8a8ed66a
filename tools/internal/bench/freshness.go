package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/launch"
)

// Marks of freshness.
const (
	freshWithin  = 1.0   // seconds
	freshSharePc = 0.99  // of the reports
	mostMemory   = 300.0 // MiB
	reporters    = 32    // callers, each with one report in hand
)

// measureFreshness sends reports one by one, as counties do, at a fixed rate, and
// watches the province's figure grow.
func measureFreshness(ctx context.Context, w *world) ([]Figure, error) {
	if !w.wants("freshness") || len(w.load.held) == 0 {
		return nil, nil
	}
	cfg := client.Local(w.offset, launch.RootUnit, now)
	cfg.Statistics = w.address
	c, err := client.Dial(cfg)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	f, err := w.freshen(ctx, c)
	if err != nil {
		return nil, err
	}
	return f.figures(), nil
}

// fresh is what was seen: when reports were acknowledged, when the figure had which
// value, and how much memory the services took.
type fresh struct {
	mu     sync.Mutex
	acked  []time.Time
	seen   []sighting
	took   time.Duration
	memory map[string]float64
}

// sighting is the province's `reported` as WatchRollup told it.
type sighting struct {
	at       time.Time
	reported int64
}

func (w *world) freshen(ctx context.Context, c *client.Client) (*fresh, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := &fresh{memory: map[string]float64{}}
	watch, err := c.Statistics.WatchRollup(ctx, &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: launch.RootUnit, Month: readMonth},
	})
	if err != nil {
		return nil, err
	}
	first, err := watch.Recv()
	if err != nil {
		return nil, err
	}
	base := first.GetRollup().GetFigures().GetReported()
	f.seen = append(f.seen, sighting{now(), 0})
	watched := make(chan error, 1)
	go func() { watched <- f.watch(watch, base, int64(len(w.load.held))) }()
	go f.sample(ctx, w)
	if err := f.report(ctx, w, c); err != nil {
		return nil, err
	}
	select {
	case err := <-watched:
		return f, err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.NewTimer(time.Minute).C:
		return nil, errors.New("a minute after the last report not all of them were counted")
	}
}

func (f *fresh) watch(stream statisticsv1.StatisticsService_WatchRollupClient, base, want int64) error {
	for {
		res, err := stream.Recv()
		if err != nil {
			return err
		}
		s := sighting{now(), res.GetRollup().GetFigures().GetReported() - base}
		f.seen = append(f.seen, s)
		if s.reported >= want {
			return nil
		}
	}
}

// report sends what was held back, each report at its time or as soon after it as a
// caller is free.
func (f *fresh) report(ctx context.Context, w *world, c *client.Client) error {
	ctx = client.As(ctx, authn.RoleCity, launch.RootUnit)
	due := make(chan *registryv1.IngestReport)
	faults := make(chan error, reporters)
	var wg sync.WaitGroup
	for range reporters {
		wg.Go(func() {
			for r := range due {
				if err := f.reportOne(ctx, c, w.load.ids[r.GetProject()], r); err != nil {
					faults <- err
					return
				}
			}
		})
	}
	began := now()
	for i, r := range w.load.held {
		at := began.Add(time.Duration(i) * time.Second / freshRate)
		if err := sleep(ctx, at.Sub(now())); err != nil {
			break
		}
		select {
		case due <- r:
		case err := <-faults:
			close(due)
			return err
		}
	}
	close(due)
	wg.Wait()
	f.took = now().Sub(began)
	select {
	case err := <-faults:
		return err
	default:
		return ctx.Err()
	}
}

func (f *fresh) reportOne(ctx context.Context, c *client.Client, id string, r *registryv1.IngestReport) error {
	_, err := c.Reports.SaveReport(ctx, &registryv1.SaveReportRequest{
		ProjectId: id, Month: r.GetMonth(), Figures: r.GetFigures(), Progress: r.GetProgress(), Reason: r.GetReason(),
		Submit: true, RequestId: uuid.NewString(),
	})
	if err != nil {
		return fmt.Errorf("report %s of %s: %w", r.GetMonth(), r.GetProject(), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acked = append(f.acked, now())
	return nil
}

// sample notes the most memory that each service takes.
func (f *fresh) sample(ctx context.Context, w *world) {
	for {
		for name, pid := range w.pids() {
			mib := residentMiB(pid)
			f.mu.Lock()
			f.memory[name] = max(f.memory[name], mib)
			f.mu.Unlock()
		}
		if sleep(ctx, 500*time.Millisecond) != nil {
			return
		}
	}
}

// delays are, for each acknowledged report, the seconds until the figure counted as
// many as were acknowledged by then.
func (f *fresh) delays() []float64 {
	slices.SortFunc(f.acked, time.Time.Compare)
	delays := make([]float64, len(f.acked))
	next := 0
	for i, at := range f.acked {
		for next < len(f.seen)-1 && f.seen[next].reported <= int64(i) {
			next++
		}
		delays[i] = max(f.seen[next].at.Sub(at).Seconds(), 0)
	}
	return delays
}

func (f *fresh) figures() []Figure {
	one := func(name, unit string, m mark, ours, baseline float64) Figure {
		return compare(name, unit, m, []pair{{ours, baseline}})
	}
	delays := f.delays()
	list := []Figure{
		one("freshness", "s (99 %)", most(1), quantile(delays, freshSharePc), freshWithin),
		one("freshness.median", "s", shown(), quantile(delays, 0.5), freshWithin),
		one("freshness.rate", "reports/s", least(0.98), float64(len(f.acked))/f.took.Seconds(), freshRate),
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range servicesMeasured() {
		list = append(list, one("memory."+name, "MiB", most(1), f.memory[name], mostMemory))
	}
	return list
}
