package server_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/store"
)

// statements remembers what is asked of the database.
type statements struct {
	mu  sync.Mutex
	all []string
}

// TraceQueryStart implements pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, data.SQL)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// about are the statements that name a table, forgotten afterwards.
func (s *statements) about(tables ...string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, sql := range s.all {
		for _, table := range tables {
			if strings.Contains(sql, table) {
				count++
				break
			}
		}
	}
	s.all = nil
	return count
}

// traced serves the register on a pool whose statements are remembered.
func (r *register) traced() *statements {
	r.t.Helper()
	seen := &statements{}
	cfg := r.db.Pool.Config()
	cfg.ConnConfig.Tracer = seen
	pool, err := pgxpool.NewWithConfig(r.t.Context(), cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(pool.Close)
	r.store = store.New(pool, r.clock.now)
	if err := r.store.RefreshTree(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if err := r.store.RefreshPolicies(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.serve(authz.NewTable(authz.Rules()))
	return seen
}

// TestWhatHoldsAMonthIsOneQuestion: every write of a report asks for cut-offs and for
// months that were handed in, and asks once.
func TestWhatHoldsAMonthIsOneQuestion(t *testing.T) {
	t.Parallel()
	r := start(t)
	seen := r.traced()
	p := r.create(newProject("填报"))
	seen.about()
	county := r.as(authn.RoleCounty, "bc")
	if _, err := r.SaveReport(county, save(p.GetId(), "2020-05", 0, figures(1, 5, 9))); err != nil {
		t.Fatal(err)
	}
	if n := seen.about("month_lock", "month_step"); n != 1 {
		t.Errorf("a report saved: %d statements about what holds its month", n)
	}
	if _, err := r.ListReports(county, &registryv1.ListReportsRequest{ProjectId: p.GetId()}); err != nil {
		t.Fatal(err)
	}
	if n := seen.about("month_lock", "month_step"); n != 1 {
		t.Errorf("a project's reports read: %d statements about what holds their months", n)
	}
}

// TestHeldMonthsAreToldBeforeSomebodyTypes: of what is handed in or cut off readers hear
// the sentence that a write would, and whether they may write all the same.
func TestHeldMonthsAreToldBeforeSomebodyTypes(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("填报"))
	holds := func(role authn.Role, unit string) []*registryv1.MonthHold {
		t.Helper()
		resp, err := r.ListReports(r.as(role, unit), &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
		if err != nil {
			t.Fatal(err)
		}
		month, err := r.GetMonth(r.as(role, unit), &registryv1.GetMonthRequest{Unit: "bc", Month: "2020-05"})
		if err != nil {
			t.Fatal(err)
		}
		if told, n := month.GetHold(), len(resp.GetHolds()); (told == nil) != (n == 0) || n > 0 && told.GetMessage() != resp.GetHolds()[0].GetMessage() {
			t.Errorf("the month tells %v, the reports %v", told, resp.GetHolds())
		}
		return resp.GetHolds()
	}
	if got := holds(authn.RoleCounty, "bc"); got != nil {
		t.Errorf("an open month: %v", got)
	}
	r.handedIn(0, "项目未开工")
	for unit, role := range map[string]authn.Role{"bc": authn.RoleCounty, "bz": authn.RoleCity} {
		got := holds(role, unit)
		if len(got) != 1 || got[0].GetMonth() != "2020-05" || got[0].GetReason() != "MONTH_SUBMITTED" || got[0].GetMayWrite() != (role == authn.RoleCity) ||
			!strings.Contains(got[0].GetMessage(), "滨城区") {
			t.Errorf("handed in, for the %s: %v", role, got)
		}
	}
	r.cutOff("bz", "2020-05")
	if got := holds(authn.RoleCounty, "bc"); len(got) != 1 || got[0].GetReason() != "MONTH_LOCKED" || got[0].GetMayWrite() {
		t.Errorf("cut off, for the county: %v", got)
	}
	if got := holds(authn.RoleLeader, "bz"); len(got) != 1 || got[0].GetMayWrite() {
		t.Errorf("cut off, for a leader: %v", got)
	}
}
