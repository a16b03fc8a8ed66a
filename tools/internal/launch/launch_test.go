package launch

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// wholeOptions is a platform of real PostgreSQL, the real development broker
// and fake services, far from the default ports.
func wholeOptions(t *testing.T) (Options, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	return Options{
		Root:       checkout(t, "broker", "registry", "statistics", "gateway", "printer", "devissuer"),
		Data:       filepath.Join(openFolder(t), "data"),
		Out:        &out,
		Environ:    os.Environ(),
		PortOffset: 10000,
		Replicas:   map[string]int{"statistics": 2},
		Chromium:   "/bin/true", // the printer is a fake one
	}, &out
}

func start(t *testing.T, o Options) *Platform {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	p, err := Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func execSQL(t *testing.T, p *Platform, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), p.plan.dbURL("registry", "registry_owner"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}

func createTopic(t *testing.T, brokers []string, name string) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewCreateTopicsRequest()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, 1, 1
	req.Topics = append(req.Topics, topic)
	if _, err := req.RequestWith(t.Context(), client); err != nil {
		t.Fatal(err)
	}
}

// One platform goes through it all: each start costs a new PostgreSQL's seconds.
func TestALifeOfAPlatform(t *testing.T) {
	o, out := wholeOptions(t)
	record := filepath.Join(t.TempDir(), "record")
	o.Environ = append(o.Environ, "FAKE_ENDINGS="+record)

	p := start(t, o)
	for _, want := range []string{"postgres", "broker", "devissuer", "registry", "statistics", "statistics-2", "gateway", "printer"} {
		if !slices.Contains(p.Names(), want) || !strings.Contains(out.String(), want) {
			t.Errorf("%s is not there; started %v, told:\n%s", want, p.Names(), out)
		}
	}
	execSQL(t, p, `CREATE TABLE kept (n int)`)
	for _, topic := range []string{"pacesetter.registry.v1", "pacesetter.statistics.v1"} {
		createTopic(t, p.Brokers(), topic)
	}
	p.Stop()

	p = start(t, o) // it finds its data again
	execSQL(t, p, `INSERT INTO kept VALUES (1)`)
	if err := p.Kill("postgres"); err != nil {
		t.Fatal(err)
	}
	if err := p.Restart(t.Context(), "postgres"); err != nil {
		t.Fatal(err)
	}
	execSQL(t, p, `INSERT INTO kept VALUES (2)`)
	p.Stop()
	if got := lines(t, record); strings.Contains(got, "republished") {
		t.Errorf("made to tell again though nothing was lost: %s", got)
	}

	if err := os.RemoveAll(filepath.Join(o.Data, "broker")); err != nil {
		t.Fatal(err)
	}
	start(t, o).Stop() // a broker without topics under a registry with data
	if got := lines(t, record); !strings.Contains(got, "registry-republished") || !strings.Contains(got, "statistics-republished") {
		t.Errorf("not everything was told again: %s", got)
	}
}

func TestAServiceThatDoesNotStartEndsEverything(t *testing.T) {
	o, _ := wholeOptions(t)
	o.Environ = append(o.Environ, "FAKE_FAILS=gateway")
	_, err := Start(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "gateway ended (exit status 3) before it was ready") {
		t.Fatalf("Start() = %v", err)
	}
	if err := o.checkPorts(t.Context(), services(o)); err != nil {
		t.Errorf("after the failed start: %v", err)
	}
}

func TestASecondPlatformOnTheSameDataIsRefused(t *testing.T) {
	p := empty(t)
	_, err := Start(t.Context(), p.opts)
	if err == nil || !strings.Contains(err.Error(), "正在使用") {
		t.Errorf("Start() = %v", err)
	}
	if _, err := RemoveData(p.opts.Data); err == nil {
		t.Error("RemoveData() removed the data of a running platform")
	}
	p.Stop()
	if removed, err := RemoveData(p.opts.Data); err != nil || !removed || isDir(p.opts.Data) {
		t.Errorf("RemoveData() = %v", err)
	}
}

func TestOnlyAPlatformsDataIsRemoved(t *testing.T) {
	dir := t.TempDir()
	if _, err := RemoveData(dir); err == nil || !isDir(dir) {
		t.Errorf("RemoveData() = %v of somebody else's folder", err)
	}
	if removed, err := RemoveData(filepath.Join(dir, "none")); err != nil || removed {
		t.Errorf("RemoveData() = %v where there is nothing", err)
	}
}

func TestTwoCheckoutsHaveTwoDataFolders(t *testing.T) {
	if a, b := DataDir("/base", "/src/a/pacesetter"), DataDir("/base", "/src/b/pacesetter"); a == b {
		t.Errorf("both have %s", a)
	}
}

func TestAServiceGetsItsOwnSettingsOnly(t *testing.T) {
	o := Options{Environ: []string{"HOME=/h", "PACESETTER_DATA_DIR=/d", "PACESETTER_TEST_POSTGRES=x"}}
	p := plan{opts: o, brokers: []string{"b:1"}, dbURL: func(db, role string) string { return role + "@" + db }}
	s := service{name: "registry", grpc: 7101, ops: 7201, database: true, env: registryEnv}
	got := s.environ(p, 2)
	for _, want := range []string{
		"HOME=/h", "PACESETTER_KAFKA_BROKERS=b:1", "PACESETTER_REGISTRY_GRPC_ADDR=127.0.0.1:7111",
		"PACESETTER_REGISTRY_OPS_ADDR=127.0.0.1:7211", "PACESETTER_REGISTRY_DATABASE_URL=registry_app@registry",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not in %v", want, got)
		}
	}
	for _, kv := range got {
		if strings.Contains(kv, "OWNER") || strings.HasPrefix(kv, "PACESETTER_TEST") || strings.HasPrefix(kv, "PACESETTER_DATA") {
			t.Errorf("%s is not for a service", kv)
		}
	}
}
