package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/statistics/internal/statistics"
)

const loadYearsSQL = `
SELECT y.project, y.year, y.unit, y.category, y.nature, y.listings, y.from_months,
       y.total_investment, y.planned, y.milestones, p.end_year, p.end_month
FROM unnest($1::uuid[], $2::smallint[]) AS k (project, year)
JOIN project_year y ON y.project = k.project AND y.year = k.year
JOIN project p ON p.id = y.project`

const loadReportsSQL = `
SELECT r.project, r.year, r.month, r.version, r.revision, r.invested, r.year_to_date, r.on_time
FROM unnest($1::uuid[], $2::smallint[]) AS k (project, year)
JOIN report r ON r.project = k.project AND r.year = k.year`

// states gives the states of the years, those that aren't remembered read in one
// round trip. A year of which nothing is kept has an empty state.
func (m *memory) states(ctx context.Context, tx pgx.Tx, keys []yearKey) error {
	var missing []yearKey
	for _, k := range keys {
		if _, ok := m.years[k]; !ok {
			m.years[k] = &yearState{}
			missing = append(missing, k)
		}
	}
	return load(ctx, tx, missing, m.years)
}

// load reads the states of the keys into states, which has an empty one for each.
func load(ctx context.Context, tx pgx.Tx, keys []yearKey, states map[yearKey]*yearState) error {
	if len(keys) == 0 {
		return nil
	}
	projects, years := make([]pgtype.UUID, len(keys)), make([]int16, len(keys))
	for i, k := range keys {
		projects[i], years[i] = pgUUID(k.project), small(k.year)
	}
	var batch pgx.Batch
	batch.Queue(loadYearsSQL, projects, years).Query(func(rows pgx.Rows) error { return scanYears(rows, states) })
	batch.Queue(loadReportsSQL, projects, years).Query(func(rows pgx.Rows) error { return scanReports(rows, states) })
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("load %d project years: %w", len(keys), err)
	}
	return nil
}

func scanYears(rows pgx.Rows, states map[yearKey]*yearState) error {
	var (
		id                uuid.UUID
		year, endY, endM  int16
		unit, cat, nature string
		listings          []string
		from              []int16
		total, planned    int64
		milestones        statistics.Milestones
	)
	_, err := pgx.ForEachRow(rows, []any{&id, &year, &unit, &cat, &nature, &listings, &from, &total, &planned, &milestones, &endY, &endM}, func() error {
		states[yearKey{id, int(year)}].place(&statistics.Project{
			Year: int(year), Unit: unit, Category: cat, Nature: nature,
			Listings: pairListings(listings, from), TotalInvestment: total, Planned: planned, Milestones: milestones,
			LastDue: statistics.LastDue(int(year), int(endY), int(endM)),
		})
		return nil
	})
	return err
}

func pairListings(keys []string, from []int16) []statistics.Listing {
	listings := make([]statistics.Listing, len(keys))
	for i, key := range keys {
		listings[i] = statistics.Listing{Key: key, From: int(from[i])}
	}
	return listings
}

func scanReports(rows pgx.Rows, states map[yearKey]*yearState) error {
	var (
		r           Report
		year, month int16
		onTime      pgtype.Bool
	)
	_, err := pgx.ForEachRow(rows, []any{&r.Project, &year, &month, &r.Version, &r.Revision, &r.Invested, &r.ToDate, &onTime}, func() error {
		r.Year, r.Month, r.Arrival = int(year), int(month), arrivalOf(onTime)
		states[yearKey{r.Project, r.Year}].set(&r)
		return nil
	})
	return err
}

func pgUUID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }

func pgUUIDs(ids []uuid.UUID) []pgtype.UUID {
	out := make([]pgtype.UUID, len(ids))
	for i, id := range ids {
		out[i] = pgUUID(id)
	}
	return out
}
