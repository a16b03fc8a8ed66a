package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// What was known at a moment is, of each aggregate, the kept version if it was
// recorded by then, else the highest one of the history that was. Versions count and
// not times, because clocks of two replicas may put a later version a little earlier.

const unitsKnownSQL = `
SELECT code, version, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals
FROM (
  SELECT DISTINCT ON (code) code, version, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals, gone
  FROM (
    SELECT 1 AS rank, recorded, false AS gone, code, version, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals FROM unit
    UNION ALL
    SELECT 2, recorded, gone, code, version, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals FROM unit_past) all_versions
  WHERE recorded <= $1
  ORDER BY code, rank, version DESC, recorded DESC) newest
WHERE NOT gone
ORDER BY code`

// TreeKnownAt is the tree as it was known at a moment.
func (s *Store) TreeKnownAt(ctx context.Context, at time.Time) (unittree.Tree, error) {
	tree, err := queryTree(ctx, s.pool, unitsKnownSQL, at)
	return tree, pg.Wrap(err)
}

// Known is a project in a year as it was known at a moment.
type Known struct {
	ID      uuid.UUID
	Name    string
	Project statistics.Project
}

// Past names what is asked of a moment: the projects that counted in the units in a
// year, with their reports up to a month.
type Past struct {
	At    time.Time
	Year  int
	Month int
	Units []string
}

// pastReaders bounds how many read the past at once in a process: each takes a
// connection for seconds, and those who apply events need some too.
const pastReaders = 2

// EachKnown tells the projects as they were known, all by one state of the database, in
// no order. It reads the facts of every one of them, a page at a time: a province of
// 100,000 takes some ten seconds, and no more memory than a county. Nobody who writes
// waits for it.
func (s *Store) EachKnown(ctx context.Context, past Past, f func(Known)) error {
	select {
	case s.past <- struct{}{}:
		defer func() { <-s.past }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.readLookups(ctx, func(tx pgx.Tx) error {
		for after := (uuid.UUID{}); ; {
			ids, err := collect[uuid.UUID](ctx, tx, everInUnitsSQL, small(past.Year), past.Units, after, recountPage)
			if err != nil {
				return fmt.Errorf("projects of %d: %w", past.Year, err)
			}
			if err := eachKnown(ctx, tx, past, ids, f); err != nil {
				return err
			}
			if len(ids) < recountPage {
				return nil
			}
			after = ids[len(ids)-1]
		}
	})
}

// everInUnitsSQL are the projects that any version ever had in the units.
const everInUnitsSQL = `
(SELECT project FROM project_year WHERE year = $1 AND unit = ANY ($2::text[]) AND project > $3 ORDER BY project LIMIT $4)
UNION
(SELECT project FROM project_year_past WHERE year = $1 AND unit = ANY ($2::text[]) AND project > $3 ORDER BY project LIMIT $4)
ORDER BY project LIMIT $4`

const yearsKnownSQL = `
SELECT k.id, v.name, v.end_year, v.end_month, y.unit, y.category, y.nature, y.listings, y.from_months, y.total_investment, y.planned, y.milestones
FROM unnest($1::uuid[]) AS k (id)
CROSS JOIN LATERAL (
  SELECT true AS kept, p.version, p.recorded, p.name, p.end_year, p.end_month FROM project p WHERE p.id = k.id AND p.recorded <= $2
  UNION ALL
  (SELECT false, h.version, h.recorded, h.name, h.end_year, h.end_month FROM project_past h
   WHERE h.id = k.id AND h.recorded <= $2 ORDER BY h.version DESC, h.recorded DESC LIMIT 1)
  ORDER BY kept DESC LIMIT 1) v
CROSS JOIN LATERAL (
  SELECT unit, category, nature, listings, from_months, total_investment, planned, milestones FROM project_year
  WHERE v.kept AND project = k.id AND year = $3
  UNION ALL
  SELECT unit, category, nature, listings, from_months, total_investment, planned, milestones FROM project_year_past
  WHERE NOT v.kept AND project = k.id AND year = $3 AND version = v.version AND recorded = v.recorded) y
WHERE y.unit = ANY ($4::text[])`

const reportsKnownSQL = `
SELECT r.project, r.month, r.revision, r.invested, r.year_to_date, r.on_time
FROM unnest($1::uuid[]) AS k (id) JOIN report r ON r.project = k.id AND r.year = $3
WHERE r.recorded <= $2 AND r.month <= $4`

const reportsPastSQL = `
SELECT DISTINCT ON (r.project, r.month) r.project, r.month, r.revision, r.invested, r.year_to_date, r.on_time
FROM unnest($1::uuid[]) AS k (id) JOIN report_past r ON r.project = k.id AND r.year = $3
WHERE r.recorded <= $2 AND r.month <= $4
ORDER BY r.project, r.month, r.version DESC, r.recorded DESC`

// eachKnown tells those of the projects that were in the units then.
func eachKnown(ctx context.Context, tx pgx.Tx, past Past, ids []uuid.UUID, f func(Known)) error {
	if len(ids) == 0 {
		return nil
	}
	page := make(map[uuid.UUID]*Known, len(ids))
	states := make(map[uuid.UUID]*yearState, len(ids))
	var batch pgx.Batch
	batch.Queue(yearsKnownSQL, pgUUIDs(ids), past.At, small(past.Year), past.Units).Query(func(rows pgx.Rows) error {
		return scanKnown(rows, past.Year, page)
	})
	for _, sql := range []string{reportsPastSQL, reportsKnownSQL} { // the latter overrules the former
		batch.Queue(sql, pgUUIDs(ids), past.At, small(past.Year), small(past.Month)).Query(func(rows pgx.Rows) error { return scanKnownReports(rows, states) })
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("known of %d projects: %w", len(ids), err)
	}
	for id, known := range page {
		if s := states[id]; s != nil {
			known.Project.Reports = s.project.Reports
		}
		f(*known)
	}
	return nil
}

func scanKnown(rows pgx.Rows, year int, page map[uuid.UUID]*Known) error {
	var (
		id                      uuid.UUID
		endY, endM              int16
		name, unit, cat, nature string
		listings                []string
		from                    []int16
		total, planned          int64
		milestones              statistics.Milestones
	)
	_, err := pgx.ForEachRow(rows, []any{&id, &name, &endY, &endM, &unit, &cat, &nature, &listings, &from, &total, &planned, &milestones}, func() error {
		page[id] = &Known{id, name, statistics.Project{
			Year: year, Unit: unit, Category: cat, Nature: nature,
			Listings: pairListings(listings, from), TotalInvestment: total, Planned: planned, Milestones: milestones,
			LastDue: statistics.LastDue(year, int(endY), int(endM)),
		}}
		return nil
	})
	return err
}

func scanKnownReports(rows pgx.Rows, states map[uuid.UUID]*yearState) error {
	var (
		r     Report
		month int16

		onTime pgtype.Bool
	)
	_, err := pgx.ForEachRow(rows, []any{&r.Project, &month, &r.Revision, &r.Invested, &r.ToDate, &onTime}, func() error {
		if states[r.Project] == nil {
			states[r.Project] = &yearState{}
		}
		r.Month, r.Arrival = int(month), arrivalOf(onTime)
		states[r.Project].set(&r)
		return nil
	})
	return err
}
