package scenario

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

const (
	binzhou      = "binzhou-2020"
	binzhouCity  = "sd-bz"
	binzhouMonth = "2020-05"

	officersUnit     = "sd-bz-zouping"
	officersProjects = 5
	officersSince    = "2020-01-01"
)

// demoPerson is one of the people who answer for demonstration projects. The names
// are made up: nobody is called so.
type demoPerson struct {
	name, unit, principal string
	kind                  registryv1.ResponsibilityKind
}

// demoPeople are a city's lead official, and two officers of a county, one of whom
// signs in as the development issuer's account dev-officer.
func demoPeople() []demoPerson {
	return []demoPerson{
		{"演示包联领导", binzhouCity, "", registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_LEAD_OFFICIAL},
		{"演示首席服务员", officersUnit, "", registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_CHIEF_SERVICE_OFFICER},
		{"演示服务员", officersUnit, "dev-officer", registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_SERVICE_OFFICER},
	}
}

// nameOfficers lets demonstration people answer for a county's first projects that report,
// so that an officer who signs in has something to do. Projects that ever had somebody are
// left alone.
func nameOfficers(ctx context.Context, c *client.Client, out io.Writer) error {
	res, err := c.Projects.ListProjects(client.As(ctx, authn.RoleProvince, c.Root()), &registryv1.ListProjectsRequest{
		Unit: officersUnit, Month: binzhouMonth, ReportStatus: registryv1.ReportStatus_REPORT_STATUS_REPORTED, PageSize: officersProjects,
	})
	if err != nil {
		return fmt.Errorf("list projects of %s: %w", officersUnit, err)
	}
	var bare []string
	for _, row := range res.GetRows() {
		had, err := c.Duties.ListResponsibilities(client.As(ctx, authn.RoleProvince, c.Root()), &registryv1.ListResponsibilitiesRequest{ProjectId: row.GetId(), PageSize: 1})
		if err != nil {
			return fmt.Errorf("who answers for project %s: %w", row.GetId(), err)
		}
		if len(had.GetResponsibilities()) == 0 {
			bare = append(bare, row.GetId())
		}
	}
	if len(bare) > 0 {
		if err := assignDemoPeople(ctx, c, bare); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "  包联服务：新指定 %d 个项目，原有 %d 个\n", len(bare), len(res.GetRows())-len(bare))
	return nil
}

func assignDemoPeople(ctx context.Context, c *client.Client, projects []string) error {
	for _, p := range demoPeople() {
		id, err := ensurePerson(ctx, c, p)
		if err != nil {
			return err
		}
		for _, project := range projects {
			_, err := c.Duties.AssignResponsibility(client.As(ctx, authn.RoleCity, c.Root()), &registryv1.AssignResponsibilityRequest{
				ProjectId: project, Responsibility: &registryv1.Responsibility{Kind: p.kind, PersonId: id, FromDate: officersSince}, RequestId: uuid.NewString(),
			})
			if err != nil {
				return fmt.Errorf("name somebody for project %s: %w", project, err)
			}
		}
	}
	return nil
}

// ensurePerson finds a demonstration person by their name, or adds them.
func ensurePerson(ctx context.Context, c *client.Client, p demoPerson) (string, error) {
	ctx = client.As(ctx, authn.RoleAdmin, c.Root())
	found, err := c.People.ListPeople(ctx, &registryv1.ListPeopleRequest{Unit: p.unit, Query: p.name})
	if err != nil {
		return "", fmt.Errorf("look for %s: %w", p.name, err)
	}
	for _, known := range found.GetPeople() {
		if known.GetName() == p.name {
			return known.GetId(), nil
		}
	}
	added, err := c.People.CreatePerson(ctx, &registryv1.CreatePersonRequest{
		Person:    &registryv1.Person{Name: p.name, Unit: p.unit, Principal: p.principal, FromDate: officersSince},
		RequestId: uuid.NewString(),
	})
	if err != nil {
		return "", fmt.Errorf("add %s: %w", p.name, err)
	}
	return added.GetPerson().GetId(), nil
}
