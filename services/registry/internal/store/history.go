package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

const historySQL = `
SELECT id, at, principal, call, subject, version, reason, fields, coalesce(import_id::text, '') AS import_id
FROM change WHERE project_id = $1 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3`

const firstRevisionsSQL = `
SELECT 'report/' || v.year || '-' || lpad(v.month::text, 2, '0') AS subject, v.month_yuan, v.year_to_date_yuan, v.cumulative_yuan, v.progress, v.problems
FROM report_revision v WHERE v.project_id = $1 AND v.number = 1 AND v.state = 'accepted'`

type changeRow struct {
	ID        int64
	At        time.Time
	Principal string
	Call      string
	Subject   string
	Version   int64
	Reason    string
	Fields    *[]registry.FieldChange // nil: the first revision says it itself
	ImportID  string                  `db:"import_id"`
}

// History reads changes of a project and its reports, newest first, older than the
// change before; 0 begins with the newest.
func (s *Store) History(ctx context.Context, id registry.ProjectID, before int64, rows int) ([]registry.Change, error) {
	var changes []registry.Change
	err := s.read(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, historySQL, uuidOf(id), before, rows)
		read, err := pgx.CollectRows(found, pgx.RowToStructByName[changeRow])
		if err != nil {
			return fmt.Errorf("read history of project %s: %w", id, err)
		}
		changes, err = withFirstRevisions(ctx, tx, id, read)
		return err
	})
	return changes, err
}

// withFirstRevisions fills in what first revisions say themselves.
func withFirstRevisions(ctx context.Context, tx pgx.Tx, id registry.ProjectID, read []changeRow) ([]registry.Change, error) {
	changes := make([]registry.Change, len(read))
	var first map[string]registry.Report
	for i, r := range read {
		changes[i] = r.toDomain()
		if r.Fields != nil {
			continue
		}
		if first == nil {
			var err error
			if first, err = firstRevisions(ctx, tx, id); err != nil {
				return nil, err
			}
		}
		changes[i].Fields = registry.DiffReport(registry.Report{}, first[r.Subject])
	}
	return changes, nil
}

// firstRevisions are a project's reports as they came into force first, by subject.
func firstRevisions(ctx context.Context, tx pgx.Tx, id registry.ProjectID) (map[string]registry.Report, error) {
	reports := map[string]registry.Report{}
	rows, _ := tx.Query(ctx, firstRevisionsSQL, uuidOf(id))
	var subject string
	rev := registry.Revision{Number: 1, State: registry.StateAccepted}
	_, err := pgx.ForEachRow(rows, []any{&subject, &rev.Figures.Month, &rev.Figures.YearToDate, &rev.Figures.Cumulative, &rev.Progress, &rev.Problems}, func() error {
		accepted := rev
		reports[subject] = registry.Report{Accepted: &accepted}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read first revisions of project %s: %w", id, err)
	}
	return reports, nil
}

func (r changeRow) toDomain() registry.Change {
	c := registry.Change{
		ID: r.ID, Time: r.At.UTC(), Principal: r.Principal, Call: r.Call, Subject: r.Subject,
		Version: r.Version, Reason: r.Reason, ImportID: r.ImportID,
	}
	if r.Fields != nil {
		c.Fields = *r.Fields
	}
	return c
}
