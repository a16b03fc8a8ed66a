package service

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs/errgrpc"
)

// callPolicy spreads calls over all replicas and repeats only what is safe to
// repeat: Unavailable is that by its meaning (and mutations carry a request_id).
const callPolicy = `{
	"loadBalancingConfig": [{"round_robin": {}}],
	"methodConfig": [{
		"name": [{}],
		"retryPolicy": {
			"maxAttempts": 3, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 3,
			"retryableStatusCodes": ["UNAVAILABLE"]
		}
	}]
}`

// Dial returns a connection to target: "host:port", a gRPC target such as
// dns:///name:port, or the addresses of several replicas joined by commas. It
// connects when first used, so that services start in any order. Errors come
// back as *errs.Error.
func Dial(target string, cfg ClientConfig, extra ...grpc.DialOption) (*grpc.ClientConn, error) {
	creds, err := cfg.TLS.client()
	if err != nil {
		return nil, err
	}
	tokens := cfg.Tokens
	if tokens == nil {
		tokens = authn.Forwarded(nil)
	}
	opts := append([]grpc.DialOption{
		grpc.WithTransportCredentials(creds),
		grpc.WithStatsHandler(otelgrpc.NewClientHandler()),
		grpc.WithDisableServiceConfig(), // ours stands, whatever DNS says
		grpc.WithDefaultServiceConfig(callPolicy),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second, PermitWithoutStream: true}),
		grpc.WithChainUnaryInterceptor(errgrpc.UnaryClient(), withTimeout(cfg.Timeout), authn.TokenUnary(tokens)),
		grpc.WithChainStreamInterceptor(errgrpc.StreamClient(), authn.TokenStream(tokens)),
	}, extra...)
	if addrs := strings.Split(target, ","); len(addrs) > 1 {
		target, opts = replicas(addrs, opts)
	}
	cc, err := grpc.NewClient(target, opts...)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", target, err)
	}
	return cc, nil
}

// replicas names fixed addresses as one target, where no DNS name has them all.
func replicas(addrs []string, opts []grpc.DialOption) (string, []grpc.DialOption) {
	static := manual.NewBuilderWithScheme("replicas")
	state := resolver.State{}
	for _, addr := range addrs {
		state.Endpoints = append(state.Endpoints, resolver.Endpoint{Addresses: []resolver.Address{{Addr: strings.TrimSpace(addr)}}})
	}
	static.InitialState(state)
	return static.Scheme() + ":///" + addrs[0], append(opts, grpc.WithResolvers(static))
}

// withTimeout gives a call a deadline whose caller forgot one.
func withTimeout(d time.Duration) grpc.UnaryClientInterceptor {
	if d <= 0 {
		d = 30 * time.Second
	}
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if _, ok := ctx.Deadline(); !ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, d)
			defer cancel()
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	}
}
