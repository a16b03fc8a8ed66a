package statistics_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/statistics"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestTheProcessStartsAndEnds wires everything together, with the registry away.
func TestTheProcessStartsAndEnds(t *testing.T) {
	db := pgtest.New(t, "statistics", statistics.Schemas()...)
	key, jwks := filepath.Join(t.TempDir(), "key.pem"), filepath.Join(t.TempDir(), "jwks.json")
	if err := authn.GenerateKeyFile(key, jwks); err != nil {
		t.Fatal(err)
	}
	var cfg statistics.Config
	cfg.Service.GRPCAddr, cfg.Service.OpsAddr = freeAddr(t), freeAddr(t)
	cfg.Service.DrainTimeout, cfg.Service.RequestTimeout = 5*time.Second, 5*time.Second
	cfg.Database.URL, cfg.Database.MaxConns = conf.Secret(db.URL), 5
	cfg.Kafka = kafkatest.Start(t, kafka.Topic{Name: "pacesetter.registry.v1"})
	cfg.Auth.Issuers = []authn.IssuerConfig{{Issuer: authn.ServiceIssuer, JWKSFile: jwks, Grants: true}}
	cfg.Identity.KeyFile = key
	cfg.RegistryAddr = freeAddr(t)

	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- statistics.Run(ctx, cfg) }()
	waitHealthy(t, cfg.Service.GRPCAddr, done)
	if status, text := ask(t, cfg.Service.OpsAddr, "readyz"); status != http.StatusOK {
		t.Errorf("readyz says %d %s", status, text)
	}
	_, metrics := ask(t, cfg.Service.OpsAddr, "metrics")
	for _, name := range []string{"pacesetter_database_connections_open", "pacesetter_inbox_parked", "pacesetter_inbox_lag_seconds", "pacesetter_audit_unsealed_entries", "pacesetter_audit_oldest_unsealed_seconds", "pacesetter_statistics_newest_event_age_seconds"} {
		if !strings.Contains(metrics, "\n"+name+"{") && !strings.Contains(metrics, "\n"+name+" ") {
			t.Errorf("no metric %s", name)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run() = %v", err)
	}
}

// ask asks the operators' port.
func ask(t *testing.T, addr, path string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://%s/%s", addr, path), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func waitHealthy(t *testing.T, addr string, done <-chan error) {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}, grpc.WaitForReady(true))
	if err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		t.Fatalf("Run() = %v", err)
	default:
	}
}

// TestWhatWasPublishedIsToldAgain after a broker has lost its topic.
func TestWhatWasPublishedIsToldAgain(t *testing.T) {
	db := pgtest.New(t, "statistics", statistics.Schemas()...)
	if _, err := db.Owner.Exec(t.Context(), `
SELECT set_config('pacesetter.details', 'pages', true);
WITH c AS (INSERT INTO cutoff (id, unit, year, month, revision, at, publisher, note)
  VALUES (gen_random_uuid(), 'bz', 2020, 5, 1, now(), 'city', '') RETURNING id)
INSERT INTO cutoff_unit (cutoff, code, parent, name, kind, pace_rounding, decimals) SELECT id, 'bz', '', '滨州市', 'city', 'cut', 1 FROM c`); err != nil {
		t.Fatal(err)
	}
	var cfg statistics.Config
	cfg.Database.URL, cfg.Database.MaxConns = conf.Secret(db.URL), 2
	for _, c := range statistics.Commands() {
		if c.Name != "republish" {
			continue
		}
		if err := c.Run(t.Context(), cfg, nil); err != nil {
			t.Fatalf("republish: %v", err)
		}
	}
	var told string
	if err := db.Owner.QueryRow(t.Context(), "SELECT string_agg(key || ' ' || type, ', ') FROM outbox").Scan(&told); err != nil {
		t.Fatal(err)
	}
	if want := "cutoff/bz/2020-05 pacesetter.statistics.cutoff.retold.v1"; told != want {
		t.Errorf("told %q, want %q", told, want)
	}
}
