package live

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/internal/rest"
)

// statistics plays one script per stream that is opened: answers, then an error.
type statistics struct {
	statisticsv1.StatisticsServiceClient
	scripts []script
	bearers []string
}

type script struct {
	changes []int64
	err     error
}

func (s *statistics) WatchRollup(ctx context.Context, _ *statisticsv1.WatchRollupRequest, _ ...grpc.CallOption) (grpc.ServerStreamingClient[statisticsv1.WatchRollupResponse], error) {
	s.bearers = append(s.bearers, authn.BearerOf(ctx))
	next := s.scripts[0]
	s.scripts = s.scripts[1:]
	return &playing{script: next}, nil
}

type playing struct {
	grpc.ServerStreamingClient[statisticsv1.WatchRollupResponse]
	script script
}

func (p *playing) Recv() (*statisticsv1.WatchRollupResponse, error) {
	if len(p.script.changes) == 0 {
		return nil, p.script.err
	}
	change := p.script.changes[0]
	p.script.changes = p.script.changes[1:]
	return &statisticsv1.WatchRollupResponse{Rollup: &statisticsv1.Rollup{Change: change}}, nil
}

type renewer struct{ err error }

func (r renewer) Renew(context.Context) (string, error) { return "fresh", r.err }

// listen reads the whole answer, as lines without the blank ones.
func listen(t *testing.T, s *statistics, r Renewer) (answer, []string) {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/rollups/{unit}/watch", Handler(s, r, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), make(chan struct{})))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/rollups/sd/watch?month=2020-05", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var lines []string
	for scanner := bufio.NewScanner(response.Body); scanner.Scan(); {
		if scanner.Text() != "" {
			lines = append(lines, scanner.Text())
		}
	}
	return answer{response.StatusCode, response.Header.Get("Content-Type")}, lines
}

type answer struct {
	status int
	kind   string
}

var (
	expired = errs.Unauthenticated("TOKEN_EXPIRED", "expired")
	away    = errs.Unavailable("UPSTREAM_UNAVAILABLE", "away")
	unknown = errs.NotFound("UNIT_NOT_FOUND", "no unit")
)

func TestStreamOutlivesItsTokensAndStatisticsRestarts(t *testing.T) {
	s := &statistics{scripts: []script{{[]int64{1, 2}, expired}, {[]int64{3}, away}, {[]int64{4}, unknown}}}
	got, lines := listen(t, s, renewer{})
	text := strings.Join(lines, "\n")
	if got.status != http.StatusOK || !strings.HasPrefix(got.kind, "text/event-stream") {
		t.Fatalf("answer %+v", got)
	}
	for _, want := range []string{`"change":"1"`, `"change":"2"`, `"change":"3"`, `"change":"4"`, "UPSTREAM_UNAVAILABLE", "UNIT_NOT_FOUND"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if len(s.bearers) != 3 || s.bearers[1] != "fresh" {
		t.Errorf("bearers %q", s.bearers)
	}
}

func TestAWatchAsksForGrowth(t *testing.T) {
	for query, want := range map[string]bool{"": false, "&growth=true": true, "&growth=false": false} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/rollups/sd/watch?month=2020-05"+query, nil)
		if got := request(r).GetFilter().GetGrowth(); got != want || wrongParameter(r.URL.Query()) != "" {
			t.Errorf("%q asks for growth: %t, want %t; refused for %q", query, got, want, wrongParameter(r.URL.Query()))
		}
	}
	if got := wrongParameter(url.Values{"growth": {"yes"}}); got != "growth" {
		t.Errorf("growth=yes is refused for %q", got)
	}
}

func TestAnUnknownParameterIsRefusedByName(t *testing.T) {
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/rollups/sd/watch?month=2020-05&colour=red", nil)
	Handler(nil, nil, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), nil).ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"reason":"QUERY_INVALID"`) || !strings.Contains(w.Body.String(), `"path":"colour"`) {
		t.Errorf("status %d, %s", w.Code, w.Body)
	}
}

func TestStreamThatCanNeverWorkIsAPlainRefusal(t *testing.T) {
	got, lines := listen(t, &statistics{scripts: []script{{nil, unknown}}}, renewer{})
	if got.status != http.StatusNotFound || !strings.Contains(strings.Join(lines, ""), "UNIT_NOT_FOUND") {
		t.Errorf("status %d: %q", got.status, lines)
	}
}

// refusing never lets anybody in, as statistics does that doesn't believe the
// gateway's tokens.
type refusing struct {
	statisticsv1.StatisticsServiceClient
	err   error
	asked atomic.Int64
}

func (r *refusing) WatchRollup(context.Context, *statisticsv1.WatchRollupRequest, ...grpc.CallOption) (grpc.ServerStreamingClient[statisticsv1.WatchRollupResponse], error) {
	r.asked.Add(1)
	return nil, r.err
}

func TestFreshTokenThatIsRefusedTooIsNoReasonToHurry(t *testing.T) {
	r := &refusing{err: expired}
	ctx, cancel := context.WithTimeout(t.Context(), pause/2)
	defer cancel()
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/rollups/sd/watch?month=2020-05", nil)
	Handler(r, renewer{}, nil, make(chan struct{})).ServeHTTP(httptest.NewRecorder(), request)
	if n := r.asked.Load(); n != 1 {
		t.Errorf("asked %d times in half a pause", n)
	}
}

// TestWhoIsSentAwayComesBackWhenTold and not with every second: each try may cost as much as
// there are projects.
func TestWhoIsSentAwayComesBackWhenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := rest.Catalogue()
		if err != nil {
			t.Fatal(err)
		}
		r := &refusing{err: away.RetryIn(10 * time.Second)}
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/rollups/sd/watch?month=2020-05", nil)
		Handler(r, renewer{}, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), make(chan struct{})).ServeHTTP(httptest.NewRecorder(), request)
		if n := r.asked.Load(); n != 3 {
			t.Errorf("asked %d times in 25 seconds, want at 0, 10 and 20", n)
		}
	})
}

func TestStreamEndsWithTheSession(t *testing.T) {
	_, lines := listen(t, &statistics{scripts: []script{{[]int64{1}, expired}}}, renewer{err: expired})
	if last := lines[len(lines)-1]; !strings.Contains(last, "TOKEN_EXPIRED") {
		t.Errorf("last line %q", last)
	}
}

// TestOnlyWhoListensIsToldAnything: what asks for the head alone opens no stream, which it
// would hold for hours.
func TestOnlyWhoListensIsToldAnything(t *testing.T) {
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	s := &statistics{scripts: []script{{err: unknown}}}
	w := httptest.NewRecorder()
	Handler(s, renewer{}, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), make(chan struct{})).
		ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/api/v1/rollups/sd/watch?month=2020-05", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodGet || len(s.bearers) != 0 {
		t.Errorf("status %d, allows %q, %d streams opened", w.Code, w.Header().Get("Allow"), len(s.bearers))
	}
}
