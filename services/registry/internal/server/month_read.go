package server

import (
	"context"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// GetMonth implements registryv1.MonthServiceServer.
func (s *Server) GetMonth(ctx context.Context, req *registryv1.GetMonthRequest) (*registryv1.GetMonthResponse, error) {
	if req.GetMonth() == "" {
		return nil, errs.Invalid("MONTH_INVALID", "no month").With("value", "").At("month")
	}
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	found, counted, err := s.store.MonthsOf(ctx, filter, []string{req.GetUnit()})
	if err != nil {
		return nil, err
	}
	_, total := registry.GatherDue(req.GetUnit(), nil, a.covers(filter.Year), counted)
	u, _ := a.tree.Unit(req.GetUnit())
	m := month.Month{Year: filter.Year, Month: filter.Month}
	return &registryv1.GetMonthResponse{UnitMonth: unitMonth(submissionOf(u, m, found), total)}, nil
}

// ListMonths implements registryv1.MonthServiceServer.
func (s *Server) ListMonths(ctx context.Context, req *registryv1.ListMonthsRequest) (*registryv1.ListMonthsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	below := a.tree.Children(filter.Year, req.GetUnit())
	found, counted, err := s.store.MonthsOf(ctx, filter, below)
	if err != nil {
		return nil, err
	}
	m := month.Month{Year: filter.Year, Month: filter.Month}
	resp := &registryv1.ListMonthsResponse{Month: m.String()}
	gathered, _ := registry.GatherDue(req.GetUnit(), below, a.covers(filter.Year), counted)
	for _, g := range gathered {
		if g.Unit == req.GetUnit() {
			continue // its own projects are no unit below it
		}
		u, _ := a.tree.Unit(g.Unit)
		resp.UnitMonths = append(resp.UnitMonths, unitMonth(submissionOf(u, m, found), g.DueCounts))
	}
	return resp, nil
}

// unitMonth is a unit's month on the wire, with how far its reports are now.
func unitMonth(s registry.Submission, now registry.DueCounts) *registryv1.UnitMonth {
	out := &registryv1.UnitMonth{
		Unit: s.Unit, UnitName: s.UnitName, Month: s.Month.String(), State: monthState(s.State()), Version: s.Version(), Counts: dueCounts(now),
	}
	for _, step := range s.Steps {
		out.Steps = append(out.Steps, &registryv1.MonthStep{
			State: monthState(step.State), Principal: step.By.ID, Role: step.By.Role, Reason: step.Reason,
			Time: events.Time(step.Time), Counts: dueCounts(step.Counts), Reports: small(step.Reports),
		})
	}
	return out
}

func monthState(s registry.SubmissionState) registryv1.MonthState {
	switch s {
	case registry.SubmissionSubmitted:
		return registryv1.MonthState_MONTH_STATE_SUBMITTED
	case registry.SubmissionReturned:
		return registryv1.MonthState_MONTH_STATE_RETURNED
	case registry.SubmissionAccepted:
		return registryv1.MonthState_MONTH_STATE_ACCEPTED
	case registry.SubmissionOpen:
	}
	return registryv1.MonthState_MONTH_STATE_UNSPECIFIED
}
