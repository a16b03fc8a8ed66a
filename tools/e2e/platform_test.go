//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/pgserver"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/launch"
)

// replicas of statistics; the second is named statistics-2.
const replicas = 2

// platform is a whole running platform with its own ports and data.
type platform struct {
	*launch.Platform // nil while it is stopped

	opts launch.Options
	grpc *client.Client
	keys *client.Issuer
	root string // code of the topmost unit
}

// startPlatform starts everything on three Kafka nodes; the test's end ends it.
func startPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{opts: launch.Options{
		Root: checkout(t), Data: dataFolder(t), Out: logWriter{t}, Environ: os.Environ(),
		Broker: launch.BrokerKafka, KafkaNodes: 3, Replicas: map[string]int{"statistics": replicas}, Chromium: launch.FindChromium(),
	}}
	t.Cleanup(p.stop)
	p.start(t)
	return p
}

// start starts the processes, on the first ports that are free.
func (p *platform) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // the first start fetches Kafka
	defer cancel()
	var err error
	for offset := max(p.opts.PortOffset, 11_000); offset < 24_000; offset += 1_000 {
		p.opts.PortOffset = offset
		if p.Platform, err = launch.Start(ctx, p.opts); err == nil || !strings.Contains(err.Error(), "已被其他程序占用") {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	p.connect(t)
}

// stop ends all processes; the data stay.
func (p *platform) stop() {
	if p.grpc != nil {
		_ = p.grpc.Close() // they are gone in a moment anyway
		p.grpc = nil
	}
	if p.Platform != nil {
		p.Stop()
		p.Platform = nil
	}
}

func (p *platform) connect(t *testing.T) {
	t.Helper()
	p.root = launch.RootUnit
	var err error
	p.grpc, err = client.Dial(client.Config{
		Registry: p.opts.RegistryAddr(), Statistics: p.opts.StatisticsAddr(), Issuer: p.opts.DevIssuerURL(), Root: p.root, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.keys = client.NewIssuer(p.opts.DevIssuerURL(), p.root, time.Now)
}

// token is a bearer token of a role over a unit.
func (p *platform) token(t *testing.T, role authn.Role, unit string) string {
	t.Helper()
	token, err := p.keys.Token(client.As(t.Context(), role, unit))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// revive starts a killed process again. What it shares with its forerunner, such
// as a port in its last throes, may need a moment, so that it tries for a while.
func (p *platform) revive(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute)
	defer cancel()
	var last error
	return errors.Join(poll(ctx, time.Second, func(ctx context.Context) bool {
		last = p.Restart(ctx, name)
		return last == nil
	}), last)
}

// poll asks until done or ctx ends.
func poll(ctx context.Context, every time.Duration, done func(context.Context) bool) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !done(ctx) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// eventually asks until done, or the time is over.
func eventually(t *testing.T, within time.Duration, done func() bool) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	return poll(ctx, 200*time.Millisecond, func(context.Context) bool { return done() }) == nil
}

// pause waits; it returns false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// checkout is the folder with bin/: this working tree, or that of
// PACESETTER_TEST_ROOT where other programs are to be tested than those built here.
func checkout(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(cmp.Or(os.Getenv("PACESETTER_TEST_ROOT"), "../.."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "bin/registry")); err != nil {
		t.Fatalf("the services are not built: run make build (%v)", err)
	}
	return root
}

// dataFolder is a folder that PostgreSQL's unprivileged user can enter, as it could
// not enter t.TempDir() of root, in memory if there is room: what a killed process has
// written is there as on a disk, and a small machine's disk would set the pace. After
// a failure it stays, with the logs, until the next run.
func dataFolder(t *testing.T) string {
	t.Helper()
	scratch, err := pgserver.NewScratch(os.Getenv("PACESETTER_TEST_FOLDER"), "pacesetter-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			kept = append(kept, scratch)
			t.Logf("data and logs stay in %s", scratch.Dir)
			return
		}
		_ = scratch.Remove()
	})
	return filepath.Join(scratch.Dir, "data")
}

// kept are the folders of tests that failed: unlocked, the next test would remove them.
var kept []*pgserver.Scratch

// logWriter puts the launcher's lines into the test's log.
type logWriter struct{ t *testing.T }

// Write implements io.Writer.
func (w logWriter) Write(text []byte) (int, error) {
	w.t.Log(strings.TrimRight(string(text), "\n"))
	return len(text), nil
}
