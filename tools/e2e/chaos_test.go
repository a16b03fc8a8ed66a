//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

const (
	defaultMinutes  = 5.0
	writesPerMinute = 2_000
	slowness        = 15 * time.Minute // that a slow machine may take longer for as many writes
	lastAnswer      = 2 * time.Minute  // for what is under way when the killing ends
)

// TestNothingAcknowledgedIsLost writes through the gateway and straight at the
// registry while every process of the platform is killed and started again, and
// then compares what was acknowledged with what is there.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	p := startPlatform(t)
	w := newWorld(t, p)
	clients := w.writers(t)
	k := newKiller(p, w.tally)

	w.storm(t, clients, k)
	t.Run("without Kafka writes go on", func(t *testing.T) { w.withoutKafka(t, clients, k) })
	t.Run("without PostgreSQL the answer is a clear 503", func(t *testing.T) { w.withoutPostgres(t, clients[0], k) })
	t.Logf("killed with -9: %s", k)
	t.Logf("what the writers saw:%s", w.tally)
	t.Logf("peak of memory since the last start: %s", w.memory(t))

	w.waitCounted(t)
	t.Run("the register has each acknowledged report once", w.proveRegister)
	t.Run("other services are told each acknowledged report once", w.proveState)
	t.Run("the topic has each report's newest version", w.proveTopic)
	t.Run("every county shows what was acknowledged", w.proveRollups)
	t.Run("reconcile finds no difference", p.proveReconciled)
	for _, fault := range w.tally.faults() {
		t.Error(fault)
	}
}

func (w *world) writers(t *testing.T) []*writer {
	t.Helper()
	all := make([]*writer, writers)
	for n := range all {
		all[n] = w.newWriter(n, func(unit string) string { return w.p.token(t, authn.RoleCounty, unit) })
	}
	return all
}

// chaosMinutes is how long the storm lasts; PACESETTER_TEST_CHAOS_MINUTES shortens it.
func chaosMinutes(t *testing.T) float64 {
	t.Helper()
	text := os.Getenv("PACESETTER_TEST_CHAOS_MINUTES")
	if text == "" {
		return defaultMinutes
	}
	minutes, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("PACESETTER_TEST_CHAOS_MINUTES: %v", err)
	}
	return minutes
}

// storm lets the writers write while the killer kills: as long as it should last, and on a
// slow machine until there are as many writes as there should be.
func (w *world) storm(t *testing.T, clients []*writer, k *killer) {
	t.Helper()
	minutes := chaosMinutes(t)
	begun, lasts, need := time.Now(), time.Duration(minutes*float64(time.Minute)), int(minutes*writesPerMinute)
	ctx, cancel := context.WithTimeout(t.Context(), lasts+slowness)
	defer cancel()
	stop, end := context.WithCancel(ctx)
	defer end()
	done := make(chan struct{})
	go func() { defer close(done); together(ctx, stop, clients) }()

	enough := func() bool { return time.Since(begun) >= lasts && w.book.Writes() >= need }
	if err := k.run(ctx, enough); err != nil {
		t.Error(err)
	}
	end()
	timer := time.AfterFunc(lastAnswer, cancel)
	defer timer.Stop()
	<-done
	t.Logf("%d acknowledged writes in %s", w.book.Writes(), time.Since(begun).Round(time.Second))
	if !enough() {
		t.Errorf("the storm should last %s and acknowledge %d writes", lasts, need)
	}
}

// withoutKafka writes while all three nodes are away.
func (w *world) withoutKafka(t *testing.T, clients []*writer, k *killer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	nodes := []string{"kafka-1", "kafka-2", "kafka-3"}
	if err := k.killAll(nodes...); err != nil {
		t.Fatal(err)
	}
	before, begun := w.book.Writes(), time.Now()
	for range 10 {
		for _, c := range clients {
			c.correct(ctx)
		}
	}
	t.Logf("%d writes acknowledged in %s without Kafka", w.book.Writes()-before, time.Since(begun).Round(time.Millisecond))
	if got := w.book.Writes() - before; got < 10*len(clients) {
		t.Errorf("%d writes acknowledged without Kafka, want all %d", got, 10*len(clients))
	}
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("without Kafka they took %s", took)
	}
	if err := k.reviveAll(ctx, nodes...); err != nil {
		t.Fatal(err)
	}
}

// withoutPostgres makes the same write before, during and after the database's
// absence; no service is started again meanwhile.
func (w *world) withoutPostgres(t *testing.T, c *writer, k *killer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	pids := w.pids(t)
	if err := k.killAll("postgres"); err != nil {
		t.Fatal(err)
	}
	id := w.ids(c.unit)[0]
	req := c.request(id, 1)
	path := "/api/v1/projects/" + id + "/reports/" + req.GetMonth()
	resp := &registryv1.SaveReportResponse{}
	mustBeUnavailable(t, c.rest[c.unit].call(ctx, http.MethodPut, path, req.GetRequestId(), req, resp))
	_, err := w.p.grpc.Reports.SaveReport(client.As(ctx, authn.RoleCounty, c.unit), req)
	mustBeUnavailable(t, err)

	if err := k.p.revive(ctx, "postgres"); err != nil {
		t.Fatal(err)
	}
	err = poll(ctx, 200*time.Millisecond, func(ctx context.Context) bool {
		err = c.rest[c.unit].call(ctx, http.MethodPut, path, req.GetRequestId(), req, resp)
		return err == nil
	})
	if err != nil {
		t.Fatalf("with PostgreSQL back the same write still fails: %v", err)
	}
	c.acknowledge(c.key(id, 1), req, resp.GetReport())
	for name, before := range pids {
		if now := w.pids(t)[name]; now != before {
			t.Errorf("%s did not live through it: PID %d before, %d now", name, before, now)
		}
	}
}

// mustBeUnavailable wants the refusal that asks for a retry, in either form.
func mustBeUnavailable(t *testing.T, err error) {
	t.Helper()
	var rest *refusal
	if errors.As(err, &rest) {
		if rest.Status != http.StatusServiceUnavailable || rest.Reason != "DATABASE_UNAVAILABLE" || rest.Message == "" {
			t.Errorf("through the gateway: %v, want 503 DATABASE_UNAVAILABLE with a sentence", rest)
		}
		return
	}
	if errs.KindOf(err) != errs.KindUnavailable || errs.ReasonOf(err) != "DATABASE_UNAVAILABLE" {
		t.Errorf("got %v, want Unavailable DATABASE_UNAVAILABLE", err)
	}
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// memory is the most that each service has held since it was started last.
func (w *world) memory(t *testing.T) string {
	t.Helper()
	var list []string
	for name, pid := range w.pids(t) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if found := peak.FindSubmatch(text); err == nil && found != nil {
			kilobytes, _ := strconv.Atoi(string(found[1])) // digits
			list = append(list, fmt.Sprintf("%s %d MiB", name, kilobytes>>10))
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (w *world) pids(t *testing.T) map[string]int {
	t.Helper()
	pids := map[string]int{}
	for _, name := range []string{"registry", "statistics", "statistics-2", "gateway"} {
		pid, err := w.p.PID(name)
		if err != nil {
			t.Fatal(err)
		}
		pids[name] = pid
	}
	return pids
}
