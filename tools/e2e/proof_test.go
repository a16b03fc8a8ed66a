//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/e2e/ledger"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/process"
)

// totalsOf asks statistics what a unit's roll-up shows at a month.
func (w *world) totalsOf(ctx context.Context, unit, month string) (ledger.Totals, int64, error) {
	resp, err := w.p.grpc.Statistics.GetRollup(client.As(ctx, authn.RoleProvince, w.p.root),
		&statisticsv1.GetRollupRequest{Unit: unit, Month: month, NoChildren: true})
	if err != nil {
		return ledger.Totals{}, 0, err
	}
	f := resp.GetRollup().GetFigures()
	return ledger.Totals{Reported: f.GetReported(), Month: f.GetMonthYuan(), YearToDate: f.GetInvestedYuan()}, f.GetProjects(), nil
}

// waitCounted waits until the province shows at every month what the book says.
func (w *world) waitCounted(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	begun := time.Now()
	var last string
	err := poll(ctx, 500*time.Millisecond, func(ctx context.Context) bool {
		last = strings.Join(w.differences(ctx, w.p.root, func(string) bool { return true }), "\n")
		return last == ""
	})
	if err != nil {
		t.Errorf("the province's roll-up never became what was acknowledged:\n%s", last)
		w.p.lastWords(t, "statistics", "statistics-2")
		return
	}
	t.Logf("the province's roll-up shows every acknowledged report %s later", time.Since(begun).Round(100*time.Millisecond))
}

// lastWords shows how the logs of processes end.
func (p *platform) lastWords(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(p.opts.Data, "log", name+".log"))
		if err != nil {
			t.Error(err)
			continue
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		t.Logf("%s's last words:\n%s", name, strings.Join(lines[max(0, len(lines)-8):], "\n"))
	}
}

// differences compare a unit's twelve months with the book.
func (w *world) differences(ctx context.Context, unit string, counts func(project string) bool) []string {
	var wrong []string
	for m := 1; m <= 12; m++ {
		month := monthOf(w.spec.Year, m)
		want := w.book.Totals(month, counts)
		if got, _, err := w.totalsOf(ctx, unit, month); err != nil || got != want {
			wrong = append(wrong, fmt.Sprintf("%s %s: shown %+v, acknowledged %+v (%v)", unit, month, got, want, err))
		}
	}
	return wrong
}

// proveRollups compares every county, and counts the projects.
func (w *world) proveRollups(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	units := w.all()
	for n := range writers + 1 {
		county := w.county(n)
		for _, wrong := range w.differences(ctx, county, func(p string) bool { return units[p] == county }) {
			t.Error(wrong)
		}
	}
	_, projects, err := w.totalsOf(ctx, w.p.root, monthOf(w.spec.Year, 12))
	if err != nil || int(projects) != len(units) {
		t.Errorf("the province has %d projects (%v), acknowledged were %d", projects, err, len(units))
	}
}

// proveRegister compares what the register tells people, project by project.
func (w *world) proveRegister(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	held := map[ledger.Key][]ledger.Held{}
	for id := range w.all() {
		resp, err := w.p.grpc.Reports.ListReports(client.As(ctx, authn.RoleProvince, w.p.root), &registryv1.ListReportsRequest{ProjectId: id})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range resp.GetReports() {
			k := ledger.Key{Project: r.GetProjectId(), Month: r.GetMonth()}
			held[k] = append(held[k], heldOf(r))
			if r.GetPending() != nil {
				t.Errorf("%s is pending where reports are accepted at once", k)
			}
		}
	}
	w.compare(t, "the register tells people", held)
}

func (w *world) compare(t *testing.T, what string, held map[ledger.Key][]ledger.Held) {
	t.Helper()
	wrong := w.book.Compare(held)
	for _, fault := range wrong[:min(len(wrong), 20)] {
		t.Error(what + ": " + fault)
	}
	t.Logf("%s: %d reports, of %d acknowledged writes; %d differ", what, len(held), w.book.Writes(), len(wrong))
}

// proveState compares what the register tells other services.
func (w *world) proveState(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	stream, err := registryv1.NewStateServiceClient(w.p.asStatistics(t)).StreamState(ctx,
		&registryv1.StreamStateRequest{Entity: "report", Year: int32(w.spec.Year)})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int64{}
	for {
		batch, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range batch.GetAggregates() {
			if _, twice := seen[a.GetId()]; twice {
				t.Errorf("%s is told twice", a.GetId())
			}
			seen[a.GetId()] = a.GetVersion()
		}
	}
	reports := w.book.Reports()
	for k, held := range reports {
		if seen[k.String()] != held.Version {
			t.Errorf("%s: acknowledged version %d, services are told %d", k, held.Version, seen[k.String()])
		}
	}
	if len(seen) != len(reports) {
		t.Errorf("services are told %d reports, acknowledged were %d", len(seen), len(reports))
	}
}

// asStatistics is a connection to the registry with the identity of statistics.
func (p *platform) asStatistics(t *testing.T) *grpc.ClientConn {
	t.Helper()
	tokens, err := authn.ServiceTokens(authn.ServiceConfig{KeyFile: filepath.Join(p.opts.Data, "keys/service.jwk")}, "statistics", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := service.Dial(p.opts.RegistryAddr(), service.ClientConfig{Tokens: tokens})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// maintain runs a service's maintenance and returns what it printed.
func (p *platform) maintain(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	spec, err := p.Command(name, args...)
	if err != nil {
		t.Fatal(err)
	}
	spec.Log = filepath.Join(t.TempDir(), name+".log")
	if err := process.Run(ctx, spec); err != nil {
		t.Errorf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	text, err := os.ReadFile(spec.Log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// proveReconciled lets statistics compare itself with the registry.
func (p *platform) proveReconciled(t *testing.T) {
	t.Helper()
	for _, tc := range []struct{ args, want string }{
		{"reconcile", "\ndifferences 0\n"},
		{"parked list", "\nparked 0\n"},
	} {
		text := p.maintain(t, "statistics", strings.Fields(tc.args)...)
		if !strings.Contains(text, tc.want) {
			t.Errorf("statistics %s printed\n%s", tc.args, text)
			continue
		}
		t.Logf("statistics %s: %s", tc.args, strings.TrimSpace(tc.want))
	}
}

// together runs all writers until stop ends and each got its last answer.
func together(ctx, stop context.Context, all []*writer) {
	var wg sync.WaitGroup
	for _, c := range all {
		wg.Go(func() { c.run(ctx, stop) })
	}
	wg.Wait()
}
