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
	filter, calendars, err := s.dueFilter(ctx, req.GetUnit(), req.GetMonth())
	if err != nil {
		return nil, err
	}
	after, err := duePosition(req.GetPageToken(), filterHash(req))
	if err != nil {
		return nil, err
	}
	m := filter.Month
	rules := calendars.InForce(m, a.tree.Ancestors(m.Year, req.GetUnit()))
	resp := &registryv1.ListDueResponse{
		Month: m.String(), RulesVersion: small(rules.Version), RulesEffectiveDate: rules.EffectiveDate, RulesUnit: rules.Unit,
	}
	if after == nil {
		resp.Rules = reportingRules(rules.Rules)
		if err := s.countDue(ctx, a, req.GetUnit(), filter, resp); err != nil {
			return nil, err
		}
	}
	return resp, s.addDueProjects(ctx, a, req, filter, after, resp)
}

// dueFilter chooses what a request is about: the month as asked, or the present one. The
// second are the calendars that it goes by.
func (s *Server) dueFilter(ctx context.Context, unit, monthText string) (store.DueFilter, registry.Calendars, error) {
	now := s.now()
	m, err := monthOr(monthText, now)
	if err != nil {
		return store.DueFilter{}, registry.Calendars{}, err
	}
	units, err := s.unitsOf(ctx, m.Year, unit)
	if err != nil {
		return store.DueFilter{}, registry.Calendars{}, err
	}
	a, err := s.access(ctx)
	if err != nil {
		return store.DueFilter{}, registry.Calendars{}, err
	}
	calendars, err := s.store.Calendars(ctx, s.calendar)
	return a.owedBy(calendars, units, m, now), calendars, err
}

// monthOr reads a month, the present one where none is named.
func monthOr(text string, now time.Time) (month.Month, error) {
	if text == "" {
		return month.Of(now), nil
	}
	m, err := month.Parse(text)
	return m, at(err, "month")
}

// owedBy chooses what units owe of a month.
func (a access) owedBy(calendars registry.Calendars, units []string, m month.Month, now time.Time) store.DueFilter {
	return store.DueFilter{Obligations: a.obligations(calendars, units, m), Now: now}
}

func (a access) obligations(calendars registry.Calendars, units []string, m month.Month) registry.Obligations {
	return calendars.Obligations(m, units, func(unit string) []string { return a.tree.Ancestors(m.Year, unit) })
}

// countDue tells the counts.
func (s *Server) countDue(ctx context.Context, a access, unit string, f store.DueFilter, resp *registryv1.ListDueResponse) error {
	counted, err := s.store.CountDue(ctx, f)
	if err != nil {
		return err
	}
	units, total := registry.GatherDue(unit, a.tree.Children(f.Month.Year, unit), a.covers(f.Month.Year), counted)
	resp.Total = dueCounts(total)
	for _, u := range units {
		named, _ := a.tree.Unit(u.Unit)
		resp.Units = append(resp.Units, &registryv1.DueUnit{Unit: u.Unit, UnitName: named.Name, Counts: dueCounts(u.DueCounts)})
	}
	return nil
}

func dueCounts(c registry.DueCounts) *registryv1.DueCounts {
	return &registryv1.DueCounts{
		Due: small(c.Due), Accepted: small(c.Accepted), Waiting: small(c.Waiting), Outstanding: small(c.Outstanding), Overdue: small(c.Overdue),
	}
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
