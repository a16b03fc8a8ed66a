package bureau

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

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
		// nothing is reported of what stands in no list
		listed := slices.DeleteFunc(page.GetRows(), func(row *registryv1.ProjectRow) bool { return len(row.GetYear().GetListings()) == 0 })
		read, err := r.readAll(ctx, c, listed)
		if err != nil {
			return register{}, err
		}
		r.projects = append(r.projects, read...)
		if ask.PageToken = page.GetNextPageToken(); ask.GetPageToken() == "" {
			return r, nil
		}
	}
}

// atOnce is how many projects are read at a time.
const atOnce = 8

// readAll reads the projects of a page, in its order.
func (r register) readAll(ctx context.Context, c *client.Client, rows []*registryv1.ProjectRow) ([]project, error) {
	projects := make([]project, len(rows))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, row := range rows {
		group.Go(func() error {
			var err error
			if projects[i], err = r.read(ctx, c, row); err != nil {
				return fmt.Errorf("read project %s: %w", row.GetId(), err)
			}
			return nil
		})
	}
	return projects, group.Wait()
}

// read adds what the list doesn't tell: the company's credit code, and the investment of
// the newest report, which may be one of a year before.
func (r register) read(ctx context.Context, c *client.Client, row *registryv1.ProjectRow) (project, error) {
	whole, err := c.Projects.GetProject(ctx, &registryv1.GetProjectRequest{Id: row.GetId()})
	if err != nil {
		return project{}, err
	}
	p := project{
		id: row.GetId(), name: row.GetName(), code: row.GetNationalCode(), unit: row.GetUnitName(),
		credit: whole.GetProject().GetCompany().GetCreditCode(),
	}
	ask := &registryv1.ListReportsRequest{ProjectId: p.id}
	if row.GetReportedMonth() != "" {
		ask.Year = row.GetYear().GetYear()
	}
	told, err := c.Reports.ListReports(ctx, ask)
	if err != nil {
		return project{}, err
	}
	p.amounts = r.amounts(told.GetReports())
	return p, nil
}

// amounts are those of the newest accepted report up to the month. One of a year before
// leaves this year's at nothing, as in roll-ups.
func (r register) amounts(reports []*registryv1.Report) Amounts {
	var newest string
	var told Amounts
	for _, report := range reports {
		of, figures := report.GetMonth(), report.GetAccepted().GetFigures()
		if figures == nil || of > r.month || of < newest {
			continue
		}
		cumulative, year := money.Yuan(figures.GetCumulativeYuan()), money.Yuan(figures.GetYearToDateYuan())
		if of[:len("2006")] != r.month[:len("2006")] {
			year = 0
		}
		newest, told = of, Amounts{&cumulative, &year}
	}
	return told
}
