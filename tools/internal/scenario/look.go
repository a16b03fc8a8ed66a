package scenario

import (
	"context"
	"fmt"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/synth"
)

// known is what the register has of a scenario: national codes of its projects, and
// of those with a report, by month.
type known struct {
	projects map[string]bool
	reports  map[string]map[string]bool
}

// look reads what the register has below unit up to the last of months.
func look(ctx context.Context, c *client.Client, unit string, months []string) (known, error) {
	k := known{reports: map[string]map[string]bool{}}
	var err error
	if k.projects, err = list(ctx, c, &registryv1.ListProjectsRequest{Unit: unit, Month: months[len(months)-1]}); err != nil {
		return known{}, err
	}
	for _, m := range months {
		k.reports[m], err = list(ctx, c, &registryv1.ListProjectsRequest{
			Unit: unit, Month: m, ReportStatus: registryv1.ReportStatus_REPORT_STATUS_REPORTED,
		})
		if err != nil {
			return known{}, err
		}
	}
	return k, nil
}

// list reads the national codes of all pages of req.
func list(ctx context.Context, c *client.Client, req *registryv1.ListProjectsRequest) (map[string]bool, error) {
	all, err := rows(ctx, c, req)
	if err != nil {
		return nil, err
	}
	codes := map[string]bool{}
	for _, row := range all {
		codes[row.GetNationalCode()] = true
	}
	return codes, nil
}

// rows reads all pages of req.
func rows(ctx context.Context, c *client.Client, req *registryv1.ListProjectsRequest) ([]*registryv1.ProjectRow, error) {
	ctx = client.As(ctx, authn.RoleProvince, c.Root())
	var all []*registryv1.ProjectRow
	req.PageSize = 500
	for {
		res, err := c.Projects.ListProjects(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("list projects of %s: %w", req.GetUnit(), err)
		}
		all = append(all, res.GetRows()...)
		if req.PageToken = res.GetNextPageToken(); req.GetPageToken() == "" {
			return all, nil
		}
	}
}

// totals reads what req adds up to; the first page tells.
func totals(ctx context.Context, c *client.Client, req *registryv1.ListProjectsRequest) (*registryv1.ListTotals, error) {
	req.PageSize = 1
	res, err := c.Projects.ListProjects(client.As(ctx, authn.RoleProvince, c.Root()), req)
	if err != nil {
		return nil, fmt.Errorf("totals of %s: %w", req.GetUnit(), err)
	}
	return res.GetTotals(), nil
}

// lacking are the rows that the register lacks: projects first, then the reports
// month by month.
func (k known) lacking(projects []synth.Project, months []string) (missing, reports []*registryv1.IngestRow) {
	byMonth := map[string][]*registryv1.IngestRow{}
	for _, p := range projects {
		if !k.projects[p.Project.GetNationalCode()] {
			missing = append(missing, ingest.ProjectRow(p.Project))
		}
		for _, r := range p.Reports {
			m := r.Row.GetMonth()
			if !k.reports[m][r.Row.GetProject()] {
				byMonth[m] = append(byMonth[m], ingest.ReportRow(r.Row))
			}
		}
	}
	for _, m := range months {
		reports = append(reports, byMonth[m]...)
	}
	return missing, reports
}
