package server

import (
	"context"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ListReports implements registryv1.ReportServiceServer.
func (s *Server) ListReports(ctx context.Context, req *registryv1.ListReportsRequest) (*registryv1.ListReportsResponse, error) {
	p, err := s.readable(ctx, req.GetProjectId())
	if err != nil {
		return nil, err
	}
	reports, err := s.store.ReportsOf(ctx, p.project.ID, int(req.GetYear()))
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListReportsResponse{}
	for _, r := range reports {
		if !p.sight.Sees(r.Month.Year) {
			continue
		}
		writes := p.checkProject(authz.ReportWrite, p.project, r.Month.Year) == nil
		resp.Reports = append(resp.Reports, s.report(r, writes))
	}
	resp.Holds, err = s.reportHolds(ctx, p, int(req.GetYear()))
	return resp, err
}

// opened is a report that its caller may act on, with what it is judged against.
type opened struct {
	access
	project registry.Project
	report  registry.Report
	book    registry.Book
	unit    string
	year    int // of the tree that unit is looked for in
	held    hold
}

// openReport locks a report for an action of the caller, at the version they saw.
func (s *Server) openReport(ctx context.Context, tx *store.Tx, action authz.Action, id, monthText string, version int64) (opened, error) {
	m, err := month.Parse(monthText)
	if err != nil {
		return opened{}, at(err, "month")
	}
	a, err := s.access(ctx)
	if err != nil {
		return opened{}, err
	}
	key, err := projectID(id)
	if err != nil {
		return opened{}, err
	}
	o := opened{access: a}
	if o.project, o.report, o.book, err = tx.LockReport(ctx, store.ReportKey{Project: key, Month: m}); err != nil {
		return opened{}, err
	}
	if o.access, err = s.forProject(ctx, tx, a, key); err != nil {
		return opened{}, err
	}
	if err := o.checkProject(action, o.project, m.Year); err != nil {
		return opened{}, err
	}
	o.unit, o.year = unitIn(o.project, m.Year)
	o.book = o.book.In(a.tree, o.year, o.unit)
	held, err := readHolds(ctx, tx, o.tree.Ancestors(o.year, o.unit), m)
	if err != nil {
		return opened{}, err
	}
	o.held = o.hold(held, m, o.year, o.unit)
	if o.report.Version == 0 && version != 0 {
		return opened{}, registry.ReportNotFound(m)
	}
	return o, store.CheckVersion("report "+id+"/"+m.String(), o.report.Version, version)
}

// SaveReport implements registryv1.ReportServiceServer.
func (s *Server) SaveReport(ctx context.Context, req *registryv1.SaveReportRequest) (*registryv1.SaveReportResponse, error) {
	newResp := func() *registryv1.SaveReportResponse { return &registryv1.SaveReportResponse{} }
	return mutate(ctx, s, "SaveReport", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.SaveReportResponse, error) {
		o, err := s.openReport(ctx, tx, authz.ReportWrite, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if err := o.maySave(); err != nil {
			return nil, err
		}
		draft := registry.Draft{
			Figures: toFigures(req.GetFigures()), Progress: req.GetProgress(), Problems: req.GetProblems(), Reason: req.GetReason(),
		}
		by := o.author(o.year, o.unit)
		after, _, err := o.report.Save(draft, by, o.scrutiny(tx.Now()))
		if err != nil {
			return nil, err
		}
		verb := events.Saved
		if req.GetSubmit() {
			if after, err = s.submit(ctx, tx, o, after); err != nil {
				return nil, err
			}
			verb = events.Submitted
		}
		return &registryv1.SaveReportResponse{Report: s.report(after, true)}, o.save(ctx, tx, after, verb)
	})
}

// maySave refuses months of a year in which the project doesn't count, those that are
// cut off to all but the city, those that wait as a whole to all but who decides on
// them, and corrections by those who may only report.
func (o opened) maySave() error {
	m := o.report.Month
	if _, ok := o.project.Year(m.Year); !ok {
		return errs.Precondition("PROJECT_YEAR_MISSING", "project %s has no year %d", o.project.ID, m.Year).With("month", m.String())
	}
	if err := o.mayWrite(o.held, o.year, o.unit); err != nil {
		return err
	}
	if o.report.Accepted == nil {
		return nil
	}
	if err := o.checkProject(authz.ReportCorrect, o.project, m.Year); err != nil {
		return err
	}
	if authz.MayCorrect(o.roles(authz.ReportCorrect, o.year, o.unit), false) {
		return nil
	}
	return errs.Denied("FORBIDDEN", "correction of %s", m).With("roles", string(authn.RoleCounty)+","+string(authn.RoleCity))
}

// scrutiny is what the report is judged by.
func (o opened) scrutiny(now time.Time) registry.Scrutiny {
	return registry.Scrutiny{Checks: o.policies.Checks(registry.Today(now)), Book: o.book, Now: now, Lock: o.held.lock}
}

// submit hands the revision in work of o's report in.
func (s *Server) submit(ctx context.Context, tx *store.Tx, o opened, r registry.Report) (registry.Report, error) {
	calendars, err := tx.Calendars(ctx, s.calendar)
	if err != nil {
		return registry.Report{}, err
	}
	return r.Submit(o.author(o.year, o.unit), o.autoAccepts(), o.due(calendars), tx.Now())
}

// due is the first moment at which the report is late.
func (o opened) due(calendars registry.Calendars) time.Time {
	m := o.report.Month
	year, _ := o.project.Year(m.Year)
	return calendars.Due(m, o.tree.Ancestors(m.Year, o.unit), year.Category)
}

// autoAccepts tells whether the unit's reports are in force once submitted.
func (o opened) autoAccepts() bool { return o.tree.Settings(o.year, o.unit).AutoAccept }

// save stores the report, and with the first accepted one the opening balances that
// it fixes.
func (o opened) save(ctx context.Context, tx *store.Tx, after registry.Report, verb events.Verb) error {
	if verb == events.Submitted && after.Pending == nil {
		verb = events.Accepted
	}
	w := store.Writes{Reports: []store.ReportWrite{{Before: o.report, After: after, Verb: verb}}}
	if p, fixed := o.project.Settle(after, tx.Now()); fixed {
		w.Projects = append(w.Projects, store.ProjectWrite{Before: &o.project, After: p, Verb: events.Changed})
	}
	return tx.Save(ctx, w)
}

// SubmitReport implements registryv1.ReportServiceServer.
func (s *Server) SubmitReport(ctx context.Context, req *registryv1.SubmitReportRequest) (*registryv1.SubmitReportResponse, error) {
	newResp := func() *registryv1.SubmitReportResponse { return &registryv1.SubmitReportResponse{} }
	return mutate(ctx, s, "SubmitReport", "", req, newResp, func(tx *store.Tx) (*registryv1.SubmitReportResponse, error) {
		o, err := s.openReport(ctx, tx, authz.ReportWrite, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if o.report.Version == 0 {
			return nil, registry.ReportNotFound(o.report.Month)
		}
		if err := o.maySave(); err != nil { // handing in somebody's correction is correcting
			return nil, err
		}
		if err := o.held.lock.CheckSubmit(o.report); err != nil {
			return nil, err
		}
		after, err := s.submit(ctx, tx, o, o.report)
		if err != nil {
			return nil, err
		}
		return &registryv1.SubmitReportResponse{Report: s.report(after, true)}, o.save(ctx, tx, after, events.Submitted)
	})
}

// AcceptReport implements registryv1.ReportServiceServer.
func (s *Server) AcceptReport(ctx context.Context, req *registryv1.AcceptReportRequest) (*registryv1.AcceptReportResponse, error) {
	newResp := func() *registryv1.AcceptReportResponse { return &registryv1.AcceptReportResponse{} }
	return mutate(ctx, s, "AcceptReport", "", req, newResp, func(tx *store.Tx) (*registryv1.AcceptReportResponse, error) {
		o, err := s.openSubmitted(ctx, tx, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		after, err := o.report.Accept(tx.Now())
		if err != nil {
			return nil, err
		}
		return &registryv1.AcceptReportResponse{Report: s.report(after, true)}, o.save(ctx, tx, after, events.Accepted)
	})
}

// openSubmitted locks a report for somebody who decides on it.
func (s *Server) openSubmitted(ctx context.Context, tx *store.Tx, id, monthText string, version int64) (opened, error) {
	o, err := s.openReport(ctx, tx, authz.ReportAccept, id, monthText, version)
	if err != nil {
		return opened{}, err
	}
	if o.report.Version == 0 {
		return opened{}, registry.ReportNotFound(o.report.Month)
	}
	return o, o.mayDecide()
}

// mayDecide is nil where the caller stands above who submitted the report. After the
// cut-off that is the city, whoever did: those below can't write any more, and what is
// accepted then becomes known otherwise than it was frozen.
func (o opened) mayDecide() error {
	if o.report.Pending == nil {
		return nil
	}
	roles, by := o.roles(authz.ReportAccept, o.year, o.unit), authn.Role(o.report.Pending.Role)
	switch {
	case authz.MayAccept(roles, by, o.held.lock != nil):
		return nil
	case o.held.lock != nil:
		return o.held.lock.Refusal()
	default:
		return errs.Denied("FORBIDDEN", "submitted by role %s", by).With("roles", "county,city")
	}
}

// ReturnReport implements registryv1.ReportServiceServer.
func (s *Server) ReturnReport(ctx context.Context, req *registryv1.ReturnReportRequest) (*registryv1.ReturnReportResponse, error) {
	newResp := func() *registryv1.ReturnReportResponse { return &registryv1.ReturnReportResponse{} }
	return mutate(ctx, s, "ReturnReport", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.ReturnReportResponse, error) {
		o, err := s.openSubmitted(ctx, tx, req.GetProjectId(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if in := o.held.handIn; in != nil { // those below could not write it: it is returned with the month
			return nil, in.Refusal()
		}
		after, err := o.report.Return(req.GetReason(), tx.Now())
		if err != nil {
			return nil, err
		}
		return &registryv1.ReturnReportResponse{Report: s.report(after, true)}, o.save(ctx, tx, after, events.Returned)
	})
}
