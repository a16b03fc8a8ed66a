package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

const (
	rollingSQL = `
SELECT number, planned_yuan, reason, author, save_time FROM rolling_plan WHERE project_id = $1 AND year = $2 ORDER BY number`
	addRollingSQL = `
INSERT INTO rolling_plan (project_id, year, number, planned_yuan, reason, author, save_time) VALUES ($1, $2, $3, $4, $5, $6, $7)`
)

type rollingRow struct {
	Number      int
	PlannedYuan []money.Yuan
	Reason      string
	Author      string
	SaveTime    time.Time
}

func (r rollingRow) toDomain() registry.RollingVersion {
	v := registry.RollingVersion{Number: r.Number, Reason: r.Reason, Author: r.Author, Saved: r.SaveTime.UTC()}
	copy(v.Planned[:], r.PlannedYuan)
	return v
}

// RollingPlan reads a project's rolling plan that begins in a year. The caller holds the
// project's lock.
func (t *Tx) RollingPlan(ctx context.Context, id registry.ProjectID, year int) (registry.RollingPlan, error) {
	return loadRolling(ctx, t.tx, id, year)
}

// AddRollingVersion keeps the next version of a rolling plan and records it. The caller
// holds the project's lock.
func (t *Tx) AddRollingVersion(ctx context.Context, before registry.RollingPlan, v registry.RollingVersion) error {
	if _, err := t.tx.Exec(ctx, addRollingSQL, uuidOf(before.Project), before.Year, v.Number, v.Planned[:], v.Reason, v.Author, v.Saved); err != nil {
		return fmt.Errorf("add rolling plan of project %s from %d: %w", before.Project, before.Year, err)
	}
	subject := "rolling-plan/" + strconv.Itoa(before.Year)
	return t.recordRows(ctx, [][]any{t.changeRow(before.Project, subject, int64(v.Number), t.by.Reason, orEmpty(registry.DiffRolling(before.Latest(), v)))})
}

// RollingPlan reads a project's rolling plan that begins in a year.
func (s *Store) RollingPlan(ctx context.Context, id registry.ProjectID, year int) (registry.RollingPlan, error) {
	var plan registry.RollingPlan
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		plan, err = loadRolling(ctx, tx, id, year)
		return err
	})
	return plan, err
}

func loadRolling(ctx context.Context, tx pgx.Tx, id registry.ProjectID, year int) (registry.RollingPlan, error) {
	rows, _ := tx.Query(ctx, rollingSQL, uuidOf(id), year)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[rollingRow])
	if err != nil {
		return registry.RollingPlan{}, fmt.Errorf("read rolling plan of project %s from %d: %w", id, year, err)
	}
	return registry.RollingPlan{Project: id, Year: year, Versions: column(found, rollingRow.toDomain)}, nil
}
