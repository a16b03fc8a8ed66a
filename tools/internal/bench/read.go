package bench

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"pacesetter/pkg/authn"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/launch"
)

const (
	readFor   = 2 * time.Second // of each turn at full scale
	warmFor   = 300 * time.Millisecond
	readMonth = "2025-12"
)

// reader calls one thing again and again.
type reader func(ctx context.Context) error

// readers are everything that is compared, by connections of the same kind.
type readers struct {
	large, small, bare, echo reader
	conns                    []*grpc.ClientConn
}

func (r *readers) close() {
	for _, c := range r.conns {
		_ = c.Close()
	}
}

// measureReads asks for the province's roll-up.
func measureReads(ctx context.Context, w *world) ([]Figure, error) {
	if !w.wants("read") {
		return nil, nil
	}
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	r, err := w.readers(ctx)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var figures []Figure
	for _, callers := range []int{1, 8, 64} {
		found, err := compareRates(ctx, w, r, callers)
		if err != nil {
			return nil, err
		}
		figures = append(figures, found...)
	}
	scale, err := compareScales(ctx, w, r)
	if err != nil {
		return nil, err
	}
	grouped, err := compareGroupBy(ctx, w, r)
	return append(figures, scale, grouped), err
}

// settle lets PostgreSQL write out what the loading left in its log, so that reads
// aren't measured beside it.
func (w *world) settle(ctx context.Context) error {
	return w.sql(ctx, largeDatabase, "VACUUM ANALYZE", "CHECKPOINT")
}

// readers starts what isn't running yet and dials all of it.
func (w *world) readers(ctx context.Context) (*readers, error) {
	bare, err := w.serveBare(ctx)
	if err != nil {
		return nil, err
	}
	small, err := w.serveStatistics(ctx, smallDatabase, nowhere)
	if err != nil {
		return nil, err
	}
	token, err := w.issuer.Take(ctx, client.Grant{Role: authn.RoleProvince, Unit: launch.RootUnit})
	if err != nil {
		return nil, err
	}
	r := &readers{}
	dial := func(address string) statisticsv1.StatisticsServiceClient {
		var conn *grpc.ClientConn
		if conn, err = grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials())); err != nil {
			return nil
		}
		r.conns = append(r.conns, conn)
		return statisticsv1.NewStatisticsServiceClient(conn)
	}
	r.large, r.small = rollupOf(dial(w.address), token), rollupOf(dial(small.grpc), token)
	direct := dial(bare)
	r.bare = func(ctx context.Context) error {
		res, err := direct.GetSeries(ctx, &statisticsv1.GetSeriesRequest{Unit: launch.RootUnit, Year: seed})
		if err == nil && len(res.GetMonths()) < w.spec.Cities {
			return fmt.Errorf("bare server answered %d rows", len(res.GetMonths()))
		}
		return err
	}
	echoed := &statisticsv1.GetRollupRequest{Unit: strings.Repeat("x", 200)}
	r.echo = func(ctx context.Context) error { _, err := direct.GetRollup(ctx, echoed); return err }
	return r, err
}

// rollupOf asks for the province with its cities.
func rollupOf(c statisticsv1.StatisticsServiceClient, token string) reader {
	req := &statisticsv1.GetRollupRequest{Unit: launch.RootUnit, Month: readMonth}
	return func(ctx context.Context) error {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
		res, err := c.GetRollup(ctx, req)
		if err == nil && res.GetRollup().GetFigures().GetProjects() == 0 {
			return fmt.Errorf("roll-up without projects: %v", res)
		}
		return err
	}
}

func compareRates(ctx context.Context, w *world, r *readers, callers int) ([]Figure, error) {
	var reads, echoes []pair
	for range w.rounds {
		var rates [3]float64
		for i, f := range []reader{r.large, r.bare, r.echo} {
			var err error
			if rates[i], err = w.rate(ctx, callers, f); err != nil {
				return nil, err
			}
		}
		reads = append(reads, pair{rates[0], rates[1]})
		echoes = append(echoes, pair{rates[0], rates[2]})
		w.say("%d callers: %.0f calls/s, bare %.0f, echo %.0f", callers, rates[0], rates[1], rates[2])
	}
	return []Figure{
		compare(fmt.Sprintf("read.%d", callers), "calls/s", least(0.6), reads),
		compare(fmt.Sprintf("read.%d.echo", callers), "calls/s", shown(), echoes),
	}, nil
}

// rate is how many calls a second so many callers make.
func (w *world) rate(ctx context.Context, callers int, f reader) (float64, error) {
	if _, err := drive(ctx, callers, warmFor, f); err != nil {
		return 0, err
	}
	return drive(ctx, callers, w.turn(), f)
}

// turn is how long one turn of calls lasts.
func (w *world) turn() time.Duration { return max(time.Duration(float64(readFor)*w.scale), warmFor) }

func drive(ctx context.Context, callers int, d time.Duration, f reader) (float64, error) {
	var (
		calls  atomic.Int64
		failed atomic.Pointer[error]
		wg     sync.WaitGroup
	)
	began := now()
	end := began.Add(d)
	for range callers {
		wg.Go(func() {
			for failed.Load() == nil && now().Before(end) {
				if err := f(ctx); err != nil {
					failed.Store(&err)
				}
				calls.Add(1)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(calls.Load()) / now().Sub(began).Seconds(), nil
}

// compareScales compares the time of one call over the whole province with that
// over a hundredth of it.
func compareScales(ctx context.Context, w *world, r *readers) (Figure, error) {
	var rounds []pair
	for range w.rounds {
		large, err := w.latency(ctx, r.large)
		if err != nil {
			return Figure{}, err
		}
		small, err := w.latency(ctx, r.small)
		if err != nil {
			return Figure{}, err
		}
		rounds = append(rounds, pair{large, small})
	}
	return compare("read.scale", "ms/call", most(1.5), rounds), nil
}

// latency is the median time of one caller's calls, in milliseconds.
func (w *world) latency(ctx context.Context, f reader) (float64, error) {
	if _, err := drive(ctx, 1, warmFor, f); err != nil {
		return 0, err
	}
	var times []float64
	for end := now().Add(w.turn()); now().Before(end); {
		took, err := timed(func() error { return f(ctx) })
		if err != nil {
			return 0, err
		}
		times = append(times, float64(took)/float64(time.Millisecond))
	}
	return quantile(times, 0.5), nil
}
