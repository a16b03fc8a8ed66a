// Package cutoff publishes a month's cut-off, lists what was published and shows what
// became known since. What is frozen and what differs is the service's word; nothing is
// computed here.
package cutoff

import (
	"context"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
)

// Publish freezes a month of the unit that text means.
func Publish(ctx context.Context, c *client.Client, unit, monthText, note string) (*statisticsv1.Cutoff, error) {
	m, err := month.Parse(monthText)
	if err != nil {
		return nil, err
	}
	found, err := c.FindUnit(ctx, m.Year, unit)
	if err != nil {
		return nil, err
	}
	res, err := c.Cutoffs.PublishCutoff(client.As(ctx, authn.RoleCity, c.Root()), &statisticsv1.PublishCutoffRequest{
		Unit: found.GetCode(), Month: m.String(), Note: note, RequestId: uuid.NewString(),
	})
	return res.GetCutoff(), err
}

// List tells the cut-offs of the unit that text means, the newest first.
func List(ctx context.Context, c *client.Client, unit string, year int) ([]*statisticsv1.Cutoff, error) {
	found, err := c.FindUnit(ctx, year, unit)
	if err != nil {
		return nil, err
	}
	res, err := c.Cutoffs.ListCutoffs(ctx, &statisticsv1.ListCutoffsRequest{Unit: found.GetCode(), Year: int32(year)}) //nolint:gosec // a year that has units
	return res.GetCutoffs(), err
}

// Restatements is a cut-off and what is known otherwise since.
type Restatements struct {
	Cutoff      *statisticsv1.Cutoff
	Frozen, Now *statisticsv1.RollupFigures
	Projects    []*statisticsv1.Restatement
}

// largestPage is the most that the service gives at a time.
const largestPage = 500

// Since tells all that is known otherwise than a cut-off says; of one unit below it
// where text means one.
func Since(ctx context.Context, c *client.Client, id, unit string) (Restatements, error) {
	res, err := c.Cutoffs.GetCutoff(ctx, &statisticsv1.GetCutoffRequest{Id: id})
	if err != nil {
		return Restatements{}, err
	}
	out := Restatements{Cutoff: res.GetCutoff()}
	req := &statisticsv1.ListRestatementsRequest{Cutoff: id, PageSize: largestPage}
	if unit != "" {
		if req.Unit, err = unitOf(ctx, c, out.Cutoff, unit); err != nil {
			return out, err
		}
	}
	for {
		page, err := c.Cutoffs.ListRestatements(ctx, req)
		if err != nil {
			return out, err
		}
		out.Frozen, out.Now = page.GetFrozen(), page.GetNow()
		out.Projects = append(out.Projects, page.GetRestatements()...)
		if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
			return out, nil
		}
	}
}

func unitOf(ctx context.Context, c *client.Client, of *statisticsv1.Cutoff, text string) (string, error) {
	m, err := month.Parse(of.GetMonth())
	if err != nil {
		return "", err
	}
	found, err := c.FindUnit(ctx, m.Year, text)
	return found.GetCode(), err
}
