package service

import (
	"net"
	"testing"

	"google.golang.org/grpc/interop/grpc_testing"
)

func TestCallsGoToTheReplicasThatAreThere(t *testing.T) {
	gone := local(t)
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	var here net.Listener
	start(t, answering(nil), func(_ *Config, o *Options) { here = o.GRPCListener })
	for name, target := range map[string]string{
		"the first is away": gone.Addr().String() + "," + here.Addr().String(),
		"the last is away":  here.Addr().String() + ", " + gone.Addr().String(),
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := Dial(target, ClientConfig{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			client := grpc_testing.NewTestServiceClient(conn)
			for range 20 {
				if _, err := client.EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
