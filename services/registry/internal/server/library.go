package server

import (
	"context"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ExplainLibrary implements registryv1.LifecycleServiceServer.
func (s *Server) ExplainLibrary(ctx context.Context, req *registryv1.ExplainLibraryRequest) (*registryv1.ExplainLibraryResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	policy := p.policies.Library(registry.Today(s.now()))
	facts, err := s.store.LibraryFacts(ctx, p.project)
	if err != nil {
		return nil, err
	}
	moves, err := s.movesSeen(ctx, p)
	resp := &registryv1.ExplainLibraryResponse{
		Library:  events.Library(p.project.CurrentLibrary()),
		Proposal: libraryMove(registry.OpenMove(moves)),
		Policy:   &registryv1.LifecyclePolicy{Version: events.Small(policy.Version), EffectiveDate: policy.EffectiveDate, Source: policy.Source},
	}
	for _, step := range policy.From(p.project.CurrentLibrary()) {
		resp.Steps = append(resp.Steps, s.libraryStep(step.To, step.Explain(p.project, facts)))
	}
	return resp, err
}

// movesSeen are a project's moves, none for who sees only part of its life: who
// proposed and decided concerns those who answer for it.
func (s *Server) movesSeen(ctx context.Context, p readable) ([]registry.LibraryMove, error) {
	if !p.sight.Whole() {
		return nil, nil
	}
	return s.store.Moves(ctx, p.project.ID)
}

// ListLibraryMoves implements registryv1.LifecycleServiceServer.
func (s *Server) ListLibraryMoves(ctx context.Context, req *registryv1.ListLibraryMovesRequest) (*registryv1.ListLibraryMovesResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	moves, err := s.movesSeen(ctx, p)
	resp := &registryv1.ListLibraryMovesResponse{}
	for _, m := range moves {
		resp.Moves = append(resp.Moves, libraryMove(m))
	}
	return resp, err
}

// ProposeForLibrary implements registryv1.LifecycleServiceServer.
func (s *Server) ProposeForLibrary(ctx context.Context, req *registryv1.ProposeForLibraryRequest) (*registryv1.ProposeForLibraryResponse, error) {
	call := lifecycleCall{name: "ProposeForLibrary", action: authz.LifeWrite, reason: req.GetReason()}
	newResp := func() *registryv1.ProposeForLibraryResponse { return &registryv1.ProposeForLibraryResponse{} }
	return mutate(ctx, s, call.name, call.reason, req, newResp, func(tx *store.Tx) (*registryv1.ProposeForLibraryResponse, error) {
		_, d, err := s.toDecide(ctx, tx, call, req)
		if err != nil {
			return nil, err
		}
		policy, facts, err := d.libraryRules(ctx)
		if err != nil {
			return nil, err
		}
		m, err := d.before.ProposeMove(toLibrary(req.GetTo()), d.who, policy, facts)
		if err != nil {
			return nil, err
		}
		return &registryv1.ProposeForLibraryResponse{Proposal: libraryMove(m)}, tx.Propose(ctx, m)
	})
}

// libraryRules are the policy of today and what its conditions need to know.
func (d deciding) libraryRules(ctx context.Context) (registry.LibraryPolicy, registry.LibraryFacts, error) {
	facts, err := d.tx.LibraryFacts(ctx, d.before)
	return d.access.policies.Library(registry.Today(d.who.Now)), facts, err
}

// PromoteProject implements registryv1.LifecycleServiceServer.
func (s *Server) PromoteProject(ctx context.Context, req *registryv1.PromoteProjectRequest) (*registryv1.PromoteProjectResponse, error) {
	call := lifecycleCall{name: "PromoteProject", action: authz.LifeApprove, reason: req.GetComment()}
	respond := func(p *registryv1.Project) *registryv1.PromoteProjectResponse {
		return &registryv1.PromoteProjectResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, approve(ctx, registry.Promotion))
}

// DemoteProject implements registryv1.LifecycleServiceServer.
func (s *Server) DemoteProject(ctx context.Context, req *registryv1.DemoteProjectRequest) (*registryv1.DemoteProjectResponse, error) {
	call := lifecycleCall{name: "DemoteProject", action: authz.LifeApprove, reason: req.GetComment()}
	respond := func(p *registryv1.Project) *registryv1.DemoteProjectResponse {
		return &registryv1.DemoteProjectResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, approve(ctx, registry.Demotion))
}

// WithdrawProject implements registryv1.LifecycleServiceServer.
func (s *Server) WithdrawProject(ctx context.Context, req *registryv1.WithdrawProjectRequest) (*registryv1.WithdrawProjectResponse, error) {
	call := lifecycleCall{name: "WithdrawProject", action: authz.LifeApprove, reason: req.GetComment()}
	respond := func(p *registryv1.Project) *registryv1.WithdrawProjectResponse {
		return &registryv1.WithdrawProjectResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, approve(ctx, registry.Withdrawal))
}

// approve carries out the open proposal of a kind.
func approve(ctx context.Context, kind registry.MoveKind) func(deciding) (registry.Project, error) {
	return func(d deciding) (registry.Project, error) {
		open, err := d.tx.OpenMove(ctx, d.before.ID)
		if err != nil {
			return registry.Project{}, err
		}
		policy, facts, err := d.libraryRules(ctx)
		if err != nil {
			return registry.Project{}, err
		}
		after, decided, err := d.before.ApproveMove(open, kind, d.who, policy, facts)
		if err != nil {
			return registry.Project{}, err
		}
		return after, d.tx.DecideMove(ctx, decided)
	}
}

// RejectLibraryProposal implements registryv1.LifecycleServiceServer.
func (s *Server) RejectLibraryProposal(ctx context.Context, req *registryv1.RejectLibraryProposalRequest) (*registryv1.RejectLibraryProposalResponse, error) {
	call := lifecycleCall{name: "RejectLibraryProposal", action: authz.LifeApprove, reason: req.GetReason()}
	newResp := func() *registryv1.RejectLibraryProposalResponse {
		return &registryv1.RejectLibraryProposalResponse{}
	}
	return mutate(ctx, s, call.name, call.reason, req, newResp, func(tx *store.Tx) (*registryv1.RejectLibraryProposalResponse, error) {
		_, d, err := s.toDecide(ctx, tx, call, req)
		if err != nil {
			return nil, err
		}
		open, err := tx.OpenMove(ctx, d.before.ID)
		if err != nil {
			return nil, err
		}
		rejected, err := open.Reject(d.who)
		if err != nil {
			return nil, err
		}
		return &registryv1.RejectLibraryProposalResponse{Proposal: libraryMove(rejected)}, tx.DecideMove(ctx, rejected)
	})
}
