package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const (
	explanationsSQL = `
SELECT year, month, revision, reason, field, month_yuan, year_to_date_yuan, cumulative_yuan, words, principal, at
FROM report_explanation WHERE project_id = $1 ORDER BY project_id, year, month, id`
	verdictsSQL = `
SELECT year, month, revision, is_false, reason, principal, at
FROM report_verdict WHERE project_id = $1 ORDER BY project_id, year, month, id`
	explainSQL = `
INSERT INTO report_explanation (project_id, year, month, revision, reason, field, month_yuan, year_to_date_yuan, cumulative_yuan, words, principal, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	judgeSQL = `
INSERT INTO report_verdict (project_id, year, month, revision, is_false, reason, principal, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// addWords reads what was said about the findings of a project's reports, and what is
// held of them.
func addWords(ctx context.Context, tx pgx.Tx, id registry.ProjectID, reports []registry.Report) error {
	at := make(map[month.Month]*registry.Report, len(reports))
	for i := range reports {
		at[reports[i].Month] = &reports[i]
	}
	batch := &pgx.Batch{}
	batch.Queue(explanationsSQL, uuidOf(id)).Query(func(rows pgx.Rows) error { return explanations(rows, at) })
	batch.Queue(verdictsSQL, uuidOf(id)).Query(func(rows pgx.Rows) error { return verdicts(rows, at) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("read words about reports of project %s: %w", id, err)
	}
	return nil
}

// withWords is one report with what was said about it.
func withWords(ctx context.Context, tx pgx.Tx, r registry.Report) (registry.Report, error) {
	if r.Version == 0 {
		return r, nil
	}
	one := []registry.Report{r}
	err := addWords(ctx, tx, r.Project, one)
	return one[0], err
}

func explanations(rows pgx.Rows, at map[month.Month]*registry.Report) error {
	var m month.Month
	var e registry.Explanation
	into := []any{
		&m.Year, &m.Month, &e.Revision, &e.Reason, &e.Field, &e.Figures.Month, &e.Figures.YearToDate, &e.Figures.Cumulative,
		&e.Text, &e.By, &e.Time,
	}
	_, err := pgx.ForEachRow(rows, into, func() error {
		if r, ok := at[m]; ok {
			e.Time = e.Time.UTC()
			*r = r.With(e)
		}
		return nil
	})
	return err
}

func verdicts(rows pgx.Rows, at map[month.Month]*registry.Report) error {
	var m month.Month
	var v registry.Verdict
	_, err := pgx.ForEachRow(rows, []any{&m.Year, &m.Month, &v.Revision, &v.False, &v.Reason, &v.By, &v.Time}, func() error {
		if r, ok := at[m]; ok {
			v.Time = v.Time.UTC()
			*r = r.Judged(v)
		}
		return nil
	})
	return err
}

// Explain keeps somebody's word about a finding of a report whose project is locked,
// and records it in the project's history.
func (t *Tx) Explain(ctx context.Context, r registry.Report, e registry.Explanation) error {
	_, err := t.tx.Exec(ctx, explainSQL, uuidOf(r.Project), r.Month.Year, r.Month.Month, e.Revision, e.Reason, e.Field,
		e.Figures.Month, e.Figures.YearToDate, e.Figures.Cumulative, e.Text, e.By, e.Time)
	if err != nil {
		return fmt.Errorf("explain %s of %s: %w", e.Reason, r.Month, err)
	}
	return t.recordWord(ctx, r, registry.FieldChange{Field: "explanation." + e.Reason, New: e.Text})
}

// Judge keeps what the level above holds of a report whose project is locked, and
// records it in the project's history.
func (t *Tx) Judge(ctx context.Context, r registry.Report, v registry.Verdict) error {
	_, err := t.tx.Exec(ctx, judgeSQL, uuidOf(r.Project), r.Month.Year, r.Month.Month, v.Revision, v.False, v.Reason, v.By, v.Time)
	if err != nil {
		return fmt.Errorf("judge %s: %w", r.Month, err)
	}
	return t.recordWord(ctx, r, registry.FieldChange{Field: "verdict", New: v.Word()})
}

// recordWord notes in the history what was said about a report, which itself did not
// change.
func (t *Tx) recordWord(ctx context.Context, r registry.Report, what registry.FieldChange) error {
	row := t.changeRow(r.Project, "report/"+r.Month.String(), r.Version, t.by.Reason, []registry.FieldChange{what})
	return t.recordRows(ctx, [][]any{row})
}
