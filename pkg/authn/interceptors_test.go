package authn

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
)

// echo answers with what it knows of its caller, or asks next to.
type echo struct {
	grpc_testing.UnimplementedTestServiceServer
	seen chan Principal
	next grpc_testing.TestServiceClient
}

func (e *echo) EmptyCall(ctx context.Context, in *grpc_testing.Empty) (*grpc_testing.Empty, error) {
	if e.next != nil {
		return e.next.EmptyCall(ctx, in)
	}
	e.seen <- PrincipalOf(ctx)
	return &grpc_testing.Empty{}, nil
}

func (e *echo) FullDuplexCall(s grpc_testing.TestService_FullDuplexCallServer) error {
	if e.next != nil {
		stream, err := e.next.FullDuplexCall(s.Context())
		if err != nil {
			return err
		}
		_, err = stream.Recv()
		return err
	}
	e.seen <- PrincipalOf(s.Context())
	return nil
}

func start(t *testing.T, v *Verifier, e *echo, source TokenSource) *grpc.ClientConn {
	t.Helper()
	lis := bufconn.Listen(1 << 16)
	srv := grpc.NewServer(
		grpc.ChainUnaryInterceptor(errgrpc.UnaryServer(errs.Base(), discard()), UnaryServer(v)),
		grpc.ChainStreamInterceptor(errgrpc.StreamServer(errs.Base(), discard()), StreamServer(v)))
	grpc_testing.RegisterTestServiceServer(srv, e)
	grpc_health_v1.RegisterHealthServer(srv, health.NewServer())
	go func() { _ = srv.Serve(lis) }()
	cc, err := grpc.NewClient("passthrough:///x", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		grpc.WithUnaryInterceptor(TokenUnary(source)), grpc.WithStreamInterceptor(TokenStream(source)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cc.Close(); srv.Stop() })
	return cc
}

func TestTheCallersTokenIsPassedOn(t *testing.T) {
	c := newClock()
	s, set := newSigner(t, issuerName, c.now)
	v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSFile: set, Grants: true})
	last := &echo{seen: make(chan Principal, 1)}
	behind := start(t, v, last, Forwarded(nil))
	first := start(t, v, &echo{next: grpc_testing.NewTestServiceClient(behind)}, Forwarded(nil))
	client := grpc_testing.NewTestServiceClient(first)
	ctx := WithBearer(t.Context(), mint(t, s, clerk))
	if _, err := client.EmptyCall(ctx, &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(clerk, <-last.seen); diff != "" {
		t.Error(diff)
	}
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = stream.Recv()
	if diff := cmp.Diff(clerk, <-last.seen); diff != "" {
		t.Error(diff)
	}
}

func TestCallsWithoutATokenAreRefused(t *testing.T) {
	v := newVerifier(t, newClock().now)
	cc := start(t, v, &echo{}, Forwarded(nil))
	client := grpc_testing.NewTestServiceClient(cc)
	for name, ctx := range map[string]context.Context{
		"no header":      t.Context(),
		"another scheme": metadata.AppendToOutgoingContext(t.Context(), "authorization", "Basic eDp5"),
		"two headers":    metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer a", "authorization", "Bearer b"),
		"empty":          metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := client.EmptyCall(ctx, &grpc_testing.Empty{}); status.Code(err) != codes.Unauthenticated {
				t.Errorf("unary: %v", err)
			}
			stream, err := client.FullDuplexCall(ctx)
			if err == nil {
				_, err = stream.Recv()
			}
			if status.Code(err) != codes.Unauthenticated {
				t.Errorf("stream: %v", err)
			}
		})
	}
	if _, err := grpc_health_v1.NewHealthClient(cc).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil {
		t.Errorf("health needs a token: %v", err)
	}
}

func TestAServiceSpeaksForItselfWhereNobodyStandsBehind(t *testing.T) {
	own := Forwarded(StaticToken("own"))
	if got := token(t, own); got != "own" {
		t.Errorf("got %q", got)
	}
	if got, err := own.Token(WithBearer(t.Context(), "caller's")); err != nil || got != "caller's" {
		t.Errorf("got %q, %v", got, err)
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
