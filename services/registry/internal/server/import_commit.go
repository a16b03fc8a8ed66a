package server

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// CommitImport implements registryv1.ImportServiceServer.
func (s *Server) CommitImport(ctx context.Context, req *registryv1.CommitImportRequest) (*registryv1.CommitImportResponse, error) {
	const call = "CommitImport"
	o, err := s.openImport(ctx, req.GetId(), req.GetOptions())
	if err != nil {
		return nil, err
	}
	key, err := idempotency.CallOf(ctx, call, req.GetRequestId(), req)
	if err != nil {
		return nil, err
	}
	by := store.By{Principal: authn.PrincipalOf(ctx).ID, Call: call, ImportID: o.ID}
	newResp := func() *registryv1.CommitImportResponse { return &registryv1.CommitImportResponse{} }
	resp, err := store.Mutate(ctx, s.store, key, by, newResp, func(tx *store.Tx) (*registryv1.CommitImportResponse, error) {
		return s.commit(ctx, tx, o, req)
	})
	if errs.ReasonOf(err) == "PROJECT_EXISTS" { // registered by another way than an import while this one ran
		return nil, stale(o).Wrap(err)
	}
	return resp, err
}

func stale(o openImport) *errs.Error {
	return errs.Conflict("PREVIEW_STALE", "import %s: the register moved on since the preview", o.ID)
}

func (s *Server) commit(ctx context.Context, tx *store.Tx, o openImport, req *registryv1.CommitImportRequest) (*registryv1.CommitImportResponse, error) {
	reason, err := registry.ImportReason(req.GetReason())
	if err != nil {
		return nil, err
	}
	if err := tx.LockImports(ctx, o.Unit, o.Month); err != nil {
		return nil, err
	}
	plan, err := s.plan(ctx, tx, o, tx.Lock, reason)
	if err != nil {
		return nil, err
	}
	if err := plan.check(o, req.GetFingerprint(), req.GetStrict(), reason); err != nil {
		return nil, err
	}
	writes, created := plan.changes(reason)
	if err := tx.Save(ctx, writes); err != nil {
		return nil, err
	}
	if err := tx.Trace(ctx, o.Import, registry.Traces(plan.rows, o.Month)); err != nil {
		return nil, err
	}
	if err := note(ctx, tx, o, plan.settled()); err != nil {
		return nil, err
	}
	after := o.Import
	if plan.writes() > 0 || o.State == registry.ImportPreviewed {
		if after, err = tx.Committed(ctx, o.ID, len(plan.rows), plan.valid(), plan.writes()); err != nil {
			return nil, err
		}
	}
	return &registryv1.CommitImportResponse{
		Import: o.message(after), Rows: s.importRows(o, plan.rows),
		WrittenCount: int32(plan.writes()), CreatedCount: int32(created), //nolint:gosec // bounded
	}, nil
}

// note keeps what the sheet said for the next one to be compared with.
func note(ctx context.Context, tx *store.Tx, o openImport, rows []store.SheetRow) error {
	if registry.Annex(o.Annex) == registry.AnnexUnderConstruction {
		return tx.Say(ctx, o.Import, rows)
	}
	return tx.TellPlans(ctx, o.Import, rows)
}

// check refuses a plan that isn't the one that was seen, or may not be committed so.
func (p importPlan) check(o openImport, seen string, strict bool, reason string) error {
	refused := len(p.rows) - p.valid()
	switch {
	case p.fingerprint != seen:
		return stale(o)
	case strict && refused > 0:
		return errs.Precondition("IMPORT_HAS_ERRORS", "import %s: %d rows refused", o.ID, refused).With("count", strconv.Itoa(refused))
	case p.valid() == 0:
		return errs.Precondition("NOTHING_TO_IMPORT", "import %s has no valid row", o.ID)
	case p.corrects() && reason == "":
		return errs.Invalid("REASON_MISSING", "import %s corrects without a reason", o.ID).At("reason")
	default:
		return nil
	}
}

// changes are the projects and reports that the rows write, and how many of the
// projects are new.
func (p importPlan) changes(reason string) (store.Writes, int) {
	var w store.Writes
	created := 0
	for _, r := range p.rows {
		if !r.Action.Writes() {
			continue
		}
		why := ""
		if r.NeedsReason() {
			why = reason
		}
		if r.Told == nil {
			w.Reports = append(w.Reports, reportOf(r, why))
			why = "" // the report's, not its project's
		}
		switch {
		case r.Before == nil:
			created++
			w.Projects = append(w.Projects, store.ProjectWrite{After: r.After, Verb: events.Created})
		case r.After.Version != r.Before.Version:
			w.Projects = append(w.Projects, store.ProjectWrite{Before: r.Before, After: r.After, Verb: events.Changed, Reason: why})
		}
	}
	return w, created
}

func reportOf(r registry.RowPlan, reason string) store.ReportWrite {
	w := store.ReportWrite{Before: r.Report, After: r.Wrote, Verb: events.Submitted, Reason: reason}
	if r.Wrote.Pending == nil {
		w.Verb = events.Accepted
	}
	return w
}

// settled are the rows that the next sheet is compared with.
func (p importPlan) settled() []store.SheetRow {
	var rows []store.SheetRow
	for _, r := range p.rows {
		id := r.Project
		if r.Before == nil {
			id = r.After.ID
		}
		if r.Settled && id != "" {
			rows = append(rows, store.SheetRow{Project: id, Entry: r.Entry})
		}
	}
	return rows
}

const mostImports = 200

// ListImports implements registryv1.ImportServiceServer.
func (s *Server) ListImports(ctx context.Context, req *registryv1.ListImportsRequest) (*registryv1.ListImportsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	units, err := a.importUnits(s.businessYear(), req.GetUnit())
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := importPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostImports)
	found, err := s.store.Imports(ctx, units, after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListImportsResponse{}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1]
		resp.NextPageToken = pageToken{hash, []string{last.Created.Format(time.RFC3339Nano), last.ID}}.String()
	}
	for _, i := range found {
		resp.Imports = append(resp.Imports, a.message(i))
	}
	return resp, nil
}

// importUnits lists the units whose imports the caller means and may see.
func (a access) importUnits(year int, unit string) ([]string, error) {
	if unit != "" {
		missing := registry.UnitNotFound(unit).At("unit")
		if !a.tree.Exists(year, unit) {
			return nil, missing
		}
		return a.tree.Subtree(year, unit), a.check(authz.Import, year, unit, missing)
	}
	roots := a.table.Units(a.who, authz.Import)
	if len(roots) == 0 {
		return nil, a.table.Forbidden(authz.Import)
	}
	units := []string{} // not nil: nothing to see is an empty list, not "all"
	for _, root := range roots {
		units = append(units, a.tree.Subtree(year, root)...)
	}
	return units, nil
}

func importPosition(token string, filter uint64) (store.ImportPosition, error) {
	if token == "" {
		return store.ImportPosition{}, nil
	}
	keys, err := parsePageToken(token, filter, 2)
	if err != nil {
		return store.ImportPosition{}, err
	}
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token of imports").At("page_token")
	created, err := time.Parse(time.RFC3339Nano, keys[0])
	if err != nil {
		return store.ImportPosition{}, invalid.Wrap(err)
	}
	id, err := uuid.Parse(keys[1])
	if err != nil {
		return store.ImportPosition{}, invalid.Wrap(err)
	}
	return store.ImportPosition{Created: created, ID: id.String()}, nil
}
