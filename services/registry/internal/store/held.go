package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// heldSQL counts a year's listed projects: as a whole, by category, by nature and by
// listing, in which a project may stand more than once.
const heldSQL = `
WITH y AS MATERIALIZED (
    SELECT y.project_id, y.category, y.nature, y.total_investment_yuan AS total, y.planned_yuan AS planned FROM project_year y
    WHERE y.year = @year AND y.unit = ANY(@units::text[])
      AND EXISTS (SELECT FROM project_listing g WHERE g.project_id = y.project_id AND g.year = y.year AND g.confirmed)),
parts AS (
    SELECT '' AS dimension, '' AS key, total, planned FROM y
    UNION ALL SELECT 'category', category, total, planned FROM y
    UNION ALL SELECT 'nature', nature, total, planned FROM y
    UNION ALL SELECT 'listing', g.listing, y.total, y.planned
        FROM y JOIN project_listing g ON g.project_id = y.project_id AND g.year = @year AND g.confirmed)
SELECT dimension, key, count(*), sum(total)::bigint, sum(planned)::bigint FROM parts GROUP BY dimension, key`

// Held is what the register has of these units in a year.
func (s *Store) Held(ctx context.Context, year int, units []string) (registry.Held, error) {
	held := registry.Held{}
	err := s.read(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, heldSQL, pgx.NamedArgs{"year": year, "units": units})
		var dimension, key string
		var projects, total, planned int64
		_, err := pgx.ForEachRow(rows, []any{&dimension, &key, &projects, &total, &planned}, func() error {
			held[registry.HeldKey{Measure: registry.MeasureProjects, Dimension: dimension, Key: key}] = projects
			held[registry.HeldKey{Measure: registry.MeasureTotal, Dimension: dimension, Key: key}] = total
			held[registry.HeldKey{Measure: registry.MeasurePlanned, Dimension: dimension, Key: key}] = planned
			return nil
		})
		if err != nil {
			return fmt.Errorf("sum a year's projects: %w", err)
		}
		return nil
	})
	return held, err
}
