package service

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const readyTimeout = 2 * time.Second

// check is one thing that must be well before the process takes work.
type check struct {
	name string
	ask  func(context.Context) error
}

// opsHandler serves what operators and probes ask: alive means that the process
// answers, ready means that it can do its work.
func (s *Service) opsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{Registry: s.registry}))
	return mux
}

func (s *Service) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	lines, ok := s.askAll(r.Context())
	if !ok {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprintln(w, strings.Join(lines, "\n"))
}

// askAll asks every check at the same time and answers in their order.
func (s *Service) askAll(ctx context.Context) ([]string, bool) {
	select {
	case <-s.draining:
		return []string{"draining"}, false
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	answers := make([]error, len(s.checks))
	var wg sync.WaitGroup
	for i, c := range s.checks {
		wg.Go(func() { answers[i] = c.ask(ctx) })
	}
	wg.Wait()
	return s.report(answers)
}

func (s *Service) report(answers []error) ([]string, bool) {
	lines, ok := []string{"ok"}, true
	for i, c := range s.checks {
		text := "ok"
		if answers[i] != nil {
			text, lines[0], ok = answers[i].Error(), "not ready", false
		}
		lines = append(lines, c.name+": "+text)
	}
	return lines, ok
}

// HTTP returns a Runner that serves h at addr, by TLS where the Config has a
// certificate, and lets requests in flight end when the process does. Browsers have
// no certificates of ours to show: those are asked of gRPC callers only.
func (s *Service) HTTP(addr string, h http.Handler) Runner {
	tls := s.cfg.TLS
	tls.ClientCerts = false
	return &httpRunner{addr: addr, tls: tls, drain: s.cfg.drainTimeout(), log: s.log, handler: h}
}

type httpRunner struct {
	addr    string
	tls     TLSConfig
	drain   time.Duration
	log     *slog.Logger
	handler http.Handler
}

// String names the runner in errors.
func (h *httpRunner) String() string { return "http " + h.addr }

// Run implements Runner.
func (h *httpRunner) Run(ctx context.Context) error {
	tlsConfig, err := h.tls.server()
	if err != nil {
		return err
	}
	lis, err := listen(ctx, h.addr)
	if err != nil {
		return err
	}
	srv := newHTTPServer(h.handler, h.log)
	srv.TLSConfig = tlsConfig
	return serveHTTP(ctx, srv, lis, h.drain)
}

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
