package server

import (
	"context"

	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// mostJudgedAgain bounds the reports that a preview looks at.
const mostJudgedAgain = 500

// PreviewPolicy implements registryv1.PolicyServiceServer.
func (s *Server) PreviewPolicy(ctx context.Context, req *registryv1.PreviewPolicyRequest) (*registryv1.PreviewPolicyResponse, error) {
	a, err := s.policyAdmin(ctx, req.GetKey())
	if err != nil {
		return nil, err
	}
	const notSaid = "-" // a preview asks for neither reason nor paper
	v := registry.PolicyVersion{Key: req.GetKey(), Number: 1, Body: req.GetBody(), EffectiveDate: req.GetEffectiveDate(), Source: req.GetSource()}
	if v.Source == "" {
		v.Source = notSaid
	}
	if v, err = v.Propose(registry.Step{By: a.who.ID, At: s.now(), Reason: notSaid}); err != nil {
		return nil, err
	}
	before := a.policies.At(v.Key, v.EffectiveDate)
	resp := &registryv1.PreviewPolicyResponse{RulesBefore: before.Rules.Words().Rules, RulesAfter: v.Rules.Words().Rules, BodyBefore: before.Body}
	if after, ok := v.Rules.(registry.Checks); ok {
		resp.Effect, err = s.checksEffect(ctx, a.policies.Checks(v.EffectiveDate), after)
	}
	return resp, err
}

// checksEffect judges the accepted reports of the last month by both policies.
func (s *Server) checksEffect(ctx context.Context, before, after registry.Checks) (*registryv1.PolicyEffect, error) {
	now := s.now()
	m := month.Of(now).Prev()
	effect := &registryv1.PolicyEffect{Month: m.String()}
	return effect, s.store.Look(ctx, func(tx *store.Tx) error {
		facts, more, err := tx.AcceptedFacts(ctx, m, mostJudgedAgain)
		if err != nil {
			return err
		}
		e := registry.CompareChecks(before, after, facts, now)
		effect.Reports, effect.More = small(len(facts)), more
		effect.Gaining, effect.Losing, effect.Changing = small(e.Gaining), small(e.Losing), small(e.Changing)
		return nil
	})
}
