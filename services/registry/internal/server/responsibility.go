package server

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// AssignResponsibility implements registryv1.ResponsibilityServiceServer.
func (s *Server) AssignResponsibility(ctx context.Context, req *registryv1.AssignResponsibilityRequest) (*registryv1.AssignResponsibilityResponse, error) {
	newResp := func() *registryv1.AssignResponsibilityResponse { return &registryv1.AssignResponsibilityResponse{} }
	return mutate(ctx, s, "AssignResponsibility", "", req, newResp, func(tx *store.Tx) (*registryv1.AssignResponsibilityResponse, error) {
		a, p, err := s.locked(ctx, tx, req.GetProjectId())
		if err != nil {
			return nil, err
		}
		if err := a.checkProject(authz.ProjectWrite, p, s.businessYear()); err != nil {
			return nil, err
		}
		in := toResponsibility(req.GetResponsibility())
		in.Project = p.ID
		bearer, err := s.bearer(ctx, tx, a, p, in)
		if err != nil {
			return nil, err
		}
		r, err := registry.NewResponsibility(uuid.NewString(), in, bearer, tx.Now())
		if err != nil {
			return nil, err
		}
		unit, _ := unitIn(p, s.businessYear())
		named := store.NamedProject{Responsibility: r, ProjectName: p.Name, ProjectUnit: unit, Bearer: bearer}
		told := s.responsibility(a, named)
		masked(told.GetPerson())
		return &registryv1.AssignResponsibilityResponse{Responsibility: told}, tx.AddResponsibility(ctx, r, a.inWords(named))
	})
}

// bearer is the person whom a responsibility names, nil where it names none. Whoever
// answers for a project is of its unit, or of one above or below it.
func (s *Server) bearer(ctx context.Context, tx *store.Tx, a access, p registry.Project, r registry.Responsibility) (*registry.Person, error) {
	unit, year := unitIn(p, s.businessYear())
	if r.Unit != "" && !a.inOneBranch(year, unit, r.Unit) {
		return nil, registry.UnitNotFound(r.Unit).At("responsibility.unit")
	}
	if r.Person == "" {
		return nil, nil //nolint:nilnil // a unit or a team without a head
	}
	person, err := tx.Person(ctx, string(r.Person))
	if err != nil {
		return nil, err
	}
	if !a.inOneBranch(year, unit, person.Unit) {
		return nil, registry.PersonNotFound(string(r.Person))
	}
	return &person, nil
}

func (a access) inOneBranch(year int, one, other string) bool {
	return a.tree.Covers(year, one, other) || a.tree.Covers(year, other, one)
}

// inWords is who bears a responsibility, as a project's history says it.
func (a access) inWords(n store.NamedProject) string {
	switch {
	case n.Unit != "":
		unit, _ := a.tree.Unit(n.Unit)
		return unit.Name + n.Department
	case n.Bearer == nil:
		return n.Team
	case n.Team != "":
		return n.Team + "（" + n.Bearer.Name + "）"
	default:
		return n.Bearer.Name
	}
}

// EndResponsibility implements registryv1.ResponsibilityServiceServer.
func (s *Server) EndResponsibility(ctx context.Context, req *registryv1.EndResponsibilityRequest) (*registryv1.EndResponsibilityResponse, error) {
	newResp := func() *registryv1.EndResponsibilityResponse { return &registryv1.EndResponsibilityResponse{} }
	return mutate(ctx, s, "EndResponsibility", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.EndResponsibilityResponse, error) {
		a, named, err := s.lockedResponsibility(ctx, tx, req.GetId())
		if err != nil {
			return nil, err
		}
		if err := store.CheckVersion("responsibility "+req.GetId(), named.Version, req.GetVersion()); err != nil {
			return nil, err
		}
		after, err := named.End(req.GetToDate(), tx.Now())
		if err != nil {
			return nil, err
		}
		before := named.Responsibility
		named.Responsibility = after
		told := s.responsibility(a, named)
		masked(told.GetPerson())
		return &registryv1.EndResponsibilityResponse{Responsibility: told}, tx.EndResponsibility(ctx, before, after, a.inWords(named))
	})
}

// lockedResponsibility is a responsibility that the caller may end.
func (s *Server) lockedResponsibility(ctx context.Context, tx *store.Tx, id string) (access, store.NamedProject, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, store.NamedProject{}, err
	}
	p, named, err := tx.LockResponsibility(ctx, id)
	if err != nil {
		return a, named, err
	}
	if a, err = s.forProject(ctx, tx, a, p.ID); err != nil {
		return a, named, err
	}
	unit, year := unitIn(p, s.businessYear())
	return a, named, a.check(authz.ProjectWrite, year, unit, registry.ResponsibilityNotFound(id))
}

// ListResponsibilities implements registryv1.ResponsibilityServiceServer.
func (s *Server) ListResponsibilities(ctx context.Context, req *registryv1.ListResponsibilitiesRequest) (*registryv1.ListResponsibilitiesResponse, error) {
	p, filter, err := s.responsibilityFilter(ctx, req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := responsibilityPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostPeople)
	found, err := s.store.Responsibilities(ctx, filter, after, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListResponsibilitiesResponse{}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1].Position()
		resp.NextPageToken = pageToken{hash, []string{last.Project, last.Rest}}.String()
	}
	for _, n := range found {
		if filter.Project == "" || p.sight.Responsibility(n.Responsibility) {
			resp.Responsibilities = append(resp.Responsibilities, s.responsibility(p.access, n))
		}
	}
	return resp, nil
}

// responsibilityPosition reads where the page before ended, nil for the first page.
func responsibilityPosition(token string, hash uint64) (*store.ResponsibilityPosition, error) {
	if token == "" {
		return nil, nil //nolint:nilnil // no position is the beginning
	}
	keys, err := parsePageToken(token, hash, 2)
	if err != nil {
		return nil, err
	}
	return &store.ResponsibilityPosition{Project: keys[0], Rest: keys[1]}, nil
}

// responsibilityFilter reads and judges what is asked for: of one project what belongs
// to the years that the caller sees of it, of a person what lies within their reach.
func (s *Server) responsibilityFilter(ctx context.Context, req *registryv1.ListResponsibilitiesRequest) (readable, store.ResponsibilityFilter, error) {
	f := store.ResponsibilityFilter{Person: req.GetPersonId(), Day: req.GetDate()}
	if f.Day != "" {
		if _, err := registry.Day(f.Day, "date", s.now()); err != nil {
			return readable{}, f, err
		}
	}
	if req.GetMine() {
		f.Principal = authn.PrincipalOf(ctx).ID
	}
	if f.Person != "" {
		if _, err := s.GetPerson(ctx, &registryv1.GetPersonRequest{Id: f.Person}); err != nil {
			return readable{}, f, err
		}
	}
	if req.GetProjectId() != "" {
		p, err := s.readable(ctx, req.GetProjectId())
		f.Project = p.project.ID
		return p, f, err
	}
	if f.Person == "" && f.Principal == "" {
		return readable{}, f, errs.Invalid("RESPONSIBILITY_FILTER_MISSING", "neither a project nor a person").At("project_id")
	}
	a, err := s.access(ctx)
	if err != nil {
		return readable{}, f, err
	}
	reach, err := s.reach(a, s.businessYear(), "")
	f.Reach = &reach
	return readable{access: a}, f, err
}

// ListUnassignedProjects implements registryv1.ResponsibilityServiceServer.
func (s *Server) ListUnassignedProjects(ctx context.Context, req *registryv1.ListUnassignedProjectsRequest) (*registryv1.ListUnassignedProjectsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.unassignedFilter(a, req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := unassignedPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostProjects)
	found, total, err := s.store.Unassigned(ctx, filter, after, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListUnassignedProjectsResponse{Total: total}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1]
		resp.NextPageToken = pageToken{hash, []string{last.Unit, last.Name, string(last.ID)}}.String()
	}
	for _, u := range found {
		unit, _ := a.tree.Unit(u.Unit)
		resp.Projects = append(resp.Projects, &registryv1.UnassignedProject{
			Id: string(u.ID), Name: u.Name, Unit: u.Unit, UnitName: unit.Name, LacksLeadOfficial: u.LacksLead, LacksServiceOfficer: u.LacksOfficer,
		})
	}
	return resp, nil
}

// unassignedFilter reads and judges what is asked for.
func (s *Server) unassignedFilter(a access, req *registryv1.ListUnassignedProjectsRequest) (store.UnassignedFilter, error) {
	day, err := registry.Day(req.GetDate(), "date", s.now())
	if err != nil {
		return store.UnassignedFilter{}, err
	}
	m, err := month.Parse(day[:len("2006-01")])
	if err != nil {
		return store.UnassignedFilter{}, at(err, "date")
	}
	if req.GetUnit() == "" {
		return store.UnassignedFilter{}, registry.UnitNotFound("").At("unit")
	}
	units, err := a.subtree(m.Year, req.GetUnit())
	return store.UnassignedFilter{Units: units, Day: day, Year: m.Year}, err
}

// unassignedPosition reads where the page before ended, nil for the first page.
func unassignedPosition(token string, hash uint64) (*store.UnassignedPosition, error) {
	keys, err := pageKeys(token, hash, 3)
	if err != nil || keys == nil {
		return nil, err
	}
	return &store.UnassignedPosition{Unit: keys[0], Name: keys[1], ID: keys[2]}, nil
}

// responsibility is a responsibility on the wire. Contact data are the matter of the
// project's unit: its offices call whom they named, wherever they sit, until that is over.
func (s *Server) responsibility(a access, n store.NamedProject) *registryv1.Responsibility {
	unit, _ := a.tree.Unit(n.Unit)
	out := &registryv1.Responsibility{
		Id: n.ID, ProjectId: string(n.Project), ProjectName: n.ProjectName, Kind: responsibilityKind(n.Kind), PersonId: string(n.Person),
		Team: n.Team, Unit: n.Unit, UnitName: unit.Name, Department: n.Department,
		FromDate: n.Days.From, ToDate: n.Days.To, Version: n.Version,
	}
	switch {
	case n.Bearer == nil:
	case n.Days.Over(registry.Today(s.now())):
		out.Person = s.person(a, *n.Bearer, n.Bearer.Unit)
	default:
		out.Person = s.person(a, *n.Bearer, n.ProjectUnit)
	}
	return out
}

// responsibilityKind is the contract's number: those are in the domain's order.
func responsibilityKind(k registry.ResponsibilityKind) registryv1.ResponsibilityKind {
	return registryv1.ResponsibilityKind(slices.Index(registry.ResponsibilityKinds(), k) + 1) //nolint:gosec // a handful
}

func toResponsibility(r *registryv1.Responsibility) registry.Responsibility {
	out := registry.Responsibility{
		Person: registry.PersonID(r.GetPersonId()), Team: r.GetTeam(), Unit: r.GetUnit(), Department: r.GetDepartment(),
		Days: registry.Days{From: r.GetFromDate(), To: r.GetToDate()},
	}
	if kinds := registry.ResponsibilityKinds(); r.GetKind() >= 1 && int(r.GetKind()) <= len(kinds) {
		out.Kind = kinds[r.GetKind()-1]
	}
	return out
}
