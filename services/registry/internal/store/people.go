package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/registry/internal/registry"
)

// daysColumns read a span of days as the domain has it.
const daysColumns = `to_char(lower(days), 'YYYY-MM-DD') AS from_date, coalesce(to_char(upper(days) - 1, 'YYYY-MM-DD'), '') AS to_date`

// personSQL reads people; what follows chooses which.
const personSQL = `
SELECT h.id::text AS id, h.name, h.unit, coalesce(h.department, '') AS department, h.position, h.phone,
       coalesce(h.principal, '') AS principal, ` + daysColumns + `, h.version
FROM person h `

type personRow struct {
	ID         registry.PersonID
	Name       string
	Unit       string
	Department string
	Position   string
	Phone      string
	Principal  string
	FromDate   string
	ToDate     string
	Version    int64
}

func (r personRow) toDomain() registry.Person {
	return registry.Person{
		ID: r.ID, Name: r.Name, Unit: r.Unit, Department: r.Department, Position: r.Position, Phone: r.Phone,
		Principal: r.Principal, Days: registry.Days{From: r.FromDate, To: r.ToDate}, Version: r.Version,
	}
}

// PeopleFilter chooses people; the caller has checked who may see them.
type PeopleFilter struct {
	Units []string
	Words []string // each must be found in name, department or position
	Day   string   // on which they are in office
}

// PersonPosition is where a page of people ended.
type PersonPosition struct{ Name, ID string }

// People reads a page of people in the order of their names.
func (s *Store) People(ctx context.Context, f PeopleFilter, after *PersonPosition, rows int) ([]registry.Person, error) {
	args := pgx.NamedArgs{
		"units": f.Units, "day": f.Day, "patterns": patterns(f.Words), "first_page": after == nil, "rows": rows, "name": nil, "id": nil,
	}
	if after != nil {
		args["name"], args["id"] = after.Name, after.ID
	}
	statement := personSQL + `
WHERE h.unit = ANY(@units::text[]) AND h.days @> @day::date
  AND h.name || ' ' || coalesce(h.department, '') || ' ' || h.position ILIKE ALL (@patterns::text[])
  AND (@first_page OR (h.name, h.id) > (@name::text, @id::uuid))
ORDER BY h.name, h.id LIMIT @rows`
	found, _ := s.pool.Query(ctx, statement, args) // its error comes back from Collect
	return collectPeople(found)
}

func collectPeople(rows pgx.Rows) ([]registry.Person, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[personRow])
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return column(found, personRow.toDomain), nil
}

// querier is the pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Person reads one person.
func (s *Store) Person(ctx context.Context, id string) (registry.Person, error) {
	return onePerson(ctx, s.pool, `WHERE h.id = $1`, id)
}

// Person reads one person in the transaction.
func (t *Tx) Person(ctx context.Context, id string) (registry.Person, error) {
	return onePerson(ctx, t.tx, `WHERE h.id = $1`, id)
}

// LockPerson locks a person and reads them.
func (t *Tx) LockPerson(ctx context.Context, id string) (registry.Person, error) {
	return onePerson(ctx, t.tx, `WHERE h.id = $1 FOR NO KEY UPDATE`, id)
}

func onePerson(ctx context.Context, q querier, which, id string) (registry.Person, error) {
	rows, _ := q.Query(ctx, personSQL+which, idOf(id)) // its error comes back from Collect
	people, err := collectPeople(rows)
	if err != nil {
		return registry.Person{}, err
	}
	if len(people) == 0 {
		return registry.Person{}, registry.PersonNotFound(id)
	}
	return people[0], nil
}

// idOf is an ID as PostgreSQL takes it; text that is no UUID finds nothing.
func idOf(id string) pgtype.UUID {
	u, err := uuid.Parse(id)
	return pgtype.UUID{Bytes: u, Valid: err == nil}
}

const (
	savePersonSQL = `
INSERT INTO person (id, name, unit, department, position, phone, principal, days, version, update_time)
VALUES (@id, @name, @unit, @department, @position, @phone, @principal, daterange(@from, @to, '[]'), @version, @now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit, department = excluded.department, position = excluded.position,
    phone = excluded.phone, principal = excluded.principal, days = excluded.days, version = excluded.version, update_time = excluded.update_time`
	saveDepartmentSQL = `
INSERT INTO department (unit, name, days, version, update_time) VALUES (@unit, @name, daterange(@from, @to, '[]'), @version, @now)`
	closeDepartmentSQL = `
UPDATE department SET days = daterange(@from, @to, '[]'), version = @version, update_time = @now WHERE unit = @unit AND name = @name`
	peopleChangeSQL = `
INSERT INTO people_change (subject, at, principal, call, version, state) VALUES ($1, $2, $3, $4, $5, $6)`
)

// SavePerson stores a person as decided, and who changed them. Nobody else is told:
// other services have no use for people yet, and what is not told does not leak.
func (t *Tx) SavePerson(ctx context.Context, p registry.Person) error {
	batch := &pgx.Batch{}
	batch.Queue(savePersonSQL, pgx.NamedArgs{
		"id": idOf(string(p.ID)), "name": p.Name, "unit": p.Unit, "department": orNil(p.Department), "position": p.Position,
		"phone": p.Phone, "principal": orNil(p.Principal), "from": p.Days.From, "to": orNil(p.Days.To), "version": p.Version, "now": t.now,
	})
	kept := p
	kept.Phone = registry.MaskPhone(p.Phone)
	batch.Queue(peopleChangeSQL, "person/"+string(p.ID), t.now, t.by.Principal, t.by.Call, p.Version, kept)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save person %s: %w", p.ID, err)
	}
	return nil
}

const departmentSQL = `SELECT d.unit, d.name, ` + daysColumns + `, d.version FROM department d WHERE d.unit = $1`

type departmentRow struct {
	Unit     string
	Name     string
	FromDate string
	ToDate   string
	Version  int64
}

func (r departmentRow) toDomain() registry.Department {
	return registry.Department{Unit: r.Unit, Name: r.Name, Days: registry.Days{From: r.FromDate, To: r.ToDate}, Version: r.Version}
}

// Departments reads a unit's departments in the order of their names.
func (s *Store) Departments(ctx context.Context, unit string) ([]registry.Department, error) {
	rows, _ := s.pool.Query(ctx, departmentSQL+` ORDER BY d.name`, unit) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[departmentRow])
	if err != nil {
		return nil, fmt.Errorf("read departments of %s: %w", unit, err)
	}
	return column(found, departmentRow.toDomain), nil
}

// LockDepartment locks a department and reads it.
func (t *Tx) LockDepartment(ctx context.Context, unit, name string) (registry.Department, error) {
	rows, _ := t.tx.Query(ctx, departmentSQL+` AND d.name = $2 FOR NO KEY UPDATE`, unit, name)
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[departmentRow])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return registry.Department{}, registry.DepartmentNotFound(unit, name)
	case err != nil:
		return registry.Department{}, fmt.Errorf("lock department %s of %s: %w", name, unit, err)
	}
	return row.toDomain(), nil
}

// CreateDepartment stores a new department.
func (t *Tx) CreateDepartment(ctx context.Context, d registry.Department) error {
	return t.saveDepartment(ctx, saveDepartmentSQL, d)
}

// CloseDepartment stores a department's end.
func (t *Tx) CloseDepartment(ctx context.Context, d registry.Department) error {
	return t.saveDepartment(ctx, closeDepartmentSQL, d)
}

func (t *Tx) saveDepartment(ctx context.Context, statement string, d registry.Department) error {
	batch := &pgx.Batch{}
	batch.Queue(statement, pgx.NamedArgs{
		"unit": d.Unit, "name": d.Name, "from": d.Days.From, "to": orNil(d.Days.To), "version": d.Version, "now": t.now,
	})
	batch.Queue(peopleChangeSQL, "department/"+d.Unit+"/"+d.Name, t.now, t.by.Principal, t.by.Call, d.Version, d)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save department %s of %s: %w", d.Name, d.Unit, err)
	}
	return nil
}
