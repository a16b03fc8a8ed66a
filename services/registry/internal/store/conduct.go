package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// conductSQL tells of each report whose day has passed by its unit's calendar how it came.
// Due is whoever is listed by then and not ended before the month began, as lists have
// it, where the calendar asks for the month; a report counts as late, corrected or
// flagged whether it was due or not. Late is what came first after
// the first day asked, by the calendar of that moment, as others are told it.
const conductSQL = `
WITH` + rulesSQL + `,
listed AS (
    SELECT y.project_id, y.unit, y.category, p.name, p.end_date, min(g.from_month) AS from_month
    FROM project_year y
    JOIN project p ON p.id = y.project_id
    LEFT JOIN project_listing g ON g.project_id = y.project_id AND g.year = y.year AND g.confirmed
    WHERE y.year = @year AND y.unit = ANY(@units::text[])
    GROUP BY y.project_id, y.unit, y.category, p.name, p.end_date),
asked AS (
    SELECT l.project_id, l.unit, l.name, l.end_date, l.from_month, m.month, coalesce(own.deadline, other.deadline) AS deadline,
           CASE WHEN own.calendar IS NULL THEN other.dues ELSE own.dues END IS NOT NULL AS owes
    FROM listed l
    JOIN meant m ON m.unit = l.unit
    JOIN rules other ON other.calendar = m.calendar AND other.category = ''
    LEFT JOIN rules own ON own.calendar = m.calendar AND own.category = l.category AND l.category <> ''),
came AS MATERIALIZED (
    SELECT l.project_id, l.unit, l.name, l.month, l.deadline, r.accepted_revision, r.first_submit_time, r.flags,
           l.owes AND l.from_month <= l.month AND (l.end_date IS NULL OR l.end_date >= make_date(@year, l.month, 1)) AS due,
           l.owes AND NOT coalesce(r.on_time,
               r.first_submit_time < make_timestamptz(@year, l.month, 26, 0, 0, 0, 'Asia/Shanghai')) AS late
    FROM asked l
    LEFT JOIN report r ON r.project_id = l.project_id AND r.year = @year AND r.month = l.month
    WHERE l.deadline <= @now AND (@month = 0 OR l.month = @month)),
verdicts AS MATERIALIZED (
    SELECT DISTINCT ON (project_id, month) project_id, month, is_false, reason, principal, at, revision
    FROM report_verdict WHERE year = @year ORDER BY project_id, month, id DESC),
opened AS MATERIALIZED (
    SELECT v.project_id, v.month, v.submit_time, (SELECT count(*) FROM jsonb_array_elements(v.findings) f
            WHERE (f->>'Explain')::boolean AND NOT EXISTS (
                SELECT FROM report_explanation e
                WHERE e.project_id = v.project_id AND e.year = v.year AND e.month = v.month AND e.reason = f->>'Reason'
                  AND e.field = f->>'Field' AND e.month_yuan = v.month_yuan
                  AND e.year_to_date_yuan = v.year_to_date_yuan AND e.cumulative_yuan = v.cumulative_yuan)) AS findings
    FROM came c
    JOIN report_revision v ON v.project_id = c.project_id AND v.year = @year AND v.month = c.month AND v.number = c.accepted_revision
    WHERE c.flags > 0),
judged AS (
    SELECT c.project_id, c.unit, c.name, c.month, c.deadline, c.accepted_revision, c.first_submit_time,
           coalesce(c.due, false) AS due, coalesce(c.late, false) AS late, coalesce(c.flags, 0) > 0 AS flagged,
           coalesce(o.findings, 0) AS open, EXISTS (
               SELECT FROM unnest(@explain_from::timestamptz[], @explain_to::timestamptz[]) AS span (since, till)
               WHERE o.submit_time >= span.since AND o.submit_time < span.till) AS overdue, v.is_false, v.reason, v.principal, v.at, v.revision
    FROM came c
    LEFT JOIN opened o ON o.project_id = c.project_id AND o.month = c.month
    LEFT JOIN verdicts v ON v.project_id = c.project_id AND v.month = c.month)`

// falseSQL is what counts as false: what was held so, though it was corrected since, and
// what was not explained in time. Who clears a report clears the revision that they
// saw, and not what comes after it.
const falseSQL = `(coalesce(is_false, false) OR open > 0 AND overdue AND revision IS DISTINCT FROM accepted_revision)`

// countsSQL sums what conductSQL tells by unit and month.
const countsSQL = conductSQL + `
SELECT unit, month, count(*) FILTER (WHERE due), count(*) FILTER (WHERE due AND accepted_revision IS NULL),
       count(*) FILTER (WHERE due AND accepted_revision IS NULL AND first_submit_time IS NOT NULL), count(*) FILTER (WHERE late),
       count(*) FILTER (WHERE accepted_revision > 1), count(*) FILTER (WHERE flagged), count(*) FILTER (WHERE open > 0),
       count(*) FILTER (WHERE ` + falseSQL + `)
FROM judged GROUP BY unit, month ORDER BY unit, month`

// recordedSQL lists the reports behind one figure; its condition comes from recordKinds.
const recordedSQL = conductSQL + `
SELECT project_id::text, name, unit, month, deadline, first_submit_time, coalesce(accepted_revision, 0), open,
       is_false, coalesce(reason, ''), coalesce(principal, ''), at, coalesce(revision, 0)
FROM judged
WHERE %s AND (@first_page OR (unit, name, project_id, month) > (@after_unit, @after_name, @after_id::uuid, @after_month))
ORDER BY unit, name, project_id, month LIMIT @rows`

// RecordKind is a figure of the record.
type RecordKind int

// The kinds.
const (
	RecordMissing RecordKind = iota + 1
	RecordLate
	RecordCorrected
	RecordFlagged
	RecordUnexplained
	RecordFalse
)

// recordKinds are the conditions of the figures, the same as countsSQL counts.
func recordKinds() map[RecordKind]string {
	return map[RecordKind]string{
		RecordMissing: "due AND accepted_revision IS NULL", RecordLate: "late", RecordCorrected: "accepted_revision > 1",
		RecordFlagged: "flagged", RecordUnexplained: "open > 0", RecordFalse: falseSQL,
	}
}

// ConductFilter chooses reports of units in a year whose day has passed.
type ConductFilter struct {
	Year      int
	Month     int // 0 for all
	Units     []string
	Asked     []registry.Obligations // of the months
	Now       time.Time
	Explained []registry.ExplainedBy // what was handed in then and is not explained counts as false
}

func (f ConductFilter) args() pgx.NamedArgs {
	args := obligationArgs(f.Asked)
	args["year"], args["month"], args["units"], args["now"] = f.Year, f.Month, f.Units, f.Now
	args["explain_from"] = column(f.Explained, func(e registry.ExplainedBy) time.Time { return e.From })
	args["explain_to"] = column(f.Explained, func(e registry.ExplainedBy) time.Time { return e.To })
	return args
}

// Conduct counts how these units' reports came.
func (s *Store) Conduct(ctx context.Context, f ConductFilter) ([]registry.UnitMonth, error) {
	var counted []registry.UnitMonth
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, countsSQL, f.args())
		var c registry.UnitMonth
		into := []any{
			&c.Unit, &c.Month, &c.Due, &c.Missing, &c.Waiting, &c.Late, &c.Corrected, &c.Flagged, &c.Unexplained, &c.False,
		}
		_, err := pgx.ForEachRow(rows, into, func() error {
			counted = append(counted, c)
			return nil
		})
		if err != nil {
			return fmt.Errorf("count reports: %w", err)
		}
		return nil
	})
	return counted, err
}

// Recorded is a report as the record counts it.
type Recorded struct {
	Project     registry.ProjectID
	Name        string
	Unit        string
	Month       month.Month
	Due         time.Time // first moment at which it is late
	FirstSubmit time.Time
	Accepted    int // number of the revision in force, 0 for none
	Unexplained int
	Verdict     *registry.Verdict // the last one
}

// RecordPosition is where a page of recorded reports ended.
type RecordPosition struct {
	Unit, Name string
	Project    registry.ProjectID
	Month      int
}

// Recorded lists the reports behind one figure, after a position or from the start.
func (s *Store) Recorded(ctx context.Context, f ConductFilter, kind RecordKind, after *RecordPosition, rows int) ([]Recorded, error) {
	args := f.args()
	args["first_page"], args["rows"] = after == nil, rows
	args["after_unit"], args["after_name"], args["after_id"], args["after_month"] = "", "", nil, 0
	if after != nil {
		args["after_unit"], args["after_name"], args["after_id"], args["after_month"] = after.Unit, after.Name, uuidOf(after.Project), after.Month
	}
	var recorded []Recorded
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, fmt.Sprintf(recordedSQL, recordKinds()[kind]), args)
		var err error
		recorded, err = pgx.CollectRows(found, func(row pgx.CollectableRow) (Recorded, error) { return recordedRow(row, f.Year) })
		if err != nil {
			return fmt.Errorf("list recorded reports: %w", err)
		}
		return nil
	})
	return recorded, err
}

func recordedRow(row pgx.CollectableRow, year int) (Recorded, error) {
	r := Recorded{Month: month.Month{Year: year}}
	var submitted, judged *time.Time
	var isFalse *bool
	var v registry.Verdict
	err := row.Scan(&r.Project, &r.Name, &r.Unit, &r.Month.Month, &r.Due, &submitted, &r.Accepted, &r.Unexplained,
		&isFalse, &v.Reason, &v.By, &judged, &v.Revision)
	r.FirstSubmit = utc(submitted)
	if isFalse != nil {
		v.False, v.Time = *isFalse, utc(judged)
		r.Verdict = &v
	}
	return r, err
}
