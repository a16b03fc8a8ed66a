package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/statistics/internal/statistics"
)

// Comparison asks what became of a cut-off's projects.
type Comparison struct {
	Cutoff statistics.Cutoff
	Frozen []string  // units as frozen
	Now    []string  // units as known now
	After  uuid.UUID // only projects with a greater ID
}

// Compared is a project as frozen and as known now, each nil where it isn't there.
type Compared struct {
	ID     uuid.UUID
	Name   string // as frozen, if it was there
	Frozen *statistics.Version
	Now    *statistics.Version
}

// maybeRestatedSQL are the projects of which anything that might matter is another
// version. What really differs is decided by statistics.Restate.
const maybeRestatedSQL = `
(SELECT f.project
 FROM cutoff_project f
 LEFT JOIN project p ON p.id = f.project
 LEFT JOIN project_year y ON y.project = f.project AND y.year = $2
 LEFT JOIN LATERAL (
   SELECT month, revision FROM report
   WHERE project = f.project AND year = $2 AND month <= $3 AND revision > 0
   ORDER BY month DESC LIMIT 1) r ON true
 WHERE f.cutoff = $1 AND f.unit = ANY ($4::text[]) AND f.project > $6
   AND (p.version IS DISTINCT FROM f.version OR y.unit IS NULL OR y.unit <> ALL ($5::text[])
        OR coalesce(r.month, 0) <> f.report_month OR coalesce(r.revision, 0) <> f.revision)
 ORDER BY f.project LIMIT $7)
UNION
(SELECT y.project
 FROM project_year y
 WHERE y.year = $2 AND y.unit = ANY ($5::text[]) AND y.project > $6
   AND NOT EXISTS (SELECT FROM cutoff_project f WHERE f.cutoff = $1 AND f.project = y.project AND f.unit = ANY ($4::text[]))
 ORDER BY y.project LIMIT $7)
ORDER BY project LIMIT $7`

// EachCompared tells, in the order of their IDs, the projects of which something may be
// known otherwise than it was frozen, until f has enough.
func (s *Store) EachCompared(ctx context.Context, q Comparison, f func(Compared) (enough bool)) error {
	return s.readLookups(ctx, func(tx pgx.Tx) error {
		year, m := small(q.Cutoff.Month.Year), small(q.Cutoff.Month.Month)
		for after := q.After; ; {
			ids, err := collect[uuid.UUID](ctx, tx, maybeRestatedSQL, q.Cutoff.ID, year, m, q.Frozen, q.Now, after, recountPage)
			if err != nil {
				return fmt.Errorf("restated since cut-off %s: %w", q.Cutoff.ID, err)
			}
			page, err := compare(ctx, tx, q, ids)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if f(*page[id]) {
					return nil
				}
			}
			if len(ids) < recountPage {
				return nil
			}
			after = ids[len(ids)-1]
		}
	})
}

const frozenVersionsSQL = `
SELECT project, name, unit, category, nature, listings, from_months, total_investment, planned, end_year, end_month,
  report_month, revision, invested, year_to_date, on_time, milestones, '-infinity'::timestamptz, '-infinity'::timestamptz, false
FROM cutoff_project WHERE cutoff = $1 AND project = ANY ($2::uuid[]) AND unit = ANY ($3::text[])`

// presentVersionsSQL has a row for each project that there is, whether it counts in
// the units or elsewhere.
const presentVersionsSQL = `
SELECT p.id, p.name, coalesce(y.unit, ''), coalesce(y.category, ''), coalesce(y.nature, ''),
  coalesce(y.listings, '{}'), coalesce(y.from_months, '{}'), coalesce(y.total_investment, 0), coalesce(y.planned, 0), p.end_year, p.end_month,
  coalesce(r.month, 0)::smallint, coalesce(r.revision, 0), coalesce(r.invested, 0), coalesce(r.year_to_date, 0), r.on_time,
  coalesce(y.milestones, '{}'), p.recorded, r.recorded,
  y.unit IS NULL OR y.unit <> ALL ($4::text[])
FROM unnest($1::uuid[]) AS k (id)
JOIN project p ON p.id = k.id
LEFT JOIN project_year y ON y.project = p.id AND y.year = $2
LEFT JOIN LATERAL (
  SELECT month, revision, invested, year_to_date, on_time, recorded FROM report
  WHERE project = p.id AND year = $2 AND month <= $3 AND revision > 0
  ORDER BY month DESC LIMIT 1) r ON true`

// compare reads both sides of some projects.
func compare(ctx context.Context, tx pgx.Tx, q Comparison, ids []uuid.UUID) (map[uuid.UUID]*Compared, error) {
	page := make(map[uuid.UUID]*Compared, len(ids))
	for _, id := range ids {
		page[id] = &Compared{ID: id}
	}
	year := q.Cutoff.Month.Year
	var batch pgx.Batch
	batch.Queue(presentVersionsSQL, pgUUIDs(ids), small(year), small(q.Cutoff.Month.Month), q.Now).Query(func(rows pgx.Rows) error {
		return scanVersions(rows, year, page, func(c *Compared, v *statistics.Version) { c.Now = v })
	})
	batch.Queue(frozenVersionsSQL, q.Cutoff.ID, pgUUIDs(ids), q.Frozen).Query(func(rows pgx.Rows) error {
		return scanVersions(rows, year, page, func(c *Compared, v *statistics.Version) { c.Frozen = v })
	})
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("compare %d projects: %w", len(ids), err)
	}
	return page, nil
}

func scanVersions(rows pgx.Rows, year int, page map[uuid.UUID]*Compared, set func(*Compared, *statistics.Version)) error {
	var (
		id                      uuid.UUID
		name, unit, cat, nature string
		listings                []string
		from                    []int16
		total, planned          int64
		endY, endM, m           int16
		revision                int32
		invested, toDate        int64
		known, reported         pgtype.Timestamptz
		onTime                  pgtype.Bool
		away                    bool
		milestones              statistics.Milestones
	)
	_, err := pgx.ForEachRow(rows, []any{
		&id, &name, &unit, &cat, &nature, &listings, &from, &total, &planned, &endY, &endM, &m, &revision, &invested, &toDate,
		&onTime, &milestones, &known, &reported, &away,
	}, func() error {
		v := &statistics.Version{
			Project: statistics.Project{
				Year: year, Unit: unit, Category: cat, Nature: nature, Listings: pairListings(listings, from),
				TotalInvestment: total, Planned: planned, LastDue: statistics.LastDue(year, int(endY), int(endM)),
				Milestones: milestones,
			},
			Since: since(known), Revision: revision, ReportedSince: since(reported), Away: away,
		}
		if m > 0 {
			r := Report{Month: int(m), Revision: revision, Invested: invested, ToDate: toDate, Arrival: arrivalOf(onTime)}
			v.Project.Reports = []statistics.Report{r.fact()}
		}
		page[id].Name = name
		set(page[id], v)
		return nil
	})
	return err
}
