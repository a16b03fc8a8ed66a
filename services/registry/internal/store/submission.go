package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const (
	monthStepsSQL = `
SELECT unit, state, principal, role, reason, at, due, accepted, waiting, outstanding, overdue, reports
FROM month_step WHERE year = $1 AND month = $2 AND unit = ANY($3::text[]) ORDER BY unit, number`
	addStepsSQL = `
INSERT INTO month_step (year, month, unit, number, state, principal, role, reason, at, due, accepted, waiting, outstanding, overdue, reports)
VALUES (@year, @month, @unit, @number, @state, @principal, @role, @reason, @at, @due, @accepted, @waiting, @outstanding, @overdue, @reports)`
	waitingSQL = `
SELECT y.project_id::text, v.role
FROM project_year y
JOIN report r ON r.project_id = y.project_id AND r.year = y.year AND r.month = @month
JOIN report_revision v ON v.project_id = r.project_id AND v.year = r.year AND v.month = r.month AND v.number = r.pending_revision
WHERE y.year = @year AND y.unit = ANY(@units::text[]) AND v.state = 'submitted'
ORDER BY y.project_id`
)

// Submissions read how far units' months are on their way up, by unit; those that were
// never handed in have no entry.
func (t *Tx) Submissions(ctx context.Context, m month.Month, units []string) (map[string]registry.Submission, error) {
	return submissions(ctx, t.tx, m, units)
}

func submissions(ctx context.Context, tx pgx.Tx, m month.Month, units []string) (map[string]registry.Submission, error) {
	rows, _ := tx.Query(ctx, monthStepsSQL, m.Year, m.Month, units) // its error comes back from ForEachRow
	found := map[string]registry.Submission{}
	var unit string
	var s registry.SubmissionStep
	into := []any{
		&unit, &s.State, &s.By.ID, &s.By.Role, &s.Reason, &s.Time,
		&s.Counts.Due, &s.Counts.Accepted, &s.Counts.Waiting, &s.Counts.Outstanding, &s.Counts.Overdue, &s.Reports,
	}
	_, err := pgx.ForEachRow(rows, into, func() error {
		of := found[unit]
		s.Time = s.Time.UTC()
		of.Steps = append(of.Steps, s)
		found[unit] = of
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read steps of %s: %w", m, err)
	}
	return found, nil
}

// SaveSubmission adds the steps that a month took since it was read. Of two that take
// the next step at a time one fails with STALE_VERSION.
func (t *Tx) SaveSubmission(ctx context.Context, before, after registry.Submission) error {
	batch := &pgx.Batch{}
	for i, s := range after.Steps[len(before.Steps):] {
		batch.Queue(addStepsSQL, pgx.NamedArgs{
			"year": after.Month.Year, "month": after.Month.Month, "unit": after.Unit, "number": len(before.Steps) + i + 1,
			"state": s.State, "principal": s.By.ID, "role": s.By.Role, "reason": s.Reason, "at": s.Time,
			"due": s.Counts.Due, "accepted": s.Counts.Accepted, "waiting": s.Counts.Waiting,
			"outstanding": s.Counts.Outstanding, "overdue": s.Counts.Overdue, "reports": s.Reports,
		})
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save %s of %s: %w", after.Month, after.Unit, err)
	}
	return nil
}

// WaitingReport is a report of a month that was handed in and not decided on.
type WaitingReport struct {
	Project registry.ProjectID
	Role    string // by which it was handed in
}

// Waiting lists the reports of units in a month that wait for a decision.
func (t *Tx) Waiting(ctx context.Context, m month.Month, units []string) ([]WaitingReport, error) {
	rows, _ := t.tx.Query(ctx, waitingSQL, pgx.NamedArgs{"year": m.Year, "month": m.Month, "units": units}) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[WaitingReport])
	if err != nil {
		return nil, fmt.Errorf("read what waits of %s: %w", m, err)
	}
	return found, nil
}

// WithWords is a report whose project is locked, with what was said about it.
func (t *Tx) WithWords(ctx context.Context, r registry.Report) (registry.Report, error) {
	return withWords(ctx, t.tx, r)
}

// MonthsOf reads how far units' months are on their way up, and how far the reports of
// those that the filter chooses are.
func (s *Store) MonthsOf(ctx context.Context, f DueFilter, units []string) (map[string]registry.Submission, []registry.UnitDue, error) {
	var found map[string]registry.Submission
	var counted []registry.UnitDue
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		var err error
		if found, err = submissions(ctx, tx, f.Month, units); err != nil {
			return err
		}
		counted, err = countDue(ctx, tx, f)
		return err
	})
	return found, counted, err
}

// CountDue counts how far these units' reports have come, by unit, as the transaction
// has left them.
func (t *Tx) CountDue(ctx context.Context, f DueFilter) ([]registry.UnitDue, error) {
	if err := planWhole(ctx, t.tx); err != nil {
		return nil, err
	}
	return countDue(ctx, t.tx, f)
}
