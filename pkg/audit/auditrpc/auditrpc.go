// Package auditrpc serves a service's audit record to its administrators. One
// implementation of one contract (pacesetter.audit.v1) for every service: what is in a
// record is the same everywhere, only the database differs.
package auditrpc

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

// Config is what a Server needs.
type Config struct {
	Pool    *pgxpool.Pool
	Service string
	Table   authz.Table
	Tree    func(ctx context.Context) (unittree.Tree, error)
	Now     func() time.Time
}

// Server implements auditv1.AuditServiceServer.
type Server struct {
	auditv1.UnimplementedAuditServiceServer

	cfg Config
}

// New makes the server of one service's record.
func New(cfg Config) *Server { return &Server{cfg: cfg} }

// GetAuditHead implements auditv1.AuditServiceServer.
func (s *Server) GetAuditHead(ctx context.Context, req *auditv1.GetAuditHeadRequest) (*auditv1.GetAuditHeadResponse, error) {
	if err := s.may(ctx, req.GetService()); err != nil {
		return nil, err
	}
	head, err := audit.HeadOf(ctx, s.cfg.Pool)
	if err != nil || head.Number == 0 {
		return &auditv1.GetAuditHeadResponse{Head: &auditv1.AuditHead{}}, err
	}
	return &auditv1.GetAuditHeadResponse{Head: &auditv1.AuditHead{
		Block: head.Number, Sha256: head.Hash.String(), SealTime: timestamppb.New(head.SealedAt),
	}}, nil
}

// ListAuditEntries implements auditv1.AuditServiceServer.
func (s *Server) ListAuditEntries(ctx context.Context, req *auditv1.ListAuditEntriesRequest) (*auditv1.ListAuditEntriesResponse, error) {
	if err := s.may(ctx, req.GetService()); err != nil {
		return nil, err
	}
	filter, err := filterOf(req)
	if err != nil {
		return nil, err
	}
	after, err := parsePageToken(req)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(filter.Principal+filter.RPC, 0) { // PostgreSQL takes no NUL, so nobody is called so
		return &auditv1.ListAuditEntriesResponse{}, nil
	}
	rows := pageSize(req.GetPageSize())
	list, err := audit.List(ctx, s.cfg.Pool, filter, after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	resp := &auditv1.ListAuditEntriesResponse{}
	if len(list) > rows {
		list = list[:rows]
		resp.NextPageToken = pageToken(req, list[rows-1].Entry)
	}
	for _, l := range list {
		resp.Entries = append(resp.Entries, entry(l))
	}
	return resp, nil
}

// may judges the caller: a record is about all units, so it takes an administrator of
// each unit that stands above all.
func (s *Server) may(ctx context.Context, service string) error {
	if service != s.cfg.Service {
		return errs.NotFound("SERVICE_UNKNOWN", "no audit record of %q here", service).With("value", service).At("service")
	}
	tree, err := s.cfg.Tree(ctx)
	if err != nil {
		return err
	}
	year := month.Of(s.cfg.Now()).Year
	roots := tree.Roots(year)
	if len(roots) == 0 {
		return errs.Unavailable("TREE_NOT_READY", "no units known yet")
	}
	covers := func(root, unit string) bool { return tree.Covers(year, root, unit) }
	for _, root := range roots {
		if err := s.cfg.Table.Check(authn.PrincipalOf(ctx), authz.AuditRead, covers, root, nil); err != nil {
			return err
		}
	}
	return nil
}

func filterOf(req *auditv1.ListAuditEntriesRequest) (audit.Filter, error) {
	f := audit.Filter{Principal: req.GetPrincipal(), RPC: req.GetRpc()}
	for _, bound := range []struct {
		path string
		in   *timestamppb.Timestamp
		to   *time.Time
	}{{"from_time", req.GetFromTime(), &f.From}, {"to_time", req.GetToTime(), &f.To}} {
		if bound.in == nil {
			continue
		}
		if err := bound.in.CheckValid(); err != nil {
			return audit.Filter{}, errs.Invalid("TIME_INVALID", "%s: %v", bound.path, err).At(bound.path)
		}
		*bound.to = bound.in.AsTime()
	}
	return f, nil
}

func entry(l audit.Listed) *auditv1.AuditEntry {
	return &auditv1.AuditEntry{
		Id: l.ID, RecordTime: timestamppb.New(l.At), Principal: l.Principal, Rpc: l.RPC, RequestId: l.RequestID.String(),
		RequestSha256: l.Request.String(), AnswerSha256: l.Answer.String(), Grants: l.Grants, Subject: l.Subject,
		Block: l.Block, Position: l.Position,
	}
}
