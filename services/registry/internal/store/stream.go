package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/registry"
)

// streamBatch is how many aggregates are read at a time: few enough for memory and
// the statement timeout, many enough that round trips don't count.
const streamBatch = 1000

// DatedUnit is a unit and when its version was made.
type DatedUnit struct {
	unittree.Unit
	Updated time.Time
}

const unitTimesSQL = `SELECT code, update_time FROM unit`

// StreamUnits tells all units after a code, in the order of their codes; only those
// named where codes are given.
func (s *Store) StreamUnits(ctx context.Context, after string, codes []string, emit func([]DatedUnit) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		tree, err := loadTree(ctx, tx)
		if err != nil {
			return err
		}
		times, err := unitTimes(ctx, tx)
		if err != nil {
			return err
		}
		var units []DatedUnit
		for _, u := range tree.Units() {
			if u.Code > after && (len(codes) == 0 || slices.Contains(codes, u.Code)) {
				units = append(units, DatedUnit{u, times[u.Code]})
			}
		}
		for batch := range slices.Chunk(units, streamBatch) {
			if err := emit(batch); err != nil {
				return err
			}
		}
		return nil
	})
}

func unitTimes(ctx context.Context, tx pgx.Tx) (map[string]time.Time, error) {
	var (
		times = make(map[string]time.Time)
		code  string
		at    time.Time
	)
	rows, _ := tx.Query(ctx, unitTimesSQL) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{&code, &at}, func() error {
		times[code] = at.UTC()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read times of units: %w", err)
	}
	return times, nil
}

// The order of the pages below names its tables: a bare "id" is the column that is
// put out, text, by which no index goes, and each page would sort all that is left.
const projectIDsSQL = `
SELECT p.id::text FROM project p
WHERE ($1::uuid IS NULL OR p.id > $1) AND ($2::uuid[] IS NULL OR p.id = ANY($2)) ORDER BY p.id LIMIT $3`

// StreamProjects tells all projects after an ID, in the order of their IDs, all of
// one moment; only those named where only is given.
func (s *Store) StreamProjects(ctx context.Context, after registry.ProjectID, only []registry.ProjectID, emit func([]registry.Project) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		for {
			rows, _ := tx.Query(ctx, projectIDsSQL, uuidOf(after), orAll(uuids(only)), streamBatch)
			ids, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
			if err != nil {
				return fmt.Errorf("read IDs of projects: %w", err)
			}
			if len(ids) == 0 {
				return nil
			}
			after = ids[len(ids)-1]
			projects, err := loadProjects(ctx, tx, ids)
			if err != nil {
				return err
			}
			if err := emit(column(ids, func(id registry.ProjectID) registry.Project { return projects[id] })); err != nil {
				return err
			}
		}
	})
}

// orAll is NULL, which means all, for an empty list.
func orAll[T any](only []T) []T {
	if len(only) == 0 {
		return nil
	}
	return only
}

const reportKeysSQL = `
SELECT r.project_id::text, r.year, r.month, r.version, r.accepted_revision, r.month_yuan, r.year_to_date_yuan, r.cumulative_yuan, r.first_submit_time, r.on_time
FROM report r
WHERE (r.project_id, r.year, r.month) > ($1::uuid, $2::smallint, $3::smallint) AND ($4 = 0 OR r.year = $4)
ORDER BY r.project_id, r.year, r.month LIMIT $5`

const reportKeysOnlySQL = `
SELECT r.project_id::text, r.year, r.month, r.version, r.accepted_revision, r.month_yuan, r.year_to_date_yuan, r.cumulative_yuan, r.first_submit_time, r.on_time
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS k (project_id, year, month)
JOIN report r ON r.project_id = k.project_id AND r.year = k.year AND r.month = k.month
ORDER BY r.project_id, r.year, r.month`

// ReportStream says which reports are told and how much of each.
type ReportStream struct {
	After ReportKey   // only later ones; zero: from the beginning
	Only  []ReportKey // only these; empty: all
	Year  int         // only of this year; 0: all
	Whole bool        // with all revisions, else only what is counted
}

// StreamReports tells reports in the order of their IDs, all of one moment.
func (s *Store) StreamReports(ctx context.Context, want ReportStream, emit func([]registry.Report) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		if len(want.Only) > 0 {
			return want.only(ctx, tx, emit)
		}
		for {
			rows, _ := tx.Query(ctx, reportKeysSQL, want.page()...)
			reports, err := collectHeads(rows)
			if err != nil || len(reports) == 0 {
				return err
			}
			last := reports[len(reports)-1]
			want.After = ReportKey{last.Project, last.Month}
			if err := want.emit(ctx, tx, reports, emit); err != nil {
				return err
			}
		}
	})
}

// page are the arguments of the next page; before the first report is the UUID of noughts.
func (want ReportStream) page() []any {
	after := uuidOf(want.After.Project)
	after.Valid = true
	return []any{after, want.After.Month.Year, want.After.Month.Month, want.Year, streamBatch}
}

// only tells the reports that were asked for by name.
func (want ReportStream) only(ctx context.Context, tx pgx.Tx, emit func([]registry.Report) error) error {
	for keys := range slices.Chunk(want.Only, streamBatch) {
		ids, years, months := keyColumns(keys)
		rows, _ := tx.Query(ctx, reportKeysOnlySQL, ids, years, months)
		reports, err := collectHeads(rows)
		if err != nil {
			return err
		}
		if err := want.emit(ctx, tx, reports, emit); err != nil {
			return err
		}
	}
	return nil
}

// emit hands reports on, with their revisions where the whole is wanted.
func (want ReportStream) emit(ctx context.Context, tx pgx.Tx, heads []registry.Report, emit func([]registry.Report) error) error {
	if !want.Whole || len(heads) == 0 {
		return emit(heads)
	}
	ids, years, months := keyColumns(column(heads, func(r registry.Report) ReportKey { return ReportKey{r.Project, r.Month} }))
	rows, _ := tx.Query(ctx, reportsByKeySQL, ids, years, months)
	whole, err := collectReports(rows)
	if err != nil {
		return fmt.Errorf("read %d reports: %w", len(heads), err)
	}
	return emit(whole)
}

func keyColumns(keys []ReportKey) ([]pgtype.UUID, []int, []int) {
	return column(keys, func(k ReportKey) pgtype.UUID { return uuidOf(k.Project) }),
		column(keys, func(k ReportKey) int { return k.Month.Year }),
		column(keys, func(k ReportKey) int { return k.Month.Month })
}

// collectHeads reads reports without their revisions: key, version and what counts.
func collectHeads(rows pgx.Rows) ([]registry.Report, error) {
	var reports []registry.Report
	var id registry.ProjectID
	var m month.Month
	var version int64
	var number *int
	var monthYuan, yearYuan, cumulative *int64
	var first *time.Time
	var onTime *bool
	_, err := pgx.ForEachRow(rows, []any{&id, &m.Year, &m.Month, &version, &number, &monthYuan, &yearYuan, &cumulative, &first, &onTime}, func() error {
		r := registry.Report{Project: id, Month: m, Version: version, FirstSubmit: utc(first), OnTime: onTime}
		if number != nil {
			r.Accepted = &registry.Revision{Number: *number, State: registry.StateAccepted, Figures: figures(*monthYuan, *yearYuan, *cumulative)}
		}
		reports = append(reports, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read heads of reports: %w", err)
	}
	return reports, nil
}
