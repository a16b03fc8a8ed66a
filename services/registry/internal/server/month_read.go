package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authz"
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
	filter, _, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	found, counted, err := s.store.MonthsOf(ctx, filter, []string{req.GetUnit()})
	if err != nil {
		return nil, err
	}
	_, total := registry.GatherDue(req.GetUnit(), nil, a.covers(filter.Month.Year), counted)
	u, _ := a.tree.Unit(req.GetUnit())
	m := filter.Month
	held, err := s.monthHold(ctx, a, m, req.GetUnit())
	return &registryv1.GetMonthResponse{UnitMonth: unitMonth(submissionOf(u, m, found), total), Hold: held}, err
}

// monthHold is what the caller would hear who writes a report of the unit's month now;
// nil where nothing holds it.
func (s *Server) monthHold(ctx context.Context, a access, m month.Month, unit string) (*registryv1.MonthHold, error) {
	locks, handIns, err := s.store.MonthHolds(ctx, a.tree.Ancestors(m.Year, unit), m)
	if err != nil {
		return nil, err
	}
	return s.monthHoldOf(a, a.hold(holds{locks, handIns}, m, m.Year, unit), m, unit), nil
}

// monthHoldOf is a hold on the wire; nil where nothing holds.
func (s *Server) monthHoldOf(a access, h hold, m month.Month, unit string) *registryv1.MonthHold {
	refusal := h.refusal()
	if refusal == nil {
		return nil
	}
	writes := len(a.roles(authz.ReportWrite, m.Year, unit)) > 0 && a.mayWrite(h, m.Year, unit) == nil
	return &registryv1.MonthHold{
		Month: m.String(), Reason: refusal.Reason, Message: s.catalogue.Sentence(refusal.Reason, refusal.Params), MayWrite: writes,
	}
}

// reportHolds are what keeps the months of a project's years from being written, of those
// years that its reader sees.
func (s *Server) reportHolds(ctx context.Context, p readable, year int) ([]*registryv1.MonthHold, error) {
	var months []month.Month
	var above []string
	years := slices.DeleteFunc(slices.Clone(p.project.Years), func(y registry.Year) bool { return year != 0 && y.Year != year || !p.sight.Sees(y.Year) })
	for _, y := range years {
		above = append(above, p.tree.Ancestors(y.Year, y.Unit)...)
		for m := 1; m <= registry.MonthsOfYear; m++ {
			months = append(months, month.Month{Year: y.Year, Month: m})
		}
	}
	if len(months) == 0 {
		return nil, nil
	}
	locks, handIns, err := s.store.MonthHolds(ctx, above, months...)
	if err != nil {
		return nil, err
	}
	var out []*registryv1.MonthHold
	for _, y := range years {
		for m := 1; m <= registry.MonthsOfYear; m++ {
			of := month.Month{Year: y.Year, Month: m}
			if held := s.monthHoldOf(p.access, p.hold(holds{locks, handIns}, of, y.Year, y.Unit), of, y.Unit); held != nil {
				out = append(out, held)
			}
		}
	}
	return out, nil
}

// ListMonths implements registryv1.MonthServiceServer.
func (s *Server) ListMonths(ctx context.Context, req *registryv1.ListMonthsRequest) (*registryv1.ListMonthsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, _, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	below := a.tree.Children(filter.Month.Year, req.GetUnit())
	found, counted, err := s.store.MonthsOf(ctx, filter, below)
	if err != nil {
		return nil, err
	}
	m := filter.Month
	resp := &registryv1.ListMonthsResponse{Month: m.String()}
	gathered, _ := registry.GatherDue(req.GetUnit(), below, a.covers(filter.Month.Year), counted)
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
