package server

import (
	"context"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// openMonth is a unit's month that its caller may act on.
type openMonth struct {
	access
	unit  unittree.Unit
	month month.Month
	roles []authn.Role // by which the caller acts
	below []string     // the unit and all below it
	held  hold
	was   registry.Submission
}

// monthFor reads a unit's month for an action of the caller at the unit.
func (s *Server) monthFor(ctx context.Context, tx *store.Tx, action authz.Action, unit, monthText string) (openMonth, error) {
	m, err := month.Parse(monthText)
	if err != nil {
		return openMonth{}, at(err, "month")
	}
	a, err := s.access(ctx)
	if err != nil {
		return openMonth{}, err
	}
	missing := registry.UnitNotFound(unit)
	if !a.tree.Exists(m.Year, unit) {
		return openMonth{}, missing
	}
	if err := a.check(action, m.Year, unit, missing); err != nil {
		return openMonth{}, err
	}
	o := openMonth{access: a, month: m, below: a.tree.Subtree(m.Year, unit)}
	o.unit, _ = a.tree.Unit(unit)
	above := a.tree.Ancestors(m.Year, unit)
	held, err := readHolds(ctx, tx, above, m)
	if err != nil {
		return openMonth{}, err
	}
	o.held = a.hold(held, m, m.Year, unit)
	steps, err := tx.Submissions(ctx, m, []string{unit})
	o.was = submissionOf(o.unit, m, steps)
	return o, err
}

// submissionOf picks a unit's month out of those that were read.
func submissionOf(u unittree.Unit, m month.Month, found map[string]registry.Submission) registry.Submission {
	return registry.Submission{Unit: u.Code, UnitName: u.Name, Month: m, Steps: found[u.Code].Steps}
}

// checkVersion refuses steps on a month that has moved on since it was seen.
func (o openMonth) checkVersion(seen int64) error {
	return store.CheckVersion("month "+o.unit.Code+"/"+o.month.String(), o.was.Version(), seen)
}

// by is the caller as who takes the step.
func (o openMonth) by() registry.Author {
	return registry.Author{ID: o.who.ID, Role: string(authz.Highest(o.roles))}
}

// level is how high a unit stands.
func level(kind string) authz.Level {
	switch kind {
	case unittree.KindTownship:
		return authz.LevelTownship
	case unittree.KindCounty, unittree.KindZone:
		return authz.LevelCounty
	case unittree.KindCity:
		return authz.LevelCity
	}
	return authz.LevelProvince
}

// SubmitMonth implements registryv1.MonthServiceServer.
func (s *Server) SubmitMonth(ctx context.Context, req *registryv1.SubmitMonthRequest) (*registryv1.SubmitMonthResponse, error) {
	newResp := func() *registryv1.SubmitMonthResponse { return &registryv1.SubmitMonthResponse{} }
	return mutate(ctx, s, "SubmitMonth", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.SubmitMonthResponse, error) {
		o, err := s.monthFor(ctx, tx, authz.ReportWrite, req.GetUnit(), req.GetMonth())
		if err != nil {
			return nil, err
		}
		if err := o.maySubmit(req.GetVersion()); err != nil {
			return nil, err
		}
		o.roles = o.access.roles(authz.ReportWrite, o.month.Year, o.unit.Code)
		standing, err := s.standing(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		after, err := o.was.Submit(o.by(), req.GetReason(), standing, tx.Now())
		if err != nil {
			return nil, err
		}
		if err := tx.SaveSubmission(ctx, o.was, after); err != nil {
			return nil, err
		}
		return &registryv1.SubmitMonthResponse{UnitMonth: unitMonth(after, standing.Counts)}, nil
	})
}

// maySubmit refuses those below the unit's level, what was seen otherwise, and months
// that are cut off or wait at the unit above.
func (o openMonth) maySubmit(version int64) error {
	year, code := o.month.Year, o.unit.Code
	if !authz.MayHandIn(o.access.roles(authz.ReportWrite, year, code), level(o.unit.Kind)) {
		return o.table.Forbidden(authz.ReportWrite)
	}
	if err := o.checkVersion(version); err != nil {
		return err
	}
	return o.mayWrite(o.held, year, code)
}

// standing tells how the month looks now. At the top is the city: no office above it
// decides; and whoever has nobody above at all.
func (s *Server) standing(ctx context.Context, tx *store.Tx, o openMonth) (registry.MonthStanding, error) {
	year, code := o.month.Year, o.unit.Code
	standing := registry.MonthStanding{Top: level(o.unit.Kind) >= authz.LevelCity || o.tree.Parent(year, code) == ""}
	reports, err := tx.Waiting(ctx, o.month, o.below)
	if err != nil {
		return standing, err
	}
	by := authz.LevelOf(authz.Highest(o.roles))
	for _, r := range reports {
		if standing.Top || authz.LevelOf(authn.Role(r.Role)) < by {
			standing.Undecided++
		}
	}
	_, months, err := tx.MonthHolds(ctx, o.below, o.month)
	if err != nil {
		return standing, err
	}
	for _, in := range months {
		if in.Unit != code {
			standing.Undecided++
		}
	}
	standing.Counts, err = s.countMonth(ctx, tx, o)
	return standing, err
}

// countMonth counts how far the reports of the unit and those below it are.
func (s *Server) countMonth(ctx context.Context, tx *store.Tx, o openMonth) (registry.DueCounts, error) {
	calendars, err := tx.Calendars(ctx, s.calendar)
	if err != nil {
		return registry.DueCounts{}, err
	}
	counted, err := tx.CountDue(ctx, o.owedBy(calendars, o.below, o.month, tx.Now()))
	var total registry.DueCounts
	for _, c := range counted {
		total = total.Plus(c.DueCounts)
	}
	return total, err
}
