package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// The sheet that said something last is told here before the import takes its place. What
// an earlier commit of the import traced is not traced again by one that writes nothing:
// the sheet's words are the import's own by then, and nothing to go back to.
const (
	traceSQL = `
INSERT INTO import_write (import_id, project_id, sheet_row, created, project_version, report_version, former, former_sheet)
SELECT @import_id, k.project_id, k.sheet_row, k.created, k.project_version, k.report_version, k.former::jsonb, (
    SELECT to_jsonb(s) FROM report_sheet s
    WHERE @annex = 3 AND s.project_id = k.project_id AND s.year = @year AND s.month = @month AND s.import_id <> @import_id
    UNION ALL SELECT to_jsonb(s) FROM plan_sheet s
    WHERE s.project_id = k.project_id AND s.annex = @annex AND s.year = @year AND s.month = @month AND s.import_id <> @import_id)
FROM unnest(@id::uuid[], @row::integer[], @created::boolean[], @project_version::bigint[], @report_version::bigint[], @former::text[])
  AS k (project_id, sheet_row, created, project_version, report_version, former)
WHERE k.project_version > 0 OR k.report_version > 0 OR NOT EXISTS (
    SELECT FROM import_write w WHERE w.import_id = @import_id AND w.project_id = k.project_id AND w.undo_time IS NULL)`
	tracesSQL = `
SELECT number, sheet_row AS row, project_id::text AS project, created, project_version, report_version, former
FROM import_write WHERE import_id = $1 AND undo_time IS NULL ORDER BY sheet_row, number`
	forgetReportsSQL = `DELETE FROM report_sheet WHERE import_id = $1 AND project_id = ANY($2)`
	forgetPlansSQL   = `DELETE FROM plan_sheet WHERE import_id = $1 AND project_id = ANY($2)`
	// What another import said since stays.
	recallReportsSQL = `
INSERT INTO report_sheet (project_id, year, month, import_id, sheet_row, month_yuan, year_to_date_yuan, cumulative_yuan, progress, cells)
SELECT s.project_id, s.year, s.month, s.import_id, s.sheet_row, s.month_yuan, s.year_to_date_yuan, s.cumulative_yuan, s.progress, s.cells
FROM import_write w, jsonb_populate_record(NULL::report_sheet, w.former_sheet) s
WHERE w.import_id = $1 AND w.number = ANY($2) AND w.former_sheet ? 'year_to_date_yuan'
ON CONFLICT DO NOTHING`
	recallPlansSQL = `
INSERT INTO plan_sheet (project_id, annex, year, month, import_id, sheet_row, industry, scale, place, start_year, end_year, total_yuan, planned_yuan, cells)
SELECT s.project_id, s.annex, s.year, s.month, s.import_id, s.sheet_row, s.industry, s.scale, s.place, s.start_year, s.end_year, s.total_yuan, s.planned_yuan, s.cells
FROM import_write w, jsonb_populate_record(NULL::plan_sheet, w.former_sheet) s
WHERE w.import_id = $1 AND w.number = ANY($2) AND w.former_sheet ? 'annex'
ON CONFLICT DO NOTHING`
	undoneSQL     = `UPDATE import_write SET undo_time = $3 WHERE import_id = $1 AND number = ANY($2)`
	undoImportSQL = `
UPDATE import SET state = 'undone', undone_count = undone_count + $3, written_count = greatest(written_count - $3, 0),
    undo_time = $2, undo_principal = $4, undo_reason = $5
WHERE id = $1 RETURNING ` + importColumns
	// Whatever hangs on a project, or on its year, that its import didn't bring. A report of
	// the import's month is its own where it wrote one, and what was withdrawn is none.
	builtSQL = `
SELECT k.id::text FROM unnest($1::uuid[], $4::boolean[]) AS k (id, reported)
WHERE EXISTS (
        SELECT FROM report r LEFT JOIN report_revision v
            ON v.project_id = r.project_id AND v.year = r.year AND v.month = r.month AND v.number = r.pending_revision
        WHERE r.project_id = k.id AND NOT (k.reported AND (r.year, r.month) = ($2, $3))
          AND (r.accepted_revision IS NOT NULL OR v.state <> 'withdrawn'))
   OR EXISTS (SELECT FROM plan_version v WHERE v.project_id = k.id)
   OR EXISTS (SELECT FROM rolling_plan v WHERE v.project_id = k.id)
   OR EXISTS (SELECT FROM document d WHERE d.project_id = k.id)
   OR EXISTS (SELECT FROM responsibility o WHERE o.project_id = k.id)
   OR EXISTS (SELECT FROM library_move m WHERE m.project_id = k.id)
   OR EXISTS (SELECT FROM stage_evidence e WHERE e.project_id = k.id)
   OR EXISTS (SELECT FROM project c WHERE c.parent = k.id)
   OR EXISTS (SELECT FROM code_event c WHERE c.project_id = k.id)
   OR EXISTS (SELECT FROM code_event c WHERE c.successors @> ARRAY[k.id])
   OR EXISTS (SELECT FROM project_pair c WHERE c.first = k.id)
   OR EXISTS (SELECT FROM project_pair c WHERE c.second = k.id)`
	yearBuiltSQL = `
SELECT k.id::text FROM unnest($1::uuid[]) AS k (id)
WHERE EXISTS (SELECT FROM report r WHERE r.project_id = k.id AND r.year = $2)
   OR EXISTS (SELECT FROM plan_version v WHERE v.project_id = k.id AND v.year = $2)
   OR EXISTS (SELECT FROM rolling_plan v WHERE v.project_id = k.id AND v.year = $2)`
	// What was said of the newest revision, which is the import's where its version stands.
	judgedSQL = `
SELECT r.project_id::text FROM report r
WHERE r.project_id = ANY($1) AND r.year = $2 AND r.month = $3 AND (
    EXISTS (SELECT FROM report_verdict v
        WHERE v.project_id = r.project_id AND v.year = r.year AND v.month = r.month AND v.revision = coalesce(r.pending_revision, r.accepted_revision))
    OR EXISTS (SELECT FROM report_explanation e
        WHERE e.project_id = r.project_id AND e.year = r.year AND e.month = r.month AND e.revision = coalesce(r.pending_revision, r.accepted_revision)))`
)

// Trace notes what an import is about to settle, so that it can be undone. It comes
// before the sheet's own words are kept, which take the place of the last sheet's.
func (t *Tx) Trace(ctx context.Context, i registry.Import, writes []registry.ImportWrite) error {
	if len(writes) == 0 {
		return nil
	}
	formers := make([]*string, len(writes))
	for n, w := range writes {
		encoded, err := json.Marshal(w.Former)
		if err != nil {
			return fmt.Errorf("encode what stood before row %d: %w", w.Row, err)
		}
		text := string(encoded)
		formers[n] = &text
	}
	_, err := t.tx.Exec(ctx, traceSQL, pgx.NamedArgs{
		"import_id": i.ID, "annex": i.Annex, "year": i.Month.Year, "month": i.Month.Month,
		"id":              column(writes, func(w registry.ImportWrite) pgtype.UUID { return uuidOf(w.Project) }),
		"row":             column(writes, func(w registry.ImportWrite) int { return w.Row }),
		"created":         column(writes, func(w registry.ImportWrite) bool { return w.Created }),
		"project_version": column(writes, func(w registry.ImportWrite) int64 { return w.ProjectVersion }),
		"report_version":  column(writes, func(w registry.ImportWrite) int64 { return w.ReportVersion }),
		"former":          formers,
	})
	if err != nil {
		return fmt.Errorf("trace %d rows of import %s: %w", len(writes), i.ID, err)
	}
	return nil
}

// Traces reads what an import wrote or settled and is not undone, in the order of its rows.
func (t *Tx) Traces(ctx context.Context, importID string) ([]registry.ImportWrite, error) {
	rows, _ := t.tx.Query(ctx, tracesSQL, importID)
	writes, err := pgx.CollectRows(rows, pgx.RowToStructByName[registry.ImportWrite])
	if err != nil {
		return nil, fmt.Errorf("read traces of import %s: %w", importID, err)
	}
	return writes, nil
}

// Since reads what others added to what an import wrote in a month. Built on are projects
// of which anything but the import's own report is known, and years of which anything is.
func (t *Tx) Since(ctx context.Context, m month.Month, writes []registry.ImportWrite) (registry.Since, error) {
	var projects, years, reports []registry.ProjectID
	var reported []bool // by project
	for _, w := range writes {
		switch {
		case w.Created:
			projects, reported = append(projects, w.Project), append(reported, w.ReportVersion > 0)
		case w.Former.Project != nil && w.Former.Project.Year == nil:
			years = append(years, w.Project)
		}
		if w.ReportVersion > 0 {
			reports = append(reports, w.Project)
		}
	}
	since := registry.Since{Built: map[registry.ProjectID]bool{}, Judged: map[registry.ProjectID]bool{}}
	var id registry.ProjectID
	batch := &pgx.Batch{}
	built, judged := func() { since.Built[id] = true }, func() { since.Judged[id] = true }
	queueFind(batch, len(projects), builtSQL, []any{uuids(projects), m.Year, m.Month, reported}, []any{&id}, built)
	queueFind(batch, len(years), yearBuiltSQL, []any{uuids(years), m.Year}, []any{&id}, built)
	queueFind(batch, len(reports), judgedSQL, []any{uuids(reports), m.Year, m.Month}, []any{&id}, judged)
	if batch.Len() == 0 {
		return since, nil
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return registry.Since{}, fmt.Errorf("look for what was built on an import: %w", err)
	}
	return since, nil
}

// Undo notes that rows of an import went back, and lets the sheets before it have said
// the last word again. Rows is how many of them changed the register.
func (t *Tx) Undo(ctx context.Context, importID string, undone []registry.ImportWrite, rows int) (registry.Import, error) {
	numbers := column(undone, func(w registry.ImportWrite) int64 { return w.Number })
	projects := uuids(column(undone, func(w registry.ImportWrite) registry.ProjectID { return w.Project }))
	batch := &pgx.Batch{}
	batch.Queue(forgetReportsSQL, importID, projects)
	batch.Queue(forgetPlansSQL, importID, projects)
	batch.Queue(recallReportsSQL, importID, numbers)
	batch.Queue(recallPlansSQL, importID, numbers)
	batch.Queue(undoneSQL, importID, numbers, t.now)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return registry.Import{}, fmt.Errorf("undo %d rows of import %s: %w", len(undone), importID, err)
	}
	found, _ := t.tx.Query(ctx, undoImportSQL, importID, t.now, rows, t.by.Principal, t.by.Reason)
	return oneImport(found, importID)
}

// ImportNow reads an import within the transaction.
func (t *Tx) ImportNow(ctx context.Context, id string) (registry.Import, error) {
	rows, _ := t.tx.Query(ctx, importSQL, id)
	return oneImport(rows, id)
}
