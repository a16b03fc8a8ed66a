package service

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
)

// observer writes one line and one measurement per call. It stands outermost,
// so that it sees the code that the caller sees.
type observer struct {
	log      *slog.Logger
	now      func() time.Time
	duration *prometheus.HistogramVec
}

func newObserver(log *slog.Logger, now func() time.Time, r prometheus.Registerer) *observer {
	o := &observer{log: log, now: now, duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "pacesetter_rpc_duration_seconds",
		Help:    "Time that calls took, by gRPC service, method and code.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"service", "method", "code"})}
	r.MustRegister(o.duration)
	return o
}

func (o *observer) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	start := o.now()
	resp, err := next(ctx, req)
	o.tell(ctx, info.FullMethod, start, err)
	return resp, err
}

func (o *observer) stream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	start := o.now()
	err := next(srv, stream)
	o.tell(stream.Context(), info.FullMethod, start, err)
	return err
}

func (o *observer) tell(ctx context.Context, fullMethod string, start time.Time, err error) {
	service, method, _ := strings.Cut(strings.TrimPrefix(fullMethod, "/"), "/")
	took, code := o.now().Sub(start), status.Code(err)
	o.duration.WithLabelValues(service, method, code.String()).Observe(took.Seconds())
	level := levelOf(fullMethod, code)
	if !o.log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", fullMethod), slog.String("code", code.String()),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
	}
	if err != nil {
		attrs = append(attrs, slog.String("reason", errs.ReasonOf(errgrpc.FromError(err))))
	}
	o.log.LogAttrs(ctx, level, "request", attrs...)
}

// levelOf says how loud a call's line is: probes would drown the rest.
func levelOf(fullMethod string, code codes.Code) slog.Level {
	switch {
	case code == codes.Internal:
		return slog.LevelError
	case code == codes.Unavailable:
		return slog.LevelWarn
	case authn.Exempt(fullMethod):
		return slog.LevelDebug
	default:
		return slog.LevelInfo
	}
}
