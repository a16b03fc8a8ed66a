package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The facts as somebody would keep them who has no cells: reports with where their
// projects count, the best indexes for the question and extended statistics.
const (
	groupFactsSQL = `CREATE UNLOGGED TABLE group_fact AS
SELECT r.project, y.year, r.month, y.unit, city.code AS city, r.invested, r.year_to_date
FROM report r JOIN project_year y ON y.project = r.project AND y.year = r.year
JOIN unit county ON county.code = y.unit JOIN unit city ON city.code = county.parents[1]
WHERE r.revision > 0`
	groupProjectsSQL = `CREATE UNLOGGED TABLE group_project AS
SELECT y.project, y.year, y.unit, city.code AS city, y.total_investment, y.planned
FROM project_year y JOIN unit county ON county.code = y.unit JOIN unit city ON city.code = county.parents[1]
WHERE cardinality(y.listings) > 0`
	groupIndexSQL        = `CREATE INDEX ON group_fact (year, month, city, project) INCLUDE (invested, year_to_date)`
	groupLatestIndexSQL  = `CREATE INDEX ON group_fact (year, project, month DESC) INCLUDE (year_to_date, city)`
	groupProjectIndexSQL = `CREATE INDEX ON group_project (year, city, project) INCLUDE (total_investment, planned)`
	groupStatisticsSQL   = `CREATE STATISTICS group_fact_nd (ndistinct, dependencies) ON year, month, city, unit FROM group_fact`
	groupProjectStatsSQL = `CREATE STATISTICS group_project_nd (ndistinct, dependencies) ON year, city, unit FROM group_project`
)

// groupSQL is the province's roll-up straight from the facts: each project's plan,
// its latest year to date, and the month's reports, by city.
const groupSQL = `
SELECT p.city, count(*), sum(p.total_investment), sum(p.planned), sum(l.year_to_date), sum(m.invested), count(m.project)
FROM group_project p
LEFT JOIN (
  SELECT DISTINCT ON (project) project, year_to_date FROM group_fact WHERE year = $1 AND month <= $2 ORDER BY project, month DESC
) l ON l.project = p.project
LEFT JOIN group_fact m ON m.project = p.project AND m.year = $1 AND m.month = $2
WHERE p.year = $1
GROUP BY p.city`

// groupQuickSQL spares the search for the latest report where the month has one.
const groupQuickSQL = `
SELECT p.city, count(*), sum(p.total_investment), sum(p.planned), sum(coalesce(m.year_to_date, l.year_to_date)), sum(m.invested), count(m.project)
FROM group_project p
LEFT JOIN group_fact m ON m.project = p.project AND m.year = $1 AND m.month = $2
LEFT JOIN LATERAL (
  SELECT year_to_date FROM group_fact f WHERE m.project IS NULL AND f.project = p.project AND f.year = $1 AND f.month < $2
  ORDER BY f.month DESC LIMIT 1
) l ON true
WHERE p.year = $1
GROUP BY p.city`

// compareGroupBy compares the rate of one caller's roll-ups with that of the faster
// of two ways to group the facts.
func compareGroupBy(ctx context.Context, w *world, r *readers) (Figure, error) {
	err := w.sql(ctx, largeDatabase, groupFactsSQL, groupProjectsSQL, groupIndexSQL, groupLatestIndexSQL, groupProjectIndexSQL,
		groupStatisticsSQL, groupProjectStatsSQL, "VACUUM ANALYZE group_fact", "VACUUM ANALYZE group_project")
	if err != nil {
		return Figure{}, err
	}
	var rounds []pair
	err = w.withDatabase(ctx, largeDatabase, func(conn *pgx.Conn) error {
		for range w.rounds {
			ours, err := w.latency(ctx, r.large)
			if err != nil {
				return err
			}
			grouped, err := fastest(ctx, conn, groupSQL, groupQuickSQL)
			if err != nil {
				return err
			}
			w.say("roll-up %.2f ms, GROUP BY %.0f ms", ours, grouped)
			rounds = append(rounds, pair{1000 / ours, 1000 / grouped})
		}
		return nil
	})
	return compare("read.groupby", "calls/s", least(100), rounds), err
}

// fastest is the time of the faster statement, each at its second execution, in
// milliseconds.
func fastest(ctx context.Context, conn *pgx.Conn, statements ...string) (float64, error) {
	best := 0.0
	for _, sql := range statements {
		var took time.Duration
		for range 2 {
			var err error
			took, err = timed(func() error {
				_, err := conn.Exec(ctx, sql, int16(seed), int16(lastMonth))
				return err
			})
			if err != nil {
				return 0, fmt.Errorf("group facts: %w", err)
			}
		}
		if ms := float64(took) / float64(time.Millisecond); best == 0 || ms < best {
			best = ms
		}
	}
	return best, nil
}
