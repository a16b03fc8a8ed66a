package rest

import (
	"google.golang.org/grpc"

	"pacesetter/pkg/service"
)

// Backends are the connections to the services.
type Backends struct {
	Registry, Statistics *grpc.ClientConn
}

// Dial connects when first used: the gateway starts although the services are away.
func Dial(registry, statistics string, cfg service.ClientConfig) (Backends, error) {
	r, err := service.Dial(registry, cfg, grpc.WithChainUnaryInterceptor(FillRequestID()))
	if err != nil {
		return Backends{}, err
	}
	s, err := service.Dial(statistics, cfg, grpc.WithChainUnaryInterceptor(FillRequestID()))
	if err != nil {
		_ = r.Close()
		return Backends{}, err
	}
	return Backends{Registry: r, Statistics: s}, nil
}

// Close ends both connections.
func (b Backends) Close() {
	_ = b.Registry.Close()
	_ = b.Statistics.Close()
}
