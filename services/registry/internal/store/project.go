package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const (
	loadProjectsSQL = `
SELECT id::text AS id, name, coalesce(national_code, '') AS national_code, company, coalesce(credit_code, '') AS credit_code,
       stage, scale, place, coalesce(start_year, 0) AS start_year, coalesce(end_year, 0) AS end_year,
       opening_year, opening_month, opening_year_yuan, opening_cumulative_yuan, version, create_time, update_time,
       coalesce(library, '') AS library, coalesce(to_char(substantive_start, 'YYYY-MM-DD'), '') AS substantive_start,
       coalesce(to_char(statistics_entered, 'YYYY-MM-DD'), '') AS statistics_entered, statistics_materials,
       coalesce(parent::text, '') AS parent, coalesce(phase, 0) AS phase, coalesce(to_char(signed, 'YYYY-MM-DD'), '') AS signed, signed_yuan,
       coalesce(to_char(landed, 'YYYY-MM-DD'), '') AS landed, arrived_yuan, tags
FROM project WHERE id = ANY($1) ORDER BY id`
	// Whoever changes a project or one of its reports holds this lock, so that a month is judged against
	// months that nobody changes meanwhile, and events follow commits. One order for all: no deadlocks.
	lockProjectsSQL = loadProjectsSQL + ` FOR NO KEY UPDATE`
	loadStagesSQL   = `
SELECT project_id::text, stage, to_char(entered, 'YYYY-MM-DD') FROM project_stage WHERE project_id = ANY($1)`
	loadYearsSQL = `
SELECT project_id::text, year, unit, category, industry, nature, total_investment_yuan, planned_yuan,
       needs_new_land, coalesce(start_month, 0), coalesce(to_char(resumed, 'YYYY-MM-DD'), ''), resumption_excuse, excuser,
       coalesce(plan_number, 0), month_plan
FROM project_year WHERE project_id = ANY($1) ORDER BY project_id, year`
	loadCertificationsSQL = `
SELECT project_id::text, stage, author, state, coalesce(to_char(certified, 'YYYY-MM-DD'), ''), certifier, rejection
FROM stage_certification WHERE project_id = ANY($1)`
	loadListingsSQL = `
SELECT project_id::text, year, listing, from_month, confirmed
FROM project_listing WHERE project_id = ANY($1) ORDER BY project_id, year, listing`
)

type projectRow struct {
	ID                    registry.ProjectID
	Name                  string
	NationalCode          string `db:"national_code"`
	Company               string
	CreditCode            string `db:"credit_code"`
	Stage                 registry.Stage
	Scale                 string
	Place                 string
	StartYear             int `db:"start_year"`
	EndYear               int `db:"end_year"`
	OpeningYear           *int
	OpeningMonth          *int
	OpeningYearYuan       *money.Yuan
	OpeningCumulativeYuan *money.Yuan
	Version               int64
	CreateTime            time.Time
	UpdateTime            time.Time
	Library               registry.Library
	SubstantiveStart      string
	StatisticsEntered     string
	StatisticsMaterials   string
	Parent                registry.ProjectID
	Phase                 int
	Signed                string
	SignedYuan            money.Yuan
	Landed                string
	ArrivedYuan           money.Yuan
	Tags                  []registry.Tag
}

func (r projectRow) toDomain() registry.Project {
	p := registry.Project{
		ID: r.ID, Name: r.Name, NationalCode: r.NationalCode,
		Company: registry.Company{Name: r.Company, CreditCode: r.CreditCode},
		Stage:   r.Stage, Scale: r.Scale, Place: r.Place, StartYear: r.StartYear, EndYear: r.EndYear,
		Version: r.Version, Created: r.CreateTime.UTC(), Updated: r.UpdateTime.UTC(),
		Library: r.Library, SubstantiveStart: r.SubstantiveStart,
		Statistics: registry.StatisticsEntry{Date: r.StatisticsEntered, Materials: strings.Fields(r.StatisticsMaterials)},
		Parent:     r.Parent, Phase: r.Phase, Tags: r.Tags,
		Attraction: registry.Attraction{SignedDate: r.Signed, Signed: r.SignedYuan, LandedDate: r.Landed, Arrived: r.ArrivedYuan},
	}
	if r.OpeningMonth != nil {
		p.Opening = &registry.Opening{
			Month: month.Month{Year: *r.OpeningYear, Month: *r.OpeningMonth},
			Year:  *r.OpeningYearYuan, Cumulative: *r.OpeningCumulativeYuan,
		}
	}
	return p
}

// ReadProject reads a project without locking it.
func (t *Tx) ReadProject(ctx context.Context, id registry.ProjectID) (registry.Project, error) {
	known, err := loadProjects(ctx, t.tx, []registry.ProjectID{id})
	if err != nil {
		return registry.Project{}, err
	}
	p, ok := known[id]
	if !ok {
		return registry.Project{}, registry.ProjectNotFound(id)
	}
	return p, nil
}

// LockProject locks a project and reads it.
func (t *Tx) LockProject(ctx context.Context, id registry.ProjectID) (registry.Project, error) {
	projects, err := t.LockProjects(ctx, []registry.ProjectID{id})
	if err != nil {
		return registry.Project{}, err
	}
	p, ok := projects[id]
	if !ok {
		return registry.Project{}, registry.ProjectNotFound(id)
	}
	return p, nil
}

// LockProjects locks projects and reads them. IDs that nobody has are left out.
func (t *Tx) LockProjects(ctx context.Context, ids []registry.ProjectID) (map[registry.ProjectID]registry.Project, error) {
	return readProjects(ctx, t.tx, lockProjectsSQL, ids, everything)
}

// LockForReports locks projects and reads what reporting needs of them: not their
// listings, unless the project's first report may come now or whole names it, for then
// it may change itself.
func (t *Tx) LockForReports(ctx context.Context, ids []registry.ProjectID, whole map[registry.ProjectID]bool) (map[registry.ProjectID]registry.Project, error) {
	return readProjects(ctx, t.tx, lockProjectsSQL, ids, func(p registry.Project) bool { return p.Opening == nil || whole[p.ID] })
}

func everything(registry.Project) bool { return true }

// Project reads one project.
func (s *Store) Project(ctx context.Context, id registry.ProjectID) (registry.Project, error) {
	var p registry.Project
	err := s.read(ctx, func(tx pgx.Tx) error {
		known, err := loadProjects(ctx, tx, []registry.ProjectID{id})
		if err != nil {
			return err
		}
		var ok bool
		if p, ok = known[id]; !ok {
			return registry.ProjectNotFound(id)
		}
		return nil
	})
	return p, err
}

// loadProjects reads whole projects without locking them.
func loadProjects(ctx context.Context, tx pgx.Tx, ids []registry.ProjectID) (map[registry.ProjectID]registry.Project, error) {
	return readProjects(ctx, tx, loadProjectsSQL, ids, everything)
}

// readProjects reads projects by the statement given, with all that belongs to them
// where they are wanted whole, in two round trips however many there are.
func readProjects(
	ctx context.Context, tx pgx.Tx, statement string, ids []registry.ProjectID, whole func(registry.Project) bool,
) (map[registry.ProjectID]registry.Project, error) {
	if len(ids) == 0 {
		return map[registry.ProjectID]registry.Project{}, nil
	}
	l := loading{projects: make(map[registry.ProjectID]*registry.Project, len(ids))}
	batch := &pgx.Batch{}
	batch.Queue(statement, uuids(ids)).Query(l.project)
	batch.Queue(loadYearsSQL, uuids(ids)).Query(l.years)
	batch.Queue(loadStagesSQL, uuids(ids)).Query(l.stages)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read %d projects: %w", len(ids), err)
	}
	if err := l.complete(ctx, tx, whole); err != nil {
		return nil, err
	}
	projects := make(map[registry.ProjectID]registry.Project, len(l.projects))
	for id, p := range l.projects {
		projects[id] = *p
	}
	return projects, nil
}

// complete reads what only whole projects have.
func (l loading) complete(ctx context.Context, tx pgx.Tx, whole func(registry.Project) bool) error {
	var ids []registry.ProjectID
	for id, p := range l.projects {
		if whole(*p) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	batch.Queue(loadListingsSQL, uuids(ids)).Query(l.listings)
	batch.Queue(loadCertificationsSQL, uuids(ids)).Query(l.certifications)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("read listings of %d projects: %w", len(ids), err)
	}
	return nil
}

// loading puts rows of several tables together.
type loading struct {
	projects map[registry.ProjectID]*registry.Project
}

func (l loading) project(rows pgx.Rows) error {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[projectRow])
	for _, row := range found {
		p := row.toDomain()
		l.projects[p.ID] = &p
	}
	return err
}

func (l loading) stages(rows pgx.Rows) error {
	var id registry.ProjectID
	var e registry.StageEntry
	_, err := pgx.ForEachRow(rows, []any{&id, &e.Stage, &e.Date}, func() error {
		l.projects[id].Stages = append(l.projects[id].Stages, e)
		return nil
	})
	for _, p := range l.projects {
		if len(p.Stages) > 1 {
			p.Stages = registry.InOrder(p.Stages)
		}
	}
	return err
}

func (l loading) certifications(rows pgx.Rows) error {
	var id registry.ProjectID
	var c registry.Certification
	_, err := pgx.ForEachRow(rows, []any{&id, &c.Stage, &c.Author, &c.State, &c.Date, &c.Certifier, &c.Rejection}, func() error {
		l.projects[id].Certifications = append(l.projects[id].Certifications, c)
		return nil
	})
	for _, p := range l.projects {
		registry.SortCertifications(p.Certifications)
	}
	return err
}

func (l loading) years(rows pgx.Rows) error {
	var id registry.ProjectID
	var y registry.Year
	var months []money.Yuan
	into := []any{
		&id, &y.Year, &y.Unit, &y.Category, &y.Industry, &y.Nature, &y.TotalInvestment, &y.Planned,
		&y.NeedsNewLand, &y.StartMonth, &y.Resumption.Date, &y.Resumption.Excuse, &y.Resumption.Excuser,
		&y.Plan.Number, &months,
	}
	_, err := pgx.ForEachRow(rows, into, func() error {
		y.Plan.Months = registry.MonthPlan{}
		copy(y.Plan.Months[:], months)
		l.projects[id].Years = append(l.projects[id].Years, y)
		return nil
	})
	return err
}

func (l loading) listings(rows pgx.Rows) error {
	var id registry.ProjectID
	var year int
	var listing registry.Listing
	_, err := pgx.ForEachRow(rows, []any{&id, &year, &listing.Key, &listing.FromMonth, &listing.Confirmed}, func() error {
		years := l.projects[id].Years
		for i := range years {
			if years[i].Year == year {
				years[i].Listings = append(years[i].Listings, listing)
			}
		}
		return nil
	})
	return err
}

// uuids are the IDs as PostgreSQL takes arrays of them. Text that is no UUID finds
// nothing: the edge has refused it before.
func uuids(ids []registry.ProjectID) []pgtype.UUID { return column(ids, uuidOf) }

func uuidOf(id registry.ProjectID) pgtype.UUID {
	u, err := uuid.Parse(string(id))
	return pgtype.UUID{Bytes: u, Valid: err == nil}
}
