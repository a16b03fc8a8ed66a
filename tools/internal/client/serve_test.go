package client_test

import (
	"net"
	"testing"

	"google.golang.org/grpc"
)

// serve serves on a port of its own and returns its address.
func serve(t *testing.T, server *grpc.Server) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }() // Stop ends it
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}
