// Package service owns what every process of Pacesetter has in common: its
// logger, traces and metrics, the ports for calls and for operators, the chain
// of interceptors, and an orderly end. It knows no service and no rule.
package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/stats"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
)

// Options are what a process brings along besides its settings. Only Now is
// always needed.
type Options struct {
	// Catalogue holds the service's own sentences; those of errs.Base are added.
	Catalogue errs.Catalogue
	// Authenticate checks bearer tokens; nil lets everybody in as nobody.
	Authenticate *authn.Verifier
	// Authorize and AuthorizeStream run last, when the principal is known.
	Authorize       grpc.UnaryServerInterceptor
	AuthorizeStream grpc.StreamServerInterceptor
	// Now is the clock, time.Now in the wiring.
	Now func() time.Time
	// NoGRPC leaves the gRPC port out, for the gateway.
	NoGRPC bool
	// GRPCListener and OpsListener replace the addresses of the Config, for tests.
	GRPCListener, OpsListener net.Listener
	// LogTo is where log lines go; nil means standard error.
	LogTo io.Writer
}

// Service is one process: register gRPC services and readiness checks on it,
// then Run it.
type Service struct {
	name     string
	cfg      Config
	opts     Options
	log      *slog.Logger
	registry *prometheus.Registry
	tracing  *sdktrace.TracerProvider
	grpc     *grpc.Server
	health   *health.Server
	checks   []check

	draining   chan struct{}
	endStreams context.CancelFunc
}

// New builds the process called name, without listening yet.
func New(name string, cfg Config, opts Options) (*Service, error) {
	if opts.Now == nil {
		return nil, errors.New("service: Options.Now is needed")
	}
	if opts.LogTo == nil {
		opts.LogTo = os.Stderr
	}
	log := newLog(opts.LogTo, name, cfg.LogLevel)
	tracing, err := newTracing(context.Background(), name, cfg.OTLPEndpoint, log)
	if err != nil {
		return nil, err
	}
	s := &Service{
		name: name, cfg: cfg, opts: opts, log: log, tracing: tracing, registry: newRegistry(),
		health: health.NewServer(), draining: make(chan struct{}),
	}
	// Streams outlive no drain; their end is not the end of Run's context, which comes earlier.
	streams, end := context.WithCancel(context.Background())
	s.endStreams = end
	if s.grpc, err = s.newServer(streams); err != nil {
		end()
		return nil, err
	}
	grpc_health_v1.RegisterHealthServer(s.grpc, s.health)
	reflection.Register(s.grpc)
	return s, nil
}

func (s *Service) newServer(streams context.Context) (*grpc.Server, error) {
	tlsConfig, err := s.cfg.TLS.server()
	if err != nil {
		return nil, err
	}
	o := newObserver(s.log, s.opts.Now, s.registry)
	opts := []grpc.ServerOption{
		grpc.StatsHandler(otelgrpc.NewServerHandler(otelgrpc.WithTracerProvider(s.tracing), otelgrpc.WithFilter(notProbe))),
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
		// Old connections are closed now and then, so that callers find new replicas.
		grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionAge: 10 * time.Minute, Time: time.Minute, Timeout: 20 * time.Second}),
		s.unaryChain(o), s.streamChain(streams, o),
	}
	if tlsConfig != nil {
		opts = append(opts, grpc.Creds(credentials.NewTLS(tlsConfig)))
	}
	return grpc.NewServer(opts...), nil
}

// unaryChain lists the interceptors from the outside in: the observer and the
// table of errors must see what the others refuse.
func (s *Service) unaryChain(o *observer) grpc.ServerOption {
	chain := []grpc.UnaryServerInterceptor{
		o.unary,
		errgrpc.UnaryServer(s.catalogue(), s.log),
		recoverUnary,
		deadlineUnary(s.cfg.requestTimeout()),
	}
	if s.opts.Authenticate != nil {
		chain = append(chain, authn.UnaryServer(s.opts.Authenticate))
	}
	if s.opts.Authorize != nil {
		chain = append(chain, unlessExempt(s.opts.Authorize))
	}
	return grpc.ChainUnaryInterceptor(chain...)
}

func (s *Service) streamChain(streams context.Context, o *observer) grpc.ServerOption {
	chain := []grpc.StreamServerInterceptor{
		o.stream,
		errgrpc.StreamServer(s.catalogue(), s.log), //nolint:contextcheck // it takes each stream's own context
		recoverStream,
		deadlineStream,
		endWith(streams),
	}
	if s.opts.Authenticate != nil {
		chain = append(chain, authn.StreamServer(s.opts.Authenticate))
	}
	if s.opts.AuthorizeStream != nil {
		chain = append(chain, streamUnlessExempt(s.opts.AuthorizeStream))
	}
	return grpc.ChainStreamInterceptor(chain...)
}

func (s *Service) catalogue() errs.Catalogue { return errs.Base().Merge(s.opts.Catalogue) }

// notProbe keeps health checks out of the traces.
func notProbe(info *stats.RPCTagInfo) bool { return !authn.Exempt(info.FullMethodName) }

// Log is the process's logger.
func (s *Service) Log() *slog.Logger { return s.log }

// Registry is where the process's metrics are registered.
func (s *Service) Registry() *prometheus.Registry { return s.registry }

// Draining is closed when the process begins to end, for streams and
// server-sent events that would otherwise never end by themselves. Streams that
// don't heed it have their context cancelled a moment later.
func (s *Service) Draining() <-chan struct{} { return s.draining }

// RegisterService implements grpc.ServiceRegistrar.
func (s *Service) RegisterService(desc *grpc.ServiceDesc, impl any) {
	s.grpc.RegisterService(desc, impl)
}

// Ready adds a check to /readyz. It is asked at each probe and has two seconds.
func (s *Service) Ready(name string, ask func(context.Context) error) {
	s.checks = append(s.checks, check{name: name, ask: ask})
}

func (c Config) requestTimeout() time.Duration {
	if c.RequestTimeout <= 0 {
		return 30 * time.Second
	}
	return c.RequestTimeout
}

func (c Config) drainTimeout() time.Duration {
	if c.DrainTimeout <= 0 {
		return 20 * time.Second
	}
	return c.DrainTimeout
}
