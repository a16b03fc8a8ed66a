package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// GetCalendar implements registryv1.CalendarServiceServer.
func (s *Server) GetCalendar(ctx context.Context, req *registryv1.GetCalendarRequest) (*registryv1.GetCalendarResponse, error) {
	m, err := monthOr(req.GetMonth(), s.now())
	if err != nil {
		return nil, err
	}
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.checkUnit(authz.UnitRead, m.Year, req.GetUnit()); err != nil {
		return nil, err
	}
	calendars, err := s.store.Calendars(ctx, s.calendar)
	if err != nil {
		return nil, err
	}
	in := calendars.InForce(m, a.tree.Ancestors(m.Year, req.GetUnit()))
	whose, _ := a.tree.Unit(in.Unit)
	resp := &registryv1.GetCalendarResponse{
		Month: m.String(), Rules: reportingRules(in.Rules), RulesUnit: in.Unit, RulesUnitName: whose.Name,
		RulesVersion: small(in.Version), RulesEffectiveDate: in.EffectiveDate, Version: calendars.Version(req.GetUnit()),
	}
	for _, version := range slices.Backward(calendars.Of(req.GetUnit())) {
		resp.Versions = append(resp.Versions, calendarVersion(version))
	}
	return resp, nil
}

// calendarsOf are the calendars in force of a unit and those below it, or without one of all
// that the caller reads.
func (s *Server) calendarsOf(ctx context.Context, a access, unit string) (registry.CalendarsOfUnits, error) {
	m := month.Of(s.now())
	units, err := a.subtree(m.Year, unit)
	if err != nil {
		return registry.CalendarsOfUnits{}, err
	}
	calendars, err := s.store.Calendars(ctx, s.calendar)
	if err != nil {
		return registry.CalendarsOfUnits{}, err
	}
	if len(units) == 0 { // their units are not placed this year
		return registry.CalendarsOfUnits{First: calendars.InForce(m, nil)}, nil
	}
	return calendars.InForceOf(m, units, func(unit string) []string { return a.tree.Ancestors(m.Year, unit) }), nil
}

// checkUnit asks for an action at a unit of a year's tree.
func (a access) checkUnit(action authz.Action, year int, unit string) error {
	missing := registry.UnitNotFound(unit)
	if !a.tree.Exists(year, unit) {
		return missing
	}
	return a.check(action, year, unit, missing)
}

// SetCalendar implements registryv1.CalendarServiceServer.
func (s *Server) SetCalendar(ctx context.Context, req *registryv1.SetCalendarRequest) (*registryv1.SetCalendarResponse, error) {
	newResp := func() *registryv1.SetCalendarResponse { return &registryv1.SetCalendarResponse{} }
	return mutate(ctx, s, "SetCalendar", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.SetCalendarResponse, error) {
		from, err := month.Parse(req.GetFromMonth())
		if err != nil {
			return nil, at(err, "from_month")
		}
		a, err := s.access(ctx)
		if err != nil {
			return nil, err
		}
		if err := a.checkUnit(authz.UnitWrite, from.Year, req.GetUnit()); err != nil {
			return nil, err
		}
		calendars, err := tx.Calendars(ctx, s.calendar)
		if err != nil {
			return nil, err
		}
		version := calendars.Version(req.GetUnit())
		if err := store.CheckVersion("calendar of "+req.GetUnit(), version, req.GetVersion()); err != nil {
			return nil, err
		}
		next := registry.UnitCalendar{
			Unit: req.GetUnit(), Number: int(version) + 1, From: from, Rules: toCalendarRules(req.GetRules()),
			Reason: req.GetReason(), Author: authn.PrincipalOf(ctx).ID,
		}
		if next, err = next.Decide(s.vocabulary, tx.Now()); err != nil {
			return nil, err
		}
		return &registryv1.SetCalendarResponse{CalendarVersion: calendarVersion(next)}, tx.AddCalendar(ctx, next)
	})
}

func calendarVersion(c registry.UnitCalendar) *registryv1.CalendarVersion {
	return &registryv1.CalendarVersion{
		Version: int64(c.Number), FromMonth: c.From.String(), Rules: reportingRules(c.Rules),
		Reason: c.Reason, Principal: c.Author, Time: events.Time(c.Time),
	}
}

func reportingRules(rules []registry.CalendarRule) []*registryv1.ReportingRule {
	var out []*registryv1.ReportingRule
	for _, r := range rules {
		rule := &registryv1.ReportingRule{
			Category: r.Category, Frequency: frequency(r.Frequency), DueMonthOffset: small(r.MonthOffset), Source: r.Source,
		}
		for _, day := range r.DueDays {
			rule.DueDays = append(rule.DueDays, small(day))
		}
		out = append(out, rule)
	}
	return out
}

func toCalendarRules(rules []*registryv1.ReportingRule) []registry.CalendarRule {
	var out []registry.CalendarRule
	for _, r := range rules {
		rule := registry.CalendarRule{
			Category: r.GetCategory(), Frequency: toFrequency(r.GetFrequency()), MonthOffset: int(r.GetDueMonthOffset()), Source: r.GetSource(),
			DueDays: []int{},
		}
		for _, day := range r.GetDueDays() {
			rule.DueDays = append(rule.DueDays, int(day))
		}
		out = append(out, rule)
	}
	return out
}

func frequency(f registry.Frequency) registryv1.ReportingFrequency {
	switch f {
	case registry.Monthly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_MONTHLY
	case registry.HalfMonthly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_HALF_MONTHLY
	case registry.Quarterly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_QUARTERLY
	case registry.Weekly:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_WEEKLY
	case registry.Daily:
		return registryv1.ReportingFrequency_REPORTING_FREQUENCY_DAILY
	}
	return registryv1.ReportingFrequency_REPORTING_FREQUENCY_UNSPECIFIED
}

// toFrequency is the frequency in the domain's words, empty for none.
func toFrequency(f registryv1.ReportingFrequency) registry.Frequency {
	switch f {
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_MONTHLY:
		return registry.Monthly
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_HALF_MONTHLY:
		return registry.HalfMonthly
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_QUARTERLY:
		return registry.Quarterly
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_WEEKLY:
		return registry.Weekly
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_DAILY:
		return registry.Daily
	case registryv1.ReportingFrequency_REPORTING_FREQUENCY_UNSPECIFIED:
	}
	return ""
}
