package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/registry/internal/registry"
)

const (
	saveReportsSQL = `
INSERT INTO report (project_id, year, month, version, accepted_revision, pending_revision, month_yuan, year_to_date_yuan, cumulative_yuan,
    progress_mark, flags, first_submit_time, on_time)
SELECT k.project_id, k.year, k.month, k.version, k.accepted, k.pending, k.month_yuan, k.year_yuan, k.cumulative_yuan,
    k.mark, k.flags, k.first_submit_time, k.on_time
FROM unnest(@id::uuid[], @year::smallint[], @month::smallint[], @version::bigint[], @accepted::integer[], @pending::integer[],
    @month_yuan::bigint[], @year_yuan::bigint[], @cumulative_yuan::bigint[], @mark::bigint[], @flags::smallint[], @first_submit_time::timestamptz[],
    @on_time::boolean[])
  AS k (project_id, year, month, version, accepted, pending, month_yuan, year_yuan, cumulative_yuan, mark, flags, first_submit_time, on_time)
ON CONFLICT (project_id, year, month) DO UPDATE SET version = excluded.version, accepted_revision = excluded.accepted_revision,
    pending_revision = excluded.pending_revision, month_yuan = excluded.month_yuan,
    year_to_date_yuan = excluded.year_to_date_yuan, cumulative_yuan = excluded.cumulative_yuan,
    progress_mark = excluded.progress_mark, flags = excluded.flags, first_submit_time = excluded.first_submit_time,
    on_time = excluded.on_time`
	saveRevisionsSQL = `
INSERT INTO report_revision (project_id, year, month, number, state, month_yuan, year_to_date_yuan, cumulative_yuan, progress, problems,
    reason, author, role, submit_time, accept_time, findings, cells, import_id)
SELECT k.project_id, k.year, k.month, k.number, k.state, k.month_yuan, k.year_yuan, k.cumulative_yuan, k.progress, k.problems,
    k.reason, k.author, k.role, k.submit_time, k.accept_time, k.findings::jsonb, k.cells::jsonb, k.import_id
FROM unnest(@id::uuid[], @year::smallint[], @month::smallint[], @number::integer[], @state::text[], @month_yuan::bigint[], @year_yuan::bigint[],
    @cumulative_yuan::bigint[], @progress::text[], @problems::text[], @reason::text[], @author::text[], @role::text[],
    @submit_time::timestamptz[], @accept_time::timestamptz[], @findings::text[], @cells::text[], @import_id::uuid[])
  AS k (project_id, year, month, number, state, month_yuan, year_yuan, cumulative_yuan, progress, problems,
    reason, author, role, submit_time, accept_time, findings, cells, import_id)
ON CONFLICT (project_id, year, month, number) DO UPDATE SET state = excluded.state, month_yuan = excluded.month_yuan,
    year_to_date_yuan = excluded.year_to_date_yuan, cumulative_yuan = excluded.cumulative_yuan, progress = excluded.progress,
    problems = excluded.problems, reason = excluded.reason, author = excluded.author, role = excluded.role,
    submit_time = excluded.submit_time, accept_time = excluded.accept_time, findings = excluded.findings,
    cells = excluded.cells, import_id = excluded.import_id`
)

// saveReports writes heads before revisions, which refer to them. What is new goes in
// by COPY, the fastest way there is; what is known is replaced.
func (t *Tx) saveReports(ctx context.Context, w Writes) error {
	if len(w.Reports) == 0 {
		return nil
	}
	revisions, err := revisionsOf(w.Reports)
	if err != nil {
		return err
	}
	newHeads, oldHeads := split(w.Reports, func(w ReportWrite) bool { return w.Before.Version == 0 })
	newRevisions, oldRevisions := split(revisions, func(r revisionWrite) bool { return r.isNew })
	if err := t.copyIn(ctx, "report", headNames(), len(newHeads), func(i int) []any { return headRow(newHeads[i].After) }); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	if len(oldHeads) > 0 {
		batch.Queue(saveReportsSQL, headArgs(column(oldHeads, func(w ReportWrite) registry.Report { return w.After })))
	}
	if len(oldRevisions) > 0 {
		batch.Queue(saveRevisionsSQL, revisionArgs(oldRevisions))
	}
	if batch.Len() > 0 {
		if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("save %d reports: %w", len(w.Reports), err)
		}
	}
	return t.copyIn(ctx, "report_revision", revisionNames(), len(newRevisions), func(i int) []any { return newRevisions[i].row() })
}

// split parts rows by a question, keeping their order.
func split[T any](rows []T, is func(T) bool) ([]T, []T) {
	var yes, no []T
	for _, row := range rows {
		if is(row) {
			yes = append(yes, row)
		} else {
			no = append(no, row)
		}
	}
	return yes, no
}

// copyIn adds n rows by COPY.
func (t *Tx) copyIn(ctx context.Context, table string, columns []string, n int, row func(int) []any) error {
	if n == 0 {
		return nil
	}
	source := pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil })
	if _, err := t.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, source); err != nil {
		return fmt.Errorf("add %d rows to %s: %w", n, table, err)
	}
	return nil
}

func headNames() []string {
	return []string{
		"project_id", "year", "month", "version", "accepted_revision", "pending_revision",
		"month_yuan", "year_to_date_yuan", "cumulative_yuan", "progress_mark", "flags", "first_submit_time", "on_time",
	}
}

// headRow is a report in the order of headNames.
func headRow(r registry.Report) []any {
	row := []any{
		uuidOf(r.Project), r.Month.Year, r.Month.Month, r.Version, numberOf(r.Accepted), numberOf(r.Pending),
		nil, nil, nil, nil, nil, orNil(r.FirstSubmit), r.OnTime,
	}
	if r.Accepted != nil {
		f := r.Accepted.Figures
		row[6], row[7], row[8] = int64(f.Month), int64(f.YearToDate), int64(f.Cumulative)
		row[9], row[10] = int64(registry.MarkOf(r.Accepted.Progress)), int16(flagsOf(*r.Accepted)) //nolint:gosec // there are a score of checks
	}
	return row
}

func revisionNames() []string {
	return []string{
		"project_id", "year", "month", "number", "state", "month_yuan", "year_to_date_yuan", "cumulative_yuan", "progress", "problems",
		"reason", "author", "role", "submit_time", "accept_time", "findings", "cells", "import_id",
	}
}

// row is a revision in the order of revisionNames.
func (w revisionWrite) row() []any {
	r := w.rev
	return []any{
		uuidOf(w.report.Project), w.report.Month.Year, w.report.Month.Month, r.Number, string(r.State),
		int64(r.Figures.Month), int64(r.Figures.YearToDate), int64(r.Figures.Cumulative), r.Progress, r.Problems,
		r.Reason, r.Author, r.Role, orNil(r.SubmitTime), orNil(r.AcceptTime), w.findings, w.cells, uuidOf(registry.ProjectID(r.ImportID)),
	}
}

func headArgs(rs []registry.Report) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id":                column(rs, func(r registry.Report) pgtype.UUID { return uuidOf(r.Project) }),
		"year":              column(rs, func(r registry.Report) int { return r.Month.Year }),
		"month":             column(rs, func(r registry.Report) int { return r.Month.Month }),
		"version":           column(rs, func(r registry.Report) int64 { return r.Version }),
		"accepted":          column(rs, func(r registry.Report) *int { return numberOf(r.Accepted) }),
		"pending":           column(rs, func(r registry.Report) *int { return numberOf(r.Pending) }),
		"month_yuan":        inForce(rs, func(r registry.Revision) int64 { return int64(r.Figures.Month) }),
		"year_yuan":         inForce(rs, func(r registry.Revision) int64 { return int64(r.Figures.YearToDate) }),
		"cumulative_yuan":   inForce(rs, func(r registry.Revision) int64 { return int64(r.Figures.Cumulative) }),
		"mark":              inForce(rs, func(r registry.Revision) int64 { return int64(registry.MarkOf(r.Progress)) }),
		"flags":             inForce(rs, func(r registry.Revision) int64 { return int64(flagsOf(r)) }),
		"first_submit_time": column(rs, func(r registry.Report) *time.Time { return orNil(r.FirstSubmit) }),
		"on_time":           column(rs, func(r registry.Report) *bool { return r.OnTime }),
	}
}

// flagsOf counts the findings of a revision that ask for an explanation.
func flagsOf(r registry.Revision) int {
	n := 0
	for _, f := range r.Findings {
		if f.Explain {
			n++
		}
	}
	return n
}

func numberOf(r *registry.Revision) *int {
	if r == nil {
		return nil
	}
	return &r.Number
}

// inForce takes something of each accepted revision, NULL where there is none.
func inForce(rs []registry.Report, f func(registry.Revision) int64) []*int64 {
	return column(rs, func(r registry.Report) *int64 {
		if r.Accepted == nil {
			return nil
		}
		v := f(*r.Accepted)
		return &v
	})
}

// revisionWrite is the revision that a change of its report was about.
type revisionWrite struct {
	report          registry.Report
	rev             registry.Revision
	isNew           bool
	findings, cells *string
}

// revisionsOf are the revisions to be written: of each report the one in work, or the
// one that came into force by this change.
func revisionsOf(ws []ReportWrite) ([]revisionWrite, error) {
	rows := make([]revisionWrite, len(ws))
	for i, w := range ws {
		rev := w.After.Pending
		if rev == nil {
			rev = w.After.Accepted
		}
		findings, err := jsonOf(rev.Findings, len(rev.Findings))
		if err != nil {
			return nil, err
		}
		cells, err := jsonOf(rev.Cells, len(rev.Cells))
		if err != nil {
			return nil, err
		}
		rows[i] = revisionWrite{w.After, *rev, w.Before.Pending == nil, findings, cells}
	}
	return rows, nil
}

func revisionArgs(rows []revisionWrite) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id":              column(rows, func(w revisionWrite) pgtype.UUID { return uuidOf(w.report.Project) }),
		"year":            column(rows, func(w revisionWrite) int { return w.report.Month.Year }),
		"month":           column(rows, func(w revisionWrite) int { return w.report.Month.Month }),
		"number":          column(rows, func(w revisionWrite) int { return w.rev.Number }),
		"state":           column(rows, func(w revisionWrite) string { return string(w.rev.State) }),
		"month_yuan":      column(rows, func(w revisionWrite) int64 { return int64(w.rev.Figures.Month) }),
		"year_yuan":       column(rows, func(w revisionWrite) int64 { return int64(w.rev.Figures.YearToDate) }),
		"cumulative_yuan": column(rows, func(w revisionWrite) int64 { return int64(w.rev.Figures.Cumulative) }),
		"progress":        column(rows, func(w revisionWrite) string { return w.rev.Progress }),
		"problems":        column(rows, func(w revisionWrite) string { return w.rev.Problems }),
		"reason":          column(rows, func(w revisionWrite) string { return w.rev.Reason }),
		"author":          column(rows, func(w revisionWrite) string { return w.rev.Author }),
		"role":            column(rows, func(w revisionWrite) string { return w.rev.Role }),
		"submit_time":     column(rows, func(w revisionWrite) *time.Time { return orNil(w.rev.SubmitTime) }),
		"accept_time":     column(rows, func(w revisionWrite) *time.Time { return orNil(w.rev.AcceptTime) }),
		"findings":        column(rows, func(w revisionWrite) *string { return w.findings }),
		"cells":           column(rows, func(w revisionWrite) *string { return w.cells }),
		"import_id":       column(rows, func(w revisionWrite) pgtype.UUID { return uuidOf(registry.ProjectID(w.rev.ImportID)) }),
	}
}

// jsonOf is a value as JSON text, NULL where it is empty.
func jsonOf(v any, n int) (*string, error) {
	if n == 0 {
		return nil, nil //nolint:nilnil // NULL is the value
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode for the database: %w", err)
	}
	text := string(encoded)
	return &text, nil
}
