package rest

import (
	"google.golang.org/grpc"

	"pacesetter/pkg/service"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
)

// Backends are the connections to the services. Printer is nil where there is none.
type Backends struct {
	Registry, Statistics, Printer *grpc.ClientConn
}

// Addresses are where the services are; Printer is empty where there is none.
type Addresses struct {
	Registry, Statistics, Printer string
}

// Dial connects when first used: the gateway starts although the services are away.
func Dial(to Addresses, cfg service.ClientConfig) (Backends, error) {
	var b Backends
	for _, one := range []struct {
		address string
		conn    **grpc.ClientConn
	}{{to.Registry, &b.Registry}, {to.Statistics, &b.Statistics}, {to.Printer, &b.Printer}} {
		if one.address == "" {
			continue
		}
		conn, err := service.Dial(one.address, cfg, grpc.WithChainUnaryInterceptor(FillRequestID()))
		if err != nil {
			b.Close()
			return Backends{}, err
		}
		*one.conn = conn
	}
	return b, nil
}

// Prints is the printer, nil where there is none.
func (b Backends) Prints() printerv1.PrinterServiceClient {
	if b.Printer == nil {
		return nil
	}
	return printerv1.NewPrinterServiceClient(b.Printer)
}

// Close ends all connections.
func (b Backends) Close() {
	for _, conn := range []*grpc.ClientConn{b.Registry, b.Statistics, b.Printer} {
		if conn != nil {
			_ = conn.Close()
		}
	}
}
