package server

import (
	"context"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// mostDue bounds a page of projects that have not reported.
const mostDue = 500

// ListDue implements registryv1.CalendarServiceServer.
func (s *Server) ListDue(ctx context.Context, req *registryv1.ListDueRequest) (*registryv1.ListDueResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	after, err := duePosition(req.GetPageToken(), filterHash(req))
	if err != nil {
		return nil, err
	}
	m := month.Month{Year: filter.Year, Month: filter.Month}
	resp := &registryv1.ListDueResponse{
		Month: m.String(), RulesVersion: small(s.calendar.Version), RulesEffectiveDate: s.calendar.EffectiveDate,
	}
	if after == nil {
		if err := s.countDue(ctx, a, req.GetUnit(), filter, resp); err != nil {
			return nil, err
		}
	}
	return resp, s.addDueProjects(ctx, a, req, filter, after, resp)
}

// dueFilter chooses what a request is about: the month as asked, or the present one.
func (s *Server) dueFilter(ctx context.Context, unit, monthText string) (store.DueFilter, error) {
	now := s.now()
	m := month.Of(now)
	if monthText != "" {
		var err error
		if m, err = month.Parse(monthText); err != nil {
			return store.DueFilter{}, at(err, "month")
		}
	}
	units, err := s.unitsOf(ctx, m.Year, unit)
	return s.owedBy(units, m, now), err
}

// owedBy chooses what units owe of a month.
func (s *Server) owedBy(units []string, m month.Month, now time.Time) store.DueFilter {
	return store.DueFilter{
		Year: m.Year, Month: m.Month, Units: units, Own: s.calendar.Categories(), Owed: s.calendar.Obligations(m), Now: now,
	}
}

// countDue tells the counts and the rules.
func (s *Server) countDue(ctx context.Context, a access, unit string, f store.DueFilter, resp *registryv1.ListDueResponse) error {
	counted, err := s.store.CountDue(ctx, f)
	if err != nil {
		return err
	}
	units, total := registry.GatherDue(unit, a.tree.Children(f.Year, unit), a.covers(f.Year), counted)
	resp.Total = dueCounts(total)
	for _, u := range units {
		named, _ := a.tree.Unit(u.Unit)
		resp.Units = append(resp.Units, &registryv1.DueUnit{Unit: u.Unit, UnitName: named.Name, Counts: dueCounts(u.DueCounts)})
	}
	for _, r := range s.calendar.Rules {
		rule := &registryv1.ReportingRule{
			Category: r.Category, Frequency: frequency(r.Frequency), DueMonthOffset: small(r.MonthOffset), Source: r.Source,
		}
		for _, day := range r.DueDays {
			rule.DueDays = append(rule.DueDays, small(day))
		}
		resp.Rules = append(resp.Rules, rule)
	}
	return nil
}

func dueCounts(c registry.DueCounts) *registryv1.DueCounts {
	return &registryv1.DueCounts{
		Due: small(c.Due), Accepted: small(c.Accepted), Waiting: small(c.Waiting), Outstanding: small(c.Outstanding), Overdue: small(c.Overdue),
	}
}

func frequency(f registry.Frequency) registryv1.ReportingFrequency {
	switch f {
	case registry.Monthly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_MONTHLY
	case registry.HalfMonthly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_HALF_MONTHLY
	case registry.Quarterly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_QUARTERLY
	}
	return registryv1.ReportingFrequency_REPORTING_FREQUENCY_UNSPECIFIED
}

// addDueProjects tells a page of who has not reported.
func (s *Server) addDueProjects(
	ctx context.Context, a access, req *registryv1.ListDueRequest, f store.DueFilter, after *store.DueProject, resp *registryv1.ListDueResponse,
) error {
	rows := pageSize(req.GetPageSize(), mostDue)
	found, err := s.store.DueProjects(ctx, f, after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return err
	}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1]
		keys := []string{last.Due.Format(time.RFC3339Nano), last.Unit, last.Name, string(last.Project)}
		resp.NextPageToken = pageToken{filterHash(req), keys}.String()
	}
	for _, p := range found {
		unit, _ := a.tree.Unit(p.Unit)
		resp.Projects = append(resp.Projects, &registryv1.DueProject{
			ProjectId: string(p.Project), ProjectName: p.Name, Unit: p.Unit, UnitName: unit.Name, Category: p.Category,
			DueTime: events.Time(p.Due), OverdueDays: small(registry.OverdueDays(p.Due, f.Now)),
		})
	}
	return nil
}

func duePosition(token string, filter uint64) (*store.DueProject, error) {
	if token == "" {
		return nil, nil //nolint:nilnil // no position is the beginning
	}
	keys, err := parsePageToken(token, filter, 4)
	if err != nil {
		return nil, err
	}
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token of projects that are due").At("page_token")
	due, err := time.Parse(time.RFC3339Nano, keys[0])
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	id, err := projectID(keys[3])
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	return &store.DueProject{Due: due, Unit: keys[1], Name: keys[2], Project: id}, nil
}
