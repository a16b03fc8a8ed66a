package bureau

import (
	"context"
	"fmt"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

// project is one of the register.
type project struct {
	id, name, code, credit, unit string

	amounts Amounts
}

// register is what the platform has of a unit's month.
type register struct {
	unit, name, month string
	projects          []project
}

// perPage is the most that the registry tells at once.
const perPage = 500

// readRegister reads the projects listed in the month's year with the newest accepted
// report up to the month.
func readRegister(ctx context.Context, c *client.Client, o Order) (register, error) {
	of, err := rollup.Query{Unit: o.Unit, Month: o.Month}.Request(ctx, c)
	if err != nil {
		return register{}, err
	}
	ctx = client.As(ctx, authn.RoleProvince, c.Root())
	unit, err := c.Units.GetUnit(ctx, &registryv1.GetUnitRequest{Code: of.GetUnit()})
	if err != nil {
		return register{}, err
	}
	r := register{unit: of.GetUnit(), name: unit.GetUnit().GetName(), month: of.GetMonth()}
	ask := &registryv1.ListProjectsRequest{Unit: r.unit, Month: r.month, PageSize: perPage}
	for {
		page, err := c.Projects.ListProjects(ctx, ask)
		if err != nil {
			return register{}, fmt.Errorf("list projects of %s: %w", r.unit, err)
		}
		for _, row := range page.GetRows() {
			if len(row.GetYear().GetListings()) == 0 {
				continue // nothing is reported of what stands in no list
			}
			p, err := r.read(ctx, c, row)
			if err != nil {
				return register{}, fmt.Errorf("read project %s: %w", row.GetId(), err)
			}
			r.projects = append(r.projects, p)
		}
		if ask.PageToken = page.GetNextPageToken(); ask.GetPageToken() == "" {
			return r, nil
		}
	}
}

// read adds what the list doesn't tell: the company's credit code, and the cumulative
// investment of the newest report.
func (r register) read(ctx context.Context, c *client.Client, row *registryv1.ProjectRow) (project, error) {
	whole, err := c.Projects.GetProject(ctx, &registryv1.GetProjectRequest{Id: row.GetId()})
	if err != nil {
		return project{}, err
	}
	p := project{
		id: row.GetId(), name: row.GetName(), code: row.GetNationalCode(), unit: row.GetUnitName(),
		credit: whole.GetProject().GetCompany().GetCreditCode(),
	}
	if row.GetReportedMonth() == "" {
		return p, nil
	}
	told, err := c.Reports.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: p.id, Year: row.GetYear().GetYear()})
	if err != nil {
		return project{}, err
	}
	for _, report := range told.GetReports() {
		if figures := report.GetAccepted().GetFigures(); figures != nil && report.GetMonth() <= r.month {
			cumulative, year := money.Yuan(figures.GetCumulativeYuan()), money.Yuan(figures.GetYearToDateYuan())
			p.amounts = Amounts{&cumulative, &year}
		}
	}
	return p, nil
}
