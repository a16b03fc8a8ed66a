package rest

import (
	"context"
	"net"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"pacesetter/pkg/service"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// cutoffs keeps the request ID that it was asked with.
type cutoffs struct {
	statisticsv1.UnimplementedCutoffServiceServer
	asked string
}

func (c *cutoffs) PublishCutoff(_ context.Context, req *statisticsv1.PublishCutoffRequest) (*statisticsv1.PublishCutoffResponse, error) {
	c.asked = req.GetRequestId()
	return &statisticsv1.PublishCutoffResponse{}, nil
}

// TestTheKeyReachesStatisticsToo: a write to any service is safe to retry.
func TestTheKeyReachesStatisticsToo(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fake, server := &cutoffs{}, grpc.NewServer()
	statisticsv1.RegisterCutoffServiceServer(server, fake)
	go func() { _ = server.Serve(listener) }() // Stop ends it
	t.Cleanup(server.Stop)
	to, err := Dial(Addresses{Registry: listener.Addr().String(), Statistics: listener.Addr().String()}, service.ClientConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(to.Close)
	key := uuid.NewString()
	ctx := context.WithValue(t.Context(), keyOfContext{}, key)
	if _, err := statisticsv1.NewCutoffServiceClient(to.Statistics).PublishCutoff(ctx, &statisticsv1.PublishCutoffRequest{}); err != nil {
		t.Fatal(err)
	}
	if fake.asked != key {
		t.Errorf("asked with %q, want %q", fake.asked, key)
	}
}
