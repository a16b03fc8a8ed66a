package errgrpc

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"pacesetter/pkg/errs"
)

// UnaryServer turns a handler's error into what the caller may see, and logs
// what it may not.
func UnaryServer(c errs.Catalogue, log *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		resp, err := next(ctx, req)
		if err != nil {
			return nil, leave(ctx, err, c, log, info.FullMethod)
		}
		return resp, nil
	}
}

// StreamServer is UnaryServer for streams.
func StreamServer(c errs.Catalogue, log *slog.Logger) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		if err := next(srv, stream); err != nil {
			return leave(stream.Context(), err, c, log, info.FullMethod)
		}
		return nil
	}
}

func leave(ctx context.Context, err error, c errs.Catalogue, log *slog.Logger, method string) error {
	var traceID string
	if id := trace.SpanContextFromContext(ctx).TraceID(); id.IsValid() {
		traceID = id.String()
	}
	if e := normalise(err); e.Kind == errs.KindInternal {
		log.ErrorContext(ctx, "internal error",
			slog.String("method", method), slog.String("error", err.Error()))
	}
	return ToStatus(err, c, traceID).Err()
}

// UnaryClient rebuilds *errs.Error from the answer's status.
func UnaryClient() grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		return FromError(invoke(ctx, method, req, reply, cc, opts...))
	}
}

// StreamClient is UnaryClient for streams.
func StreamClient() grpc.StreamClientInterceptor {
	return func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
		stream, err := streamer(ctx, desc, cc, method, opts...)
		if err != nil {
			return nil, FromError(err)
		}
		return &clientStream{ClientStream: stream}, nil
	}
}

type clientStream struct{ grpc.ClientStream }

// Header implements grpc.ClientStream.
func (s *clientStream) Header() (metadata.MD, error) {
	md, err := s.ClientStream.Header()
	return md, unlessEOF(err)
}

// SendMsg implements grpc.ClientStream.
func (s *clientStream) SendMsg(m any) error { return unlessEOF(s.ClientStream.SendMsg(m)) }

// RecvMsg implements grpc.ClientStream.
func (s *clientStream) RecvMsg(m any) error { return unlessEOF(s.ClientStream.RecvMsg(m)) }

// unlessEOF leaves io.EOF alone: it is the end of a stream, not a failure.
func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	return FromError(err)
}
