// Package clienttest serves fakes of the services to a client in memory, so that
// what the command line asks and shows can be tested without a platform. The real
// services are asked by the end-to-end tests.
package clienttest

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/tools/internal/client"
)

// Serve serves what register registers, and returns a client of it whose topmost
// unit is root. Both end with the test.
func Serve(tb testing.TB, root string, register func(*grpc.Server)) *client.Client {
	tb.Helper()
	listener := bufconn.Listen(1 << 20)
	log := slog.New(slog.DiscardHandler)
	server := grpc.NewServer(
		grpc.ChainUnaryInterceptor(errgrpc.UnaryServer(errs.Base(), log)),
		grpc.ChainStreamInterceptor(errgrpc.StreamServer(errs.Base(), log)),
	)
	register(server)
	go func() { _ = server.Serve(listener) }() // Stop ends it
	tb.Cleanup(server.Stop)
	c := client.New(dial(tb, listener), dial(tb, listener), root)
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

func dial(tb testing.TB, listener *bufconn.Listener) *grpc.ClientConn {
	tb.Helper()
	cc, err := grpc.NewClient("passthrough:///memory",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithChainUnaryInterceptor(errgrpc.UnaryClient()),
		grpc.WithChainStreamInterceptor(errgrpc.StreamClient()),
	)
	if err != nil {
		tb.Fatal(err)
	}
	return cc
}
