package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// AcceptMonth implements registryv1.MonthServiceServer.
func (s *Server) AcceptMonth(ctx context.Context, req *registryv1.AcceptMonthRequest) (*registryv1.AcceptMonthResponse, error) {
	newResp := func() *registryv1.AcceptMonthResponse { return &registryv1.AcceptMonthResponse{} }
	return mutate(ctx, s, "AcceptMonth", "", req, newResp, func(tx *store.Tx) (*registryv1.AcceptMonthResponse, error) {
		o, err := s.monthToDecide(ctx, tx, req.GetUnit(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		reports, err := tx.Waiting(ctx, o.month, o.below)
		if err != nil {
			return nil, err
		}
		ids := make([]registry.ProjectID, len(reports))
		for i, r := range reports {
			ids[i] = r.Project
		}
		writes, err := o.accepting(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		after, counts, err := s.decide(ctx, tx, o, writes, func(before registry.DueCounts) (registry.Submission, error) {
			return o.was.Accept(o.by(), len(writes.Reports), before, tx.Now())
		})
		return &registryv1.AcceptMonthResponse{UnitMonth: unitMonth(after, counts)}, err
	})
}

// ReturnMonth implements registryv1.MonthServiceServer.
func (s *Server) ReturnMonth(ctx context.Context, req *registryv1.ReturnMonthRequest) (*registryv1.ReturnMonthResponse, error) {
	newResp := func() *registryv1.ReturnMonthResponse { return &registryv1.ReturnMonthResponse{} }
	return mutate(ctx, s, "ReturnMonth", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.ReturnMonthResponse, error) {
		o, err := s.monthToDecide(ctx, tx, req.GetUnit(), req.GetMonth(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		ids, err := namedProjects(req.GetProjectIds())
		if err != nil {
			return nil, err
		}
		writes, err := o.returning(ctx, tx, ids, req.GetReason())
		if err != nil {
			return nil, err
		}
		after, counts, err := s.decide(ctx, tx, o, writes, func(before registry.DueCounts) (registry.Submission, error) {
			return o.was.Return(o.by(), req.GetReason(), len(writes.Reports), before, tx.Now())
		})
		return &registryv1.ReturnMonthResponse{UnitMonth: unitMonth(after, counts)}, err
	})
}

// namedProjects reads IDs, each once.
func namedProjects(texts []string) ([]registry.ProjectID, error) {
	ids := make([]registry.ProjectID, 0, len(texts))
	for _, text := range texts {
		id, err := projectID(text)
		if err != nil {
			return nil, at(err, "project_ids")
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// monthToDecide reads a month that waits, for somebody who stands above who handed it in.
func (s *Server) monthToDecide(ctx context.Context, tx *store.Tx, unit, monthText string, version int64) (openMonth, error) {
	o, err := s.monthFor(ctx, tx, authz.ReportAccept, unit, monthText)
	if err != nil {
		return openMonth{}, err
	}
	o.roles = o.access.roles(authz.ReportAccept, o.month.Year, o.tree.Parent(o.month.Year, unit))
	if len(o.roles) == 0 { // of the unit itself, not of the one above
		return openMonth{}, o.table.Forbidden(authz.ReportAccept)
	}
	if err := o.checkVersion(version); err != nil {
		return openMonth{}, err
	}
	if err := o.was.MustWait(); err != nil {
		return openMonth{}, err
	}
	return o, o.mayDecide(o.was.HandedInBy())
}

// mayDecide is nil where the caller stands above the role by which something was
// handed in; after the cut-off that is the city.
func (o openMonth) mayDecide(role string) error {
	switch {
	case authz.MayAccept(o.roles, authn.Role(role), o.held.lock != nil):
		return nil
	case o.held.lock != nil:
		return o.held.lock.Refusal()
	default:
		return errs.Denied("FORBIDDEN", "handed in by role %s", role).With("roles", "county,city")
	}
}

// decide saves reports as decided and the step that was taken with them. The second are
// the counts afterwards.
func (s *Server) decide(
	ctx context.Context, tx *store.Tx, o openMonth, writes store.Writes, step func(before registry.DueCounts) (registry.Submission, error),
) (registry.Submission, registry.DueCounts, error) {
	before, err := s.countMonth(ctx, tx, o)
	if err != nil {
		return registry.Submission{}, registry.DueCounts{}, err
	}
	after, err := step(before)
	if err != nil {
		return registry.Submission{}, registry.DueCounts{}, err
	}
	if err := tx.SaveSubmission(ctx, o.was, after); err != nil {
		return registry.Submission{}, registry.DueCounts{}, err
	}
	if err := tx.Save(ctx, writes); err != nil {
		return registry.Submission{}, registry.DueCounts{}, err
	}
	counts, err := s.countMonth(ctx, tx, o)
	return after, counts, err
}

// accepting accepts the reports of these projects that still wait.
func (o openMonth) accepting(ctx context.Context, tx *store.Tx, ids []registry.ProjectID) (store.Writes, error) {
	projects, reports, err := o.lockReports(ctx, tx, ids)
	if err != nil {
		return store.Writes{}, err
	}
	var w store.Writes
	for _, id := range ids {
		p, before := projects[id], reports[store.ReportKey{Project: id, Month: o.month}]
		if before.Pending == nil || before.Pending.State != registry.StateSubmitted {
			continue // somebody decided on it meanwhile
		}
		after, err := o.accept(ctx, tx, before)
		if err != nil {
			return store.Writes{}, at(err, "projects."+string(id))
		}
		w.Reports = append(w.Reports, store.ReportWrite{Before: before, After: after, Verb: events.Accepted})
		if settled, fixed := p.Settle(after, tx.Now()); fixed {
			w.Projects = append(w.Projects, store.ProjectWrite{Before: &p, After: settled, Verb: events.Changed})
		}
	}
	return w, nil
}

// accept accepts one report that waits. What was written about it is read only where
// findings may keep it back.
func (o openMonth) accept(ctx context.Context, tx *store.Tx, r registry.Report) (registry.Report, error) {
	if err := o.mayDecide(r.Pending.Role); err != nil {
		return registry.Report{}, err
	}
	if slices.ContainsFunc(r.Pending.Findings, func(f registry.Finding) bool { return f.Blocks }) {
		var err error
		if r, err = tx.WithWords(ctx, r); err != nil {
			return registry.Report{}, err
		}
	}
	return r.Accept(tx.Now())
}

// returning sends the reports of these projects back.
func (o openMonth) returning(ctx context.Context, tx *store.Tx, ids []registry.ProjectID, reason string) (store.Writes, error) {
	projects, reports, err := o.lockReports(ctx, tx, ids)
	if err != nil {
		return store.Writes{}, err
	}
	var w store.Writes
	for _, id := range ids {
		before := reports[store.ReportKey{Project: id, Month: o.month}]
		if year, ok := projects[id].Year(o.month.Year); !ok || !slices.Contains(o.below, year.Unit) {
			return store.Writes{}, registry.ProjectNotFound(id).At("project_ids")
		}
		after, err := before.Return(reason, tx.Now())
		if err != nil {
			return store.Writes{}, at(err, "projects."+string(id))
		}
		w.Reports = append(w.Reports, store.ReportWrite{Before: before, After: after, Verb: events.Returned})
	}
	return w, nil
}

// lockReports locks projects and reads their reports of the month.
func (o openMonth) lockReports(ctx context.Context, tx *store.Tx, ids []registry.ProjectID) (map[registry.ProjectID]registry.Project, map[store.ReportKey]registry.Report, error) {
	projects, err := tx.LockForReports(ctx, ids, nil)
	if err != nil {
		return nil, nil, err
	}
	keys := make([]store.ReportKey, len(ids))
	for i, id := range ids {
		keys[i] = store.ReportKey{Project: id, Month: o.month}
	}
	reports, err := tx.Reports(ctx, keys)
	return projects, reports, err
}
