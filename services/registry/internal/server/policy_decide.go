package server

import (
	"context"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// policyAdmin is the caller, who may change the policy.
func (s *Server) policyAdmin(ctx context.Context, key string) (access, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, err
	}
	if err := s.mayChangePolicies(a); err != nil {
		return a, err
	}
	return a, registry.CheckPolicyKey(key)
}

// ProposePolicy implements registryv1.PolicyServiceServer.
func (s *Server) ProposePolicy(ctx context.Context, req *registryv1.ProposePolicyRequest) (*registryv1.ProposePolicyResponse, error) {
	newResp := func() *registryv1.ProposePolicyResponse { return &registryv1.ProposePolicyResponse{} }
	return mutate(ctx, s, "ProposePolicy", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.ProposePolicyResponse, error) {
		a, err := s.policyAdmin(ctx, req.GetKey())
		if err != nil {
			return nil, err
		}
		by, err := step(a, tx, req.GetReason())
		if err != nil {
			return nil, err
		}
		number, err := nextPolicyVersion(ctx, tx, a, req)
		if err != nil {
			return nil, err
		}
		v := registry.PolicyVersion{
			Key: req.GetKey(), Number: number, Body: req.GetBody(), EffectiveDate: req.GetEffectiveDate(), Source: req.GetSource(),
		}
		if v, err = v.Propose(by); err != nil {
			return nil, err
		}
		return &registryv1.ProposePolicyResponse{Version: policyVersion(a.policies, v, registry.Today(tx.Now()))}, tx.ProposePolicy(ctx, v)
	})
}

// nextPolicyVersion is the number that a proposal gets, where none waits and the caller
// saw the latest.
func nextPolicyVersion(ctx context.Context, tx *store.Tx, a access, req *registryv1.ProposePolicyRequest) (int, error) {
	versions, err := tx.PolicyVersions(ctx, req.GetKey())
	if err != nil {
		return 0, err
	}
	latest := latestVersion(append(versions, a.policies.Shipped(req.GetKey())))
	if err := store.CheckVersion("policy "+req.GetKey(), int64(latest), int64(req.GetVersion())); err != nil {
		return 0, err
	}
	for _, v := range versions {
		if v.State == registry.PolicyProposed {
			return 0, errs.Precondition("POLICY_WAITS", "version %d of %s waits", v.Number, v.Key).With("version", rowNumber(v.Number))
		}
	}
	return latest + 1, nil
}

// ApprovePolicy implements registryv1.PolicyServiceServer.
func (s *Server) ApprovePolicy(ctx context.Context, req *registryv1.ApprovePolicyRequest) (*registryv1.ApprovePolicyResponse, error) {
	newResp := func() *registryv1.ApprovePolicyResponse { return &registryv1.ApprovePolicyResponse{} }
	resp, err := mutate(ctx, s, "ApprovePolicy", req.GetComment(), req, newResp, func(tx *store.Tx) (*registryv1.ApprovePolicyResponse, error) {
		v, err := s.decidePolicy(ctx, tx, req, req.GetComment(), func(v registry.PolicyVersion, by registry.Step) (registry.PolicyVersion, error) {
			parsed, err := v.Parsed() // it may have been proposed to an older register
			if err != nil {
				return v, err
			}
			return parsed.Approve(by)
		})
		return &registryv1.ApprovePolicyResponse{Version: v}, err
	})
	if err == nil {
		_ = s.store.RefreshPolicies(ctx) // no failure of the decision: the watch tries again within some seconds
	}
	return resp, err
}

// RejectPolicy implements registryv1.PolicyServiceServer.
func (s *Server) RejectPolicy(ctx context.Context, req *registryv1.RejectPolicyRequest) (*registryv1.RejectPolicyResponse, error) {
	newResp := func() *registryv1.RejectPolicyResponse { return &registryv1.RejectPolicyResponse{} }
	return mutate(ctx, s, "RejectPolicy", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.RejectPolicyResponse, error) {
		v, err := s.decidePolicy(ctx, tx, req, req.GetReason(), registry.PolicyVersion.Reject)
		return &registryv1.RejectPolicyResponse{Version: v}, err
	})
}

// named is a request that names one version.
type namedVersion interface {
	GetKey() string
	GetVersion() int32
}

// decidePolicy locks the version that a request names and stores what decide makes of it.
func (s *Server) decidePolicy(
	ctx context.Context, tx *store.Tx, req namedVersion, reason string,
	decide func(registry.PolicyVersion, registry.Step) (registry.PolicyVersion, error),
) (*registryv1.PolicyVersion, error) {
	a, err := s.policyAdmin(ctx, req.GetKey())
	if err != nil {
		return nil, err
	}
	by, err := step(a, tx, reason)
	if err != nil {
		return nil, err
	}
	v, err := tx.LockPolicy(ctx, req.GetKey(), int(req.GetVersion()))
	if err != nil {
		return nil, err
	}
	if v, err = decide(v, by); err != nil {
		return nil, err
	}
	return policyVersion(a.policies, v, registry.Today(tx.Now())), tx.DecidePolicy(ctx, v)
}
