package conf

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type shared struct {
	Addr     string        `env:"PACESETTER_{SERVICE}_ADDR" default:":9000" doc:"Where it listens."`
	Endpoint string        `env:"PACESETTER_OTLP_ENDPOINT" doc:"Where traces go | none."`
	Drain    time.Duration `env:"PACESETTER_{SERVICE}_DRAIN" envDefault:"20s"`
}

type database struct {
	URL      Secret `env:"URL" required:"true" doc:"Where the database is."`
	MaxConns int32  `env:"MAX_CONNS" default:"10"`
}

type broker struct {
	Brokers []string `env:"BROKERS" default:"a:1,b:2"`
}

type config struct {
	Service  shared
	Database database `envPrefix:"PACESETTER_REGISTRY_DATABASE_"`
	Kafka    broker   `envPrefix:"PACESETTER_KAFKA_"`
	Given    []string `env:"-"`
}

const url = "PACESETTER_REGISTRY_DATABASE_URL=postgres://x"

func TestSettingsComeFromEnvironmentAndDefaults(t *testing.T) {
	got, err := Load[config]("registry", []string{url, "PACESETTER_REGISTRY_ADDR=:1", "PACESETTER_OTLP_ENDPOINT=o:4317", "HOME=/root"})
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		Service:  shared{Addr: ":1", Endpoint: "o:4317", Drain: 20 * time.Second},
		Database: database{URL: "postgres://x", MaxConns: 10},
		Kafka:    broker{Brokers: []string{"a:1", "b:2"}},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestStrangeVariables(t *testing.T) {
	for name, tc := range map[string]struct{ variable, fault string }{
		"one's own, misspelt":         {"PACESETTER_REGISTRY_ADR=:1", "PACESETTER_REGISTRY_ADR is unknown, is PACESETTER_REGISTRY_ADDR meant?"},
		"of no service":               {"PACESETTER_GATWAY_ADDR=:1", "PACESETTER_GATWAY_ADDR is unknown"},
		"shared, misspelt":            {"PACESETTER_KAFKA_BROKER=x", "is PACESETTER_KAFKA_BROKERS meant?"},
		"a file for what's no secret": {"PACESETTER_REGISTRY_ADDR_FILE=x", "is unknown"},
		"another service's":           {"PACESETTER_GATEWAY_ANYTHING=x", ""},
		"for tests":                   {"PACESETTER_TEST_POSTGRES=x", ""},
		"for the command line":        {"PACESETTER_TOKEN_FILE=x", ""},
		"shared, not used here":       {"PACESETTER_TLS_CERT_FILE=x", ""},
		"of another program":          {"PACESETTERS=x", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load[config]("registry", []string{url, tc.variable})
			if tc.fault == "" && err != nil || tc.fault != "" && (err == nil || !strings.Contains(err.Error(), tc.fault)) {
				t.Errorf("got %v, want %q", err, tc.fault)
			}
		})
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(path, []byte("postgres://y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := "PACESETTER_REGISTRY_DATABASE_URL_FILE=" + path
	got, err := Load[config]("registry", []string{file})
	if err != nil || got.Database.URL.Reveal() != "postgres://y" {
		t.Errorf("got %q, %v", got.Database.URL.Reveal(), err)
	}
	if _, err := Load[config]("registry", []string{file, url}); err == nil {
		t.Error("value and file together were accepted")
	}
	if _, err := Load[config]("registry", []string{file + ".missing"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	_, err := Load[config]("registry", []string{"PACESETTER_REGISTRY_X=1", "PACESETTER_REGISTRY_Y=1"})
	for _, want := range []string{"_X is unknown", "_Y is unknown", "DATABASE_URL is required"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	if _, err := Load[config]("registry", []string{url, "PACESETTER_REGISTRY_DRAIN=soon"}); err == nil {
		t.Error("a bad duration was accepted")
	}
}

type checked struct {
	N int `env:"PACESETTER_{SERVICE}_N" default:"0"`
}

func (c *checked) Validate() error {
	if c.N == 0 {
		return errors.New("N must not be 0")
	}
	return nil
}

func TestAStructMayCheckItself(t *testing.T) {
	if _, err := Load[checked]("gateway", nil); err == nil {
		t.Error("accepted")
	}
	if _, err := Load[checked]("gateway", []string{"PACESETTER_GATEWAY_N=1"}); err != nil {
		t.Error(err)
	}
}

func TestSecretsNeverShow(t *testing.T) {
	s := Secret("hunter2")
	asJSON, err := json.Marshal(map[string]any{"s": s, "in": database{URL: s}})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).LogAttrs(t.Context(), slog.LevelInfo, "x", append(Dump(config{Database: database{URL: s}}), slog.Any("s", s))...)
	shown := fmt.Sprintf("%v %s %q %x %#v %+v", s, s, s, s, s, database{URL: s}) + string(asJSON) + log.String()
	if strings.Contains(shown, "hunter2") || strings.Contains(shown, "68756e") || !strings.Contains(shown, mask) {
		t.Error(shown)
	}
}

func TestDumpNamesSettings(t *testing.T) {
	attrs := Dump(&config{Service: shared{Addr: ":1"}, Kafka: broker{Brokers: []string{"a"}}})
	got := map[string]string{}
	for _, a := range attrs {
		got[a.Key] = a.Value.String()
	}
	want := map[string]string{
		"addr": ":1", "otlp_endpoint": "", "drain": "0s", "registry_database_url": "",
		"registry_database_max_conns": "0", "kafka_brokers": "[a]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceListsEverySetting(t *testing.T) {
	got := string(Reference(Section{Title: "registry", Doc: "Its own.", Service: "registry", Config: config{}}, Section{Title: "all", Config: shared{}}))
	for _, want := range []string{
		"## registry\n\nIts own.\n\n| variable |",
		"| `PACESETTER_REGISTRY_ADDR` | text | `:9000` | Where it listens. |",
		"| `PACESETTER_OTLP_ENDPOINT` | text |  | Where traces go \\| none. |",
		"| `PACESETTER_REGISTRY_DATABASE_URL` | secret | required |",
		"| `PACESETTER_KAFKA_BROKERS` | list of text | `a:1,b:2` |",
		"| `PACESETTER_<SERVICE>_DRAIN` | duration | `20s` |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q in\n%s", want, got)
		}
	}
}
