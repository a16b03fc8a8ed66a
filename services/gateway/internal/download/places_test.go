package download

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/internal/rest"
)

// slow is a statistics that answers when it is told to, unless the caller leaves before.
type slow struct {
	statisticsv1.StatisticsServiceClient

	asked  chan struct{}
	answer chan error
}

func (s *slow) GetRollup(ctx context.Context, in *statisticsv1.GetRollupRequest, opts ...grpc.CallOption) (*statisticsv1.GetRollupResponse, error) {
	s.asked <- struct{}{}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case err := <-s.answer:
		if err != nil {
			return nil, err
		}
		return (&statistics{}).GetRollup(ctx, in, opts...)
	}
}

// exporter is a gateway with few places, which tells when an answer has ended.
type exporter struct {
	*httptest.Server
	*slow

	places *Places
	ended  chan struct{}
}

func newExporter(t *testing.T, most, each int, within func(context.Context) context.Context) exporter {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	e := exporter{
		slow:   &slow{asked: make(chan struct{}), answer: make(chan error)},
		places: NewPlaces(most, each, prometheus.NewRegistry()), ended: make(chan struct{}, most+1),
	}
	views := Views{Statistics: e.slow, Renewer: &renewer{}, Failures: rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), Places: e.places}.Handler()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/exports/{view}/{of}", func(w http.ResponseWriter, r *http.Request) {
		defer func() { e.ended <- struct{}{} }()
		views.ServeHTTP(w, r.WithContext(within(r.Context())))
	})
	e.Server = httptest.NewUnstartedServer(mux)
	e.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	e.Start()
	t.Cleanup(e.Close)
	return e
}

func asItIs(ctx context.Context) context.Context { return ctx }

// got is what came of an export.
type got struct {
	code       int
	retryAfter string
	body       string
	err        error
}

func (e exporter) get(ctx context.Context) got {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, e.URL+"/api/v1/exports/rollups/sd?month=2020-05&format=csv", nil)
	if err != nil {
		return got{err: err}
	}
	response, err := e.Client().Do(r)
	if err != nil {
		return got{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return got{response.StatusCode, response.Header.Get("Retry-After"), string(body), err}
}

// begin starts an export, which is under way when begin returns.
func (e exporter) begin(ctx context.Context) <-chan got {
	done := make(chan got, 1)
	go func() { done <- e.get(ctx) }()
	<-e.asked
	return done
}

func (e exporter) count(outcome string) float64 {
	return testutil.ToFloat64(e.places.ended.WithLabelValues("rollups", outcome))
}

// TestExportsAreBounded: where all places are taken the next is refused at once, and asks
// nobody.
func TestExportsAreBounded(t *testing.T) {
	e := newExporter(t, 2, 3, asItIs)
	first, second := e.begin(t.Context()), e.begin(t.Context())
	third := e.get(t.Context())
	if third.code != http.StatusTooManyRequests || third.retryAfter != "5" || !strings.Contains(third.body, `"EXPORTS_TOO_MANY","message":"导出的人较多，已有 2 份`) {
		t.Errorf("with two under way a third is answered %+v", third)
	}
	e.answer <- nil
	e.answer <- nil
	if a, b := <-first, <-second; a.code != http.StatusOK || b.code != http.StatusOK {
		t.Errorf("the two are answered %+v and %+v", a, b)
	}
	for range 3 {
		<-e.ended
	}
	if ok, refused := e.count("OK"), e.count("EXPORTS_TOO_MANY"); ok != 2 || refused != 1 {
		t.Errorf("%v and %v refused are counted", ok, refused)
	}
}

// TestNobodyHasAllPlaces: who has their share is refused, and others are not.
func TestNobodyHasAllPlaces(t *testing.T) {
	var who atomic.Value
	e := newExporter(t, 3, 1, func(ctx context.Context) context.Context {
		return authn.WithPrincipal(ctx, authn.Principal{ID: who.Load().(string)}) //nolint:forcetypeassert // stored below
	})
	who.Store("a")
	first := e.begin(t.Context())
	again := e.get(t.Context())
	if again.code != http.StatusTooManyRequests || again.retryAfter != "5" || !strings.Contains(again.body, `"EXPORTS_UNDER_WAY","message":"您已有 1 份导出`) {
		t.Errorf("a second of the same caller is answered %+v", again)
	}
	who.Store("b")
	other := e.begin(t.Context())
	e.answer <- nil
	e.answer <- nil
	if a, b := <-first, <-other; a.code != http.StatusOK || b.code != http.StatusOK {
		t.Errorf("two callers are answered %+v and %+v", a, b)
	}
	for range 3 {
		<-e.ended
	}
	who.Store("a")
	last := e.begin(t.Context())
	e.answer <- nil
	if a := <-last; a.code != http.StatusOK {
		t.Errorf("once the first has ended the caller is answered %+v", a)
	}
}

// TestEachPlaceComesBack, however its export ends.
func TestEachPlaceComesBack(t *testing.T) {
	for name, tc := range map[string]struct {
		within  func(context.Context) context.Context
		end     func(e exporter, leave context.CancelFunc)
		outcome string
	}{
		"with a file":           {asItIs, func(e exporter, _ context.CancelFunc) { e.answer <- nil }, "OK"},
		"with a refusal":        {asItIs, func(e exporter, _ context.CancelFunc) { e.answer <- errs.NotFound("UNIT_NOT_FOUND", "no unit") }, "UNIT_NOT_FOUND"},
		"with nobody there":     {asItIs, func(_ exporter, leave context.CancelFunc) { leave() }, brokenOff},
		"with a file not taken": {over, func(e exporter, _ context.CancelFunc) { e.answer <- nil }, brokenOff},
	} {
		t.Run(name, func(t *testing.T) {
			e := newExporter(t, 1, 1, tc.within)
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			first := e.begin(ctx)
			if now := len(e.places.taken); now != 1 {
				t.Fatalf("%d places are taken", now)
			}
			tc.end(e, leave)
			<-first
			<-e.ended
			if now := len(e.places.taken); now != 0 || e.count(tc.outcome) != 1 {
				t.Errorf("%d places are taken afterwards, %v counted as %s", now, e.count(tc.outcome), tc.outcome)
			}
		})
	}
}

// late is a context whose time is over, which nobody has noticed yet: of a file that is sent
// too slowly.
type late struct{ context.Context } //nolint:containedctx // it is a context

// Deadline implements context.Context.
func (late) Deadline() (time.Time, bool) { return time.Unix(0, 0), true }

func over(ctx context.Context) context.Context { return late{ctx} }
