package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// waitsSQL are the things that wait in some units, each unit as it stands in a year's
// tree; a stage and a proposal stand where the project's latest year has it. With @mine
// they are those that the caller may do something about: what they may is told by unit
// and year, and nobody decides on their own.
const waitsSQL = `
WITH scope AS MATERIALIZED (
    SELECT year, unit, writes, accepts, certifies, approves, locked, corrects
    FROM unnest(@years::smallint[], @units::text[], @writes::boolean[], @accepts::text[], @certifies::boolean[], @approves::boolean[],
                @locked::int[], @corrects::boolean[]) AS s (year, unit, writes, accepts, certifies, approves, locked, corrects)),
waits AS (
    SELECT CASE v.state WHEN 'returned' THEN 1 ELSE 2 END AS kind, y.project_id, y.unit, y.category,
           v.year::int AS year, v.month::int AS month, '' AS key, v.submit_time AS since, v.role, v.reason
    FROM report_revision v
    JOIN report r ON r.project_id = v.project_id AND r.year = v.year AND r.month = v.month AND r.pending_revision = v.number
    JOIN project_year y ON y.project_id = v.project_id AND y.year = v.year
    JOIN scope s ON s.year = y.year AND s.unit = y.unit
    WHERE v.state IN ('submitted', 'returned') AND v.year BETWEEN @first_year AND @last_year
      AND (NOT @mine OR CASE WHEN s.locked & (1 << v.month::int) <> 0 THEN s.corrects
                             WHEN v.state = 'returned' THEN s.writes
                             ELSE v.role = ANY(string_to_array(s.accepts, ' ')) END)
    UNION ALL
    SELECT 3, c.project_id, y.unit, y.category, 0, 0, c.stage, e.entered::timestamp AT TIME ZONE interval '8 hours', '', ''
    FROM stage_certification c
    JOIN project_stage e ON e.project_id = c.project_id AND e.stage = c.stage
    JOIN LATERAL (SELECT year, unit, category FROM project_year WHERE project_id = c.project_id ORDER BY year DESC LIMIT 1) y ON true
    JOIN scope s ON s.year = y.year AND s.unit = y.unit
    WHERE c.state = 'waiting' AND (NOT @mine OR s.certifies AND c.author <> @caller)
    UNION ALL
    SELECT 4, l.project_id, y.unit, y.category, 0, 0, l.to_library, l.propose_time, '', l.reason
    FROM library_move l
    JOIN LATERAL (SELECT year, unit, category FROM project_year WHERE project_id = l.project_id ORDER BY year DESC LIMIT 1) y ON true
    JOIN scope s ON s.year = y.year AND s.unit = y.unit
    WHERE l.state = 'proposed' AND (NOT @mine OR s.certifies AND l.proposer <> @caller)
    UNION ALL
    SELECT 5, v.project_id, y.unit, y.category, v.year::int, 0, '', v.submit_time, '', v.reason
    FROM plan_version v
    JOIN project_year y ON y.project_id = v.project_id AND y.year = v.year
    JOIN scope s ON s.year = y.year AND s.unit = y.unit
    WHERE v.state <> 'approved' AND v.state = 'submitted' AND (NOT @mine OR s.approves AND v.submitter <> @caller)),
asked AS (SELECT kind, project_id, unit, category, year, month, key, since, role, reason,
                 CASE WHEN kind IN (1, 2) THEN 12 * year + month ELSE 100000 END AS turn
          FROM waits WHERE @kind = 0 OR kind = @kind)`

const (
	workCountsSQL = waitsSQL + `
SELECT kind, count(*) FROM asked GROUP BY kind`
	workItemsSQL = waitsSQL + `
SELECT a.kind, a.project_id::text, p.name, a.unit, a.category, a.year, a.month, a.key, a.since, a.role, a.reason
FROM asked a JOIN project p ON p.id = a.project_id
WHERE @first_page OR (a.turn, a.since, a.kind, a.project_id, a.year, a.month, a.key)
    > (@after_turn, @after_time, @after_kind, @after_id::uuid, @after_year, @after_month, @after_key)
ORDER BY a.turn, a.since, a.kind, a.project_id, a.year, a.month, a.key LIMIT @rows`
)

// WorkKind is what waits.
type WorkKind int

// The kinds.
const (
	WorkReportReturned WorkKind = iota + 1
	WorkReportWaiting
	WorkStageWaiting
	WorkLibraryProposed
	WorkPlanWaiting
)

// WorkScope is a unit in a year's tree, and what the caller may do about its things.
type WorkScope struct {
	Year      int
	Unit      string
	Writes    bool   // reports
	Accepts   string // the roles whose reports they accept, with blanks between them
	Certifies bool   // stages, and decides on proposals for libraries
	Approves  bool   // plans
	Locked    int    // bit n: month n is cut off
	Corrects  bool   // what is cut off
}

// WorkFilter chooses what waits.
type WorkFilter struct {
	Scope               []WorkScope
	FirstYear, LastYear int
	Kind                WorkKind // 0 for all
	Mine                bool
	Caller              string
}

func (f WorkFilter) args() pgx.NamedArgs {
	return pgx.NamedArgs{
		"years":     column(f.Scope, func(s WorkScope) int { return s.Year }),
		"units":     column(f.Scope, func(s WorkScope) string { return s.Unit }),
		"writes":    column(f.Scope, func(s WorkScope) bool { return s.Writes }),
		"accepts":   column(f.Scope, func(s WorkScope) string { return s.Accepts }),
		"certifies": column(f.Scope, func(s WorkScope) bool { return s.Certifies }),
		"approves":  column(f.Scope, func(s WorkScope) bool { return s.Approves }),
		"locked":    column(f.Scope, func(s WorkScope) int { return s.Locked }),
		"corrects":  column(f.Scope, func(s WorkScope) bool { return s.Corrects }),
		"kind":      int(f.Kind), "mine": f.Mine, "caller": f.Caller, "first_year": f.FirstYear, "last_year": f.LastYear,
	}
}

// Work is one thing that waits. Beside the kind, project, month, year and key tell it apart.
type Work struct {
	Kind                 WorkKind
	Project              registry.ProjectID
	Name, Unit, Category string
	Month                month.Month // of a report; only its year of a plan
	Key                  string      // of a stage, or the library proposed
	Since                time.Time
	Role, Reason         string
}

// turn is by when a thing is to be done, as waitsSQL has it: reports by their month, what
// has no day after them.
func (w Work) turn() int {
	const last = 100_000
	if w.Kind == WorkReportReturned || w.Kind == WorkReportWaiting {
		return registry.MonthsOfYear*w.Month.Year + w.Month.Month
	}
	return last
}

// Work lists what waits, reports by their months first and of the same turn what was
// handed in longest ago, after a thing or from the start. With the start come the counts of each kind that there is.
func (s *Store) Work(ctx context.Context, f WorkFilter, after *Work, most int) ([]Work, map[WorkKind]int64, error) {
	var found []Work
	counts := make(map[WorkKind]int64)
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		var err error
		if found, err = workItems(ctx, tx, f, after, most); err != nil || after != nil {
			return err
		}
		rows, _ := tx.Query(ctx, workCountsSQL, f.args()) // its error comes back from ForEachRow
		var kind WorkKind
		var count int64
		_, err = pgx.ForEachRow(rows, []any{&kind, &count}, func() error {
			counts[kind] = count
			return nil
		})
		if err != nil {
			return fmt.Errorf("count what waits: %w", err)
		}
		return nil
	})
	return found, counts, err
}

func workItems(ctx context.Context, tx pgx.Tx, f WorkFilter, after *Work, most int) ([]Work, error) {
	args := f.args()
	args["first_page"], args["rows"] = after == nil, most
	args["after_turn"], args["after_time"], args["after_kind"], args["after_id"], args["after_year"], args["after_month"], args["after_key"] = 0, nil, 0, nil, 0, 0, ""
	if after != nil {
		args["after_turn"], args["after_time"], args["after_kind"], args["after_id"] = after.turn(), after.Since, int(after.Kind), uuidOf(after.Project)
		args["after_year"], args["after_month"], args["after_key"] = after.Month.Year, after.Month.Month, after.Key
	}
	rows, _ := tx.Query(ctx, workItemsSQL, args) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Work, error) {
		var w Work
		err := row.Scan(&w.Kind, &w.Project, &w.Name, &w.Unit, &w.Category, &w.Month.Year, &w.Month.Month, &w.Key, &w.Since, &w.Role, &w.Reason)
		w.Since = w.Since.UTC()
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	return found, nil
}
