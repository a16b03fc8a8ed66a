package maintain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// place is a platform whose services print their arguments and settings.
func place(t *testing.T) Place {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write("keys/service.jwk", "{}")
	for _, service := range Services() {
		write("bin/"+service, "#!/bin/sh\necho \"$@\"\nenv | grep ^PACESETTER | sort\ntest \"$1\" != fail\n")
	}
	return Place{Bin: filepath.Join(dir, "bin"), Data: dir, PortOffset: 1000, Environ: []string{"PATH=" + os.Getenv("PATH"), "PACESETTER_DATA_DIR=x", "PACESETTER_TOKEN_FILE=y"}}
}

func run(t *testing.T, p Place, args ...string) ([]string, error) {
	t.Helper()
	return runOf(t, p, Statistics, args...)
}

func runOf(t *testing.T, p Place, service string, args ...string) ([]string, error) {
	t.Helper()
	var out strings.Builder
	err := Run(t.Context(), p, service, args, &out, &out)
	return strings.Split(strings.TrimSpace(out.String()), "\n"), err
}

func TestThePlatformHereIsFoundByItsDataFolder(t *testing.T) {
	p := place(t)
	got, err := run(t, p, "reconcile", "--repair")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"reconcile --repair",
		"PACESETTER_KAFKA_BROKERS=127.0.0.1:8092",
		"PACESETTER_SERVICE_KEY_FILE=" + p.Data + "/keys/service.jwk",
		"PACESETTER_STATISTICS_DATABASE_URL=postgres://statistics_app@127.0.0.1:8432/statistics?sslmode=disable",
		"PACESETTER_STATISTICS_REGISTRY_ADDR=127.0.0.1:8101",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTheRegistryIsFoundToo: it needs no key and asks no other service.
func TestTheRegistryIsFoundToo(t *testing.T) {
	p := place(t)
	p.Environ = append(p.Environ, "PACESETTER_STATISTICS_DATABASE_URL=postgres://elsewhere")
	got, err := runOf(t, p, Registry, "parked", "list")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"parked list",
		"PACESETTER_KAFKA_BROKERS=127.0.0.1:8092",
		"PACESETTER_REGISTRY_DATABASE_URL=postgres://registry_app@127.0.0.1:8432/registry?sslmode=disable",
		"PACESETTER_STATISTICS_DATABASE_URL=postgres://elsewhere",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOnesOwnSettingsStand(t *testing.T) {
	p := place(t)
	p.Data = "/nowhere"
	p.Environ = append(p.Environ, "PACESETTER_STATISTICS_DATABASE_URL=postgres://elsewhere")
	got, err := run(t, p, "parked", "list")
	if diff := cmp.Diff([]string{"parked list", "PACESETTER_STATISTICS_DATABASE_URL=postgres://elsewhere"}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestWithoutAPlatform(t *testing.T) {
	p := place(t)
	p.Data = "/nowhere"
	if _, err := run(t, p, "parked", "list"); errs.ReasonOf(err) != "PLATFORM_AWAY" {
		t.Error(err)
	}
}

func TestAFailureIsTold(t *testing.T) {
	if _, err := run(t, place(t), "fail"); err == nil || !strings.Contains(err.Error(), "statistics fail: exit status 1") {
		t.Error(err)
	}
}
