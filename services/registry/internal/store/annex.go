package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// AnnexQuery says which projects an annex may list: those of the year in the units,
// by category in the order given, unit and name.
type AnnexQuery struct {
	Annex      registry.Annex
	Month      month.Month
	Units      []string
	Categories []string
}

// AnnexRow is a project as an annex may list it.
type AnnexRow struct {
	Project registry.Project
	Year    registry.Year
	Report  registry.Report   // of the month; version 0 where there is none
	Cells   map[string]string // of the last sheet of the annex up to the month
	Listed  bool              // that sheet is of the same year
}

const annexIDsSQL = `
SELECT p.id::text FROM project_year y JOIN project p ON p.id = y.project_id
WHERE y.year = $1 AND y.unit = ANY($2)
ORDER BY array_position($3::text[], y.category), y.unit, p.name, p.id`

// StreamAnnex tells the projects of the query, all of one moment. wide is told first:
// the keys of their kept cells, the most frequent first. Neither may keep what it is
// told for long: a province has 100,000 of them.
func (s *Store) StreamAnnex(ctx context.Context, q AnnexQuery, wide func(keys []string) error, emit func([]AnnexRow) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		keys, err := q.cellKeys(ctx, tx)
		if err != nil {
			return err
		}
		if err := wide(keys); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, annexIDsSQL, q.Month.Year, q.Units, q.Categories)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
		if err != nil {
			return fmt.Errorf("read IDs of an annex: %w", err)
		}
		for batch := range slices.Chunk(ids, streamBatch) {
			found, err := q.rows(ctx, tx, batch)
			if err != nil {
				return err
			}
			if err := emit(found); err != nil {
				return err
			}
		}
		return nil
	})
}

// mostCellKeys bounds how many kinds of cells are told.
const mostCellKeys = 200

// keptCellsSQL are the cells of all annexes' sheets.
const keptCellsSQL = `(
    SELECT project_id, 3::smallint AS annex, year, month, cells FROM report_sheet
    UNION ALL SELECT project_id, annex, year, month, cells FROM plan_sheet)`

const annexKeysSQL = `
SELECT key FROM project_year y
JOIN LATERAL (
    SELECT s.cells FROM ` + keptCellsSQL + ` s WHERE s.project_id = y.project_id AND s.annex = $4 AND (s.year, s.month) <= ($1, $2)
    ORDER BY s.year DESC, s.month DESC LIMIT 1) last ON true
CROSS JOIN LATERAL jsonb_object_keys(last.cells) AS key
WHERE y.year = $1 AND y.unit = ANY($3)
GROUP BY key ORDER BY count(*) DESC, key LIMIT $5`

func (q AnnexQuery) cellKeys(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, _ := tx.Query(ctx, annexKeysSQL, q.Month.Year, q.Month.Month, q.Units, q.Annex, mostCellKeys)
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read keys of kept cells: %w", err)
	}
	return keys, nil
}

func (q AnnexQuery) rows(ctx context.Context, tx pgx.Tx, ids []registry.ProjectID) ([]AnnexRow, error) {
	projects, err := loadProjects(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	t := Tx{tx: tx}
	reports, err := t.Reports(ctx, column(ids, func(id registry.ProjectID) ReportKey { return ReportKey{id, q.Month} }))
	if err != nil {
		return nil, err
	}
	kept, err := q.lastCells(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	return column(ids, func(id registry.ProjectID) AnnexRow {
		row := AnnexRow{Project: projects[id], Report: reports[ReportKey{id, q.Month}], Listed: kept[id].year == q.Month.Year}
		row.Year, _ = row.Project.Year(q.Month.Year)
		if row.Project.TellsOf(kept[id].year, q.Month.Year, q.Units) {
			row.Cells = kept[id].cells
		}
		return row
	}), nil
}

const lastCellsSQL = `
SELECT k.id::text, last.year, last.cells FROM unnest($1::uuid[]) AS k (id)
JOIN LATERAL (
    SELECT s.year, s.cells FROM ` + keptCellsSQL + ` s WHERE s.project_id = k.id AND s.annex = $4 AND (s.year, s.month) <= ($2, $3)
    ORDER BY s.year DESC, s.month DESC LIMIT 1) last ON true`

// keptCells are what a sheet said of a project, cell by cell.
type keptCells struct {
	year  int
	cells map[string]string
}

func (q AnnexQuery) lastCells(ctx context.Context, tx pgx.Tx, ids []registry.ProjectID) (map[registry.ProjectID]keptCells, error) {
	kept := make(map[registry.ProjectID]keptCells, len(ids))
	rows, _ := tx.Query(ctx, lastCellsSQL, uuids(ids), q.Month.Year, q.Month.Month, q.Annex)
	var id registry.ProjectID
	var one keptCells
	_, err := pgx.ForEachRow(rows, []any{&id, &one.year, &one.cells}, func() error {
		kept[id] = one
		one.cells = nil // the next row's is another map
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read kept cells of %d projects: %w", len(ids), err)
	}
	return kept, nil
}
