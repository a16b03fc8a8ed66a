package auditrpc_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/audit/auditrpc"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { pgtest.Main(m) }

// office is a service with five entries, of which all but the last are sealed.
type office struct {
	*auditrpc.Server

	db   *pgtest.DB
	tree unittree.Tree
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{db: pgtest.New(t, "audit", audit.Schema())}
	for _, u := range []unittree.Unit{
		{Code: "sd", Name: "山东省", Kind: unittree.KindProvince, Places: []unittree.Place{{From: 2000}}},
		{Code: "bz", Name: "滨州市", Kind: unittree.KindCity, Places: []unittree.Place{{Parent: "sd", From: 2000}}},
	} {
		o.tree = o.tree.With(u)
	}
	o.serve(authz.NewTable(authz.Rules()))
	sealer := audit.NewSealer(o.db.Pool, audit.Config{Service: "tested", Log: slog.New(slog.DiscardHandler), Now: time.Now})
	for n := range 5 {
		err := pgx.BeginFunc(t.Context(), o.db.Pool, func(tx pgx.Tx) error {
			batch := &pgx.Batch{}
			audit.Record(batch, audit.Entry{
				Principal: fmt.Sprintf("clerk-%d", n%2), RPC: []string{"SaveReport", "CreateUnit", "MoveUnit"}[n%3], RequestID: uuid.New(), Subject: fmt.Sprint(n),
			})
			return tx.SendBatch(t.Context(), batch).Close()
		})
		if err != nil {
			t.Fatal(err)
		}
		if n == 3 {
			if _, err := sealer.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return o
}

func (o *office) serve(table authz.Table) {
	o.Server = auditrpc.New(auditrpc.Config{
		Pool: o.db.Pool, Service: "tested", Table: table, Now: time.Now,
		Tree: func(context.Context) (unittree.Tree, error) { return o.tree, nil },
	})
}

func as(ctx context.Context, role authn.Role, unit string) context.Context {
	return authn.WithPrincipal(ctx, authztest.Principal(role, unit))
}

// list asks as the administrator and tells the entries' subjects.
func (o *office) list(t *testing.T, req *auditv1.ListAuditEntriesRequest) (string, *auditv1.ListAuditEntriesResponse, error) {
	t.Helper()
	req.Service = "tested"
	resp, err := o.ListAuditEntries(as(t.Context(), authn.RoleAdmin, "sd"), req)
	var subjects []string
	for _, e := range resp.GetEntries() {
		subjects = append(subjects, e.GetSubject())
	}
	return strings.Join(subjects, " "), resp, err
}

func TestEntriesAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, all, err := o.list(t, &auditv1.ListAuditEntriesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	third := all.GetEntries()[2].GetRecordTime()
	for name, tc := range map[string]struct {
		req  *auditv1.ListAuditEntriesRequest
		want string
	}{
		"all":                     {&auditv1.ListAuditEntriesRequest{}, "4 3 2 1 0"},
		"of a principal":          {&auditv1.ListAuditEntriesRequest{Principal: "clerk-1"}, "3 1"},
		"of an RPC":               {&auditv1.ListAuditEntriesRequest{Rpc: "SaveReport"}, "3 0"},
		"of both":                 {&auditv1.ListAuditEntriesRequest{Rpc: "SaveReport", Principal: "clerk-0"}, "0"},
		"from a time on":          {&auditv1.ListAuditEntriesRequest{FromTime: third}, "4 3 2"},
		"before a time":           {&auditv1.ListAuditEntriesRequest{ToTime: third}, "1 0"},
		"of nobody":               {&auditv1.ListAuditEntriesRequest{Principal: "nobody"}, ""},
		"of a name with a NUL":    {&auditv1.ListAuditEntriesRequest{Principal: "clerk-1\x00"}, ""},
		"more than there may be":  {&auditv1.ListAuditEntriesRequest{PageSize: 1 << 30}, "4 3 2 1 0"},
		"fewer than none is some": {&auditv1.ListAuditEntriesRequest{PageSize: -1}, "4 3 2 1 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got, resp, err := o.list(t, tc.req)
			if err != nil || got != tc.want || resp.GetNextPageToken() != "" {
				t.Errorf("%q, %v, want %q", got, err, tc.want)
			}
		})
	}
	var pages []string
	for token := ""; len(pages) == 0 || token != ""; {
		got, resp, err := o.list(t, &auditv1.ListAuditEntriesRequest{PageSize: 2, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		pages, token = append(pages, got), resp.GetNextPageToken()
	}
	if diff := cmp.Diff([]string{"4 3", "2 1", "0"}, pages); diff != "" {
		t.Error(diff)
	}
}

func TestAnEntryTellsItsPlaceInTheChain(t *testing.T) {
	t.Parallel()
	o := open(t)
	head, err := o.GetAuditHead(as(t.Context(), authn.RoleAdmin, "sd"), &auditv1.GetAuditHeadRequest{Service: "tested"})
	if err != nil || head.GetHead().GetBlock() != 1 || len(head.GetHead().GetSha256()) != 64 || !head.GetHead().GetSealTime().IsValid() {
		t.Fatalf("head %v, %v", head, err)
	}
	_, resp, err := o.list(t, &auditv1.ListAuditEntriesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if e := resp.GetEntries()[0]; e.GetBlock() != 0 {
		t.Errorf("unsealed: %v", e)
	}
	if e := resp.GetEntries()[1]; e.GetBlock() != 1 || e.GetPosition() != 3 || e.GetId() != 4 || e.GetPrincipal() != "clerk-1" {
		t.Errorf("sealed: %v", e)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, page, err := o.list(t, &auditv1.ListAuditEntriesRequest{PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		req    *auditv1.ListAuditEntriesRequest
		reason string
	}{
		"a token of another filter": {&auditv1.ListAuditEntriesRequest{Rpc: "x", PageToken: page.GetNextPageToken()}, "PAGE_TOKEN_INVALID"},
		"no token":                  {&auditv1.ListAuditEntriesRequest{PageToken: "x"}, "PAGE_TOKEN_INVALID"},
		"no time":                   {&auditv1.ListAuditEntriesRequest{FromTime: &timestamppb.Timestamp{Nanos: -1}}, "TIME_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := o.list(t, tc.req); errs.ReasonOf(err) != tc.reason {
				t.Errorf("%v, want %s", err, tc.reason)
			}
		})
	}
	_, err = o.GetAuditHead(as(t.Context(), authn.RoleAdmin, "sd"), &auditv1.GetAuditHeadRequest{Service: "another"})
	if errs.ReasonOf(err) != "SERVICE_UNKNOWN" {
		t.Errorf("another service: %v", err)
	}
	o.tree = unittree.Tree{}
	if _, _, err := o.list(t, &auditv1.ListAuditEntriesRequest{}); errs.ReasonOf(err) != "TREE_NOT_READY" {
		t.Errorf("without a tree: %v", err)
	}
}

// walk asks with a grant over the unit above all, and over one below it.
func (o *office) walk(grant string) authztest.Walk {
	return authztest.Walk{
		Relations: []authztest.Relation{{Name: "grant over " + grant}},
		As: func(tb testing.TB, role authn.Role) context.Context {
			tb.Helper()
			return as(tb.Context(), role, grant)
		},
		Probes: []authztest.Probe{
			{RPC: "/pacesetter.audit.v1.AuditService/GetAuditHead", Call: func(ctx context.Context, _ string) error {
				_, err := o.GetAuditHead(ctx, &auditv1.GetAuditHeadRequest{Service: "tested"})
				return err
			}},
			{RPC: "/pacesetter.audit.v1.AuditService/ListAuditEntries", Call: func(ctx context.Context, _ string) error {
				_, err := o.ListAuditEntries(ctx, &auditv1.ListAuditEntriesRequest{Service: "tested"})
				return err
			}},
		},
	}
}

func TestAuthorizationMatrix(t *testing.T) {
	t.Parallel()
	o := open(t)
	outcomes := map[string]string{}
	for _, grant := range []string{"sd", "bz"} {
		for key, line := range o.walk(grant).Outcomes(t, authztest.Roles()...) {
			outcomes[grant+" "+key] = line
		}
	}
	authztest.Golden(t, "testdata/matrix.golden", outcomes, *update)
}

func TestEveryRPCIsInTheMatrix(t *testing.T) {
	t.Parallel()
	s := grpc.NewServer()
	auditv1.RegisterAuditServiceServer(s, auditrpc.New(auditrpc.Config{}))
	authztest.Complete(t, s, (&office{}).walk("sd").Probes)
}

func TestTheRuleMatters(t *testing.T) {
	t.Parallel()
	o := open(t)
	authztest.EachRuleMatters(t, "testdata/matrix.golden", []authz.Action{authz.AuditRead}, func(tb testing.TB, table authz.Table) authztest.Walk {
		tb.Helper()
		o.serve(table)
		return o.walk("sd")
	})
}
