package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// A project stands where it counts in the year, or where it counted last.
const likeSQL = `
SELECT p.id::text AS id, p.name, p.company, coalesce(p.national_code, '') AS code, coalesce(y.unit, p.key_unit) AS unit,
       p.stage = 'withdrawn' AS withdrawn
FROM project p LEFT JOIN project_year y ON y.project_id = p.id AND y.year = $1
WHERE coalesce(y.unit, p.key_unit) = ANY($2)
  -- what an undone import had registered is nobody's project
  AND NOT (p.stage = 'withdrawn' AND EXISTS (SELECT FROM import_write w WHERE w.project_id = p.id AND w.created AND w.undo_time IS NOT NULL))
  AND (p.key_name = ANY($3) OR p.key_company = ANY($4) AND p.key_company <> '' OR p.national_code = ANY($5) OR p.id = ANY($6))
ORDER BY p.id`

// Like is what rows of a sheet share with the projects that they may mean.
type Like struct {
	Year                    int
	Units                   []string
	Names, Companies, Codes []string // names and companies in the form in which they are compared
	IDs                     []registry.ProjectID
}

// LikeRows asks for whatever shares anything with the rows, and for projects that a
// person named.
func LikeRows(year int, units []string, rows []registry.Entry, named []registry.ProjectID) Like {
	l := Like{Year: year, Units: units, IDs: named}
	for _, r := range rows {
		l.Names = append(l.Names, registry.NormaliseName(r.Name))
		if r.Company != "" {
			l.Companies = append(l.Companies, registry.NormaliseName(r.Company))
		}
		if r.Code != "" {
			l.Codes = append(l.Codes, r.Code)
		}
	}
	for _, keys := range []*[]string{&l.Names, &l.Companies, &l.Codes} {
		slices.Sort(*keys)
		*keys = slices.Compact(*keys)
	}
	return l
}

// Known reads the projects of the units that rows of a sheet may mean.
func (t *Tx) Known(ctx context.Context, l Like) ([]registry.Known, error) {
	rows, _ := t.tx.Query(ctx, likeSQL, l.Year, l.Units, l.Names, l.Companies, l.Codes, uuids(l.IDs))
	known, err := pgx.CollectRows(rows, pgx.RowToStructByPos[registry.Known])
	if err != nil {
		return nil, fmt.Errorf("read projects like %d rows: %w", len(l.Names), err)
	}
	return known, nil
}

// A project counts with its record of the year, or with none.
const alikeRowsSQL = `
SELECT p.id::text, p.name, p.key_name, coalesce(p.national_code, ''), p.company, p.key_company, coalesce(p.credit_code, ''),
       coalesce(y.unit, p.key_unit), p.place, p.scale, coalesce(y.total_investment_yuan, 0)
FROM project p LEFT JOIN project_year y ON y.project_id = p.id AND y.year = $1
WHERE coalesce(y.unit, p.key_unit) = ANY($2) AND p.stage <> 'withdrawn'
ORDER BY p.id`

// AlikeIn reads the projects of the units as rows of an old ledger are compared with them.
func (t *Tx) AlikeIn(ctx context.Context, year int, units []string) ([]registry.Alike, error) {
	rows, _ := t.tx.Query(ctx, alikeRowsSQL, year, units)
	var a registry.Alike
	var found []registry.Alike
	_, err := pgx.ForEachRow(rows, alikeInto(&a), func() error {
		found = append(found, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read projects that rows may look like: %w", err)
	}
	return found, nil
}

// Look runs f on one unchanging picture of the register, as a transaction that
// writes nothing.
func (s *Store) Look(ctx context.Context, f func(*Tx) error) error {
	return s.read(ctx, func(tx pgx.Tx) error { return f(&Tx{tx: tx, now: s.now().UTC()}) })
}

// Peek reads what the rows' projects are compared with in a month, without locks.
func (t *Tx) Peek(ctx context.Context, m month.Month, ids []registry.ProjectID) (registry.Picture, error) {
	projects, err := loadProjects(ctx, t.tx, ids)
	if err != nil {
		return registry.Picture{}, err
	}
	return t.picture(ctx, m, projects)
}

// Lock locks the rows' projects and reads what they are compared with in a month.
func (t *Tx) Lock(ctx context.Context, m month.Month, ids []registry.ProjectID) (registry.Picture, error) {
	projects, err := t.LockProjects(ctx, ids)
	if err != nil {
		return registry.Picture{}, err
	}
	return t.picture(ctx, m, projects)
}

func (t *Tx) picture(ctx context.Context, m month.Month, projects map[registry.ProjectID]registry.Project) (registry.Picture, error) {
	p := registry.Picture{Projects: projects, Reports: make(map[registry.ProjectID]registry.Report, len(projects))}
	keys := make([]ReportKey, 0, len(projects))
	for id := range projects {
		keys = append(keys, ReportKey{Project: id, Month: m})
	}
	reports, err := t.Reports(ctx, keys)
	if err != nil {
		return registry.Picture{}, err
	}
	for k, r := range reports {
		p.Reports[k.Project] = r
	}
	if p.Books, err = t.Books(ctx, projects); err != nil {
		return registry.Picture{}, err
	}
	p.Last, err = t.lastSheets(ctx, m, keys)
	return p, err
}

const lastSheetsSQL = `
SELECT project_id::text, month_yuan, year_to_date_yuan, cumulative_yuan, progress
FROM report_sheet WHERE project_id = ANY($1) AND year = $2 AND month = $3`

func (t *Tx) lastSheets(ctx context.Context, m month.Month, keys []ReportKey) (map[registry.ProjectID]registry.Said, error) {
	last := make(map[registry.ProjectID]registry.Said, len(keys))
	ids := column(keys, func(k ReportKey) pgtype.UUID { return uuidOf(k.Project) })
	rows, _ := t.tx.Query(ctx, lastSheetsSQL, ids, m.Year, m.Month)
	var id registry.ProjectID
	var said registry.Said
	into := []any{&id, &said.Figures.Month, &said.Figures.YearToDate, &said.Figures.Cumulative, &said.Progress}
	_, err := pgx.ForEachRow(rows, into, func() error {
		last[id] = said
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what sheets said last: %w", err)
	}
	return last, nil
}

const settledSQL = `
SELECT sheet_row, project_id::text FROM report_sheet WHERE import_id = $1
UNION ALL SELECT sheet_row, project_id::text FROM plan_sheet WHERE import_id = $1`

// SettledRows reads which project each row of an import turned out to be, where an
// earlier commit of it settled that.
func (t *Tx) SettledRows(ctx context.Context, importID string) (map[int]registry.ProjectID, error) {
	settled := map[int]registry.ProjectID{}
	rows, _ := t.tx.Query(ctx, settledSQL, importID)
	var row int
	var id registry.ProjectID
	_, err := pgx.ForEachRow(rows, []any{&row, &id}, func() error {
		settled[row] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read settled rows of import %s: %w", importID, err)
	}
	return settled, nil
}

const saySQL = `
INSERT INTO report_sheet (project_id, year, month, import_id, sheet_row, month_yuan, year_to_date_yuan, cumulative_yuan, progress, cells)
SELECT k.project_id, @year, @month, @import_id, k.sheet_row, k.month_yuan, k.year_yuan, k.cumulative_yuan, k.progress, k.cells::jsonb
FROM unnest(@id::uuid[], @row::integer[], @month_yuan::bigint[], @year_yuan::bigint[], @cumulative_yuan::bigint[], @progress::text[], @cells::text[])
  AS k (project_id, sheet_row, month_yuan, year_yuan, cumulative_yuan, progress, cells)
ON CONFLICT (project_id, year, month) DO UPDATE SET import_id = excluded.import_id, sheet_row = excluded.sheet_row,
    month_yuan = excluded.month_yuan, year_to_date_yuan = excluded.year_to_date_yuan, cumulative_yuan = excluded.cumulative_yuan,
    progress = excluded.progress, cells = excluded.cells
WHERE (report_sheet.import_id, report_sheet.sheet_row) IS DISTINCT FROM (excluded.import_id, excluded.sheet_row)`

// SheetRow is a row of a committed sheet and the project that it was about.
type SheetRow struct {
	Project registry.ProjectID
	registry.Entry
}

// Say notes what the sheet said of each project's month, for the next one to be
// compared with.
func (t *Tx) Say(ctx context.Context, i registry.Import, rows []SheetRow) error {
	if len(rows) == 0 {
		return nil
	}
	cells, err := cellColumn(rows)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, saySQL, pgx.NamedArgs{
		"year": i.Month.Year, "month": i.Month.Month, "import_id": i.ID,
		"id":              column(rows, func(r SheetRow) pgtype.UUID { return uuidOf(r.Project) }),
		"row":             column(rows, func(r SheetRow) int { return r.Row }),
		"month_yuan":      column(rows, func(r SheetRow) int64 { return int64(r.Said.Figures.Month) }),
		"year_yuan":       column(rows, func(r SheetRow) int64 { return int64(r.Said.Figures.YearToDate) }),
		"cumulative_yuan": column(rows, func(r SheetRow) int64 { return int64(r.Said.Figures.Cumulative) }),
		"progress":        column(rows, func(r SheetRow) string { return r.Said.Progress }),
		"cells":           cells,
	})
	if err != nil {
		return fmt.Errorf("note %d rows of import %s: %w", len(rows), i.ID, err)
	}
	return nil
}
