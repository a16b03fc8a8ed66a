package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// NamedProject is a responsibility with its project and its person, as lists show it.
type NamedProject struct {
	registry.Responsibility
	ProjectName string
	ProjectUnit string // of the project's latest plan year
	Bearer      *registry.Person
	position    ResponsibilityPosition
}

// Position is where a page that ends with it ends.
func (n NamedProject) Position() ResponsibilityPosition { return n.position }

// ResponsibilityPosition is where a page of responsibilities ended.
type ResponsibilityPosition struct{ Project, Rest string }

// ResponsibilityFilter chooses responsibilities; what is empty does not narrow.
type ResponsibilityFilter struct {
	ID        string
	Project   registry.ProjectID
	Person    string
	Principal string // whose own
	Day       string // on which they hold
	Reach     *Reach // nil: the caller has checked who may see them
}

// Reach is whose projects somebody sees: those of some units, and those of others
// that they are named on. Without a principal there are only the open ones.
type Reach struct {
	Open      []string
	Named     []string
	Principal string
	Day       string // on which they are named
}

// responsibilitySQL orders by the project's name; within a project by kind, first
// day and ID.
const responsibilitySQL = `
WITH found AS (
    SELECT r.id, r.project_id, r.kind, r.person_id, r.team, r.unit, r.department, r.days, r.version, p.name AS project_name, p.key_unit AS project_unit,
           array_position(ARRAY['lead_official', 'chief_service_officer', 'service_officer', 'team', 'responsible_unit'], r.kind)
             || to_char(lower(r.days), 'YYYYMMDD') || r.id AS rest
    FROM responsibility r JOIN project p ON p.id = r.project_id LEFT JOIN person h ON h.id = r.person_id
    WHERE (@id::uuid IS NULL OR r.id = @id) AND (@project::uuid IS NULL OR r.project_id = @project)
      AND (@person::uuid IS NULL OR r.person_id = @person) AND (@principal::text IS NULL OR h.principal = @principal)
      AND (@day::date IS NULL OR r.days @> @day::date)
      AND (@all OR p.key_unit = ANY(@open::text[]) OR p.key_unit = ANY(@named::text[]) AND h.principal = @viewer))
SELECT f.id::text AS id, f.project_id::text AS project, f.kind, coalesce(f.person_id::text, '') AS person, coalesce(f.team, '') AS team,
       coalesce(f.unit, '') AS unit, coalesce(f.department, '') AS department, ` + daysColumns + `, f.version,
       f.project_name, f.project_unit, f.rest
FROM found f
WHERE @first_page OR (f.project_name, f.rest) > (@after_project::text, @after_rest::text)
ORDER BY f.project_name, f.rest LIMIT @rows`

type responsibilityRow struct {
	ID          string
	Project     registry.ProjectID
	Kind        registry.ResponsibilityKind
	Person      registry.PersonID
	Team        string
	Unit        string
	Department  string
	FromDate    string
	ToDate      string
	Version     int64
	ProjectName string
	ProjectUnit string
	Rest        string
}

func (r responsibilityRow) toDomain() NamedProject {
	return NamedProject{
		Responsibility: registry.Responsibility{
			ID: r.ID, Project: r.Project, Kind: r.Kind, Person: r.Person, Team: r.Team, Unit: r.Unit, Department: r.Department,
			Days: registry.Days{From: r.FromDate, To: r.ToDate}, Version: r.Version,
		},
		ProjectName: r.ProjectName, ProjectUnit: r.ProjectUnit, position: ResponsibilityPosition{r.ProjectName, r.Rest},
	}
}

func (f ResponsibilityFilter) args(after *ResponsibilityPosition, rows int) pgx.NamedArgs {
	reach := Reach{}
	if f.Reach != nil {
		reach = *f.Reach
	}
	args := pgx.NamedArgs{
		"id": idOf(f.ID), "project": idOf(string(f.Project)), "person": idOf(f.Person), "principal": orNil(f.Principal), "day": orNil(f.Day),
		"all": f.Reach == nil, "open": reach.Open, "named": reach.Named, "viewer": reach.Principal,
		"first_page": after == nil, "rows": rows, "after_project": nil, "after_rest": nil,
	}
	if after != nil {
		args["after_project"], args["after_rest"] = after.Project, after.Rest
	}
	return args
}

// Responsibilities reads a page of responsibilities with their people.
func (s *Store) Responsibilities(ctx context.Context, f ResponsibilityFilter, after *ResponsibilityPosition, rows int) ([]NamedProject, error) {
	var named []NamedProject
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		named, err = responsibilities(ctx, tx, f, after, rows)
		return err
	})
	return named, err
}

func responsibilities(ctx context.Context, tx pgx.Tx, f ResponsibilityFilter, after *ResponsibilityPosition, rows int) ([]NamedProject, error) {
	found, _ := tx.Query(ctx, responsibilitySQL, f.args(after, rows)) // its error comes back from Collect
	read, err := pgx.CollectRows(found, pgx.RowToStructByName[responsibilityRow])
	if err != nil {
		return nil, fmt.Errorf("read responsibilities: %w", err)
	}
	named := column(read, responsibilityRow.toDomain)
	return named, addBearers(ctx, tx, named)
}

func addBearers(ctx context.Context, tx pgx.Tx, named []NamedProject) error {
	ids := column(named, func(n NamedProject) string { return string(n.Person) })
	rows, _ := tx.Query(ctx, personSQL+`WHERE h.id = ANY($1)`, column(ids, idOf))
	people, err := collectPeople(rows)
	if err != nil {
		return err
	}
	byID := map[registry.PersonID]registry.Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	for i := range named {
		if p, ok := byID[named[i].Person]; ok {
			named[i].Bearer = &p
		}
	}
	return nil
}

const projectOfResponsibilitySQL = `SELECT project_id::text FROM responsibility WHERE id = $1`

// LockResponsibility locks a responsibility by its project, and reads both.
func (t *Tx) LockResponsibility(ctx context.Context, id string) (registry.Project, NamedProject, error) {
	missing := registry.ResponsibilityNotFound(id)
	var key registry.ProjectID
	err := t.tx.QueryRow(ctx, projectOfResponsibilitySQL, idOf(id)).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		return registry.Project{}, NamedProject{}, missing
	}
	if err != nil {
		return registry.Project{}, NamedProject{}, fmt.Errorf("find responsibility %s: %w", id, err)
	}
	p, err := t.LockProject(ctx, key)
	if err != nil {
		return registry.Project{}, NamedProject{}, err
	}
	named, err := responsibilities(ctx, t.tx, ResponsibilityFilter{ID: id}, nil, 1)
	if err != nil {
		return registry.Project{}, NamedProject{}, err
	}
	if len(named) == 0 {
		return registry.Project{}, NamedProject{}, missing
	}
	return p, named[0], nil
}

const (
	holdProjectSQL       = `SELECT FROM project WHERE id = $1 FOR NO KEY UPDATE`
	addResponsibilitySQL = `
INSERT INTO responsibility (id, project_id, kind, person_id, team, unit, department, days, version)
VALUES (@id, @project, @kind, @person, @team, @unit, @department, daterange(@from, @to, '[]'), @version)`
	endResponsibilitySQL = `
UPDATE responsibility SET days = daterange($2, $3, '[]'), version = $4 WHERE id = $1`
	noteChangeSQL = `
INSERT INTO change (project_id, at, principal, call, subject, version, reason, fields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// AddResponsibility stores a new responsibility and notes it in the project's
// history, with its bearer in words. It takes the project's lock, which the caller has as
// a rule: of several who do without, each writes its row before it looks at those of the others,
// all wait for one another, and PostgreSQL gives up one a second, which comes back and waits
// again. Whoever lost that often enough was told that there is no database.
func (t *Tx) AddResponsibility(ctx context.Context, r registry.Responsibility, bearer string) error {
	batch := &pgx.Batch{}
	batch.Queue(holdProjectSQL, uuidOf(r.Project))
	batch.Queue(addResponsibilitySQL, pgx.NamedArgs{
		"id": idOf(r.ID), "project": uuidOf(r.Project), "kind": r.Kind, "person": idOf(string(r.Person)), "team": orNil(r.Team),
		"unit": orNil(r.Unit), "department": orNil(r.Department), "from": r.Days.From, "to": orNil(r.Days.To), "version": r.Version,
	})
	return t.noteResponsibility(ctx, batch, registry.Responsibility{}, r, bearer)
}

// EndResponsibility stores a responsibility's last day and notes it in the project's
// history. The caller holds the project's lock.
func (t *Tx) EndResponsibility(ctx context.Context, before, after registry.Responsibility, bearer string) error {
	batch := &pgx.Batch{}
	batch.Queue(endResponsibilitySQL, idOf(after.ID), after.Days.From, after.Days.To, after.Version)
	return t.noteResponsibility(ctx, batch, before, after, bearer)
}

func (t *Tx) noteResponsibility(ctx context.Context, batch *pgx.Batch, before, after registry.Responsibility, bearer string) error {
	fields := orEmpty(registry.DiffResponsibility(before, after, bearer))
	batch.Queue(noteChangeSQL, uuidOf(after.Project), t.now, t.by.Principal, t.by.Call, after.Subject(), after.Version, t.by.Reason, fields)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save responsibility %s: %w", after.ID, err)
	}
	return nil
}

// namedOnSQL finds where the viewer is named today, on the project that follows.
const namedOnSQL = `
          SELECT FROM responsibility r JOIN person h ON h.id = r.person_id
          WHERE h.principal = @viewer AND r.days @> @day::date AND h.days @> @day::date AND r.project_id = `

const namedSQL = `SELECT EXISTS (` + namedOnSQL + `@project)`

// Named tells whether the principal is named on a project on a day.
func (s *Store) Named(ctx context.Context, project registry.ProjectID, principal, day string) (bool, error) {
	return named(ctx, s.pool, project, principal, day)
}

// Named tells whether the principal is named on a project on a day.
func (t *Tx) Named(ctx context.Context, project registry.ProjectID, principal, day string) (bool, error) {
	return named(ctx, t.tx, project, principal, day)
}

func named(ctx context.Context, q querier, project registry.ProjectID, principal, day string) (bool, error) {
	rows, _ := q.Query(ctx, namedSQL, pgx.NamedArgs{"project": uuidOf(project), "viewer": principal, "day": day}) // its error comes back from Collect
	yes, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	if err != nil {
		return false, fmt.Errorf("ask who is named on project %s: %w", project, err)
	}
	return yes, nil
}

// Unassigned is a project that has nobody.
type Unassigned struct {
	ID           registry.ProjectID
	Name         string
	Unit         string
	LacksLead    bool
	LacksOfficer bool
}

// UnassignedFilter chooses projects that have nobody on a day of a plan year; the
// caller has checked who may see them.
type UnassignedFilter struct {
	Units []string
	Day   string
	Year  int
}

// UnassignedPosition is where a page of them ended.
type UnassignedPosition struct{ Unit, Name, ID string }

const lackingSQL = `
WITH lacking AS (
    SELECT p.id, p.name, y.unit,
           NOT EXISTS (SELECT FROM responsibility r WHERE r.project_id = p.id AND r.days @> @day::date
                       AND r.kind = 'lead_official') AS lacks_lead,
           NOT EXISTS (SELECT FROM responsibility r WHERE r.project_id = p.id AND r.days @> @day::date
                       AND r.kind IN ('chief_service_officer', 'service_officer')) AS lacks_officer
    FROM project_year y JOIN project p ON p.id = y.project_id
    WHERE y.year = @year AND y.unit = ANY(@units::text[]) AND (p.end_date IS NULL OR p.end_date >= @day::date))`

const unassignedSQL = lackingSQL + `
SELECT id::text AS id, name, unit, lacks_lead, lacks_officer FROM lacking
WHERE (lacks_lead OR lacks_officer) AND (@first_page OR (unit, name, id) > (@after_unit::text, @after_name::text, @after_id::uuid))
ORDER BY unit, name, id LIMIT @rows`

const countUnassignedSQL = lackingSQL + ` SELECT count(*) FROM lacking WHERE lacks_lead OR lacks_officer`

// Unassigned reads a page of the projects that have nobody and, with the first page,
// how many there are in all, both of one moment.
func (s *Store) Unassigned(ctx context.Context, f UnassignedFilter, after *UnassignedPosition, rows int) ([]Unassigned, int64, error) {
	args := pgx.NamedArgs{
		"units": f.Units, "day": f.Day, "year": f.Year, "first_page": after == nil, "rows": rows, "after_unit": nil, "after_name": nil, "after_id": nil,
	}
	if after != nil {
		args["after_unit"], args["after_name"], args["after_id"] = after.Unit, after.Name, after.ID
	}
	var page []Unassigned
	var total int64
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, unassignedSQL, args)
		var err error
		if page, err = pgx.CollectRows(found, pgx.RowToStructByName[Unassigned]); err != nil {
			return fmt.Errorf("list projects without anybody: %w", err)
		}
		if after != nil {
			return nil
		}
		if err := tx.QueryRow(ctx, countUnassignedSQL, args).Scan(&total); err != nil {
			return fmt.Errorf("count projects without anybody: %w", err)
		}
		return nil
	})
	return page, total, err
}
