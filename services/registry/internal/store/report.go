package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// ReportKey is which report is meant.
type ReportKey struct {
	Project registry.ProjectID
	Month   month.Month
}

const revisionColumns = `v.number, v.state, v.month_yuan, v.year_to_date_yuan, v.cumulative_yuan, v.progress, v.problems, v.reason,
       v.author, v.role, v.submit_time, v.accept_time, v.findings, v.cells, coalesce(v.import_id::text, '') AS import_id`

const (
	reportsByKeySQL = `
SELECT r.project_id::text AS project, r.year, r.month, r.version, r.first_submit_time, r.on_time, v.number IS NOT DISTINCT FROM r.accepted_revision AS in_force, ` + revisionColumns + `
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS k (project_id, year, month)
JOIN report r ON r.project_id = k.project_id AND r.year = k.year AND r.month = k.month
JOIN report_revision v ON v.project_id = r.project_id AND v.year = r.year AND v.month = r.month
    AND v.number IN (r.accepted_revision, r.pending_revision)
ORDER BY r.project_id, r.year, r.month`
	reportsOfProjectSQL = `
SELECT r.project_id::text AS project, r.year, r.month, r.version, r.first_submit_time, r.on_time, v.number IS NOT DISTINCT FROM r.accepted_revision AS in_force, ` + revisionColumns + `
FROM report r
JOIN report_revision v ON v.project_id = r.project_id AND v.year = r.year AND v.month = r.month
    AND v.number IN (r.accepted_revision, r.pending_revision)
WHERE r.project_id = $1 AND ($2 = 0 OR r.year = $2)
ORDER BY r.project_id, r.year, r.month`
	acceptedSQL = `
SELECT project_id::text, year, month, month_yuan, year_to_date_yuan, cumulative_yuan, coalesce(progress_mark, 0)
FROM report WHERE project_id = ANY($1) AND accepted_revision IS NOT NULL`
)

// revisionRow is a revision beside the head of its report.
type revisionRow struct {
	Project        registry.ProjectID
	Year           int
	Month          int
	Version        int64
	FirstSubmit    *time.Time `db:"first_submit_time"`
	OnTime         *bool
	InForce        bool
	Number         int
	State          registry.State
	MonthYuan      money.Yuan
	YearToDateYuan money.Yuan
	CumulativeYuan money.Yuan
	Progress       string
	Problems       string
	Reason         string
	Author         string
	Role           string
	SubmitTime     *time.Time
	AcceptTime     *time.Time
	Findings       []registry.Finding
	Cells          map[string]string
	ImportID       string `db:"import_id"`
}

func (r revisionRow) toDomain() *registry.Revision {
	rev := &registry.Revision{
		Number: r.Number, State: r.State,
		Figures:  registry.Figures{Month: r.MonthYuan, YearToDate: r.YearToDateYuan, Cumulative: r.CumulativeYuan},
		Progress: r.Progress, Problems: r.Problems, Reason: r.Reason, Author: r.Author, Role: r.Role,
		SubmitTime: utc(r.SubmitTime), AcceptTime: utc(r.AcceptTime), Findings: r.Findings, Cells: r.Cells, ImportID: r.ImportID,
	}
	return rev
}

// utc is a time as the domain has it; NULL is none.
func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// collectReports puts each report's revisions together; rows come in the order of
// the reports.
func collectReports(rows pgx.Rows) ([]registry.Report, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[revisionRow])
	if err != nil {
		return nil, err
	}
	var reports []registry.Report
	for _, row := range found {
		m := month.Month{Year: row.Year, Month: row.Month}
		last := len(reports) - 1
		if last < 0 || reports[last].Project != row.Project || reports[last].Month != m {
			reports = append(reports, registry.Report{Project: row.Project, Month: m, Version: row.Version, FirstSubmit: utc(row.FirstSubmit), OnTime: row.OnTime})
			last++
		}
		if row.InForce {
			reports[last].Accepted = row.toDomain()
		} else {
			reports[last].Pending = row.toDomain()
		}
	}
	return reports, nil
}

// Reports reads reports of projects whose locks the caller holds. One that there is
// not yet comes back empty, at version 0.
func (t *Tx) Reports(ctx context.Context, keys []ReportKey) (map[ReportKey]registry.Report, error) {
	reports := make(map[ReportKey]registry.Report, len(keys))
	for _, k := range keys {
		reports[k] = registry.Report{Project: k.Project, Month: k.Month}
	}
	ids, years, months := keyColumns(keys)
	rows, _ := t.tx.Query(ctx, reportsByKeySQL, ids, years, months)
	found, err := collectReports(rows)
	if err != nil {
		return nil, fmt.Errorf("read %d reports: %w", len(keys), err)
	}
	for _, r := range found {
		reports[ReportKey{r.Project, r.Month}] = r
	}
	return reports, nil
}

// Books reads what the months of these projects are judged against.
func (t *Tx) Books(ctx context.Context, projects map[registry.ProjectID]registry.Project) (map[registry.ProjectID]registry.Book, error) {
	ids := make([]registry.ProjectID, 0, len(projects))
	books := make(map[registry.ProjectID]registry.Book, len(projects))
	for id, p := range projects {
		books[id] = registry.Book{Project: p, Accepted: map[month.Month]registry.Told{}}
		if p.Opening != nil { // nothing is accepted before there are opening balances
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return books, nil
	}
	rows, _ := t.tx.Query(ctx, acceptedSQL, uuids(ids))
	var id registry.ProjectID
	var m month.Month
	var told registry.Told
	into := []any{&id, &m.Year, &m.Month, &told.Figures.Month, &told.Figures.YearToDate, &told.Figures.Cumulative, &told.Progress}
	_, err := pgx.ForEachRow(rows, into, func() error {
		books[id].Accepted[m] = told
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read accepted months: %w", err)
	}
	return books, nil
}

// LockReport locks a report by its project, and reads both and the project's book.
func (t *Tx) LockReport(ctx context.Context, k ReportKey) (registry.Project, registry.Report, registry.Book, error) {
	p, err := t.LockProject(ctx, k.Project)
	if err != nil {
		return registry.Project{}, registry.Report{}, registry.Book{}, err
	}
	reports, err := t.Reports(ctx, []ReportKey{k})
	if err != nil {
		return registry.Project{}, registry.Report{}, registry.Book{}, err
	}
	books, err := t.Books(ctx, map[registry.ProjectID]registry.Project{p.ID: p})
	if err != nil {
		return registry.Project{}, registry.Report{}, registry.Book{}, err
	}
	report, err := withWords(ctx, t.tx, reports[k])
	return p, report, books[p.ID], err
}

// ReportsOf reads a project's reports of a year, of all years for 0.
func (s *Store) ReportsOf(ctx context.Context, id registry.ProjectID, year int) ([]registry.Report, error) {
	var reports []registry.Report
	err := s.read(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, reportsOfProjectSQL, uuidOf(id), year)
		var err error
		if reports, err = collectReports(rows); err != nil {
			return fmt.Errorf("read reports of project %s: %w", id, err)
		}
		return addWords(ctx, tx, id, reports)
	})
	return reports, err
}

func figures(monthYuan, yearYuan, cumulative int64) registry.Figures {
	return registry.Figures{Month: money.Yuan(monthYuan), YearToDate: money.Yuan(yearYuan), Cumulative: money.Yuan(cumulative)}
}
