package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// earlierSQL finds of each project the last month before one that was handed in, with
// what it told: what waits for its acceptance counts before what is in force.
const earlierSQL = `
SELECT k.id::text, e.year, e.month, e.year_to_date_yuan, e.cumulative_yuan
FROM unnest($1::uuid[]) AS k (id)
CROSS JOIN LATERAL (
    SELECT v.year, v.month, v.year_to_date_yuan, v.cumulative_yuan
    FROM report r
    JOIN report_revision v ON v.project_id = r.project_id AND v.year = r.year AND v.month = r.month
        AND (v.number = r.pending_revision AND v.state = 'submitted' OR v.number = r.accepted_revision)
    WHERE r.project_id = k.id AND (r.year, r.month) < ($2, $3)
    ORDER BY r.year DESC, r.month DESC, v.number DESC LIMIT 1) e`

// acceptedOfYearSQL reads what is in force of a year.
const acceptedOfYearSQL = `
SELECT project_id::text, year, month, month_yuan, year_to_date_yuan, cumulative_yuan
FROM report WHERE project_id = ANY($1) AND year = $2 AND accepted_revision IS NOT NULL
ORDER BY project_id, month`

// MonthSheet is what is known of a project's month where many are shown.
type MonthSheet struct {
	Project registry.Project
	Report  registry.Report // at version 0 where there is none
	// Earlier is what had been handed in last before the month; nil where nothing was.
	Earlier *registry.HandedIn
	Months  []MonthFigures // in force of the year, in their order
}

// MonthFigures are what is in force of one month.
type MonthFigures struct {
	Month   month.Month
	Figures registry.Figures
}

// MonthSheets reads a month of these projects.
func (t *Tx) MonthSheets(ctx context.Context, ids []registry.ProjectID, m month.Month) (map[registry.ProjectID]*MonthSheet, error) {
	projects, reports, err := t.ReportsIn(ctx, ids, m)
	if err != nil {
		return nil, err
	}
	sheets := make(map[registry.ProjectID]*MonthSheet, len(projects))
	for id, p := range projects {
		sheets[id] = &MonthSheet{Project: p, Report: reports[id]}
	}
	if err := t.addEarlier(ctx, sheets, m); err != nil {
		return nil, err
	}
	return sheets, t.addMonths(ctx, sheets, m.Year)
}

// ReportsIn reads projects, and their reports of a month, without locks.
func (t *Tx) ReportsIn(ctx context.Context, ids []registry.ProjectID, m month.Month) (map[registry.ProjectID]registry.Project, map[registry.ProjectID]registry.Report, error) {
	projects, err := loadProjects(ctx, t.tx, ids)
	if err != nil {
		return nil, nil, err
	}
	keys := make([]ReportKey, 0, len(projects))
	for id := range projects {
		keys = append(keys, ReportKey{Project: id, Month: m})
	}
	found, err := t.Reports(ctx, keys)
	if err != nil {
		return nil, nil, err
	}
	reports := make(map[registry.ProjectID]registry.Report, len(found))
	for key, r := range found {
		reports[key.Project] = r
	}
	return projects, reports, nil
}

func (t *Tx) addEarlier(ctx context.Context, sheets map[registry.ProjectID]*MonthSheet, m month.Month) error {
	rows, _ := t.tx.Query(ctx, earlierSQL, uuids(keysOf(sheets)), m.Year, m.Month) // its error comes back from ForEachRow
	var id registry.ProjectID
	var e registry.HandedIn
	_, err := pgx.ForEachRow(rows, []any{&id, &e.Month.Year, &e.Month.Month, &e.YearToDate, &e.Cumulative}, func() error {
		told := e
		sheets[id].Earlier = &told
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was reported before %s: %w", m, err)
	}
	return nil
}

func (t *Tx) addMonths(ctx context.Context, sheets map[registry.ProjectID]*MonthSheet, year int) error {
	rows, _ := t.tx.Query(ctx, acceptedOfYearSQL, uuids(keysOf(sheets)), year) // its error comes back from ForEachRow
	var id registry.ProjectID
	var f MonthFigures
	into := []any{&id, &f.Month.Year, &f.Month.Month, &f.Figures.Month, &f.Figures.YearToDate, &f.Figures.Cumulative}
	_, err := pgx.ForEachRow(rows, into, func() error {
		sheets[id].Months = append(sheets[id].Months, f)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the months of %d: %w", year, err)
	}
	return nil
}

func keysOf(sheets map[registry.ProjectID]*MonthSheet) []registry.ProjectID {
	ids := make([]registry.ProjectID, 0, len(sheets))
	for id := range sheets {
		ids = append(ids, id)
	}
	return ids
}
