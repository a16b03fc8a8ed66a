package server_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/pgtest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/server"
	"pacesetter/services/registry/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// register is a running register with a small tree: sd over bz (city, accepts at
// once off) over bc and wd (counties), bc over bc-t (township), and qd (city).
type register struct {
	t     testing.TB
	db    *pgtest.DB
	store *store.Store
	clock *clock
	// calendar is served; the default unless a test sets another.
	calendar registry.Calendar

	registryv1.UnitServiceClient
	registryv1.ProjectServiceClient
	registryv1.ReportServiceClient
	registryv1.BulkServiceClient
	registryv1.StateServiceClient
	registryv1.ImportServiceClient
	registryv1.HonestyServiceClient
	registryv1.PeopleServiceClient
	registryv1.ResponsibilityServiceClient
	registryv1.GrantServiceClient
	registryv1.SheetServiceClient
	registryv1.LifecycleServiceClient
	registryv1.CalendarServiceClient
	registryv1.PlanServiceClient
	registryv1.ProgressServiceClient
	registryv1.DocumentServiceClient
	registryv1.MonthServiceClient
	registryv1.WorkServiceClient
	registryv1.PolicyServiceClient

	folder string // of the archive
}

// clock is business time that a test moves on.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d.Seconds())) }

func start(tb testing.TB) *register {
	tb.Helper()
	r := &register{t: tb, db: pgtest.New(tb, "registry", store.Schemas()...), clock: &clock{}}
	r.clock.at.Store(time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC).Unix())
	r.store, r.folder = store.New(r.db.Pool, r.clock.now), tb.TempDir()
	root, err := registry.RootUnit("sd", "山东省", "province", "370000")
	if err != nil {
		tb.Fatal(err)
	}
	if err := r.store.EnsureRoot(tb.Context(), root); err != nil {
		tb.Fatal(err)
	}
	if err := r.store.RefreshTree(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	if err := r.store.RefreshPolicies(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	r.serve(authz.NewTable(authz.Rules()))
	r.plant()
	return r
}

// serve runs the server, under a table of who may do what, behind the interceptors that every service has.
func (r *register) serve(table authz.Table) {
	r.t.Helper()
	own, err := server.Catalogue()
	if err != nil {
		r.t.Fatal(err)
	}
	vocabulary, err := registry.DefaultVocabulary()
	if err != nil {
		r.t.Fatal(err)
	}
	tags, err := industry.DefaultTags()
	if err != nil {
		r.t.Fatal(err)
	}
	duplicates, err := registry.DefaultDuplicates()
	if err != nil {
		r.t.Fatal(err)
	}
	if r.calendar.Version == 0 {
		if r.calendar, err = registry.DefaultCalendar(); err != nil {
			r.t.Fatal(err)
		}
	}
	documents, err := registry.DefaultDocuments()
	if err != nil {
		r.t.Fatal(err)
	}
	documents.MaxBytes = 1 << 20 // so that tests need no large files
	archive, err := content.Open(content.Config{Folder: r.folder}, r.clock.now())
	if err != nil {
		r.t.Fatal(err)
	}
	catalogue := errs.Base().Merge(own)
	log := slog.New(slog.NewTextHandler(r.t.Output(), nil))
	srv := grpc.NewServer(
		grpc.MaxRecvMsgSize(16<<20), // as pkg/service has it
		grpc.ChainUnaryInterceptor(errgrpc.UnaryServer(catalogue, log), principalUnary),
		grpc.ChainStreamInterceptor(errgrpc.StreamServer(catalogue, log), principalStream),
	)
	server.New(server.Config{
		Store: r.store, Table: table, Vocabulary: vocabulary, Tags: tags, Duplicates: duplicates, Calendar: r.calendar,
		Documents: documents, Archive: archive,
		Catalogue: catalogue, Now: r.clock.now,
	}).Register(srv)
	lis := bufconn.Listen(1 << 20)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(lis) }()
	r.t.Cleanup(func() {
		srv.Stop()
		if err := <-served; err != nil {
			r.t.Error(err)
		}
	})
	r.dial(lis)
}

// dial makes the clients of whoever serves on lis.
func (r *register) dial(lis *bufconn.Listener) {
	r.t.Helper()
	conn, err := grpc.NewClient("passthrough:///register",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithChainUnaryInterceptor(errgrpc.UnaryClient()), grpc.WithChainStreamInterceptor(errgrpc.StreamClient()))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			r.t.Error(err)
		}
	})
	r.UnitServiceClient = registryv1.NewUnitServiceClient(conn)
	r.ProjectServiceClient = registryv1.NewProjectServiceClient(conn)
	r.ReportServiceClient = registryv1.NewReportServiceClient(conn)
	r.BulkServiceClient = registryv1.NewBulkServiceClient(conn)
	r.StateServiceClient = registryv1.NewStateServiceClient(conn)
	r.ImportServiceClient = registryv1.NewImportServiceClient(conn)
	r.HonestyServiceClient = registryv1.NewHonestyServiceClient(conn)
	r.PeopleServiceClient = registryv1.NewPeopleServiceClient(conn)
	r.ResponsibilityServiceClient = registryv1.NewResponsibilityServiceClient(conn)
	r.GrantServiceClient = registryv1.NewGrantServiceClient(conn)
	r.SheetServiceClient = registryv1.NewSheetServiceClient(conn)
	r.LifecycleServiceClient = registryv1.NewLifecycleServiceClient(conn)
	r.CalendarServiceClient = registryv1.NewCalendarServiceClient(conn)
	r.PlanServiceClient = registryv1.NewPlanServiceClient(conn)
	r.ProgressServiceClient = registryv1.NewProgressServiceClient(conn)
	r.DocumentServiceClient = registryv1.NewDocumentServiceClient(conn)
	r.MonthServiceClient = registryv1.NewMonthServiceClient(conn)
	r.WorkServiceClient = registryv1.NewWorkServiceClient(conn)
	r.PolicyServiceClient = registryv1.NewPolicyServiceClient(conn)
}

const principalKey = "test-principal"

// principalOf stands in for the verifier, which has tests of its own.
func principalOf(ctx context.Context) context.Context {
	md, _ := metadata.FromIncomingContext(ctx)
	var p authn.Principal
	for _, text := range md.Get(principalKey) {
		if json.Unmarshal([]byte(text), &p) != nil {
			return ctx
		}
	}
	return authn.WithPrincipal(ctx, p)
}

func principalUnary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	return next(principalOf(ctx), req)
}

func principalStream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	return next(srv, asPrincipal{ss})
}

type asPrincipal struct{ grpc.ServerStream }

func (s asPrincipal) Context() context.Context { return principalOf(s.ServerStream.Context()) }

// as is the context of somebody with one grant.
func (r *register) as(role authn.Role, unit string) context.Context {
	r.t.Helper()
	return r.by(somebody(role, unit))
}

// somebody has one grant.
func somebody(role authn.Role, unit string) authn.Principal {
	return authn.Principal{ID: string(role) + "@" + unit, Grants: []authn.Grant{{Role: role, Unit: unit}}}
}

func (r *register) by(p authn.Principal) context.Context {
	r.t.Helper()
	encoded, err := json.Marshal(p)
	if err != nil {
		r.t.Fatal(err)
	}
	return metadata.AppendToOutgoingContext(r.t.Context(), principalKey, string(encoded))
}

func (r *register) plant() {
	r.t.Helper()
	for _, u := range []struct {
		code, name, parent string
		kind               registryv1.UnitKind
	}{
		{"bz", "滨州市", "sd", registryv1.UnitKind_UNIT_KIND_CITY},
		{"qd", "青岛市", "sd", registryv1.UnitKind_UNIT_KIND_CITY},
		{"bc", "滨城区", "bz", registryv1.UnitKind_UNIT_KIND_COUNTY},
		{"wd", "无棣县", "bz", registryv1.UnitKind_UNIT_KIND_COUNTY},
		{"bc-t", "试验镇", "bc", registryv1.UnitKind_UNIT_KIND_TOWNSHIP},
	} {
		_, err := r.CreateUnit(r.as(authn.RoleAdmin, "sd"), &registryv1.CreateUnitRequest{
			Unit: &registryv1.Unit{Code: u.code, Name: u.name, Kind: u.kind}, Parent: u.parent, FromYear: 2019, RequestId: uuid.NewString(),
		})
		if err != nil {
			r.t.Fatalf("create %s: %v", u.code, err)
		}
	}
}

// autoAccept makes a unit's reports count once they are submitted.
func (r *register) autoAccept(unit string) {
	r.t.Helper()
	on := true
	r.setting(unit, &registryv1.UnitSettings{AutoAccept: &on})
}

// setting gives a unit settings of its own.
func (r *register) setting(unit string, settings *registryv1.UnitSettings) {
	r.t.Helper()
	ctx := r.as(authn.RoleAdmin, "sd")
	got, err := r.GetUnit(ctx, &registryv1.GetUnitRequest{Code: unit})
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = r.UpdateUnit(ctx, &registryv1.UpdateUnitRequest{
		Code: unit, Name: got.GetUnit().GetName(), Settings: settings,
		Version: got.GetUnit().GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// newProject is a sound project of bc in 2020.
func newProject(name string) *registryv1.Project {
	return &registryv1.Project{
		Name: name, Company: &registryv1.Company{Name: "甲公司"}, Stage: registryv1.Stage_STAGE_BUILDING,
		Years: []*registryv1.ProjectYear{{
			Year: 2020, Unit: "bc", Category: "industry", Nature: registryv1.Nature_NATURE_CONTINUED,
			Listings:            []*registryv1.Listing{{Key: "county", FromMonth: 1}},
			TotalInvestmentYuan: 1_000_000, PlannedYuan: 400_000,
		}},
	}
}

// create registers a project as its county.
func (r *register) create(p *registryv1.Project) *registryv1.Project {
	r.t.Helper()
	resp, err := r.CreateProject(r.as(authn.RoleCounty, p.GetYears()[0].GetUnit()),
		&registryv1.CreateProjectRequest{Project: p, RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatalf("create project: %v", err)
	}
	return resp.GetProject()
}

func save(project, month string, version int64, f *registryv1.Figures) *registryv1.SaveReportRequest {
	return &registryv1.SaveReportRequest{
		ProjectId: project, Month: month, Figures: f, Version: version, Submit: true, RequestId: uuid.NewString(),
	}
}

func figures(month, year, cumulative int64) *registryv1.Figures {
	return &registryv1.Figures{MonthYuan: month, YearToDateYuan: year, CumulativeYuan: cumulative}
}

// wantReason fails the test unless err carries the reason.
func wantReason(tb testing.TB, err error, kind errs.Kind, reason string) {
	tb.Helper()
	if errs.KindOf(err) != kind || errs.ReasonOf(err) != reason {
		tb.Fatalf("got %v (%s), want %s/%s", err, errs.KindOf(err), kind, reason)
	}
}
