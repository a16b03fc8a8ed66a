package server

import (
	"context"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// projectMutation is a request that changes one project at the version the caller saw.
type projectMutation interface {
	mutation
	GetId() string
	GetVersion() int64
}

// lifecycleCall says what a call is and who may make it.
type lifecycleCall struct {
	name   string
	action authz.Action
	reason string // for the history
	year   int    // whose unit is asked; 0: that of the business year
}

// deciding is what a decision on a project is made with.
type deciding struct {
	access access
	tx     *store.Tx
	who    registry.Approver // the caller, now, with what they said
	before registry.Project
}

// onProject locks a project for the caller, lets decide make its next state, and saves
// that. respond makes the answer of the project as the caller sees it.
func onProject[R proto.Message](
	ctx context.Context, s *Server, call lifecycleCall, req projectMutation,
	respond func(*registryv1.Project) R, decide func(deciding) (registry.Project, error),
) (R, error) {
	newResp := func() R { return respond(nil) }
	return mutate(ctx, s, call.name, call.reason, req, newResp, func(tx *store.Tx) (R, error) {
		var none R
		a, d, err := s.toDecide(ctx, tx, call, req)
		if err != nil {
			return none, err
		}
		after, err := decide(d)
		if err != nil {
			return none, err
		}
		writes := store.Writes{Projects: []store.ProjectWrite{{Before: &d.before, After: after, Verb: events.Changed}}}
		return respond(a.shown(after)), tx.Save(ctx, writes)
	})
}

// toDecide is a locked project that the caller may decide on, at the version they saw.
func (s *Server) toDecide(ctx context.Context, tx *store.Tx, call lifecycleCall, req projectMutation) (access, deciding, error) {
	a, before, err := s.locked(ctx, tx, req.GetId())
	if err != nil {
		return a, deciding{}, err
	}
	year := call.year
	if year == 0 {
		year = s.businessYear()
	}
	if err := a.checkProject(call.action, before, year); err != nil {
		return a, deciding{}, err
	}
	if err := store.CheckVersion("project "+req.GetId(), before.Version, req.GetVersion()); err != nil {
		return a, deciding{}, err
	}
	if err := knownEnums(req, ""); err != nil {
		return a, deciding{}, err
	}
	said, err := registry.Reason(call.reason)
	return a, deciding{access: a, tx: tx, who: registry.Approver{By: a.who.ID, Comment: said, Now: tx.Now()}, before: before}, err
}

// EnterStage implements registryv1.LifecycleServiceServer.
func (s *Server) EnterStage(ctx context.Context, req *registryv1.EnterStageRequest) (*registryv1.EnterStageResponse, error) {
	call := lifecycleCall{name: "EnterStage", action: authz.LifeWrite, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.EnterStageResponse {
		return &registryv1.EnterStageResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		stage := toStage(req.GetStage())
		evidence, err := s.judgeEvidence(ctx, d, req.GetEvidence(), stage)
		if err != nil {
			return registry.Project{}, err
		}
		after, err := d.before.Enter(stage, req.GetDate(), evidence, d.who.By, d.who.Now)
		if err != nil {
			return registry.Project{}, err
		}
		return after, d.tx.AddEvidence(ctx, d.before.ID, evidence)
	})
}

// judgeEvidence is the evidence of a stage as it is kept, with the documents that it names.
func (s *Server) judgeEvidence(ctx context.Context, d deciding, in []*registryv1.Evidence, stage registry.Stage) ([]registry.Evidence, error) {
	documents, err := d.tx.Documents(ctx, d.before.ID)
	if err != nil {
		return nil, err
	}
	evidence, err := registry.NameDocuments(toEvidence(in), documents)
	if err != nil {
		return nil, err
	}
	return registry.JudgeEvidence(evidence, stage, d.who.By, d.who.Now)
}

// CertifyStage implements registryv1.LifecycleServiceServer.
func (s *Server) CertifyStage(ctx context.Context, req *registryv1.CertifyStageRequest) (*registryv1.CertifyStageResponse, error) {
	call := lifecycleCall{name: "CertifyStage", action: authz.LifeApprove, reason: req.GetComment()}
	respond := func(p *registryv1.Project) *registryv1.CertifyStageResponse {
		return &registryv1.CertifyStageResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		stage := toStage(req.GetStage())
		evidence, err := d.tx.CountEvidence(ctx, d.before.ID, stage)
		if err != nil {
			return registry.Project{}, err
		}
		return d.before.Certify(stage, evidence, d.who)
	})
}

// RejectCertification implements registryv1.LifecycleServiceServer.
func (s *Server) RejectCertification(ctx context.Context, req *registryv1.RejectCertificationRequest) (*registryv1.RejectCertificationResponse, error) {
	call := lifecycleCall{name: "RejectCertification", action: authz.LifeApprove, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.RejectCertificationResponse {
		return &registryv1.RejectCertificationResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		return d.before.RejectCertification(toStage(req.GetStage()), d.who)
	})
}

// ListStageEvidence implements registryv1.LifecycleServiceServer.
func (s *Server) ListStageEvidence(ctx context.Context, req *registryv1.ListStageEvidenceRequest) (*registryv1.ListStageEvidenceResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil || !p.sight.Whole() {
		return &registryv1.ListStageEvidenceResponse{}, err
	}
	evidence, err := s.store.Evidence(ctx, p.project.ID)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListStageEvidenceResponse{}
	for _, e := range p.project.Stages {
		resp.Stages = append(resp.Stages, stageRecord(p.project, e, evidence))
	}
	return resp, nil
}

// RecordSubstantiveStart implements registryv1.LifecycleServiceServer.
func (s *Server) RecordSubstantiveStart(ctx context.Context, req *registryv1.RecordSubstantiveStartRequest) (*registryv1.RecordSubstantiveStartResponse, error) {
	call := lifecycleCall{name: "RecordSubstantiveStart", action: authz.LifeWrite, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.RecordSubstantiveStartResponse {
		return &registryv1.RecordSubstantiveStartResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		return d.before.StartSubstantively(req.GetDate(), d.who.Now)
	})
}

// RecordResumption implements registryv1.LifecycleServiceServer.
func (s *Server) RecordResumption(ctx context.Context, req *registryv1.RecordResumptionRequest) (*registryv1.RecordResumptionResponse, error) {
	call := lifecycleCall{name: "RecordResumption", action: authz.LifeWrite, reason: req.GetReason(), year: int(req.GetYear())}
	respond := func(p *registryv1.Project) *registryv1.RecordResumptionResponse {
		return &registryv1.RecordResumptionResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		return d.before.Resume(int(req.GetYear()), req.GetDate(), d.who.Now)
	})
}

// ExcuseResumption implements registryv1.LifecycleServiceServer.
func (s *Server) ExcuseResumption(ctx context.Context, req *registryv1.ExcuseResumptionRequest) (*registryv1.ExcuseResumptionResponse, error) {
	call := lifecycleCall{name: "ExcuseResumption", action: authz.LifeApprove, reason: req.GetReason(), year: int(req.GetYear())}
	respond := func(p *registryv1.Project) *registryv1.ExcuseResumptionResponse {
		return &registryv1.ExcuseResumptionResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		if !req.GetExcused() {
			return d.before.Unexcuse(int(req.GetYear()), d.who)
		}
		return d.before.Excuse(int(req.GetYear()), d.who)
	})
}
