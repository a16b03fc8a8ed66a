package server

import (
	"context"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// ListPolicies implements registryv1.PolicyServiceServer.
func (s *Server) ListPolicies(ctx context.Context, _ *registryv1.ListPoliciesRequest) (*registryv1.ListPoliciesResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	if len(a.table.Units(a.who, authz.ProjectRead)) == 0 {
		return nil, a.table.Forbidden(authz.ProjectRead)
	}
	policies, err := s.policies()
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListPoliciesResponse{}
	for _, p := range policies {
		resp.Policies = append(resp.Policies, &registryv1.RegisterPolicy{
			Key: p.Key, Name: p.Name, Version: small(p.Version), EffectiveDate: p.EffectiveDate, Source: p.Source, Rules: p.Rules,
		})
	}
	return resp, nil
}

// policies are those in force, in the order in which a project meets them.
func (s *Server) policies() ([]registry.PolicyWords, error) {
	library, err := registry.ShippedLibraryPolicy()
	if err != nil {
		return nil, err
	}
	plan, err := registry.ShippedAnnualPlanPolicy()
	if err != nil {
		return nil, err
	}
	entry, err := registry.ShippedStatisticsPolicy()
	if err != nil {
		return nil, err
	}
	return []registry.PolicyWords{
		library.Words(), plan.Words(), s.calendar.Words(s.vocabulary), s.honesty.Checks.Words(), s.honesty.Conduct.Words(), entry.Words(), s.documents.Words(),
	}, nil
}
