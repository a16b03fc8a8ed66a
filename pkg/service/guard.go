package service

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

const (
	// keptBack is the time left to tell the caller that time ran out.
	keptBack = 20 * time.Millisecond
	// leastLeft is the time below which work isn't begun: the answer would come too late.
	leastLeft = 100 * time.Millisecond
)

// recovered turns a panic into an internal error: one bad request must not
// take the others down.
func recovered(p any) error {
	return errs.Internal("PANIC", "handler panicked").Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}

// The results have names because a recover can answer in no other way.
func recoverUnary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (resp any, err error) {
	defer func() {
		if p := recover(); p != nil {
			resp, err = nil, recovered(p)
		}
	}()
	return next(ctx, req)
}

// The result has a name for the same reason.
func recoverStream(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = recovered(p)
		}
	}()
	return next(srv, stream)
}

// deadlineUnary gives each call a deadline: the caller's less keptBack, or
// fallback when the caller has none.
func deadlineUnary(fallback time.Duration) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		end, ok := ctx.Deadline()
		if !ok {
			ctx, cancel := context.WithTimeout(ctx, fallback)
			defer cancel()
			return next(ctx, req)
		}
		if endsWithin(ctx, end, leastLeft) {
			return nil, tooShort()
		}
		ctx, cancel := context.WithDeadline(ctx, end.Add(-keptBack))
		defer cancel()
		return next(ctx, req)
	}
}

// deadlineStream refuses streams that end at once and sets no deadline: a
// stream lives as long as both sides want it.
func deadlineStream(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	if end, ok := stream.Context().Deadline(); ok && endsWithin(stream.Context(), end, leastLeft) {
		return tooShort()
	}
	return next(srv, stream)
}

// endsWithin tells whether ctx ends in less than d, by the clock that contexts
// themselves run by: a service's now is that of its business, and tests set it.
func endsWithin(ctx context.Context, end time.Time, d time.Duration) bool {
	probe, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	sooner, _ := probe.Deadline()
	return sooner.Equal(end)
}

func tooShort() error {
	return errs.Unavailable("DEADLINE_TOO_SHORT", "less than %s of the deadline left", leastLeft)
}

// endableStream lets a drain end a stream that would otherwise never end.
type endableStream struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // the only way to hand a context to a stream's handler
}

// Context implements grpc.ServerStream.
func (s *endableStream) Context() context.Context { return s.ctx }

// endWith ends every stream when end does.
func endWith(end context.Context) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		ctx, cancel := context.WithCancel(stream.Context())
		defer cancel()
		defer context.AfterFunc(end, cancel)()
		return next(srv, &endableStream{ServerStream: stream, ctx: ctx})
	}
}

// unlessExempt spares what needs no token from authorization too.
func unlessExempt(authorize grpc.UnaryServerInterceptor) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		if authn.Exempt(info.FullMethod) {
			return next(ctx, req)
		}
		return authorize(ctx, req, info, next)
	}
}

func streamUnlessExempt(authorize grpc.StreamServerInterceptor) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		if authn.Exempt(info.FullMethod) {
			return next(srv, stream)
		}
		return authorize(srv, stream, info, next)
	}
}
