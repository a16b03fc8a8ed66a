// Package server is the register's gRPC edge: it parses, asks who may, calls the
// store and converts. It holds no rule and no SQL.
package server

import (
	"context"
	_ "embed" // the sentences for people
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/industry"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

//go:embed zh-CN.json
var sentences []byte

// Catalogue holds the sentences of the register's own reasons.
func Catalogue() (errs.Catalogue, error) {
	imports, err := importCatalogue()
	if err != nil {
		return errs.Catalogue{}, err
	}
	own, err := errs.ParseCatalogue(sentences)
	return imports.Merge(own), err
}

// Config is what a server needs.
type Config struct {
	Store      *store.Store
	Table      authz.Table
	Vocabulary registry.Vocabulary
	Tags       industry.Tags
	Duplicates registry.Duplicates
	Calendar   registry.Calendar
	Documents  registry.DocumentPolicy
	Archive    *content.Archive // nil: no documents are taken
	Catalogue  errs.Catalogue   // own sentences and those of errs.Base, for findings
	Now        func() time.Time
}

// Server implements the register's services.
type Server struct {
	registryv1.UnimplementedUnitServiceServer
	registryv1.UnimplementedProjectServiceServer
	registryv1.UnimplementedReportServiceServer
	registryv1.UnimplementedBulkServiceServer
	registryv1.UnimplementedStateServiceServer
	registryv1.UnimplementedImportServiceServer
	registryv1.UnimplementedHonestyServiceServer
	registryv1.UnimplementedPeopleServiceServer
	registryv1.UnimplementedResponsibilityServiceServer
	registryv1.UnimplementedGrantServiceServer
	registryv1.UnimplementedSheetServiceServer
	registryv1.UnimplementedLifecycleServiceServer
	registryv1.UnimplementedCalendarServiceServer
	registryv1.UnimplementedPlanServiceServer
	registryv1.UnimplementedProgressServiceServer
	registryv1.UnimplementedDocumentServiceServer
	registryv1.UnimplementedMonthServiceServer
	registryv1.UnimplementedWorkServiceServer
	registryv1.UnimplementedPolicyServiceServer

	store      *store.Store
	table      authz.Table
	vocabulary registry.Vocabulary
	tags       industry.Tags
	duplicates registry.Duplicates
	calendar   registry.Calendar
	documents  registry.DocumentPolicy
	archive    *content.Archive
	catalogue  errs.Catalogue
	now        func() time.Time
	workbooks  chan struct{} // has room for those being made
}

// mostWorkbooks is how many workbooks are made at a time: each takes a core and some
// hundred megabytes.
const mostWorkbooks = 4

// New makes the server.
func New(cfg Config) *Server {
	return &Server{
		store: cfg.Store, table: cfg.Table, vocabulary: cfg.Vocabulary, tags: cfg.Tags, duplicates: cfg.Duplicates, calendar: cfg.Calendar,
		documents: cfg.Documents, archive: cfg.Archive,
		catalogue: cfg.Catalogue, now: cfg.Now, workbooks: make(chan struct{}, mostWorkbooks),
	}
}

// Register puts all services on a gRPC server.
func (s *Server) Register(r grpc.ServiceRegistrar) {
	registryv1.RegisterUnitServiceServer(r, s)
	registryv1.RegisterProjectServiceServer(r, s)
	registryv1.RegisterReportServiceServer(r, s)
	registryv1.RegisterBulkServiceServer(r, s)
	registryv1.RegisterStateServiceServer(r, s)
	registryv1.RegisterImportServiceServer(r, s)
	registryv1.RegisterHonestyServiceServer(r, s)
	registryv1.RegisterPeopleServiceServer(r, s)
	registryv1.RegisterResponsibilityServiceServer(r, s)
	registryv1.RegisterGrantServiceServer(r, s)
	registryv1.RegisterSheetServiceServer(r, s)
	registryv1.RegisterLifecycleServiceServer(r, s)
	registryv1.RegisterCalendarServiceServer(r, s)
	registryv1.RegisterPlanServiceServer(r, s)
	registryv1.RegisterProgressServiceServer(r, s)
	registryv1.RegisterDocumentServiceServer(r, s)
	registryv1.RegisterMonthServiceServer(r, s)
	registryv1.RegisterWorkServiceServer(r, s)
	registryv1.RegisterPolicyServiceServer(r, s)
}

// makeWorkbook runs f when few others are making one. Sending it is no part of that: a
// slow reader must not keep others waiting.
func (s *Server) makeWorkbook(ctx context.Context, f func() error) error {
	select {
	case s.workbooks <- struct{}{}:
		defer func() { <-s.workbooks }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mutation is a request that changes something.
type mutation interface {
	proto.Message
	GetRequestId() string
}

// mutate runs f once per request_id; a retry gets the first answer again.
func mutate[R proto.Message](ctx context.Context, s *Server, call, reason string, req mutation, newResp func() R, f func(*store.Tx) (R, error)) (R, error) {
	var none R
	key, err := idempotency.CallOf(ctx, call, req.GetRequestId(), req)
	if err != nil {
		return none, err
	}
	if reason, err = registry.Reason(reason); err != nil {
		return none, err
	}
	by := store.By{Principal: authn.PrincipalOf(ctx).ID, Call: call, Reason: reason}
	return store.Mutate(ctx, s.store, key, by, newResp, f)
}
