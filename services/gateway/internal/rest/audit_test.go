package rest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc"

	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

// record answers like one service's audit record.
type record struct {
	auditv1.AuditServiceClient

	asked *auditv1.ListAuditEntriesRequest
}

func (r *record) GetAuditHead(_ context.Context, in *auditv1.GetAuditHeadRequest, _ ...grpc.CallOption) (*auditv1.GetAuditHeadResponse, error) {
	return &auditv1.GetAuditHeadResponse{Head: &auditv1.AuditHead{Sha256: in.GetService()}}, nil
}

func (r *record) ListAuditEntries(_ context.Context, in *auditv1.ListAuditEntriesRequest, _ ...grpc.CallOption) (*auditv1.ListAuditEntriesResponse, error) {
	r.asked = in
	return &auditv1.ListAuditEntriesResponse{}, nil
}

func TestEachServicesAuditRecordIsAskedOfItself(t *testing.T) {
	registry, statistics := &record{}, &record{}
	both := audits{"registry": registry, "statistics": statistics}
	if _, err := both.ListAuditEntries(t.Context(), &auditv1.ListAuditEntriesRequest{Service: "statistics"}); err != nil {
		t.Fatal(err)
	}
	if registry.asked != nil || statistics.asked == nil {
		t.Error("the other service was asked")
	}
	if head, err := both.GetAuditHead(t.Context(), &auditv1.GetAuditHeadRequest{Service: "registry"}); err != nil || head.GetHead().GetSha256() != "registry" {
		t.Errorf("%v, %v", head, err)
	}
}

func TestAuditRoutes(t *testing.T) {
	h := edge(t, &registry{})
	for path, want := range map[string]struct {
		status int
		reason string
	}{
		"/api/v1/audit/factors/head":                    {http.StatusNotFound, "SERVICE_UNKNOWN"},
		"/api/v1/audit/factors/entries":                 {http.StatusNotFound, "SERVICE_UNKNOWN"},
		"/api/v1/audit/registry/entries?color=red":      {http.StatusBadRequest, "QUERY_INVALID"},
		"/api/v1/audit/registry/entries?from_time=noon": {http.StatusBadRequest, "QUERY_INVALID"},
		"/api/v1/audit/registry/head":                   {http.StatusInternalServerError, "METHOD_UNKNOWN"}, // asked: the registry of these tests has no record
	} {
		w, got := ask(t, h, http.MethodGet, path, "", "")
		if w.Code != want.status || got.Reason != want.reason || strings.Contains(got.Message, "{") {
			t.Errorf("%s: %d %s %s", path, w.Code, got.Reason, got.Message)
		}
	}
}
