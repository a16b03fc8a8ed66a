package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/registry/internal/registry"
)

const (
	addProjectsSQL = `
INSERT INTO project (id, name, national_code, company, credit_code, key_unit, key_name, key_company, stage, end_date, scale, place,
    start_year, end_year, opening_year, opening_month, opening_year_yuan, opening_cumulative_yuan, version, create_time, update_time,
    library, substantive_start, statistics_entered, statistics_materials, parent, phase, signed, signed_yuan, landed, arrived_yuan, tags,
    current_library, library_version)
SELECT k.id, k.name, k.national_code, k.company, k.credit_code, k.key_unit, k.key_name, k.key_company, k.stage, k.end_date, k.scale, k.place,
    k.start_year, k.end_year, k.opening_year, k.opening_month, k.opening_year_yuan, k.opening_cumulative_yuan, k.version, k.create_time, k.update_time,
    k.library, k.substantive_start, k.statistics_entered, k.statistics_materials,
    k.parent, k.phase, k.signed, k.signed_yuan, k.landed, k.arrived_yuan, k.tags::text[],
    k.current_library, k.version
FROM unnest(@id::uuid[], @name::text[], @national_code::text[], @company::text[], @credit_code::text[], @key_unit::text[], @key_name::text[],
    @key_company::text[], @stage::text[], @end_date::date[], @scale::text[], @place::text[], @start_year::smallint[], @end_year::smallint[],
    @opening_year::smallint[], @opening_month::smallint[], @opening_year_yuan::bigint[], @opening_cumulative_yuan::bigint[],
    @version::bigint[], @create_time::timestamptz[], @update_time::timestamptz[],
    @library::text[], @substantive_start::date[], @statistics_entered::date[], @statistics_materials::text[],
    @parent::uuid[], @phase::smallint[], @signed::date[], @signed_yuan::bigint[], @landed::date[], @arrived_yuan::bigint[], @tags::text[],
    @current_library::text[])
  AS k (id, name, national_code, company, credit_code, key_unit, key_name, key_company, stage, end_date, scale, place,
    start_year, end_year, opening_year, opening_month, opening_year_yuan, opening_cumulative_yuan, version, create_time, update_time,
    library, substantive_start, statistics_entered, statistics_materials, parent, phase, signed, signed_yuan, landed, arrived_yuan, tags,
    current_library)`
	saveProjectsSQL = addProjectsSQL + `
ON CONFLICT (id) DO UPDATE SET name = excluded.name, national_code = excluded.national_code, company = excluded.company,
    credit_code = excluded.credit_code, key_unit = excluded.key_unit, key_name = excluded.key_name, key_company = excluded.key_company,
    stage = excluded.stage, end_date = excluded.end_date, scale = excluded.scale, place = excluded.place,
    start_year = excluded.start_year, end_year = excluded.end_year, opening_year = excluded.opening_year,
    opening_month = excluded.opening_month, opening_year_yuan = excluded.opening_year_yuan,
    opening_cumulative_yuan = excluded.opening_cumulative_yuan, version = excluded.version, update_time = excluded.update_time,
    library = excluded.library, substantive_start = excluded.substantive_start,
    statistics_entered = excluded.statistics_entered, statistics_materials = excluded.statistics_materials,
    parent = excluded.parent, phase = excluded.phase, signed = excluded.signed, signed_yuan = excluded.signed_yuan, landed = excluded.landed, arrived_yuan = excluded.arrived_yuan,
    tags = excluded.tags, current_library = excluded.current_library, library_version = excluded.library_version`
	dropStagesSQL   = `DELETE FROM project_stage WHERE project_id = ANY($1)`
	dropListingsSQL = `DELETE FROM project_listing WHERE project_id = ANY($1)`
	dropYearsSQL    = `
DELETE FROM project_year y USING unnest($1::uuid[], $2::smallint[]) AS k (project_id, year)
WHERE y.project_id = k.project_id AND y.year = k.year`
	saveYearsSQL = `
INSERT INTO project_year (project_id, year, unit, category, industry, nature, total_investment_yuan, planned_yuan,
    needs_new_land, start_month, resumed, resumption_excuse, excuser, plan_number, month_plan)
SELECT k.project_id, k.year, k.unit, k.category, k.industry, k.nature, k.total_yuan, k.planned_yuan,
    k.needs_new_land, k.start_month, k.resumed, k.resumption_excuse, k.excuser, k.plan_number, k.month_plan::bigint[]
FROM unnest(@id::uuid[], @year::smallint[], @unit::text[], @category::text[], @industry::text[], @nature::text[], @total::bigint[], @planned::bigint[],
    @needs_new_land::boolean[], @start_month::smallint[], @resumed::date[], @resumption_excuse::text[], @excuser::text[],
    @plan_number::smallint[], @month_plan::text[])
  AS k (project_id, year, unit, category, industry, nature, total_yuan, planned_yuan,
    needs_new_land, start_month, resumed, resumption_excuse, excuser, plan_number, month_plan)
ON CONFLICT (project_id, year) DO UPDATE SET unit = excluded.unit, category = excluded.category, industry = excluded.industry,
    nature = excluded.nature, total_investment_yuan = excluded.total_investment_yuan, planned_yuan = excluded.planned_yuan,
    needs_new_land = excluded.needs_new_land, start_month = excluded.start_month, resumed = excluded.resumed,
    resumption_excuse = excluded.resumption_excuse, excuser = excluded.excuser,
    plan_number = excluded.plan_number, month_plan = excluded.month_plan`
	addStagesSQL = `
INSERT INTO project_stage (project_id, stage, entered)
SELECT k.project_id, k.stage, k.entered FROM unnest($1::uuid[], $2::text[], $3::date[]) AS k (project_id, stage, entered)`
	addListingsSQL = `
INSERT INTO project_listing (project_id, year, listing, from_month, confirmed)
SELECT k.project_id, k.year, k.listing, k.from_month, k.confirmed
FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::smallint[], $5::boolean[]) AS k (project_id, year, listing, from_month, confirmed)`
)

// saveProjects adds what is new and replaces what is known. A new project whose ID
// somebody else has just taken is refused, not laid over theirs.
func (t *Tx) saveProjects(ctx context.Context, w Writes) error {
	if len(w.Projects) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	added, known := split(w.Projects, func(w ProjectWrite) bool { return w.Before == nil })
	queueProjects(batch, saveProjectsSQL, known) // first: a known one may make room for a new one's name
	queueProjects(batch, addProjectsSQL, added)
	queueStages(batch, w.Projects)
	queueCertifications(batch, w.Projects)
	t.queueDepartures(batch, w.Projects)
	queueYears(batch, w.Projects)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save %d projects: %w", len(w.Projects), err)
	}
	return nil
}

func queueProjects(batch *pgx.Batch, sql string, ws []ProjectWrite) {
	if len(ws) > 0 {
		batch.Queue(sql, projectColumns(column(ws, func(w ProjectWrite) registry.Project { return w.After })))
	}
}

func projectColumns(ps []registry.Project) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id":                      column(ps, func(p registry.Project) pgtype.UUID { return uuidOf(p.ID) }),
		"name":                    column(ps, func(p registry.Project) string { return p.Name }),
		"national_code":           column(ps, func(p registry.Project) *string { return orNil(p.NationalCode) }),
		"company":                 column(ps, func(p registry.Project) string { return p.Company.Name }),
		"credit_code":             column(ps, func(p registry.Project) *string { return orNil(p.Company.CreditCode) }),
		"key_unit":                column(ps, registry.Project.LatestUnit),
		"key_name":                column(ps, func(p registry.Project) string { return registry.NormaliseName(p.Name) }),
		"key_company":             column(ps, func(p registry.Project) string { return registry.NormaliseName(p.Company.Name) }),
		"stage":                   column(ps, func(p registry.Project) string { return string(p.Stage) }),
		"end_date":                column(ps, func(p registry.Project) *time.Time { return date(p.EndDate()) }),
		"scale":                   column(ps, func(p registry.Project) string { return p.Scale }),
		"place":                   column(ps, func(p registry.Project) string { return p.Place }),
		"start_year":              column(ps, func(p registry.Project) *int { return orNil(p.StartYear) }),
		"end_year":                column(ps, func(p registry.Project) *int { return orNil(p.EndYear) }),
		"opening_year":            opening(ps, func(o registry.Opening) int64 { return int64(o.Month.Year) }),
		"opening_month":           opening(ps, func(o registry.Opening) int64 { return int64(o.Month.Month) }),
		"opening_year_yuan":       opening(ps, func(o registry.Opening) int64 { return int64(o.Year) }),
		"opening_cumulative_yuan": opening(ps, func(o registry.Opening) int64 { return int64(o.Cumulative) }),
		"version":                 column(ps, func(p registry.Project) int64 { return p.Version }),
		"create_time":             column(ps, func(p registry.Project) time.Time { return p.Created }),
		"update_time":             column(ps, func(p registry.Project) time.Time { return p.Updated }),
		"library":                 column(ps, func(p registry.Project) *string { return orNil(string(p.Library)) }),
		"substantive_start":       column(ps, func(p registry.Project) *time.Time { return date(p.SubstantiveStart) }),
		"statistics_entered":      column(ps, func(p registry.Project) *time.Time { return date(p.Statistics.Date) }),
		"statistics_materials":    column(ps, func(p registry.Project) string { return strings.Join(p.Statistics.Materials, " ") }),
		"parent":                  column(ps, parentOf),
		"phase":                   column(ps, func(p registry.Project) *int { return orNil(p.Phase) }),
		"signed":                  column(ps, func(p registry.Project) *time.Time { return date(p.Attraction.SignedDate) }),
		"signed_yuan":             column(ps, func(p registry.Project) int64 { return int64(p.Attraction.Signed) }),
		"landed":                  column(ps, func(p registry.Project) *time.Time { return date(p.Attraction.LandedDate) }),
		"arrived_yuan":            column(ps, func(p registry.Project) int64 { return int64(p.Attraction.Arrived) }),
		"current_library":         column(ps, func(p registry.Project) string { return string(p.CurrentLibrary()) }),
		"tags":                    column(ps, func(p registry.Project) string { return tagArray(p.Tags) }),
	}
}

// tagArray is an array as text, for arrays of arrays are none: the domain lets no tag
// through whose letters would need quotes.
func tagArray(tags []registry.Tag) string {
	return "{" + strings.Join(column(tags, func(t registry.Tag) string { return string(t) }), ",") + "}"
}

// opening takes a value of each project's opening balances, NULL where there are none.
func opening(ps []registry.Project, f func(registry.Opening) int64) []*int64 {
	return column(ps, func(p registry.Project) *int64 {
		if p.Opening == nil {
			return nil
		}
		v := f(*p.Opening)
		return &v
	})
}

// date is a day as PostgreSQL takes it, NULL for none. The domain has checked its shape.
func date(day string) *time.Time {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return &d
}

// part is something that belongs to a project.
type part[T any] struct {
	id registry.ProjectID
	of T
}

// parts lists what belongs to the projects in which it changed.
func parts[T any](ws []ProjectWrite, of func(registry.Project) []T, equal func(a, b []T) bool) ([]registry.ProjectID, []part[T]) {
	var replaced []registry.ProjectID
	var found []part[T]
	for _, w := range ws {
		after := of(w.After)
		if w.Before != nil {
			if equal(of(*w.Before), after) {
				continue
			}
			replaced = append(replaced, w.After.ID)
		}
		for _, p := range after {
			found = append(found, part[T]{w.After.ID, p})
		}
	}
	return replaced, found
}

func queueStages(batch *pgx.Batch, ws []ProjectWrite) {
	replaced, entries := parts(ws, func(p registry.Project) []registry.StageEntry { return p.Stages }, slices.Equal)
	if len(replaced) > 0 {
		batch.Queue(dropStagesSQL, uuids(replaced))
	}
	if len(entries) > 0 {
		batch.Queue(addStagesSQL, ids(entries),
			column(entries, func(p part[registry.StageEntry]) string { return string(p.of.Stage) }),
			column(entries, func(p part[registry.StageEntry]) *time.Time { return date(p.of.Date) }))
	}
}

func queueYears(batch *pgx.Batch, ws []ProjectWrite) {
	replaced, years := parts(ws, func(p registry.Project) []registry.Year { return p.Years }, sameYears)
	if len(years) == 0 {
		return
	}
	batch.Queue(saveYearsSQL, pgx.NamedArgs{
		"id":       ids(years),
		"year":     column(years, func(p part[registry.Year]) int { return p.of.Year }),
		"unit":     column(years, func(p part[registry.Year]) string { return p.of.Unit }),
		"category": column(years, func(p part[registry.Year]) string { return p.of.Category }),
		"industry": column(years, func(p part[registry.Year]) string { return p.of.Industry }),
		"nature":   column(years, func(p part[registry.Year]) string { return string(p.of.Nature) }),
		"total":    column(years, func(p part[registry.Year]) int64 { return int64(p.of.TotalInvestment) }),
		"planned":  column(years, func(p part[registry.Year]) int64 { return int64(p.of.Planned) }),

		"needs_new_land":    column(years, func(p part[registry.Year]) bool { return p.of.NeedsNewLand }),
		"start_month":       column(years, func(p part[registry.Year]) *int { return orNil(p.of.StartMonth) }),
		"resumed":           column(years, func(p part[registry.Year]) *time.Time { return date(p.of.Resumption.Date) }),
		"resumption_excuse": column(years, func(p part[registry.Year]) string { return p.of.Resumption.Excuse }),
		"excuser":           column(years, func(p part[registry.Year]) string { return p.of.Resumption.Excuser }),
		"plan_number":       column(years, func(p part[registry.Year]) *int { return orNil(p.of.Plan.Number) }),
		"month_plan":        column(years, func(p part[registry.Year]) *string { return monthPlan(p.of.Plan) }),
	})
	if len(replaced) > 0 {
		batch.Queue(dropListingsSQL, uuids(replaced))
	}
	queueGoneYears(batch, ws)
	queueListings(batch, years)
}

// queueGoneYears drops the years that projects no longer have: those that came by an
// import which was undone. Their listings are gone by then.
func queueGoneYears(batch *pgx.Batch, ws []ProjectWrite) {
	var gone []part[int]
	for _, w := range ws {
		if w.Before == nil {
			continue
		}
		for _, y := range w.Before.Years {
			if _, stays := w.After.Year(y.Year); !stays {
				gone = append(gone, part[int]{w.After.ID, y.Year})
			}
		}
	}
	if len(gone) > 0 {
		batch.Queue(dropYearsSQL, ids(gone), column(gone, func(p part[int]) int { return p.of }))
	}
}

func queueListings(batch *pgx.Batch, years []part[registry.Year]) {
	type listing struct {
		year int
		registry.Listing
	}
	var rows []part[listing]
	for _, y := range years {
		for _, l := range y.of.Listings {
			rows = append(rows, part[listing]{y.id, listing{y.of.Year, l}})
		}
	}
	if len(rows) == 0 {
		return
	}
	batch.Queue(addListingsSQL, ids(rows),
		column(rows, func(p part[listing]) int { return p.of.year }),
		column(rows, func(p part[listing]) string { return p.of.Key }),
		column(rows, func(p part[listing]) int { return p.of.FromMonth }),
		column(rows, func(p part[listing]) bool { return p.of.Confirmed }))
}

func sameYears(a, b []registry.Year) bool { return slices.EqualFunc(a, b, registry.Year.Equal) }

func ids[T any](ps []part[T]) []pgtype.UUID {
	return column(ps, func(p part[T]) pgtype.UUID { return uuidOf(p.id) })
}
