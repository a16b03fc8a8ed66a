package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// base is a folder that an unprivileged server can enter, which t.TempDir is not.
func base(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pacesetter-pgserver-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatalf("Start() = %v", err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func run(t *testing.T, s *Server, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", Superuser))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func TestDataSurvivesStopAndKill(t *testing.T) {
	dir := base(t)
	s := start(t, dir)
	run(t, s, "CREATE TABLE kept (id int)")
	if err := s.Stop(); err != nil {
		t.Fatalf("Stop() = %v", err)
	}
	if err, ok := <-s.Exited(); ok {
		t.Fatalf("a stopped server exited with %v", err)
	}

	s = start(t, dir)
	run(t, s, "INSERT INTO kept VALUES (1)")
	if err := syscall.Kill(s.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-s.Exited(); err == nil {
		t.Fatal("a killed server exited without an error")
	}

	s = start(t, dir) // at once, while children of the killed one may still be there
	run(t, s, "SELECT 1 / (SELECT count(*) FROM kept)")
}

func TestDataOfAnotherMajorVersionIsNotTouched(t *testing.T) {
	dir := base(t)
	if err := os.MkdirAll(dataDir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dataDir(dir), "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "written by PostgreSQL 9") || !strings.Contains(err.Error(), "apt-get install -y postgresql-9") {
		t.Fatalf("Start() = %v, want an error that names both versions and the remedy", err)
	}
}

func TestNoBinariesNamesTheLineThatInstallsThem(t *testing.T) {
	_, err := Start(t.Context(), Options{Dir: base(t), BinDir: t.TempDir()})
	if !errors.Is(err, ErrNoBinaries) || !strings.Contains(err.Error(), "apt-get install -y postgresql") {
		t.Fatalf("Start() = %v, want ErrNoBinaries", err)
	}
}

func TestTakenPortIsNamed(t *testing.T) {
	first := start(t, base(t))
	u, err := pgx.ParseConfig(first.URL("postgres", Superuser))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), Options{Dir: base(t), Port: int(u.Port)})
	if want := fmt.Sprintf("port %d for PostgreSQL is taken", u.Port); err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("Start() = %v, want %s", err, want)
	}
}

func TestFolderThatTheUserCannotEnterIsExplained(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root: only root changes the user for PostgreSQL")
	}
	closed := base(t)
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: filepath.Join(closed, "pg")})
	if err == nil || !strings.Contains(err.Error(), "/var/lib/pacesetter") {
		t.Fatalf("Start() = %v, want a hint where to put the folder", err)
	}
}
