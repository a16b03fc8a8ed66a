package process_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pacesetter/tools/internal/process"
)

// TestMain makes this test binary its own child: with a role in the
// environment it plays that role instead of running tests.
func TestMain(m *testing.M) {
	switch os.Getenv("CHILD_ROLE") {
	case "":
		os.Exit(m.Run())
	case "serve":
		serve()
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		serve()
	case "fail":
		fmt.Println("the disk is on fire")
		os.Exit(3)
	}
}

func serve() {
	l, err := net.Listen("tcp", os.Getenv("CHILD_ADDR"))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_ = http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
}

func child(t *testing.T, role string) process.Spec {
	t.Helper()
	addr := freeAddr(t)
	return process.Spec{
		Name:     role,
		Path:     os.Args[0],
		Env:      []string{"CHILD_ROLE=" + role, "CHILD_ADDR=" + addr},
		Log:      filepath.Join(t.TempDir(), "log", role+".log"),
		ReadyURL: "http://" + addr + "/readyz",
	}
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

func start(t *testing.T, spec process.Spec) *process.Process {
	t.Helper()
	p, err := process.Start(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func TestAChildIsReadyWhenItAnswers(t *testing.T) {
	p := start(t, child(t, "serve"))
	if err := p.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Stop(10 * time.Second)
	if p.Err() == nil {
		t.Error("Err() = nil after SIGTERM, want how it ended")
	}
}

func TestAChildThatEndsTooEarlyIsNamedWithItsLastWords(t *testing.T) {
	p := start(t, child(t, "fail"))
	err := p.WaitReady(t.Context())
	if err == nil {
		t.Fatal("WaitReady() = nil for a child that ended")
	}
	for _, want := range []string{"fail ended (exit status 3)", "the disk is on fire"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("WaitReady() = %q, want it to say %q", err, want)
		}
	}
}

func TestAChildThatIgnoresSIGTERMIsKilledAfterItsGrace(t *testing.T) {
	p := start(t, child(t, "deaf"))
	if err := p.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Stop(50 * time.Millisecond)
	if err := p.Err(); err == nil || err.Error() != "signal: killed" {
		t.Errorf("Err() = %v, want signal: killed", err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	spec := child(t, "serve")
	spec.ReadyURL = "tcp://" + freeAddr(t) // nobody there
	p := start(t, spec)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := p.WaitReady(ctx); err == nil || !strings.Contains(err.Error(), "serve is not ready") {
		t.Errorf("WaitReady() = %v", err)
	}
}

func TestAProgramThatIsMissingIsAnErrorOfStart(t *testing.T) {
	_, err := process.Start(t.Context(), process.Spec{Name: "ghost", Path: "/nonexistent/ghost"})
	if err == nil || !strings.HasPrefix(err.Error(), "start ghost:") {
		t.Errorf("Start() = %v", err)
	}
}
