package server

import (
	"context"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// GetHonestyPolicy implements registryv1.HonestyServiceServer.
func (s *Server) GetHonestyPolicy(ctx context.Context, req *registryv1.GetHonestyPolicyRequest) (*registryv1.GetHonestyPolicyResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	if len(a.table.Units(a.who, authz.ProjectRead)) == 0 {
		return nil, a.table.Forbidden(authz.ProjectRead)
	}
	in, err := s.calendarsOf(ctx, a, req.GetUnit())
	if err != nil {
		return nil, err
	}
	var common registry.CalendarRule // none where units differ
	if in.Same() {
		common = in.First.RuleFor("")
	}
	today := registry.Today(s.now())
	c, k, d := a.policies.Conduct(today), a.policies.Checks(today), s.duplicates
	resp := &registryv1.GetHonestyPolicyResponse{
		ChecksSource:  policySource(k.Version, k.EffectiveDate, k.Source),
		ConductSource: policySource(c.Version, c.EffectiveDate, c.Source),
		DueDay:        firstDay(common), DueMonthOffset: small(common.MonthOffset), ExplainDays: small(c.ExplainDays),
		DuplicatesSource: policySource(d.Version, d.EffectiveDate, d.Source), LeastScore: small(d.LeastScore),
		Likenesses: likenesses(d.Likenesses),
	}
	for _, check := range k.Checks {
		resp.Checks = append(resp.Checks, &registryv1.Check{
			Reason: check.Reason, Title: check.Title, Severity: severity(check.Severity),
			ExplanationAsked: check.Explain, BlocksAcceptance: check.Blocks, Params: string(check.Params),
		})
	}
	return resp, nil
}

// firstDay is the first day on which a rule's reports are due, 0 where it names none.
func firstDay(r registry.CalendarRule) int32 {
	if len(r.DueDays) == 0 {
		return 0
	}
	return small(r.DueDays[0])
}

func policySource(version int, from, source string) *registryv1.PolicySource {
	return &registryv1.PolicySource{Version: small(version), EffectiveDate: from, Source: source}
}

// small is a number that policy and counting keep small.
func small[N ~int | ~int64](n N) int32 { return int32(n) }

// ExplainFinding implements registryv1.HonestyServiceServer.
func (s *Server) ExplainFinding(ctx context.Context, req *registryv1.ExplainFindingRequest) (*registryv1.ExplainFindingResponse, error) {
	newResp := func() *registryv1.ExplainFindingResponse { return &registryv1.ExplainFindingResponse{} }
	return mutate(ctx, s, "ExplainFinding", "", req, newResp, func(tx *store.Tx) (*registryv1.ExplainFindingResponse, error) {
		o, err := s.openReport(ctx, tx, authz.ReportWrite, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if o.report.Version == 0 {
			return nil, registry.ReportNotFound(o.report.Month)
		}
		e, err := o.report.Explain(req.GetReason(), req.GetField(), req.GetText(), o.author(o.year, o.unit), tx.Now())
		if err != nil {
			return nil, err
		}
		if err := tx.Explain(ctx, o.report, e); err != nil {
			return nil, err
		}
		return &registryv1.ExplainFindingResponse{Report: s.report(o.report.With(e), true)}, nil
	})
}

// JudgeReport implements registryv1.HonestyServiceServer.
func (s *Server) JudgeReport(ctx context.Context, req *registryv1.JudgeReportRequest) (*registryv1.JudgeReportResponse, error) {
	newResp := func() *registryv1.JudgeReportResponse { return &registryv1.JudgeReportResponse{} }
	return mutate(ctx, s, "JudgeReport", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.JudgeReportResponse, error) {
		o, err := s.openReport(ctx, tx, authz.ReportAccept, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if o.report.Version == 0 {
			return nil, registry.ReportNotFound(o.report.Month)
		}
		if err := o.mayJudge(o.report, o.year, o.unit); err != nil {
			return nil, err
		}
		v, err := o.report.Judge(req.GetIsFalse(), req.GetReason(), registry.Author{ID: o.who.ID}, tx.Now())
		if err != nil {
			return nil, err
		}
		if err := tx.Judge(ctx, o.report, v); err != nil {
			return nil, err
		}
		return &registryv1.JudgeReportResponse{Report: s.report(o.report.Judged(v), true)}, nil
	})
}
