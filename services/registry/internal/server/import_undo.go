package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// PreviewUndo implements registryv1.ImportServiceServer.
func (s *Server) PreviewUndo(ctx context.Context, req *registryv1.PreviewUndoRequest) (*registryv1.PreviewUndoResponse, error) {
	o, err := s.visibleImport(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	if err := committed(o.Import); err != nil {
		return nil, err
	}
	var plans undoPlans
	err = s.store.Look(ctx, func(tx *store.Tx) error {
		plans, err = s.undoing(ctx, tx, o, tx.Peek, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	undone, left := plans.counts()
	return &registryv1.PreviewUndoResponse{Import: o.message(o.Import), Rows: s.undoRows(plans), UndoCount: undone, LeftCount: left}, nil
}

// UndoImport implements registryv1.ImportServiceServer.
func (s *Server) UndoImport(ctx context.Context, req *registryv1.UndoImportRequest) (*registryv1.UndoImportResponse, error) {
	const call = "UndoImport"
	o, err := s.visibleImport(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	key, err := idempotency.CallOf(ctx, call, req.GetRequestId(), req)
	if err != nil {
		return nil, err
	}
	reason, err := undoReason(o.Import, req.GetReason())
	if err != nil {
		return nil, err
	}
	by := store.By{Principal: authn.PrincipalOf(ctx).ID, Call: call, Reason: reason, ImportID: o.ID}
	newResp := func() *registryv1.UndoImportResponse { return &registryv1.UndoImportResponse{} }
	return store.Mutate(ctx, s.store, key, by, newResp, func(tx *store.Tx) (*registryv1.UndoImportResponse, error) {
		return s.undo(ctx, tx, o, reason)
	})
}

// undoReason is why an import is undone, in its kept form.
func undoReason(i registry.Import, text string) (string, error) {
	reason, err := registry.ImportReason(text)
	if err == nil && reason == "" {
		err = errs.Invalid("REASON_MISSING", "import %s is undone without a reason", i.ID).At("reason")
	}
	return reason, err
}

// committed refuses to undo what wrote nothing yet.
func committed(i registry.Import) error {
	if i.State == registry.ImportPreviewed {
		return errs.Precondition("IMPORT_NOT_COMMITTED", "import %s is not committed", i.ID)
	}
	return nil
}

func (s *Server) undo(ctx context.Context, tx *store.Tx, o openImport, reason string) (*registryv1.UndoImportResponse, error) {
	err := tx.LockImports(ctx, o.Unit, o.Month)
	if err != nil {
		return nil, err
	}
	if o.Import, err = tx.ImportNow(ctx, o.ID); err != nil {
		return nil, err
	}
	if err := committed(o.Import); err != nil {
		return nil, err
	}
	plans, err := s.undoing(ctx, tx, o, tx.Lock, reason)
	if err != nil {
		return nil, err
	}
	if err := registry.UndoOutcome(o.Import, plans); err != nil {
		return nil, err
	}
	if err := tx.Save(ctx, plans.writes()); err != nil {
		return nil, err
	}
	undone, left := plans.counts()
	if gone := plans.gone(); len(gone) > 0 {
		if o.Import, err = tx.Undo(ctx, o.ID, gone, int(undone)); err != nil {
			return nil, err
		}
	}
	return &registryv1.UndoImportResponse{Import: o.message(o.Import), Rows: s.undoRows(plans), UndoneCount: undone, LeftCount: left}, nil
}

// undoPlans are what undoing does with the rows of an import.
type undoPlans []registry.UndoPlan

// undoing decides what undoing the import does now.
func (s *Server) undoing(ctx context.Context, tx *store.Tx, o openImport, picture picture, reason string) (undoPlans, error) {
	writes, err := tx.Traces(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]registry.ProjectID, len(writes))
	for n, w := range writes {
		ids[n] = w.Project
	}
	now, err := picture(ctx, o.Month, ids)
	if err != nil {
		return nil, err
	}
	// what a project's unit is now may lie elsewhere than the import's
	held, err := readHolds(ctx, tx, slices.Concat(o.holders(), o.above(now.Projects, o.Month.Year)), o.Month)
	if err != nil {
		return nil, err
	}
	since, err := tx.Since(ctx, o.Month, writes)
	if err != nil {
		return nil, err
	}
	year := o.Month.Year
	u := registry.Undoing{
		Month: o.Month, Reason: reason, Now: tx.Now(),
		Mine:   o.mayUndo(o.Month.Year),
		Author: func(unit string) registry.Author { return o.author(year, unit) },
		Held:   func(unit string) error { return o.mayWrite(o.hold(held, o.Month, year, unit), year, unit) },
	}
	return u.Plan(writes, now, since), nil
}

// mayUndo tells of what a row wrote in a year whether the caller may write that now.
func (a access) mayUndo(year int) func(registry.ImportWrite, registry.Project) bool {
	return func(w registry.ImportWrite, p registry.Project) bool {
		unit, at := unitIn(p, year)
		may := func(action authz.Action) bool { return a.table.Allows(a.who, action, a.covers(at), unit) }
		return (w.ProjectVersion == 0 || may(authz.ProjectWrite)) && (w.ReportVersion == 0 || may(authz.ReportWrite))
	}
}

// counts are the rows that go back and those that are left.
func (ps undoPlans) counts() (undone, left int32) {
	for _, p := range ps {
		switch {
		case p.Action.Undoes():
			undone++
		case p.Action == registry.UndoLeave:
			left++
		}
	}
	return undone, left
}

// gone are the rows of which nothing is left to undo.
func (ps undoPlans) gone() []registry.ImportWrite {
	var gone []registry.ImportWrite
	for _, p := range ps {
		if p.Action != registry.UndoLeave {
			gone = append(gone, p.ImportWrite)
		}
	}
	return gone
}

// writes are the projects and reports that go back.
func (ps undoPlans) writes() store.Writes {
	var w store.Writes
	for _, p := range ps {
		if p.After.Version != p.Before.Version {
			before := p.Before
			w.Projects = append(w.Projects, store.ProjectWrite{Before: &before, After: p.After, Verb: events.Changed})
		}
		if p.Undone.Version != p.Report.Version {
			w.Reports = append(w.Reports, store.ReportWrite{Before: p.Report, After: p.Undone, Verb: undoVerb(p)})
		}
	}
	return w
}

// undoVerb is what happened to a report: former figures came in force again, or what
// was reported is reported no more.
func undoVerb(p registry.UndoPlan) events.Verb {
	if p.Undone.Pending == nil {
		return events.Accepted
	}
	return events.Withdrawn
}

// undoRows are the plans on the wire, without rows that wrote nothing.
func (s *Server) undoRows(plans undoPlans) []*registryv1.UndoRow {
	var rows []*registryv1.UndoRow
	for _, p := range plans {
		if p.Action == registry.UndoNone {
			continue
		}
		row := &registryv1.UndoRow{
			Row: int32(p.Row), ProjectId: string(p.Project), Action: undoAction(p.Action), //nolint:gosec // a sheet's row
		}
		if !p.Foreign {
			row.Name, row.Present, row.Former = p.Before.Name, inForce(p.Report), inForce(p.Undone)
		}
		if e, ok := errs.As(p.Why); ok {
			row.Reason, row.Message = e.Reason, s.catalogue.Sentence(e.Reason, e.Params)
		}
		rows = append(rows, row)
	}
	return rows
}

// inForce are the figures in force, nil where there are none.
func inForce(r registry.Report) *registryv1.Figures {
	if r.Accepted == nil {
		return nil
	}
	return events.Figures(r.Accepted.Figures)
}

func undoAction(a registry.UndoAction) registryv1.UndoAction {
	switch a {
	case registry.UndoLeave:
		return registryv1.UndoAction_UNDO_ACTION_LEAVE
	case registry.UndoCreation:
		return registryv1.UndoAction_UNDO_ACTION_CREATION
	case registry.UndoFirstReport:
		return registryv1.UndoAction_UNDO_ACTION_FIRST_REPORT
	case registry.UndoReport:
		return registryv1.UndoAction_UNDO_ACTION_REPORT
	case registry.UndoProject:
		return registryv1.UndoAction_UNDO_ACTION_PROJECT
	case registry.UndoProjectYear:
		return registryv1.UndoAction_UNDO_ACTION_PROJECT_YEAR
	case registry.UndoNone:
	}
	return registryv1.UndoAction_UNDO_ACTION_UNSPECIFIED
}
