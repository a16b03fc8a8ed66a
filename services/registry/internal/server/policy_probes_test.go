package server_test

import (
	"context"

	"github.com/google/uuid"

	"pacesetter/pkg/authz/authztest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// policyProbes change nothing: whoever may is told that there is no such version.
func (m *matrix) policyProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListPolicies", Call: func(ctx context.Context, _ string) error {
			_, err := m.ListPolicies(ctx, &registryv1.ListPoliciesRequest{})
			return err
		}},
		{RPC: "ListPolicyVersions", Call: func(ctx context.Context, _ string) error {
			_, err := m.ListPolicyVersions(ctx, &registryv1.ListPolicyVersionsRequest{Key: "checks"})
			return err
		}},
		{RPC: "GetPolicy", Call: func(ctx context.Context, _ string) error {
			_, err := m.GetPolicy(ctx, &registryv1.GetPolicyRequest{Key: "checks"})
			return err
		}},
		{RPC: "PreviewPolicy", Call: func(ctx context.Context, _ string) error {
			_, err := m.PreviewPolicy(ctx, &registryv1.PreviewPolicyRequest{Key: "conduct", Body: explainIn(5), EffectiveDate: "2020-06-01"})
			return err
		}},
		{RPC: "ProposePolicy", Call: func(ctx context.Context, _ string) error {
			req := policyProposal("conduct", explainIn(5))
			req.Version = stale
			_, err := m.ProposePolicy(ctx, req)
			return err
		}},
		{RPC: "ApprovePolicy", Call: func(ctx context.Context, _ string) error {
			_, err := m.ApprovePolicy(ctx, &registryv1.ApprovePolicyRequest{Key: "conduct", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "RejectPolicy", Call: func(ctx context.Context, _ string) error {
			_, err := m.RejectPolicy(ctx, &registryv1.RejectPolicyRequest{Key: "conduct", Version: stale, Reason: "试", RequestId: uuid.NewString()})
			return err
		}},
	}
}
