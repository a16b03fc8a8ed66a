package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// owedSQL tells of each report that is asked for of a month how far it is. Asked for is
// whoever is listed by then and not ended before the month began, as the record has it,
// and of a category that owes the month by the calendar of its unit. What was handed in
// counts while it is in force or waits for that: what was returned is owed again, and so
// is what an undone import reported. The next hand-in that is owed is the first that opened after the last one. Listings are
// looked up for each project: joined, they are read for the whole register.
const owedSQL = `
WITH` + rulesSQL + `,
listed AS (
    SELECT y.project_id, y.unit, y.category, p.name
    FROM project_year y
    JOIN project p ON p.id = y.project_id
    CROSS JOIN LATERAL (
        SELECT min(l.from_month) AS from_month FROM project_listing l
        WHERE l.project_id = y.project_id AND l.year = y.year AND l.confirmed) g
    WHERE y.year = @year AND y.unit = ANY(@units::text[]) AND g.from_month <= @month
      AND (p.end_date IS NULL OR p.end_date >= make_date(@year, @month, 1))),
asked AS (
    SELECT l.project_id, l.unit, l.category, l.name,
           CASE WHEN own.calendar IS NULL THEN other.sinces ELSE own.sinces END AS sinces,
           CASE WHEN own.calendar IS NULL THEN other.dues ELSE own.dues END AS dues
    FROM listed l
    JOIN meant m ON m.unit = l.unit
    JOIN rules other ON other.calendar = m.calendar AND other.category = ''
    LEFT JOIN rules own ON own.calendar = m.calendar AND own.category = l.category AND l.category <> ''),
owed AS (
    SELECT a.project_id, a.unit, a.category, a.name, r.accepted_revision,
           a.dues[1 + CASE WHEN h.submitted IS NULL THEN 0 ELSE width_bucket(h.submitted, a.sinces) END] AS due_time
    FROM asked a
    LEFT JOIN report r ON r.project_id = a.project_id AND r.year = @year AND r.month = @month
    LEFT JOIN LATERAL (
        SELECT max(v.submit_time) AS submitted FROM report_revision v
        WHERE v.project_id = r.project_id AND v.year = r.year AND v.month = r.month
          AND (v.number = r.accepted_revision OR v.state = 'submitted')) h ON true
    WHERE a.dues IS NOT NULL)`

const (
	dueCountsSQL = owedSQL + `
SELECT unit, count(*), count(*) FILTER (WHERE due_time IS NULL AND accepted_revision IS NOT NULL),
       count(*) FILTER (WHERE due_time IS NULL AND accepted_revision IS NULL),
       count(*) FILTER (WHERE due_time IS NOT NULL), count(*) FILTER (WHERE due_time <= @now)
FROM owed GROUP BY unit ORDER BY unit`
	dueProjectsSQL = owedSQL + `
SELECT project_id::text, name, unit, category, due_time FROM owed
WHERE due_time IS NOT NULL AND (@first_page OR (due_time, unit, name, project_id) > (@after_time, @after_unit, @after_name, @after_id::uuid))
ORDER BY due_time, unit, name, project_id LIMIT @rows`
)

// DueFilter chooses reports of units in a month, and what is owed of it.
type DueFilter struct {
	registry.Obligations

	Now time.Time
}

func (f DueFilter) args() pgx.NamedArgs {
	args := obligationArgs([]registry.Obligations{f.Obligations})
	args["year"], args["month"], args["units"], args["now"] = f.Month.Year, f.Month.Month, f.Units, f.Now
	return args
}

// CountDue counts how far these units' reports have come, by unit.
func (s *Store) CountDue(ctx context.Context, f DueFilter) ([]registry.UnitDue, error) {
	var counted []registry.UnitDue
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		var err error
		counted, err = countDue(ctx, tx, f)
		return err
	})
	return counted, err
}

func countDue(ctx context.Context, tx pgx.Tx, f DueFilter) ([]registry.UnitDue, error) {
	rows, _ := tx.Query(ctx, dueCountsSQL, f.args()) // its error comes back from Collect
	counted, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (registry.UnitDue, error) {
		var u registry.UnitDue
		err := row.Scan(&u.Unit, &u.Due, &u.Accepted, &u.Waiting, &u.Outstanding, &u.Overdue)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("count what is due: %w", err)
	}
	return counted, nil
}

// DueProject is a project that has not reported.
type DueProject struct {
	Project              registry.ProjectID
	Name, Unit, Category string
	Due                  time.Time // first moment at which it is late
}

// DueProjects lists the projects that have not reported, after one or from the start.
func (s *Store) DueProjects(ctx context.Context, f DueFilter, after *DueProject, most int) ([]DueProject, error) {
	args := f.args()
	args["first_page"], args["rows"] = after == nil, most
	args["after_time"], args["after_unit"], args["after_name"], args["after_id"] = nil, "", "", nil
	if after != nil {
		args["after_time"], args["after_unit"], args["after_name"], args["after_id"] = after.Due, after.Unit, after.Name, uuidOf(after.Project)
	}
	var found []DueProject
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, dueProjectsSQL, args) // its error comes back from Collect
		var err error
		found, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (DueProject, error) {
			var p DueProject
			err := row.Scan(&p.Project, &p.Name, &p.Unit, &p.Category, &p.Due)
			return p, err
		})
		if err != nil {
			return fmt.Errorf("list who has not reported: %w", err)
		}
		return nil
	})
	return found, err
}
