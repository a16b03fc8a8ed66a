package launch

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pacesetter/tools/internal/devbroker"
	"pacesetter/tools/internal/process"
)

// TestMain makes this test binary every program of a platform: called by a
// program's name, through a link, it plays that program.
func TestMain(m *testing.M) {
	switch name := filepath.Base(os.Args[0]); name {
	case "registry", "statistics", "gateway", "printer", "devissuer", "fake":
		os.Exit(playService(name))
	case "broker":
		os.Exit(playBroker())
	default:
		os.Exit(m.Run())
	}
}

// playService answers /readyz until it is told to end, and then says so in the
// file of FAKE_ENDINGS. As migrate it ends at once.
func playService(name string) int {
	if len(os.Args) > 1 && os.Args[1] == "migrate" {
		return 0
	}
	if len(os.Args) > 1 && os.Args[1] == "republish" {
		recordEnding(name + "-republished")
		return 0
	}
	if os.Getenv("FAKE_FAILS") == name {
		fmt.Println("no such table")
		return 3
	}
	addr := cmp.Or(os.Getenv("FAKE_ADDR"), os.Getenv("PACESETTER_"+strings.ToUpper(name)+"_OPS_ADDR"), issuerAddr())
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	go func() { _ = http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) }()
	<-ctx.Done()
	recordEnding(name)
	return 0
}

// issuerAddr is where `devissuer -url http://ADDR …` is to listen.
func issuerAddr() string {
	if len(os.Args) < 3 {
		return ""
	}
	return strings.TrimPrefix(os.Args[2], "http://")
}

func recordEnding(name string) {
	if v := os.Getenv("FAKE_NAME"); v != "" {
		name = v
	}
	f, err := os.OpenFile(os.Getenv("FAKE_ENDINGS"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return // not asked for
	}
	defer f.Close()
	fmt.Fprintln(f, name)
}

func playBroker() int {
	dir := flag.String("data", "", "")
	port := flag.Int("port", 0, "")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := devbroker.Run(ctx, devbroker.Options{Dir: *dir, Port: *port, Log: io.Discard}); err != nil {
		fmt.Println(err)
		return 1
	}
	recordEnding("broker")
	return 0
}

// checkout is a folder whose bin/ links every program to this test binary.
func checkout(t *testing.T, programs ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range programs {
		if err := os.Symlink(self, filepath.Join(root, "bin", name)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// openFolder is a temporary folder that PostgreSQL's user can enter, as it
// could not enter t.TempDir() of root.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pacesetter-launch-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// empty is a platform without any process yet.
func empty(t *testing.T) *Platform {
	t.Helper()
	o := Options{Root: checkout(t, "fake"), Data: filepath.Join(t.TempDir(), "data"), Out: io.Discard}
	lock, err := lockData(o.Data)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlatform(o, lock)
	t.Cleanup(p.Stop)
	return p
}

// fake is a child that records its ending in endings.
func fake(t *testing.T, p *Platform, name, endings string) process.Spec {
	t.Helper()
	addr := freeAddr(t)
	return process.Spec{
		Name:     name,
		Path:     p.opts.bin("fake"),
		Env:      []string{"FAKE_ADDR=" + addr, "FAKE_NAME=" + name, "FAKE_ENDINGS=" + endings},
		Log:      p.opts.log(name),
		ReadyURL: "http://" + addr + "/readyz",
	}
}
