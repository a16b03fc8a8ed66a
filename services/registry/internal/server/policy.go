package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// ListPolicies implements registryv1.PolicyServiceServer.
func (s *Server) ListPolicies(ctx context.Context, req *registryv1.ListPoliciesRequest) (*registryv1.ListPoliciesResponse, error) {
	a, err := s.policyReader(ctx)
	if err != nil {
		return nil, err
	}
	proposed, err := s.store.PolicyVersions(ctx, "")
	if err != nil {
		return nil, err
	}
	in, err := s.calendarsOf(ctx, a, req.GetUnit())
	if err != nil {
		return nil, err
	}
	today := registry.Today(s.now())
	resp := &registryv1.ListPoliciesResponse{MayChange: s.mayChangePolicies(a) == nil}
	for _, words := range s.policies(a.policies, in, today) {
		told := registerPolicy(a.policies, words, proposed, today)
		if words.Key == registry.CalendarKey {
			told.Shipped = in.First.Unit == ""
		}
		resp.Policies = append(resp.Policies, told)
	}
	return resp, nil
}

// policyReader is the caller, who may read the policies.
func (s *Server) policyReader(ctx context.Context) (access, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, err
	}
	if len(a.table.Units(a.who, authz.ProjectRead)) == 0 {
		return a, a.table.Forbidden(authz.ProjectRead)
	}
	return a, nil
}

// mayChangePolicies is nil for who administers the units above all: policies hold for all units.
func (s *Server) mayChangePolicies(a access) error {
	year := s.businessYear()
	roots := a.tree.Roots(year)
	if len(roots) == 0 {
		return errs.Unavailable("TREE_NOT_READY", "no unit is placed in %d", year)
	}
	for _, root := range roots {
		if err := a.check(authz.UnitWrite, year, root, a.table.Forbidden(authz.UnitWrite)); err != nil {
			return err
		}
	}
	return nil
}

// policies are those in force, in the order in which a project meets them.
func (s *Server) policies(book registry.PolicyBook, in registry.CalendarsOfUnits, today string) []registry.PolicyWords {
	return []registry.PolicyWords{
		book.Library(today).Words(), book.AnnualPlan(today).Words(), in.Words(s.vocabulary), book.Checks(today).Words(),
		book.Conduct(today).Words(), book.Statistics(today).Words(), s.documents.Words(),
	}
}

func registerPolicy(book registry.PolicyBook, w registry.PolicyWords, proposed []registry.PolicyVersion, today string) *registryv1.RegisterPolicy {
	out := &registryv1.RegisterPolicy{
		Key: w.Key, Name: w.Name, Version: small(w.Version), EffectiveDate: w.EffectiveDate, Source: w.Source, Rules: w.Rules,
		Changeable: registry.CheckPolicyKey(w.Key) == nil, Shipped: true,
	}
	if !out.GetChangeable() {
		return out
	}
	out.Shipped = book.At(w.Key, today).Shipped
	for _, v := range book.Coming(w.Key, today) {
		out.Coming = append(out.Coming, policyVersion(book, v, today))
	}
	waits := func(v registry.PolicyVersion) bool { return v.Key == w.Key && v.State == registry.PolicyProposed }
	if i := slices.IndexFunc(proposed, waits); i >= 0 {
		out.Waiting = policyVersion(book, proposed[i], today)
	}
	return out
}

// ListPolicyVersions implements registryv1.PolicyServiceServer.
func (s *Server) ListPolicyVersions(ctx context.Context, req *registryv1.ListPolicyVersionsRequest) (*registryv1.ListPolicyVersionsResponse, error) {
	a, versions, err := s.policyVersions(ctx, req.GetKey())
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListPolicyVersionsResponse{}
	for _, v := range versions {
		resp.Versions = append(resp.Versions, policyVersion(a.policies, v, registry.Today(s.now())))
	}
	return resp, nil
}

// policyVersions are all versions of a policy, the latest first and the shipped one last.
func (s *Server) policyVersions(ctx context.Context, key string) (access, []registry.PolicyVersion, error) {
	a, err := s.policyReader(ctx)
	if err != nil {
		return a, nil, err
	}
	if err := registry.CheckPolicyKey(key); err != nil {
		return a, nil, err
	}
	versions, err := s.store.PolicyVersions(ctx, key)
	return a, append(versions, a.policies.Shipped(key)), err
}

// GetPolicy implements registryv1.PolicyServiceServer.
func (s *Server) GetPolicy(ctx context.Context, req *registryv1.GetPolicyRequest) (*registryv1.GetPolicyResponse, error) {
	a, versions, err := s.policyVersions(ctx, req.GetKey())
	if err != nil {
		return nil, err
	}
	today, number := registry.Today(s.now()), int(req.GetVersion())
	v := a.policies.At(req.GetKey(), today)
	if number > 0 {
		i := slices.IndexFunc(versions, func(v registry.PolicyVersion) bool { return v.Number == number })
		if i < 0 {
			return nil, registry.PolicyVersionNotFound(req.GetKey(), number)
		}
		v = versions[i]
	}
	v, err = v.Parsed()
	if err != nil {
		return nil, err
	}
	return &registryv1.GetPolicyResponse{
		Version: policyVersion(a.policies, v, today), Body: v.Body, Rules: v.Rules.Words().Rules, LatestVersion: small(latestVersion(versions)),
	}, nil
}

// latestVersion is the highest number of a policy's versions: a newer register may ship
// with a higher one than those that were proposed.
func latestVersion(versions []registry.PolicyVersion) int {
	latest := 0
	for _, v := range versions {
		latest = max(latest, v.Number)
	}
	return latest
}

// policyVersion is a version on the wire.
func policyVersion(book registry.PolicyBook, v registry.PolicyVersion, today string) *registryv1.PolicyVersion {
	now := book.At(v.Key, today)
	out := &registryv1.PolicyVersion{
		Version: small(v.Number), EffectiveDate: v.EffectiveDate, Source: v.Source, State: policyState(v.State), Shipped: v.Shipped,
		InForce: v.State == registry.PolicyApproved && now.Number == v.Number && now.Shipped == v.Shipped,
	}
	if !v.Shipped {
		out.Reason, out.ProposedBy, out.ProposeTime = v.Proposed.Reason, v.Proposed.By, events.Time(v.Proposed.At)
	}
	if d := v.Decided; d != nil {
		out.DecidedBy, out.DecideTime, out.DecideReason = d.By, events.Time(d.At), d.Reason
	}
	return out
}

func policyState(state registry.PolicyState) registryv1.PolicyState {
	switch state {
	case registry.PolicyProposed:
		return registryv1.PolicyState_POLICY_STATE_PROPOSED
	case registry.PolicyApproved:
		return registryv1.PolicyState_POLICY_STATE_APPROVED
	case registry.PolicyRejected:
		return registryv1.PolicyState_POLICY_STATE_REJECTED
	}
	return registryv1.PolicyState_POLICY_STATE_UNSPECIFIED
}
