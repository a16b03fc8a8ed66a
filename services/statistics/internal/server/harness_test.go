package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/server"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is the service behind a wire, with its tokens and its database.
type world struct {
	db     *pgtest.DB
	store  *store.Store
	client statisticsv1.StatisticsServiceClient
	cutoff statisticsv1.CutoffServiceClient
	signer *authn.Signer
	verify *authn.Verifier

	indicators statisticsv1.IndicatorServiceClient
	targets    statisticsv1.TargetServiceClient

	published map[string]string // cut-offs by unit
}

const issuer = "https://issuer.test"

func newWorld(t *testing.T, tokenLife time.Duration) *world {
	t.Helper()
	w := &world{db: pgtest.New(t, "statistics", store.Schemas()...)}
	w.store = store.New(w.db.Pool, 1000)
	key, jwks := filepath.Join(t.TempDir(), "key.pem"), filepath.Join(t.TempDir(), "jwks.json")
	if err := authn.GenerateKeyFile(key, jwks); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.signer, err = authn.NewSigner(key, "", issuer, tokenLife, time.Now); err != nil {
		t.Fatal(err)
	}
	w.verify, err = authn.NewVerifier(t.Context(), authn.Config{
		Issuers: []authn.IssuerConfig{{Issuer: issuer, JWKSFile: jwks, Grants: true}},
	}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.serve(t, authz.NewTable(authz.Rules()))
	return w
}

// serve runs the service under a table of who may do what.
func (w *world) serve(tb testing.TB, table authz.Table) {
	tb.Helper()
	log := slog.New(slog.DiscardHandler)
	hub := server.NewHub(w.store, log)
	s := grpc.NewServer(
		grpc.ChainUnaryInterceptor(errgrpc.UnaryServer(server.Catalogue(), log), authn.UnaryServer(w.verify)),
		grpc.ChainStreamInterceptor(errgrpc.StreamServer(server.Catalogue(), log), authn.StreamServer(w.verify)),
	)
	server.New(server.Config{Store: w.store, Table: table, Hub: hub, Now: time.Now}).Register(s)
	listener := bufconn.Listen(1 << 20)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- hub.Run(ctx) }()
	go func() { _ = s.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///statistics", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithUnaryInterceptor(errgrpc.UnaryClient()), grpc.WithStreamInterceptor(errgrpc.StreamClient()))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = conn.Close()
		s.Stop()
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("hub: %v", err)
		}
	})
	w.client, w.cutoff = statisticsv1.NewStatisticsServiceClient(conn), statisticsv1.NewCutoffServiceClient(conn)
	w.indicators, w.targets = statisticsv1.NewIndicatorServiceClient(conn), statisticsv1.NewTargetServiceClient(conn)
}

// as is a context of somebody with the role over the unit.
func (w *world) as(t *testing.T, role authn.Role, unit string) context.Context {
	t.Helper()
	return w.by(t, authn.Principal{ID: "somebody", Grants: []authn.Grant{{Role: role, Unit: unit}}})
}

func (w *world) by(tb testing.TB, p authn.Principal) context.Context {
	tb.Helper()
	token, err := w.signer.Mint(p)
	if err != nil {
		tb.Fatal(err)
	}
	return metadata.AppendToOutgoingContext(tb.Context(), "authorization", "Bearer "+token)
}

func (w *world) apply(t *testing.T, facts store.Facts) {
	t.Helper()
	err := pg.InTx(t.Context(), w.db.Pool, func(tx pgx.Tx) error {
		_, err := w.store.Apply(t.Context(), tx, facts)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unit(code, name, parent string, edit func(*unittree.Unit)) store.Unit {
	u := unittree.Unit{Code: code, Name: name, Kind: unittree.KindCounty, Version: 1, Places: []unittree.Place{{Parent: parent, From: 2000}}}
	if edit != nil {
		edit(&u)
	}
	return store.Unit{Origin: store.Origin{Version: u.Version}, Unit: u}
}

func projectID(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d", n)) }

// binzhouMilestones have three of the four new projects due to start by May, of which
// two have, and the three continued ones due to resume, of which one has.
func binzhouMilestones(n int) statistics.Milestones {
	return []statistics.Milestones{
		{Library: "key", StartMonth: 3, Started: 202003, StartCertified: 202004, Eligible: true, Entered: 202005},
		{Library: "key", StartMonth: 5, NeedsNewLand: true, Started: 202005, Eligible: true, Signed: 201906, SignedYuan: 900, ArrivedYuan: 300},
		{Library: "key", StartMonth: 5, NeedsNewLand: true},
		{Library: "key"},
		{Library: "key", EndYear: 2019, Resumed: 202002, Completed: 202004},
		{Library: "key", EndYear: 2020},
		{Library: statistics.LibraryReserve, Resumed: 202006},
	}[n]
}

// binzhou is a province with a city of two counties and one project of the city's
// own: seven projects, 47.1 % of the plan invested by May.
func binzhou() store.Facts {
	facts := store.Facts{Time: time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("37", "山东省", "", func(u *unittree.Unit) {
			cut := unittree.RoundingCut
			u.Settings.PaceRounding = &cut
		}),
		unit("3716", "滨州市", "37", nil), unit("3703", "淄博市", "37", nil),
		unit("371602", "滨城区", "3716", nil), unit("371603", "沾化区", "3716", nil),
	}}
	for n, u := range []string{"371602", "371602", "371602", "371603", "371603", "371603", "3716"} {
		facts.Projects = append(facts.Projects, store.Project{
			Origin: store.Origin{Version: 1}, ID: projectID(n), Name: fmt.Sprintf("项目%d", n),
			Years: []statistics.Project{{
				Year: 2020, Unit: u, Category: []string{"industry", "livelihood"}[n%2], Nature: []string{"new", "continued"}[n/4],
				Listings: []statistics.Listing{{Key: []string{"city", "province"}[n%2], From: 1}}, TotalInvestment: 5000, Planned: 1000,
				Milestones: binzhouMilestones(n),
			}},
		})
		if n != 5 { // 371603 misses one
			facts.Reports = append(facts.Reports, store.Report{
				Origin: store.Origin{Version: 1}, Project: projectID(n), Year: 2020, Month: 5, Revision: 1, Invested: 100, ToDate: 471,
			})
		}
	}
	facts.Reports = append(facts.Reports, store.Report{
		Origin: store.Origin{Version: 1}, Project: projectID(5), Year: 2020, Month: 4, Revision: 1, Invested: 100, ToDate: 471,
	})
	return facts
}
