package rest

import (
	"context"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

// audits asks the service that the address names: all serve the same contract, each
// for its own record.
type audits map[string]auditv1.AuditServiceClient

func (b Backends) audits() audits {
	return audits{
		"registry":   auditv1.NewAuditServiceClient(b.Registry),
		"statistics": auditv1.NewAuditServiceClient(b.Statistics),
	}
}

// GetAuditHead implements auditv1.AuditServiceClient.
func (a audits) GetAuditHead(ctx context.Context, in *auditv1.GetAuditHeadRequest, opts ...grpc.CallOption) (*auditv1.GetAuditHeadResponse, error) {
	client, ok := a[in.GetService()]
	if !ok {
		return nil, serviceUnknown(in.GetService())
	}
	return client.GetAuditHead(ctx, in, opts...)
}

// ListAuditEntries implements auditv1.AuditServiceClient.
func (a audits) ListAuditEntries(ctx context.Context, in *auditv1.ListAuditEntriesRequest, opts ...grpc.CallOption) (*auditv1.ListAuditEntriesResponse, error) {
	client, ok := a[in.GetService()]
	if !ok {
		return nil, serviceUnknown(in.GetService())
	}
	return client.ListAuditEntries(ctx, in, opts...)
}

func serviceUnknown(name string) error {
	return errs.NotFound("SERVICE_UNKNOWN", "no audit record of %q", name).With("value", name).At("service")
}
