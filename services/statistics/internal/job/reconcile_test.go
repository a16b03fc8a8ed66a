package job_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/statehash"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/job"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// register stands for the registry: what it says is so.
type register struct {
	registryv1.UnimplementedStateServiceServer

	states map[string]map[string]*registryv1.AggregateState // entity, ID
}

// StreamState implements registryv1.StateServiceServer, a few at a time.
func (r *register) StreamState(req *registryv1.StreamStateRequest, stream grpc.ServerStreamingServer[registryv1.StreamStateResponse]) error {
	var all []*registryv1.AggregateState
	for id, s := range r.states[req.GetEntity()] {
		if len(req.GetIds()) > 0 && !slices.Contains(req.GetIds(), id) {
			continue
		}
		s = proto.CloneOf(s)
		if !req.GetWithPayload() {
			s.Payload = nil
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *registryv1.AggregateState) int { return cmp.Compare(a.GetId(), b.GetId()) })
	for part := range slices.Chunk(all, 3) {
		if err := stream.Send(&registryv1.StreamStateResponse{Aggregates: part}); err != nil {
			return err
		}
	}
	return nil
}

func (r *register) put(entity, id string, version int64, facts, payload proto.Message) {
	body, err := proto.Marshal(payload)
	if err != nil {
		panic(err) // messages of the test itself
	}
	if r.states[entity] == nil {
		r.states[entity] = make(map[string]*registryv1.AggregateState)
	}
	r.states[entity][id] = &registryv1.AggregateState{Id: id, Version: version, Hash: statehash.Of(facts), Payload: body}
}

func (r *register) putUnit(code, parent string) {
	u := &registryv1.Unit{
		Code: code, Name: code, Kind: registryv1.UnitKind_UNIT_KIND_COUNTY, Version: 1,
		Places: []*registryv1.Place{{Parent: parent, FromYear: 2000}},
	}
	r.put("unit", code, 1, &registryv1.UnitFacts{Unit: u}, &registryv1.UnitChanged{Unit: u})
}

func projectID(n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d", n)).String()
}

func (r *register) putProject(n int, version, planned int64) {
	years := []*registryv1.ProjectYear{{
		Year: 2020, Unit: "371602", Category: "industry", Nature: registryv1.Nature_NATURE_NEW,
		Listings: []*registryv1.Listing{{Key: "city", FromMonth: 1, Confirmed: true}}, TotalInvestmentYuan: 1000, PlannedYuan: planned,
	}}
	preparing := &registryv1.StageEntry{Stage: registryv1.Stage_STAGE_PREPARING, Date: "2020-01-01"}
	started := &registryv1.StageEntry{Stage: registryv1.Stage_STAGE_STARTED, Date: "2020-03-01", CertifiedDate: "2020-04-01"}
	attraction := &registryv1.Attraction{SignedDate: "2019-12-31", SignedYuan: 70, ArrivedYuan: 7}
	r.put("project", projectID(n), version,
		&registryv1.ProjectFacts{
			Id: projectID(n), Version: version, Years: years, Name: "项目", Library: registryv1.Library_LIBRARY_KEY,
			Stage: registryv1.Stage_STAGE_STARTED, Stages: []*registryv1.StageEntry{preparing, started}, EndYear: 2021,
			StatisticsEligible: true, StatisticsEntryDate: "2020-05-01", Attraction: attraction,
		},
		&registryv1.ProjectChanged{Project: &registryv1.Project{
			Id: projectID(n), Version: version, Years: years, Name: "项目", Library: registryv1.Library_LIBRARY_KEY,
			Stage: registryv1.Stage_STAGE_STARTED, EndYear: 2021, Attraction: attraction,
			Stages:             []*registryv1.StageEntry{preparing, started},
			StatisticsEligible: true, StatisticsEntryDate: "2020-05-01",
		}})
}

func (r *register) putReport(n int, month string, version, toDate int64) {
	figures := &registryv1.Figures{MonthYuan: 1, YearToDateYuan: toDate, CumulativeYuan: toDate}
	r.put("report", projectID(n)+"/"+month, version,
		&registryv1.ReportFacts{ProjectId: projectID(n), Month: month, Version: version, Revision: 1, Figures: figures},
		&registryv1.ReportChanged{ProjectId: projectID(n), Month: month, Version: version, Accepted: &registryv1.ReportedFigures{
			Revision: 1, State: registryv1.ReportState_REPORT_STATE_ACCEPTED, Figures: figures,
		}})
}

// world is a register, and statistics that knows nothing yet.
type world struct {
	*register
	db         *pgtest.DB
	store      *store.Store
	reconciler *job.Reconciler
	compared   int // states, as the reconciler tells
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{register: &register{states: make(map[string]map[string]*registryv1.AggregateState)}, db: pgtest.New(t, "statistics", store.Schema())}
	w.putUnit("37", "")
	w.putUnit("3716", "37")
	w.putUnit("371602", "3716")
	for n := range 10 {
		w.putProject(n, 1, 100)
		w.putReport(n, "2020-04", 1, 10)
		w.putReport(n, "2020-05", 1, 20)
	}
	w.store = store.New(w.db.Pool, 1000)
	w.reconciler = job.NewReconciler(w.db.Pool, w.store, registryv1.NewStateServiceClient(dial(t, w.register)), slog.New(slog.DiscardHandler), func(n int) { w.compared += n })
	return w
}

func dial(t *testing.T, r *register) *grpc.ClientConn {
	t.Helper()
	s, listener := grpc.NewServer(), bufconn.Listen(1<<20)
	registryv1.RegisterStateServiceServer(s, r)
	go func() { _ = s.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///registry", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		s.Stop()
	})
	return conn
}

func (w *world) run(t *testing.T, repair bool) job.Result {
	t.Helper()
	result, err := w.reconciler.Run(t.Context(), repair)
	if err != nil {
		t.Fatalf("Run() = %v", err)
	}
	return result
}

func (w *world) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := w.db.Owner.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func (w *world) wantInvested(t *testing.T, projects, invested int64) {
	t.Helper()
	r, err := w.store.Rollup(t.Context(), store.View{Year: 2020, Month: 5, Units: []string{"37"}, Part: statistics.Part{Listing: statistics.All}})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Units["37"]; f.Projects != projects || f.Invested != invested {
		t.Errorf("%d projects with %d yuan, want %d with %d", f.Projects, f.Invested, projects, invested)
	}
}

func TestAnEmptyDatabaseIsFilled(t *testing.T) {
	w := newWorld(t)
	if got := w.run(t, false).Differences(); got != 33 {
		t.Errorf("%d differences of an empty database, want 33", got)
	}
	w.run(t, true)
	w.wantInvested(t, 10, 200)
	total, err := w.store.CountStates(t.Context())
	if err != nil || w.compared != 0 || total != 33 {
		t.Errorf("%d of %d states compared while there were none to compare, %v", w.compared, total, err)
	}
	if got := w.run(t, false).Differences(); got != 0 {
		t.Errorf("%d differences after filling, want none", got)
	}
	if w.compared != total {
		t.Errorf("told of %d states compared, there are %d", w.compared, total)
	}
}

func TestDifferencesAreFoundAndMended(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil              func(*testing.T, *world)
		facts, cells       int
		projects, invested int64
	}{
		"a report that never arrived": {
			func(_ *testing.T, w *world) { w.putReport(3, "2020-05", 2, 25) }, 1, 0, 10, 205,
		},
		"a project that never arrived": {
			func(_ *testing.T, w *world) { w.putProject(77, 1, 100) }, 1, 0, 11, 200,
		},
		"a fact that was tampered with, its version right": {
			func(t *testing.T, w *world) {
				t.Helper()
				w.exec(t, "UPDATE report SET year_to_date = 999, hash = 1 WHERE project = $1 AND month = 5", projectID(1))
			}, 1, 4, 10, 200,
		},
		"a register restored from yesterday": {
			func(_ *testing.T, w *world) {
				w.putReport(3, "2020-05", 7, 70)
				if _, err := w.reconciler.Run(context.Background(), true); err != nil {
					panic(err)
				}
				w.putReport(3, "2020-05", 1, 20)
			}, 1, 0, 10, 200,
		},
		"a project the register doesn't know": {
			func(_ *testing.T, w *world) {
				delete(w.states["project"], projectID(9))
				delete(w.states["report"], projectID(9)+"/2020-04")
				delete(w.states["report"], projectID(9)+"/2020-05")
			}, 3, 0, 9, 180,
		},
		"a unit that moved unheard": {
			func(_ *testing.T, w *world) { w.putUnit("371602", "37") }, 1, 0, 10, 200,
		},
		"a cell that was tampered with": {
			func(t *testing.T, w *world) {
				t.Helper()
				w.exec(t, "UPDATE cell SET year_change = year_change + 5 WHERE unit = '37' AND listing = '*' AND category = '*' AND month = 5")
			}, 0, 1, 10, 200,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.run(t, true)
			tc.spoil(t, w)
			found := w.run(t, false)
			if found.Facts != tc.facts {
				t.Errorf("%d facts differ, want %d", found.Facts, tc.facts)
			}
			if tc.facts == 0 && found.Cells != tc.cells {
				t.Errorf("%d cells differ, want %d", found.Cells, tc.cells)
			}
			w.run(t, true)
			w.wantInvested(t, tc.projects, tc.invested)
			if left := w.run(t, false).Differences(); left != 0 {
				t.Errorf("%d differences after the repair, want none", left)
			}
		})
	}
}

// TestWhatIsFilledInIsKnownSinceTheRegistrySays: also of units, which don't say it
// themselves.
func TestWhatIsFilledInIsKnownSinceTheRegistrySays(t *testing.T) {
	w := newWorld(t)
	since := time.Date(2020, 6, 1, 8, 0, 0, 0, time.UTC)
	w.states["unit"]["37"].RecordTime = timestamppb.New(since)
	if _, err := w.reconciler.Run(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Time]bool{since.Add(-time.Second): false, since: true} {
		tree, err := w.store.TreeKnownAt(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if tree.Exists(2020, "37") != want {
			t.Errorf("at %s known: %t, want %t", at, !want, want)
		}
	}
}
