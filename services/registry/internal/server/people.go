package server

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const mostPeople = 500

// meets tells whether the caller sees people of a unit: those of their own subtrees,
// and those of the units above, whom they have to deal with.
func (a access) meets(year int, unit string) bool {
	for _, root := range a.table.Units(a.who, authz.PersonRead) {
		if a.tree.Covers(year, root, unit) || a.tree.Covers(year, unit, root) {
			return true
		}
	}
	return false
}

// ListDepartments implements registryv1.PeopleServiceServer.
func (s *Server) ListDepartments(ctx context.Context, req *registryv1.ListDepartmentsRequest) (*registryv1.ListDepartmentsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	if !a.meets(s.businessYear(), req.GetUnit()) {
		return nil, registry.UnitNotFound(req.GetUnit())
	}
	departments, err := s.store.Departments(ctx, req.GetUnit())
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListDepartmentsResponse{}
	for _, d := range departments {
		resp.Departments = append(resp.Departments, department(d))
	}
	return resp, nil
}

// CreateDepartment implements registryv1.PeopleServiceServer.
func (s *Server) CreateDepartment(ctx context.Context, req *registryv1.CreateDepartmentRequest) (*registryv1.CreateDepartmentResponse, error) {
	newResp := func() *registryv1.CreateDepartmentResponse { return &registryv1.CreateDepartmentResponse{} }
	return mutate(ctx, s, "CreateDepartment", "", req, newResp, func(tx *store.Tx) (*registryv1.CreateDepartmentResponse, error) {
		in := registry.Department{
			Unit: req.GetDepartment().GetUnit(), Name: req.GetDepartment().GetName(), Days: registry.Days{From: req.GetDepartment().GetFromDate()},
		}
		if err := s.keepsPeople(ctx, in.Unit, registry.UnitNotFound(in.Unit).At("department.unit")); err != nil {
			return nil, err
		}
		d, err := registry.NewDepartment(in, tx.Now())
		if err != nil {
			return nil, err
		}
		return &registryv1.CreateDepartmentResponse{Department: department(d)}, tx.CreateDepartment(ctx, d)
	})
}

// keepsPeople is nil where the caller keeps the people of a unit.
func (s *Server) keepsPeople(ctx context.Context, unit string, missing error) error {
	a, err := s.access(ctx)
	if err != nil {
		return err
	}
	return a.check(authz.PersonWrite, s.businessYear(), unit, missing)
}

// CloseDepartment implements registryv1.PeopleServiceServer.
func (s *Server) CloseDepartment(ctx context.Context, req *registryv1.CloseDepartmentRequest) (*registryv1.CloseDepartmentResponse, error) {
	newResp := func() *registryv1.CloseDepartmentResponse { return &registryv1.CloseDepartmentResponse{} }
	return mutate(ctx, s, "CloseDepartment", "", req, newResp, func(tx *store.Tx) (*registryv1.CloseDepartmentResponse, error) {
		if err := s.keepsPeople(ctx, req.GetUnit(), registry.UnitNotFound(req.GetUnit())); err != nil {
			return nil, err
		}
		before, err := tx.LockDepartment(ctx, req.GetUnit(), registry.Line(req.GetName()))
		if err != nil {
			return nil, err
		}
		if err := store.CheckVersion("department "+before.Name, before.Version, req.GetVersion()); err != nil {
			return nil, err
		}
		after, err := before.Close(req.GetToDate())
		if err != nil {
			return nil, err
		}
		return &registryv1.CloseDepartmentResponse{Department: department(after)}, tx.CloseDepartment(ctx, after)
	})
}

// ListPeople implements registryv1.PeopleServiceServer.
func (s *Server) ListPeople(ctx context.Context, req *registryv1.ListPeopleRequest) (*registryv1.ListPeopleResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.peopleFilter(a, req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := personPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostPeople)
	people, err := s.store.People(ctx, filter, after, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListPeopleResponse{}
	if len(people) > rows {
		people = people[:rows]
		last := people[rows-1]
		resp.NextPageToken = pageToken{hash, []string{last.Name, string(last.ID)}}.String()
	}
	for _, p := range people {
		resp.People = append(resp.People, s.person(a, p, p.Unit))
	}
	return resp, nil
}

func (s *Server) peopleFilter(a access, req *registryv1.ListPeopleRequest) (store.PeopleFilter, error) {
	day, err := registry.Day(req.GetDate(), "date", s.now())
	if err != nil {
		return store.PeopleFilter{}, err
	}
	words := strings.Fields(registry.Line(req.GetQuery()))
	units, err := a.peopleUnits(s.businessYear(), req.GetUnit())
	return store.PeopleFilter{Units: units, Words: words[:min(len(words), mostWords)], Day: day}, err
}

// peopleUnits lists the units whose people are meant: those below unit that the
// caller meets people of, or all such where unit is empty.
func (a access) peopleUnits(year int, unit string) ([]string, error) {
	tops := a.tree.Roots(year)
	if unit != "" {
		if !a.tree.Exists(year, unit) || !a.meets(year, unit) {
			return nil, registry.UnitNotFound(unit)
		}
		tops = []string{unit}
	}
	units := []string{}
	for _, top := range tops {
		for _, code := range a.tree.Subtree(year, top) {
			if a.meets(year, code) {
				units = append(units, code)
			}
		}
	}
	return units, nil
}

// personPosition reads where the page before ended, nil for the first page.
func personPosition(token string, hash uint64) (*store.PersonPosition, error) {
	keys, err := pageKeys(token, hash, 2)
	if err != nil || keys == nil {
		return nil, err
	}
	return &store.PersonPosition{Name: keys[0], ID: keys[1]}, nil
}

// pageKeys reads where the page before ended by n keys, the last of them a UUID; nil
// for the first page.
func pageKeys(token string, hash uint64, n int) ([]string, error) {
	if token == "" {
		return nil, nil
	}
	keys, err := parsePageToken(token, hash, n)
	if err != nil {
		return nil, err
	}
	if _, err := uuid.Parse(keys[n-1]); err != nil {
		return nil, errs.Invalid("PAGE_TOKEN_INVALID", "page token of no ID").At("page_token").Wrap(err)
	}
	return keys, nil
}

// GetPerson implements registryv1.PeopleServiceServer.
func (s *Server) GetPerson(ctx context.Context, req *registryv1.GetPersonRequest) (*registryv1.GetPersonResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Person(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	if !a.meets(s.businessYear(), p.Unit) {
		return nil, registry.PersonNotFound(req.GetId())
	}
	return &registryv1.GetPersonResponse{Person: s.person(a, p, p.Unit)}, nil
}

// CreatePerson implements registryv1.PeopleServiceServer.
func (s *Server) CreatePerson(ctx context.Context, req *registryv1.CreatePersonRequest) (*registryv1.CreatePersonResponse, error) {
	newResp := func() *registryv1.CreatePersonResponse { return &registryv1.CreatePersonResponse{} }
	return mutate(ctx, s, "CreatePerson", "", req, newResp, func(tx *store.Tx) (*registryv1.CreatePersonResponse, error) {
		in := toPerson(req.GetPerson())
		if err := s.keepsPeople(ctx, in.Unit, registry.UnitNotFound(in.Unit).At("person.unit")); err != nil {
			return nil, err
		}
		p, err := registry.NewPerson(registry.PersonID(uuid.NewString()), in, tx.Now())
		if err != nil {
			return nil, err
		}
		told, err := s.toldPerson(ctx, p)
		if err != nil {
			return nil, err
		}
		return &registryv1.CreatePersonResponse{Person: told}, tx.SavePerson(ctx, p)
	})
}

// UpdatePerson implements registryv1.PeopleServiceServer.
func (s *Server) UpdatePerson(ctx context.Context, req *registryv1.UpdatePersonRequest) (*registryv1.UpdatePersonResponse, error) {
	newResp := func() *registryv1.UpdatePersonResponse { return &registryv1.UpdatePersonResponse{} }
	return mutate(ctx, s, "UpdatePerson", "", req, newResp, func(tx *store.Tx) (*registryv1.UpdatePersonResponse, error) {
		before, err := tx.LockPerson(ctx, req.GetId())
		if err != nil {
			return nil, err
		}
		if err := s.keepsPeople(ctx, before.Unit, registry.PersonNotFound(req.GetId())); err != nil {
			return nil, err
		}
		in := toPerson(req.GetPerson())
		if err := s.keepsPeople(ctx, in.Unit, registry.UnitNotFound(in.Unit).At("person.unit")); err != nil {
			return nil, err
		}
		if err := store.CheckVersion("person "+req.GetId(), before.Version, req.GetVersion()); err != nil {
			return nil, err
		}
		after, err := before.Edit(in, tx.Now())
		if err != nil {
			return nil, err
		}
		told, err := s.toldPerson(ctx, after)
		if err != nil {
			return nil, err
		}
		return &registryv1.UpdatePersonResponse{Person: told}, tx.SavePerson(ctx, after)
	})
}

// toldPerson is a person as the answer of a change tells them.
func (s *Server) toldPerson(ctx context.Context, p registry.Person) (*registryv1.Person, error) {
	a, err := s.access(ctx)
	return masked(s.person(a, p, p.Unit)), err
}

// masked is a person without contact data, for whoever asks: answers of changes are
// kept for retries, and contact data are kept in one place only.
func masked(p *registryv1.Person) *registryv1.Person {
	if p != nil && !p.GetMasked() {
		p.Phone, p.Masked = registry.MaskPhone(p.GetPhone()), p.GetPhone() != ""
	}
	return p
}

// person is a person on the wire, as the caller may see them in the matter of a unit.
func (s *Server) person(a access, p registry.Person, unit string) *registryv1.Person {
	home, _ := a.tree.Unit(p.Unit)
	out := &registryv1.Person{
		Id: string(p.ID), Name: p.Name, Unit: p.Unit, UnitName: home.Name, Department: p.Department, Position: p.Position,
		Phone: p.Phone, FromDate: p.Days.From, ToDate: p.Days.To, Version: p.Version,
	}
	year := s.businessYear()
	if !registry.MaySeeContact(a.viewer(year, unit), p) {
		out.Phone, out.Masked = registry.MaskPhone(p.Phone), p.Phone != ""
	}
	if p.Principal == a.who.ID || a.table.Allows(a.who, authz.PersonWrite, a.covers(year), p.Unit) {
		out.Principal = p.Principal
	}
	return out
}

// viewer is the caller as somebody who looks at contact data in the matter of a unit.
func (a access) viewer(year int, unit string) registry.Viewer {
	return registry.Viewer{Principal: a.who.ID, Roles: roleNames(a.roles(authz.PersonRead, year, unit))}
}

func roleNames(roles []authn.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

func toPerson(p *registryv1.Person) registry.Person {
	return registry.Person{
		Name: p.GetName(), Unit: p.GetUnit(), Department: p.GetDepartment(), Position: p.GetPosition(), Phone: p.GetPhone(),
		Principal: p.GetPrincipal(), Days: registry.Days{From: p.GetFromDate(), To: p.GetToDate()},
	}
}

func department(d registry.Department) *registryv1.Department {
	return &registryv1.Department{Unit: d.Unit, Name: d.Name, FromDate: d.Days.From, ToDate: d.Days.To, Version: d.Version}
}
