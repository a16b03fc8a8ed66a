package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

const lastToldSQL = `
SELECT k.id::text, s.industry, s.scale, s.place, s.start_year, s.end_year, s.total_yuan, s.planned_yuan
FROM unnest($1::uuid[]) AS k (id)
JOIN LATERAL (
    SELECT t.industry, t.scale, t.place, t.start_year, t.end_year, t.total_yuan, t.planned_yuan FROM plan_sheet t
    WHERE t.project_id = k.id AND t.annex = $2 AND (t.year, t.month) <= ($3, $4)
    ORDER BY t.year DESC, t.month DESC LIMIT 1) s ON true`

// LastTold reads what sheets of the import's annex told last of these projects, in its
// month or before.
func (t *Tx) LastTold(ctx context.Context, i registry.Import, ids []registry.ProjectID) (map[registry.ProjectID]registry.Description, error) {
	last := make(map[registry.ProjectID]registry.Description, len(ids))
	rows, _ := t.tx.Query(ctx, lastToldSQL, uuids(ids), i.Annex, i.Month.Year, i.Month.Month)
	var id registry.ProjectID
	var told registry.Description
	into := []any{&id, &told.Industry, &told.Scale, &told.Place, &told.StartYear, &told.EndYear, &told.Total, &told.Planned}
	_, err := pgx.ForEachRow(rows, into, func() error {
		last[id] = told
		told.Planned = nil // the next row's is another number
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what sheets of plans told last: %w", err)
	}
	return last, nil
}

const tellPlansSQL = `
INSERT INTO plan_sheet (project_id, annex, year, month, import_id, sheet_row, industry, scale, place, start_year, end_year, total_yuan, planned_yuan, cells)
SELECT k.project_id, @annex, @year, @month, @import_id, k.sheet_row, k.industry, k.scale, k.place, k.start_year, k.end_year, k.total_yuan, k.planned_yuan, k.cells::jsonb
FROM unnest(@id::uuid[], @row::integer[], @industry::text[], @scale::text[], @place::text[], @start_year::smallint[], @end_year::smallint[],
    @total::bigint[], @planned::bigint[], @cells::text[])
  AS k (project_id, sheet_row, industry, scale, place, start_year, end_year, total_yuan, planned_yuan, cells)
ON CONFLICT (project_id, annex, year, month) DO UPDATE SET import_id = excluded.import_id, sheet_row = excluded.sheet_row,
    industry = excluded.industry, scale = excluded.scale, place = excluded.place, start_year = excluded.start_year, end_year = excluded.end_year,
    total_yuan = excluded.total_yuan, planned_yuan = excluded.planned_yuan, cells = excluded.cells
WHERE (plan_sheet.import_id, plan_sheet.sheet_row) IS DISTINCT FROM (excluded.import_id, excluded.sheet_row)`

// TellPlans notes what a sheet of plans told of each project.
func (t *Tx) TellPlans(ctx context.Context, i registry.Import, rows []SheetRow) error {
	if len(rows) == 0 {
		return nil
	}
	cells, err := cellColumn(rows)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, tellPlansSQL, pgx.NamedArgs{
		"annex": i.Annex, "year": i.Month.Year, "month": i.Month.Month, "import_id": i.ID,
		"id":         column(rows, func(r SheetRow) pgtype.UUID { return uuidOf(r.Project) }),
		"row":        column(rows, func(r SheetRow) int { return r.Row }),
		"industry":   column(rows, func(r SheetRow) string { return r.Told.Industry }),
		"scale":      column(rows, func(r SheetRow) string { return r.Told.Scale }),
		"place":      column(rows, func(r SheetRow) string { return r.Told.Place }),
		"start_year": column(rows, func(r SheetRow) int { return r.Told.StartYear }),
		"end_year":   column(rows, func(r SheetRow) int { return r.Told.EndYear }),
		"total":      column(rows, func(r SheetRow) int64 { return int64(r.Told.Total) }),
		"planned":    column(rows, func(r SheetRow) *money.Yuan { return r.Told.Planned }),
		"cells":      cells,
	})
	if err != nil {
		return fmt.Errorf("note %d rows of import %s: %w", len(rows), i.ID, err)
	}
	return nil
}

// cellColumn are the rows' cells as the database takes them.
func cellColumn(rows []SheetRow) ([]*string, error) {
	cells := make([]*string, len(rows))
	for n, r := range rows {
		encoded, err := jsonOf(r.Cells, len(r.Cells))
		if err != nil {
			return nil, err
		}
		cells[n] = encoded
	}
	return cells, nil
}
