package registry

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestTheRegisterWritesWithoutWhatItListensTo: neither a broker that is away nor a topic
// that statistics hasn't made yet keeps a clerk from writing.
func TestTheRegisterWritesWithoutWhatItListensTo(t *testing.T) {
	t.Parallel()
	for name, brokers := range map[string]func(*testing.T) kafka.Config{
		"no broker": func(t *testing.T) kafka.Config {
			t.Helper()
			return kafka.Config{Brokers: []string{freeAddr(t)}}
		},
		"no topic of statistics": func(t *testing.T) kafka.Config {
			t.Helper()
			return kafkatest.Start(t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := filepath.Join(t.TempDir(), "key.pem")
			jwks := filepath.Join(t.TempDir(), "jwks.json")
			if err := authn.GenerateKeyFile(token, jwks); err != nil {
				t.Fatal(err)
			}
			db := pgtest.New(t, "registry")
			cfg := Config{
				Service:  service.Config{GRPCAddr: freeAddr(t), OpsAddr: "127.0.0.1:0", DrainTimeout: time.Second, RequestTimeout: 10 * time.Second},
				Database: pg.Config{URL: conf.Secret(db.URL), OwnerURL: conf.Secret(db.OwnerURL)},
				Kafka:    brokers(t),
				Auth:     authn.Config{Issuers: []authn.IssuerConfig{{Issuer: "test", JWKSFile: jwks, Grants: true}}},
				Root:     RootConfig{Code: "sd", Name: "山东省", Kind: "province", GBCode: "370000"},
			}
			if err := migrate(t.Context(), cfg, nil); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- Run(ctx, cfg) }()
			createUnit(t, cfg.Service.GRPCAddr, token)
			stop()
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
		})
	}
}

// createUnit writes as an administrator of the province.
func createUnit(t *testing.T, addr, keyFile string) {
	t.Helper()
	signer, err := authn.NewSigner(keyFile, "", "test", time.Minute, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	bearer, err := signer.Mint(authn.Principal{ID: "admin", Grants: []authn.Grant{{Role: authn.RoleAdmin, Unit: "sd"}}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUnaryInterceptor(authn.TokenUnary(authn.StaticToken(conf.Secret(bearer)))))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	request := &registryv1.CreateUnitRequest{
		Unit:   &registryv1.Unit{Code: "bz", Name: "滨州市", Kind: registryv1.UnitKind_UNIT_KIND_CITY},
		Parent: "sd", FromYear: 2020, RequestId: uuid.NewString(),
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	units := registryv1.NewUnitServiceClient(conn)
	for { // a register that has just started asks for a moment, to read its units
		_, err := units.CreateUnit(ctx, request, grpc.WaitForReady(true))
		if err == nil {
			return
		}
		if status.Code(err) != codes.Unavailable || ctx.Err() != nil {
			t.Fatalf("CreateUnit() = %v", err)
		}
		<-tick.C
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
