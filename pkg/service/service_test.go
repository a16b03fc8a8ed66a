package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/interop/grpc_testing"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testServer answers with whatever the test put in.
type testServer struct {
	grpc_testing.UnimplementedTestServiceServer
	unary  func(context.Context) error
	stream func(context.Context) error
}

func (s *testServer) EmptyCall(ctx context.Context, _ *grpc_testing.Empty) (*grpc_testing.Empty, error) {
	return &grpc_testing.Empty{}, s.unary(ctx)
}

func (s *testServer) FullDuplexCall(stream grpc_testing.TestService_FullDuplexCallServer) error {
	return s.stream(stream.Context())
}

// logBuffer is a log that test and service use at once.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) lines(t *testing.T, msg string) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []map[string]any
	for line := range strings.Lines(l.buf.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if m["msg"] == msg {
			out = append(out, m)
		}
	}
	return out
}

// running is a Service that a test started.
type running struct {
	*Service
	client  grpc_testing.TestServiceClient
	conn    *grpc.ClientConn
	ops     string
	log     *logBuffer
	stop    context.CancelFunc
	ended   chan error
	http    *http.Client
	stopped bool
}

func local(t *testing.T) net.Listener {
	t.Helper()
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return lis
}

func start(t *testing.T, impl *testServer, edit func(*Config, *Options), runners ...Runner) *running {
	t.Helper()
	cfg, opts, log := Config{DrainTimeout: 5 * time.Second}, Options{Now: time.Now}, &logBuffer{}
	opts.LogTo, opts.GRPCListener, opts.OpsListener = log, local(t), local(t)
	if edit != nil {
		edit(&cfg, &opts)
	}
	s, err := New("registry", cfg, opts)
	if err != nil {
		t.Fatal(err)
	}
	grpc_testing.RegisterTestServiceServer(s, impl)
	ctx, stop := context.WithCancel(context.Background())
	r := &running{
		Service: s, ops: "http://" + opts.OpsListener.Addr().String(), log: log, stop: stop,
		ended: make(chan error, 1), http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	}
	if r.conn, err = Dial(opts.GRPCListener.Addr().String(), ClientConfig{TLS: cfg.TLS}); err != nil {
		t.Fatal(err)
	}
	r.client = grpc_testing.NewTestServiceClient(r.conn)
	go func() { r.ended <- s.Run(ctx, runners...) }()
	t.Cleanup(func() {
		_ = r.conn.Close()
		if err := r.end(); err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
	return r
}

// end stops the service once and returns what Run came to.
func (r *running) end() error {
	r.stop()
	if r.stopped {
		return nil
	}
	r.stopped = true
	return <-r.ended
}

func (r *running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := r.http.Get(r.ops + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func answering(err error) *testServer {
	f := func(context.Context) error { return err }
	return &testServer{unary: f, stream: f}
}

func TestACallIsLoggedAndMeasuredOnce(t *testing.T) {
	r := start(t, answering(errs.Conflict("STALE_VERSION", "at 3")), nil)
	_, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{})
	if errs.ReasonOf(err) != "STALE_VERSION" {
		t.Fatalf("got %v", err)
	}
	lines := r.log.lines(t, "request")
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	for key, want := range map[string]any{"service": "registry", "code": "Aborted", "reason": "STALE_VERSION", "method": "/grpc.testing.TestService/EmptyCall", "level": "INFO"} {
		if lines[0][key] != want {
			t.Errorf("%s is %v", key, lines[0][key])
		}
	}
	if id, _ := lines[0]["trace_id"].(string); len(id) != 32 {
		t.Errorf("trace_id %v", lines[0]["trace_id"])
	}
	code, metrics := r.get(t, "/metrics")
	want := `pacesetter_rpc_duration_seconds_count{code="Aborted",method="EmptyCall",service="grpc.testing.TestService"} 1`
	if code != http.StatusOK || !strings.Contains(metrics, want) || !strings.Contains(metrics, "go_goroutines") {
		t.Errorf("%d %s", code, metrics)
	}
}

func TestAPanicIsOneCallsTrouble(t *testing.T) {
	r := start(t, &testServer{unary: func(context.Context) error { panic("boom") }, stream: func(context.Context) error { panic("bang") }}, nil)
	_, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{})
	if errs.KindOf(err) != errs.KindInternal || strings.Contains(err.Error(), "boom") {
		t.Errorf("unary: %v", err)
	}
	stream, err := r.client.FullDuplexCall(t.Context())
	if err == nil {
		_, err = stream.Recv()
	}
	if errs.KindOf(err) != errs.KindInternal {
		t.Errorf("stream: %v", err)
	}
	causes := r.log.lines(t, "internal error")
	if len(causes) != 2 || !strings.Contains(causes[0]["error"].(string), "boom") || !strings.Contains(causes[0]["error"].(string), "service_test.go") {
		t.Errorf("the log says %v", causes)
	}
}

func TestDeadlines(t *testing.T) {
	left := make(chan time.Duration, 1)
	impl := &testServer{unary: func(ctx context.Context) error {
		end, ok := ctx.Deadline()
		if !ok {
			return errs.Internal("NO_DEADLINE", "no deadline")
		}
		left <- time.Until(end)
		return nil
	}}
	r := start(t, impl, func(c *Config, _ *Options) { c.RequestTimeout = time.Minute })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := r.client.EmptyCall(ctx, &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	if d := <-left; d > 10*time.Second-keptBack || d < 9*time.Second {
		t.Errorf("the caller's ten seconds became %s", d)
	}
	plain := dialPlain(t, r.opts.GRPCListener.Addr().String())
	if _, err := plain.EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	if d := <-left; d > time.Minute || d < 50*time.Second {
		t.Errorf("without the caller's it is %s", d)
	}
}

func TestWorkWithoutTimeIsRefused(t *testing.T) {
	guard := deadlineUnary(time.Minute)
	next := func(context.Context, any) (any, error) { return nil, nil }
	for name, tc := range map[string]struct {
		left   time.Duration
		reason string
	}{
		"too little": {50 * time.Millisecond, "DEADLINE_TOO_SHORT"},
		"enough":     {10 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tc.left)
			defer cancel()
			if _, err := guard(ctx, nil, nil, next); errs.ReasonOf(err) != tc.reason {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestStreamsHaveNoDeadlineOfOurs(t *testing.T) {
	has := make(chan bool, 1)
	r := start(t, &testServer{stream: func(ctx context.Context) error {
		_, ok := ctx.Deadline()
		has <- ok
		return nil
	}}, nil)
	if _, err := r.client.FullDuplexCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if <-has {
		t.Error("it has one")
	}
}

func TestUnavailableIsTriedAgain(t *testing.T) {
	tries := 0
	r := start(t, &testServer{unary: func(context.Context) error {
		if tries++; tries < 3 {
			return errs.Unavailable("DATABASE_UNAVAILABLE", "away")
		}
		return nil
	}}, nil)
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil || tries != 3 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

func TestOtherRefusalsAreNotTriedAgain(t *testing.T) {
	tries := 0
	r := start(t, &testServer{unary: func(context.Context) error { tries++; return errs.Conflict("STALE_VERSION", "x") }}, nil)
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); errs.ReasonOf(err) != "STALE_VERSION" || tries != 1 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

func TestReadinessTellsWhatIsMissing(t *testing.T) {
	s, err := New("registry", Config{}, Options{Now: time.Now, LogTo: &logBuffer{}})
	if err != nil {
		t.Fatal(err)
	}
	var trouble error
	s.Ready("database", func(context.Context) error { return trouble })
	s.Ready("tree", func(context.Context) error { return nil })
	ask := func(path string) (int, string) {
		rec := httptest.NewRecorder()
		s.opsHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return rec.Code, rec.Body.String()
	}
	if code, body := ask("/readyz"); code != http.StatusOK || body != "ok\ndatabase: ok\ntree: ok\n" {
		t.Errorf("%d %q", code, body)
	}
	trouble = errors.New("away")
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || body != "not ready\ndatabase: away\ntree: ok\n" {
		t.Errorf("%d %q", code, body)
	}
	if code, _ := ask("/livez"); code != http.StatusOK {
		t.Errorf("livez %d", code)
	}
}

func TestAuthorizationSparesHealth(t *testing.T) {
	deny := func(context.Context, any, *grpc.UnaryServerInfo, grpc.UnaryHandler) (any, error) {
		return nil, errs.Denied("FORBIDDEN", "no")
	}
	denyStream := func(any, grpc.ServerStream, *grpc.StreamServerInfo, grpc.StreamHandler) error {
		return errs.Denied("FORBIDDEN", "no")
	}
	r := start(t, answering(nil), func(_ *Config, o *Options) { o.Authorize, o.AuthorizeStream = deny, denyStream })
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); errs.ReasonOf(err) != "FORBIDDEN" {
		t.Errorf("unary: %v", err)
	}
	stream, err := r.client.FullDuplexCall(t.Context())
	if err == nil {
		_, err = stream.Recv()
	}
	if errs.ReasonOf(err) != "FORBIDDEN" {
		t.Errorf("stream: %v", err)
	}
	if _, err := grpc_health_v1.NewHealthClient(r.conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil {
		t.Errorf("health: %v", err)
	}
}

func TestTokensAreAskedFor(t *testing.T) {
	dir := t.TempDir()
	key, set := filepath.Join(dir, "key"), filepath.Join(dir, "set")
	if err := authn.GenerateKeyFile(key, set); err != nil {
		t.Fatal(err)
	}
	v, err := authn.NewVerifier(t.Context(), authn.Config{Issuers: []authn.IssuerConfig{{Issuer: authn.ServiceIssuer, JWKSFile: set, Grants: true}}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	who := make(chan authn.Principal, 1)
	r := start(t, &testServer{unary: func(ctx context.Context) error { who <- authn.PrincipalOf(ctx); return nil }}, func(_ *Config, o *Options) { o.Authenticate = v })
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); errs.ReasonOf(err) != "UNAUTHENTICATED" {
		t.Errorf("without a token: %v", err)
	}
	tokens, err := authn.ServiceTokens(authn.ServiceConfig{KeyFile: key}, "statistics", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	cc, err := Dial(r.opts.GRPCListener.Addr().String(), ClientConfig{Tokens: tokens})
	if err != nil {
		t.Fatal(err)
	}
	defer cc.Close()
	if _, err := grpc_testing.NewTestServiceClient(cc).EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	if p := <-who; p.Service != "statistics" {
		t.Errorf("called by %+v", p)
	}
}
