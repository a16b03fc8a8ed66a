package registry

import (
	"context"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/service"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestMigrateServeRepublish walks the subcommands on an empty database, each twice,
// as a deployment that is restarted does.
func TestMigrateServeRepublish(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry")
	cfg := Config{
		Service:  service.Config{GRPCAddr: "127.0.0.1:0", OpsAddr: "127.0.0.1:0", DrainTimeout: time.Second},
		Database: pg.Config{URL: conf.Secret(db.URL), OwnerURL: conf.Secret(db.OwnerURL)},
		Kafka:    kafkatest.Start(t),
		Auth:     authn.Config{Issuers: []authn.IssuerConfig{{Issuer: "test", JWKSURL: "http://127.0.0.1:1/keys"}}},
		Root:     RootConfig{Code: "sd", Name: "山东省", Kind: "province", GBCode: "370000", Admins: []string{"one", "two"}},
	}
	for range 2 {
		if err := migrate(t.Context(), cfg, nil); err != nil {
			t.Fatal(err)
		}
	}
	var units int
	if err := db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM unit").Scan(&units); err != nil || units != 1 {
		t.Fatalf("%d units, %v", units, err)
	}
	var admins int
	const firstSQL = "SELECT count(*) FROM role_grant WHERE role = 'admin' AND unit = 'sd' AND bootstrap"
	if err := db.Pool.QueryRow(t.Context(), firstSQL).Scan(&admins); err != nil || admins != 2 {
		t.Fatalf("%d administrators, %v", admins, err)
	}
	if err := republish(t.Context(), cfg, []string{"--entity", "unit"}); err != nil {
		t.Fatal(err)
	}
	if err := republish(t.Context(), cfg, []string{"person"}); errs.ReasonOf(err) != "ENTITY_UNKNOWN" {
		t.Fatalf("republish person: %v", err)
	}
	for range 2 {
		serveUntilTold(t, cfg, db)
	}
	if err := auditCommand(t.Context(), cfg, []string{"verify"}); err != nil {
		t.Fatal(err)
	}
}

// serveUntilTold serves until the outbox is empty, and ends in order.
func serveUntilTold(t *testing.T, cfg Config, db *pgtest.DB) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, cfg) }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for left := -1; left != 0; {
		select {
		case err := <-ended:
			t.Fatalf("ended by itself: %v", err)
		case <-tick.C:
		}
		if err := db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM outbox").Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func TestConfigIsComplete(t *testing.T) {
	t.Parallel()
	cfg, err := conf.Load[Config]("registry", []string{
		"PACESETTER_REGISTRY_GRPC_ADDR=:1", "PACESETTER_REGISTRY_OPS_ADDR=:2", "PACESETTER_REGISTRY_DATABASE_URL=postgres://a@h/d",
		"PACESETTER_REGISTRY_ROOT_CODE=sd", "PACESETTER_REGISTRY_ROOT_ADMINS=one,two", "PACESETTER_KAFKA_BROKERS=a:1,b:2", "PACESETTER_AUTH_ISSUERS=[]",
	})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Service.GRPCAddr != ":1" || cfg.Root.Kind != "province" || len(cfg.Kafka.Brokers) != 2 || len(cfg.Root.Admins) != 2 {
		t.Errorf("%+v", cfg)
	}
	role, err := roleOf(cfg.Database.URL)
	if err != nil || role != "a" {
		t.Errorf("role %q, %v", role, err)
	}
}
