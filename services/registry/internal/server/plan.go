package server

import (
	"context"
	"strconv"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// planMutation is a request that changes a project's plan of a year.
type planMutation interface {
	projectMutation
	GetYear() int32
}

// planning is what a change of a plan is made with.
type planning struct {
	access  access
	tx      *store.Tx
	who     registry.Approver // the caller, now, with what they said
	project registry.Project
	plan    registry.AnnualPlan
}

// policy is the one of today.
func (p planning) policy() registry.AnnualPlanPolicy {
	return p.access.policies.AnnualPlan(registry.Today(p.who.Now))
}

// onPlan locks a project for the caller, lets decide make the next state of its plan, and
// saves that.
func onPlan[R proto.Message](
	ctx context.Context, s *Server, call lifecycleCall, req planMutation, newResp func(*registryv1.AnnualPlan) R,
	decide func(planning) (registry.AnnualPlan, error),
) (R, error) {
	return mutate(ctx, s, call.name, call.reason, req, func() R { return newResp(nil) }, func(tx *store.Tx) (R, error) {
		var none R
		p, err := s.toPlan(ctx, tx, call, req)
		if err != nil {
			return none, err
		}
		after, err := decide(p)
		if err != nil {
			return none, err
		}
		return newResp(annualPlan(after)), tx.SaveAnnualPlan(ctx, p.plan, after)
	})
}

// toPlan is a locked project whose plan the caller may change, at the version they saw.
func (s *Server) toPlan(ctx context.Context, tx *store.Tx, call lifecycleCall, req planMutation) (planning, error) {
	p, err := s.inYear(ctx, tx, call, req)
	if err != nil {
		return p, err
	}
	if p.plan, err = tx.AnnualPlan(ctx, p.project.ID, call.year); err != nil {
		return p, err
	}
	return p, store.CheckVersion("plan of project "+req.GetId(), p.plan.Version, req.GetVersion())
}

// inYear is a locked project that counts in the call's year and in which the caller may.
func (s *Server) inYear(ctx context.Context, tx *store.Tx, call lifecycleCall, req projectMutation) (planning, error) {
	a, p, err := s.locked(ctx, tx, req.GetId())
	if err != nil {
		return planning{}, err
	}
	if err := a.checkProject(call.action, p, call.year); err != nil {
		return planning{}, err
	}
	if _, counts := p.Year(call.year); !counts {
		return planning{}, registry.PlanYearMissing(p, call.year)
	}
	said, err := registry.Reason(call.reason)
	return planning{access: a, tx: tx, who: registry.Approver{By: a.who.ID, Comment: said, Now: tx.Now()}, project: p}, err
}

// ListPlans implements registryv1.PlanServiceServer.
func (s *Server) ListPlans(ctx context.Context, req *registryv1.ListPlansRequest) (*registryv1.ListPlansResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	plans, err := s.store.AnnualPlans(ctx, p.project.ID, 0)
	resp := &registryv1.ListPlansResponse{}
	for _, plan := range plans {
		if p.sight.Sees(plan.Year) {
			resp.Plans = append(resp.Plans, annualPlan(plan))
		}
	}
	return resp, err
}

// GetPlan implements registryv1.PlanServiceServer.
func (s *Server) GetPlan(ctx context.Context, req *registryv1.GetPlanRequest) (*registryv1.GetPlanResponse, error) {
	p, err := s.readableIn(ctx, req.GetId(), int(req.GetYear()))
	if err != nil {
		return nil, err
	}
	plans, err := s.store.AnnualPlans(ctx, p.project.ID, int(req.GetYear()))
	if err != nil {
		return nil, err
	}
	plans = append(plans, registry.AnnualPlan{Project: p.project.ID, Year: int(req.GetYear())})
	return &registryv1.GetPlanResponse{Plan: annualPlan(plans[0])}, nil
}

// readableIn reads a project that counts in a year which the caller sees.
func (s *Server) readableIn(ctx context.Context, id string, year int) (readable, error) {
	p, err := s.readable(ctx, id)
	if err != nil {
		return p, err
	}
	if _, counts := p.project.Year(year); !counts {
		return p, registry.PlanYearMissing(p.project, year)
	}
	return p, nil
}

// SavePlan implements registryv1.PlanServiceServer.
func (s *Server) SavePlan(ctx context.Context, req *registryv1.SavePlanRequest) (*registryv1.SavePlanResponse, error) {
	call := lifecycleCall{name: "SavePlan", action: authz.PlanWrite, reason: req.GetReason(), year: int(req.GetYear())}
	newResp := func(p *registryv1.AnnualPlan) *registryv1.SavePlanResponse {
		return &registryv1.SavePlanResponse{Plan: p}
	}
	return onPlan(ctx, s, call, req, newResp, func(p planning) (registry.AnnualPlan, error) {
		figures := registry.PlanFigures{Planned: money.Yuan(req.GetPlannedYuan()), Months: yuans(req.GetMonthYuan()), Reason: p.who.Comment}
		return p.plan.Save(figures, p.who)
	})
}

// SubmitPlan implements registryv1.PlanServiceServer.
func (s *Server) SubmitPlan(ctx context.Context, req *registryv1.SubmitPlanRequest) (*registryv1.SubmitPlanResponse, error) {
	call := lifecycleCall{name: "SubmitPlan", action: authz.PlanWrite, year: int(req.GetYear())}
	newResp := func(p *registryv1.AnnualPlan) *registryv1.SubmitPlanResponse {
		return &registryv1.SubmitPlanResponse{Plan: p}
	}
	return onPlan(ctx, s, call, req, newResp, func(p planning) (registry.AnnualPlan, error) {
		return p.plan.Submit(p.who, p.policy())
	})
}

// ReturnPlan implements registryv1.PlanServiceServer.
func (s *Server) ReturnPlan(ctx context.Context, req *registryv1.ReturnPlanRequest) (*registryv1.ReturnPlanResponse, error) {
	call := lifecycleCall{name: "ReturnPlan", action: authz.PlanApprove, reason: req.GetReason(), year: int(req.GetYear())}
	newResp := func(p *registryv1.AnnualPlan) *registryv1.ReturnPlanResponse {
		return &registryv1.ReturnPlanResponse{Plan: p}
	}
	return onPlan(ctx, s, call, req, newResp, func(p planning) (registry.AnnualPlan, error) { return p.plan.Return(p.who) })
}

// ApprovePlan implements registryv1.PlanServiceServer.
func (s *Server) ApprovePlan(ctx context.Context, req *registryv1.ApprovePlanRequest) (*registryv1.ApprovePlanResponse, error) {
	call := lifecycleCall{name: "ApprovePlan", action: authz.PlanApprove, reason: req.GetComment(), year: int(req.GetYear())}
	var project *registryv1.Project
	newResp := func(p *registryv1.AnnualPlan) *registryv1.ApprovePlanResponse {
		return &registryv1.ApprovePlanResponse{Plan: p, Project: project}
	}
	return onPlan(ctx, s, call, req, newResp, func(p planning) (registry.AnnualPlan, error) {
		plan, after, err := p.plan.Approve(p.project, p.who, p.policy())
		if err != nil {
			return registry.AnnualPlan{}, err
		}
		project = p.access.shown(after)
		return plan, p.tx.Save(ctx, store.Writes{Projects: []store.ProjectWrite{{Before: &p.project, After: after, Verb: events.Changed}}})
	})
}

// GetRollingPlan implements registryv1.PlanServiceServer.
func (s *Server) GetRollingPlan(ctx context.Context, req *registryv1.GetRollingPlanRequest) (*registryv1.GetRollingPlanResponse, error) {
	p, err := s.readableIn(ctx, req.GetId(), int(req.GetYear()))
	if err != nil {
		return nil, err
	}
	plan := registry.RollingPlan{Project: p.project.ID, Year: int(req.GetYear())}
	if p.sight.Whole() { // it looks ahead, into years that are another's
		plan, err = s.store.RollingPlan(ctx, p.project.ID, plan.Year)
	}
	return &registryv1.GetRollingPlanResponse{Plan: rollingPlan(plan)}, err
}

// SaveRollingPlan implements registryv1.PlanServiceServer.
func (s *Server) SaveRollingPlan(ctx context.Context, req *registryv1.SaveRollingPlanRequest) (*registryv1.SaveRollingPlanResponse, error) {
	call := lifecycleCall{name: "SaveRollingPlan", action: authz.PlanWrite, reason: req.GetReason(), year: int(req.GetYear())}
	newResp := func() *registryv1.SaveRollingPlanResponse { return &registryv1.SaveRollingPlanResponse{} }
	return mutate(ctx, s, call.name, call.reason, req, newResp, func(tx *store.Tx) (*registryv1.SaveRollingPlanResponse, error) {
		p, err := s.inYear(ctx, tx, call, req)
		if err != nil {
			return nil, err
		}
		before, err := tx.RollingPlan(ctx, p.project.ID, call.year)
		if err != nil {
			return nil, err
		}
		if err := store.CheckVersion("rolling plan from "+strconv.Itoa(call.year), int64(before.Latest().Number), req.GetVersion()); err != nil {
			return nil, err
		}
		next, err := before.Next(p.project, yuans(req.GetPlannedYuan()), p.who)
		if err != nil {
			return nil, err
		}
		after := before
		after.Versions = append(after.Versions, next)
		return &registryv1.SaveRollingPlanResponse{Plan: rollingPlan(after)}, tx.AddRollingVersion(ctx, before, next)
	})
}
