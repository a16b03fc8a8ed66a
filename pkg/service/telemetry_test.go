package service

import (
	"context"
	"testing"

	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
)

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func TestATraceGoesOnAcrossTheHop(t *testing.T) {
	r := start(t, answering(nil), nil)
	plain := dialPlain(t, r.opts.GRPCListener.Addr().String())
	ctx := metadata.AppendToOutgoingContext(t.Context(), "traceparent", traceparent)
	if _, err := plain.EmptyCall(ctx, &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	lines := r.log.lines(t, "request")
	if len(lines) != 1 || lines[0]["trace_id"] != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("logged %v", lines)
	}
}

// collector keeps the names of the spans it was sent.
type collector struct {
	coltrace.UnimplementedTraceServiceServer
	spans chan string
}

func (c *collector) Export(_ context.Context, req *coltrace.ExportTraceServiceRequest) (*coltrace.ExportTraceServiceResponse, error) {
	for _, r := range req.GetResourceSpans() {
		for _, s := range r.GetScopeSpans() {
			for _, span := range s.GetSpans() {
				c.spans <- r.GetResource().GetAttributes()[0].GetValue().GetStringValue() + " " + span.GetName()
			}
		}
	}
	return &coltrace.ExportTraceServiceResponse{}, nil
}

func TestTracesAreSentToTheEndpoint(t *testing.T) {
	lis, c := local(t), &collector{spans: make(chan string, 10)}
	srv := grpc.NewServer()
	coltrace.RegisterTraceServiceServer(srv, c)
	go func() { _ = srv.Serve(lis) }()
	defer srv.Stop()
	r := start(t, answering(nil), func(cfg *Config, _ *Options) { cfg.OTLPEndpoint = lis.Addr().String() })
	if _, err := dialPlain(t, r.opts.GRPCListener.Addr().String()).EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
		t.Fatal(err)
	}
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	if got := <-c.spans; got != "pacesetter-registry grpc.testing.TestService/EmptyCall" {
		t.Errorf("got %q", got)
	}
}
