// Package registrytest serves the real register, on a database of the test's own, to
// tests of other parts of the repository that ask it through its public interface.
// There is no Kafka: what the register tells waits in its outbox.
package registrytest

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/server"
	"pacesetter/services/registry/internal/store"
)

// Serve serves a register whose only unit is the province root, and in which it is
// always now. Every call is by the principal. It ends with the test, whose TestMain
// is pgtest's.
func Serve(tb testing.TB, root string, by authn.Principal, now time.Time) *grpc.ClientConn {
	tb.Helper()
	clock := func() time.Time { return now }
	st := store.New(pgtest.New(tb, "registry", store.Schemas()...).Pool, clock)
	unit, err := registry.RootUnit(root, "示范省", "province", "")
	must(tb, err)
	must(tb, st.EnsureRoot(tb.Context(), unit))
	must(tb, st.RefreshTree(tb.Context()))
	must(tb, st.RefreshPolicies(tb.Context()))
	catalogue, err := server.Catalogue()
	must(tb, err)
	catalogue = errs.Base().Merge(catalogue)
	vocabulary, err := registry.DefaultVocabulary()
	must(tb, err)
	tags, err := industry.DefaultTags()
	must(tb, err)
	duplicates, err := registry.DefaultDuplicates()
	must(tb, err)
	calendar, err := registry.DefaultCalendar()
	must(tb, err)
	documents, err := registry.DefaultDocuments()
	must(tb, err)
	archive, err := content.Open(content.Config{Folder: tb.TempDir()}, now)
	must(tb, err)
	log := slog.New(slog.DiscardHandler)
	srv := grpc.NewServer(
		grpc.MaxRecvMsgSize(16<<20), // as pkg/service has it
		grpc.ChainUnaryInterceptor(errgrpc.UnaryServer(catalogue, log), unary(by)),
		grpc.ChainStreamInterceptor(errgrpc.StreamServer(catalogue, log), stream(by)),
	)
	server.New(server.Config{
		Store: st, Table: authz.NewTable(authz.Rules()), Vocabulary: vocabulary, Tags: tags, Duplicates: duplicates, Calendar: calendar,
		Documents: documents, Archive: archive,
		Catalogue: catalogue, Now: clock,
	}).Register(srv)
	return dial(tb, srv)
}

// dial serves in memory and connects.
func dial(tb testing.TB, srv *grpc.Server) *grpc.ClientConn {
	tb.Helper()
	listener := bufconn.Listen(1 << 20)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///register",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithChainUnaryInterceptor(errgrpc.UnaryClient()), grpc.WithChainStreamInterceptor(errgrpc.StreamClient()))
	must(tb, err)
	tb.Cleanup(func() {
		must(tb, conn.Close())
		srv.Stop()
		must(tb, <-served)
	})
	return conn
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func unary(by authn.Principal) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		return next(authn.WithPrincipal(ctx, by), req)
	}
}

func stream(by authn.Principal) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		return next(srv, asPrincipal{ss, by})
	}
}

type asPrincipal struct {
	grpc.ServerStream
	by authn.Principal
}

func (s asPrincipal) Context() context.Context {
	return authn.WithPrincipal(s.ServerStream.Context(), s.by)
}
