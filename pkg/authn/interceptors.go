package authn

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"pacesetter/pkg/errs"
)

const (
	header = "authorization"
	scheme = "bearer "
)

// bearerKey is the context key of the bearer token.
type bearerKey struct{}

// WithBearer returns a context whose outgoing calls carry token, where the
// connection forwards tokens.
func WithBearer(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, bearerKey{}, token)
}

// BearerOf is the token that the caller of ctx came with, or that WithBearer
// set; "" where there is none.
func BearerOf(ctx context.Context) string {
	token, _ := ctx.Value(bearerKey{}).(string)
	return token
}

// UnaryServer lets a call in only with a good bearer token, and puts its
// Principal into the context. Health and reflection need none.
func UnaryServer(v *Verifier) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		ctx, err := v.admit(ctx, info.FullMethod)
		if err != nil {
			return nil, err
		}
		return next(ctx, req)
	}
}

// StreamServer is UnaryServer for streams.
func StreamServer(v *Verifier) grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		ctx, err := v.admit(stream.Context(), info.FullMethod)
		if err != nil {
			return err
		}
		return next(srv, &authenticStream{ServerStream: stream, ctx: ctx})
	}
}

type authenticStream struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // the only way to hand a context to a stream's handler
}

// Context implements grpc.ServerStream.
func (s *authenticStream) Context() context.Context { return s.ctx }

func (v *Verifier) admit(ctx context.Context, method string) (context.Context, error) {
	if Exempt(method) {
		return ctx, nil
	}
	token, ok := incoming(ctx)
	if !ok {
		return ctx, errs.Unauthenticated("UNAUTHENTICATED", "no bearer token")
	}
	p, err := v.Verify(ctx, token)
	if err != nil {
		return ctx, err
	}
	return WithBearer(WithPrincipal(ctx, p), token), nil
}

// Exempt tells whether method needs no token: health and reflection tell nothing
// of the data and are asked by probes and tools.
func Exempt(method string) bool {
	return strings.HasPrefix(method, "/grpc.health.v1.") || strings.HasPrefix(method, "/grpc.reflection.")
}

func incoming(ctx context.Context) (string, bool) {
	values := metadata.ValueFromIncomingContext(ctx, header)
	if len(values) != 1 || len(values[0]) <= len(scheme) || !strings.EqualFold(values[0][:len(scheme)], scheme) {
		return "", false
	}
	return strings.TrimSpace(values[0][len(scheme):]), true
}

// Forwarded is a TokenSource that gives the caller's own token, so that the next
// service decides by who really asks, and, where no caller stands behind the
// context, that of own. Without either, which own being nil allows, there is none.
func Forwarded(own TokenSource) TokenSource { return forwarded{own} }

type forwarded struct{ own TokenSource }

// Token implements TokenSource.
func (f forwarded) Token(ctx context.Context) (string, error) {
	token := BearerOf(ctx)
	if token != "" || f.own == nil {
		return token, nil
	}
	return f.own.Token(ctx)
}

// TokenUnary puts the source's token on each outgoing call.
func TokenUnary(source TokenSource) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		ctx, err := outgoing(ctx, source)
		if err != nil {
			return err
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	}
}

// TokenStream is TokenUnary for streams.
func TokenStream(source TokenSource) grpc.StreamClientInterceptor {
	return func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
		ctx, err := outgoing(ctx, source)
		if err != nil {
			return nil, err
		}
		return streamer(ctx, desc, cc, method, opts...)
	}
}

// outgoing leaves a token alone that the caller put on the call by hand.
func outgoing(ctx context.Context, source TokenSource) (context.Context, error) {
	if md, ok := metadata.FromOutgoingContext(ctx); ok && len(md.Get(header)) > 0 {
		return ctx, nil
	}
	token, err := source.Token(ctx)
	if err != nil || token == "" {
		return ctx, err
	}
	return metadata.AppendToOutgoingContext(ctx, header, "Bearer "+token), nil
}
