package server_test

import (
	"context"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// officerNamed is the matrix's officer who is named on every project.
func (m *matrix) officerNamed() string {
	m.t.Helper()
	return m.newPerson(&registryv1.Person{Name: "演示服务员", Unit: "bz", Principal: "officer:named@bc"}).GetId()
}

// plantPeople gives a unit somebody, names the officer on its projects, and gives a
// grant that holds and one that waits.
func (m *matrix) plantPeople(unit, officer string) {
	m.t.Helper()
	m.people[unit] = m.newPerson(&registryv1.Person{Name: "演示人员", Unit: unit, Phone: "13800000000"}).GetId()
	for _, p := range []*registryv1.Project{m.submitted[unit], m.accepted[unit]} {
		r := m.assign("bz", p.GetId(), &registryv1.Responsibility{
			Kind: registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_SERVICE_OFFICER, PersonId: officer, FromDate: "2020-05-20",
		})
		m.duties[unit] = r.GetId()
	}
	m.grants[unit] = m.give("boss", &registryv1.Grant{Principal: "clerk", Role: "county", Unit: unit})
	m.proposed[unit] = m.give("boss", &registryv1.Grant{Principal: "heir", Role: "admin", Unit: unit})
}

func (r *register) newPerson(p *registryv1.Person) *registryv1.Person {
	r.t.Helper()
	resp, err := r.CreatePerson(r.as(authn.RoleAdmin, "sd"), &registryv1.CreatePersonRequest{Person: p, RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetPerson()
}

// assign names somebody as the city.
func (r *register) assign(city, project string, in *registryv1.Responsibility) *registryv1.Responsibility {
	r.t.Helper()
	resp, err := r.AssignResponsibility(r.as(authn.RoleCity, city), &registryv1.AssignResponsibilityRequest{
		ProjectId: project, Responsibility: in, RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetResponsibility()
}

// administrator is an administrator of the whole province by a name of their own.
func (r *register) administrator(name string) context.Context {
	r.t.Helper()
	return r.by(authn.Principal{ID: name, Grants: []authn.Grant{{Role: authn.RoleAdmin, Unit: "sd"}}})
}

func (r *register) give(by string, g *registryv1.Grant) *registryv1.Grant {
	r.t.Helper()
	resp, err := r.GiveGrant(r.administrator(by), &registryv1.GiveGrantRequest{Grant: g, RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetGrant()
}

func (m *matrix) peopleProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListDepartments", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListDepartments(ctx, &registryv1.ListDepartmentsRequest{Unit: unit})
			return err
		}},
		{RPC: "CreateDepartment", Call: func(ctx context.Context, unit string) error {
			_, err := m.CreateDepartment(ctx, &registryv1.CreateDepartmentRequest{Department: &registryv1.Department{Unit: unit}, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "CloseDepartment", Call: func(ctx context.Context, unit string) error {
			_, err := m.CloseDepartment(ctx, &registryv1.CloseDepartmentRequest{Unit: unit, Name: "没有的", RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ListPeople", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListPeople(ctx, &registryv1.ListPeopleRequest{Unit: unit})
			return err
		}},
		{RPC: "GetPerson", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetPerson(ctx, &registryv1.GetPersonRequest{Id: m.people[unit]})
			return err
		}},
		{RPC: "GetPerson", Name: "contact data", Call: func(ctx context.Context, unit string) error {
			got, err := m.GetPerson(ctx, &registryv1.GetPersonRequest{Id: m.people[unit]})
			if err == nil && got.GetPerson().GetMasked() {
				return errs.Denied("MASKED", "phone number")
			}
			return err
		}},
		{RPC: "CreatePerson", Call: func(ctx context.Context, unit string) error {
			_, err := m.CreatePerson(ctx, &registryv1.CreatePersonRequest{Person: &registryv1.Person{Unit: unit}, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "UpdatePerson", Call: func(ctx context.Context, unit string) error {
			_, err := m.UpdatePerson(ctx, &registryv1.UpdatePersonRequest{
				Id: m.people[unit], Person: &registryv1.Person{Name: "改名", Unit: unit}, Version: stale, RequestId: uuid.NewString(),
			})
			return err
		}},
	}
}

func (m *matrix) responsibilityProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "AssignResponsibility", Call: func(ctx context.Context, unit string) error {
			_, err := m.AssignResponsibility(ctx, &registryv1.AssignResponsibilityRequest{ProjectId: m.accepted[unit].GetId(), RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "EndResponsibility", Call: func(ctx context.Context, unit string) error {
			_, err := m.EndResponsibility(ctx, &registryv1.EndResponsibilityRequest{Id: m.duties[unit], ToDate: "2020-06-01", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ListResponsibilities", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListResponsibilities(ctx, &registryv1.ListResponsibilitiesRequest{ProjectId: m.accepted[unit].GetId()})
			return err
		}},
		{RPC: "ListUnassignedProjects", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListUnassignedProjects(ctx, &registryv1.ListUnassignedProjectsRequest{Unit: unit})
			return err
		}},
	}
}

func (m *matrix) grantProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "GiveGrant", Call: func(ctx context.Context, unit string) error {
			_, err := m.GiveGrant(ctx, &registryv1.GiveGrantRequest{Grant: &registryv1.Grant{Unit: unit}, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ConfirmGrant", Call: func(ctx context.Context, unit string) error {
			_, err := m.ConfirmGrant(ctx, &registryv1.ConfirmGrantRequest{Id: m.proposed[unit].GetId(), Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "WithdrawGrant", Call: func(ctx context.Context, unit string) error {
			_, err := m.WithdrawGrant(ctx, &registryv1.WithdrawGrantRequest{Id: m.grants[unit].GetId(), Reason: "调离", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ListGrants", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListGrants(ctx, &registryv1.ListGrantsRequest{Unit: unit})
			return err
		}},
		{RPC: "GrantsOf", Call: func(ctx context.Context, _ string) error {
			_, err := m.GrantsOf(ctx, &registryv1.GrantsOfRequest{Principal: "clerk"})
			return err
		}},
	}
}
