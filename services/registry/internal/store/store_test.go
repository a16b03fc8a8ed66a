package store_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func now() time.Time { return time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC) }

func april() month.Month { return month.Month{Year: 2020, Month: 4} }

// open is a store with a root unit and one county.
func open(t *testing.T) (*store.Store, *pgtest.DB) {
	t.Helper()
	db := pgtest.New(t, "registry", store.Schemas()...)
	s := store.New(db.Pool, now)
	root, err := registry.RootUnit("sd", "山东省", "province", "370000")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EnsureRoot(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	mutate(t, s, func(tx *store.Tx) error {
		return tx.SaveUnit(t.Context(), unittree.Unit{
			Code: "bc", Name: "滨城区", Kind: unittree.KindCounty, Places: []unittree.Place{{Parent: "sd", From: 2019}}, Aliases: []string{}, Version: 1,
		}, events.Created)
	})
	return s, db
}

func mutate(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := try(t.Context(), s, f); err != nil {
		t.Fatal(err)
	}
}

func try(ctx context.Context, s *store.Store, f func(*store.Tx) error) error {
	call, err := idempotency.CallOf(ctx, "Test", uuid.NewString(), &wrapperspb.BoolValue{})
	if err != nil {
		return err
	}
	by := store.By{Principal: "tester", Call: "Test"}
	newResp := func() *wrapperspb.BoolValue { return &wrapperspb.BoolValue{} }
	_, err = store.Mutate(ctx, s, call, by, newResp, func(tx *store.Tx) (*wrapperspb.BoolValue, error) {
		return wrapperspb.Bool(true), f(tx)
	})
	return err
}

func project(name string) registry.Project {
	return registry.Project{
		ID: registry.ProjectID(uuid.NewString()), Name: name, Company: registry.Company{Name: "甲公司"}, Stage: registry.StageBuilding,
		Years:   []registry.Year{{Year: 2020, Unit: "bc", Category: "industry", Nature: registry.NatureNew, TotalInvestment: 100, Planned: 10}},
		Version: 1, Created: now(), Updated: now(),
	}
}

func report(id registry.ProjectID) registry.Report {
	return registry.Report{Project: id, Month: april(), Version: 1, Accepted: &registry.Revision{
		Number: 1, State: registry.StateAccepted, Figures: registry.Figures{Month: 1, YearToDate: 2, Cumulative: 3},
		Author: "a", Role: "county", SubmitTime: now(), AcceptTime: now(),
	}}
}

func saved(ctx context.Context, p registry.Project, reports ...registry.Report) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		w := store.Writes{Projects: []store.ProjectWrite{{After: p, Verb: events.Created}}}
		for _, r := range reports {
			w.Reports = append(w.Reports, store.ReportWrite{Before: registry.Report{Project: r.Project, Month: r.Month}, After: r, Verb: events.Accepted})
		}
		return tx.Save(ctx, w)
	}
}

// TestTheSchemaDefendsItself tries, as the application's role, what no code of ours does.
func TestTheSchemaDefendsItself(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p := project("甲")
	mutate(t, s, saved(t.Context(), p, report(p.ID)))
	const noGrant = "42501"
	for name, tc := range map[string]struct{ sql, want string }{
		"a project deleted":               {"DELETE FROM project", noGrant},
		"a report deleted":                {"DELETE FROM report", noGrant},
		"a revision deleted":              {"DELETE FROM report_revision", noGrant},
		"the history changed":             {"UPDATE change SET principal = 'x'", noGrant},
		"the history deleted":             {"DELETE FROM change", noGrant},
		"a table made":                    {"CREATE TABLE mine (id int)", noGrant},
		"an accepted revision changed":    {"UPDATE report_revision SET month_yuan = 0", "report_revision_frozen"},
		"a month over its year":           {"UPDATE report SET month_yuan = 9", "report_figures_order"},
		"figures without a revision":      {"UPDATE report SET accepted_revision = NULL, pending_revision = 2", "report_figures_whole"},
		"a pending revision of old":       {"UPDATE report SET pending_revision = 1", "report_revision_order"},
		"a unit in two places in a year":  {"INSERT INTO unit_place VALUES ('bc', 'sd', '[2020,2021)')", "unit_place_one_a_year"},
		"a unit below itself":             {"INSERT INTO unit_place VALUES ('bc', 'bc', '[1999,2000)')", "unit_place_not_itself"},
		"a strange unit code":             {"INSERT INTO unit (code, name, kind, aliases, version, update_time) VALUES ('B C', 'x', 'city', '{}', 1, now())", "unit_code_shape"},
		"a project of an unknown unit":    {"UPDATE project_year SET unit = 'x'", "project_year_unit"},
		"a negative plan":                 {"UPDATE project_year SET planned_yuan = -1", "project_year_plan_range"},
		"half an opening":                 {"UPDATE project SET opening_year = 2020", "project_opening_whole"},
		"a tag that would want quotes":    {`UPDATE project SET tags = '{"six-new/a b"}'`, "project_tags_whole"},
		"a tag without a system":          {"UPDATE project SET tags = '{new}'", "project_tags_whole"},
		"a tag that is none":              {"UPDATE project SET tags = '{NULL}'", "project_tags_whole"},
		"a system of tags that is none":   {"UPDATE unit SET tag_systems = '{NULL}'", "unit_tag_systems_whole"},
		"an unknown stage":                {"UPDATE project SET stage = 'x'", "project_stage_known"},
		"a step of a month changed":       {"UPDATE month_step SET reason = 'x'", noGrant},
		"a step of a month deleted":       {"DELETE FROM month_step", noGrant},
		"a return without a reason":       {"INSERT INTO month_step SELECT 2020, 5, 'bc', 1, 'returned', 'x', 'city', '', now(), 0, 0, 0, 0, 0, 0", "month_step_reason_told"},
		"a report of a year without plan": {"INSERT INTO report (project_id, year, month, version, pending_revision) SELECT id, 2031, 1, 1, 1 FROM project", "report_year"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Pool.Exec(t.Context(), tc.sql)
			var e *pgconn.PgError
			if !errors.As(err, &e) || e.Code != tc.want && e.ConstraintName != tc.want {
				t.Fatalf("%v, want %s", err, tc.want)
			}
		})
	}
}

// TestWhatFailsLeavesNothing: state, history and event live or die together.
func TestWhatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p := project("甲")
	broken := errors.New("too late")
	err := try(t.Context(), s, func(tx *store.Tx) error {
		return errors.Join(saved(t.Context(), p, report(p.ID))(tx), broken)
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	const countSQL = `SELECT (SELECT count(*) FROM project) + (SELECT count(*) FROM report) + (SELECT count(*) FROM change)
		+ (SELECT count(*) FROM outbox WHERE key NOT LIKE 'unit/%')`
	var left int
	if err := db.Owner.QueryRow(t.Context(), countSQL).Scan(&left); err != nil || left != 0 {
		t.Fatalf("%d rows left, %v", left, err)
	}
}

func TestProjectsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	p := project("甲")
	p.NationalCode, p.Company.CreditCode = "2304-441900-04-01-135254", "91350200776049653A"
	p.Stages = []registry.StageEntry{{Stage: registry.StageStarted, Date: "2020-01-03"}}
	p.Years[0].Listings = []registry.Listing{{Key: "county", FromMonth: 1, Confirmed: true}, {Key: "province", FromMonth: 3}}
	p.Scale, p.Place, p.StartYear, p.EndYear = "规模\n两行", "地点", 2019, 2021
	p.Opening = &registry.Opening{Month: april(), Year: 1, Cumulative: 2}
	p.Tags = []registry.Tag{"six-new/new-material", "six-new/new-product"}
	mutate(t, s, saved(t.Context(), p))
	got, err := s.Project(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := registry.DiffProject(p, got); diff != nil || got.Version != 1 || !got.Created.Equal(now()) {
		t.Errorf("came back otherwise: %v, %v", diff, got)
	}
	after := got
	after.Version, after.Stages, after.Years = 2, nil, []registry.Year{got.Years[0]}
	after.Years[0].Listings = after.Years[0].Listings[:1]
	mutate(t, s, func(tx *store.Tx) error {
		before, err := tx.LockProject(t.Context(), p.ID)
		if err != nil {
			return err
		}
		return tx.Save(t.Context(), store.Writes{Projects: []store.ProjectWrite{{Before: &before, After: after, Verb: events.Changed}}})
	})
	again, err := s.Project(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := registry.DiffProject(after, again); diff != nil {
		t.Errorf("after the change: %v", diff)
	}
	twin := project("甲")
	if err := try(t.Context(), s, saved(t.Context(), twin)); errs.ReasonOf(err) != "PROJECT_EXISTS" {
		t.Errorf("a twin: %v", err)
	}
	twin.Name, twin.NationalCode = "乙", p.NationalCode
	if err := try(t.Context(), s, saved(t.Context(), twin)); errs.ReasonOf(err) != "PROJECT_EXISTS" {
		t.Errorf("the same code: %v", err)
	}
	usurper := project("丙")
	usurper.ID = p.ID
	if err := try(t.Context(), s, saved(t.Context(), usurper)); errs.ReasonOf(err) != "PROJECT_EXISTS" {
		t.Errorf("the same ID: %v", err)
	}
}

// TestAnotherReplicaHearsOfTheTree within its poll, without being told.
func TestAnotherReplicaHearsOfTheTree(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	other := store.New(db.Pool, now)
	if _, err := other.Tree(); errs.ReasonOf(err) != "TREE_NOT_READY" {
		t.Fatalf("a replica that read nothing: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- store.NewTreeWatch(other, slog.New(slog.DiscardHandler)).Run(ctx) }()
	eventually(t, func() bool { tree, err := other.Tree(); return err == nil && tree.Len() == 2 })
	mutate(t, s, func(tx *store.Tx) error {
		return tx.SaveUnit(t.Context(), unittree.Unit{
			Code: "zh", Name: "沾化区", Kind: unittree.KindCounty, Places: []unittree.Place{{Parent: "sd", From: 2019, To: 2020}}, Aliases: []string{"沾化"}, Version: 1,
		}, events.Created)
	})
	eventually(t, func() bool {
		tree, err := other.Tree()
		return err == nil && tree.Exists(2020, "zh") && !tree.Exists(2021, "zh")
	})
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// eventually waits for what a poll brings about.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	timeout := time.NewTimer(20 * time.Second)
	defer timeout.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-timeout.C:
			t.Fatal("it did not happen within 20 s")
		case <-tick.C:
		}
	}
}

func TestARootIsMadeOnce(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for code, reason := range map[string]string{"sd": "", "hb": "ROOT_DIFFERS", "bc": "ROOT_DIFFERS"} {
		root, err := registry.RootUnit(code, "某省", "province", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EnsureRoot(t.Context(), root); err != nil && errs.ReasonOf(err) != reason || err == nil && reason != "" {
			t.Errorf("root %s: %v, want %q", code, err, reason)
		}
	}
}

// TestRepublishTellsThePresentState with the versions that it has, so that who
// knows it already ignores it.
func TestRepublishTellsThePresentState(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p := project("甲")
	mutate(t, s, saved(t.Context(), p, report(p.ID)))
	for entity, want := range map[string]int{"unit": 2, "project": 1, "report": 1} {
		told, err := s.Republish(t.Context(), entity)
		if err != nil || told != want {
			t.Errorf("%s: %d told, %v", entity, told, err)
		}
		var same bool
		const sameSQL = `
SELECT count(*) > 0 AND bool_and(EXISTS (SELECT FROM outbox o WHERE o.key = n.key AND o.version = n.version AND o.body = n.body AND o.type <> n.type))
FROM outbox n WHERE n.type = 'pacesetter.registry.' || $1 || '.retold.v1'`
		if err := db.Owner.QueryRow(t.Context(), sameSQL, entity).Scan(&same); err != nil || !same {
			t.Errorf("%s: retold otherwise than told, %v", entity, err)
		}
	}
	if _, err := s.Republish(t.Context(), "person"); errs.ReasonOf(err) != "ENTITY_UNKNOWN" {
		t.Error(err)
	}
}

// TestAMissingGrantIsToldAsTheSurroundings, not as a fault of the request.
func TestAMissingGrantIsNoFaultOfTheRequest(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	if _, err := db.Owner.Exec(t.Context(), "REVOKE INSERT ON report FROM registry_app"); err != nil {
		t.Fatal(err)
	}
	p := project("甲")
	err := try(t.Context(), s, saved(t.Context(), p, report(p.ID)))
	if err == nil || !pg.IsSurroundings(err) {
		t.Fatalf("%v", err)
	}
	if _, err := s.Project(t.Context(), p.ID); errs.ReasonOf(err) != "PROJECT_NOT_FOUND" {
		t.Errorf("half of it was written: %v", err)
	}
}
