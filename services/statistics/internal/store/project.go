package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// head is what is known of a project before a fact about it is applied.
type head struct {
	version int64
	years   []int
}

const loadHeadsSQL = `
SELECT p.id, p.version, array(SELECT y.year FROM project_year y WHERE y.project = p.id)
FROM project p WHERE p.id = ANY ($1::uuid[])`

func loadHeads(ctx context.Context, tx pgx.Tx, facts []Project) (map[uuid.UUID]head, error) {
	ids := make([]uuid.UUID, len(facts))
	for i := range facts {
		ids[i] = facts[i].ID
	}
	var (
		heads   = make(map[uuid.UUID]head, len(facts))
		id      uuid.UUID
		version int64
		years   []int16
	)
	rows, _ := tx.Query(ctx, loadHeadsSQL, pgUUIDs(ids)) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{&id, &version, &years}, func() error {
		h := head{version: version}
		for _, y := range years {
			h.years = append(h.years, int(y))
		}
		heads[id] = h
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load %d projects: %w", len(ids), err)
	}
	return heads, nil
}
