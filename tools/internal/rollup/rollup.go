package rollup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
)

// Query is what is asked, as a person writes it.
type Query struct {
	Unit    string // own code, GB/T 2260 code or name
	Month   string
	Listing string
	By      string
	AsOf    time.Time // zero: as known now
	Cutoff  string    // empty: not frozen; else Unit and Month may be empty

	Lifecycle bool // how far the projects are, too
	Growth    bool // how investment has grown, too
}

// Get checks the words of q and asks for the figures.
func Get(ctx context.Context, c *client.Client, q Query) (*statisticsv1.Rollup, error) {
	req, err := q.Request(ctx, c)
	if err != nil {
		return nil, err
	}
	res, err := c.Statistics.GetRollup(ctx, req)
	if err != nil {
		return nil, err
	}
	return res.GetRollup(), nil
}

// Request is q in the words of the contract: the unit's own code, and what a cut-off
// says where q leaves it open.
func (q Query) Request(ctx context.Context, c *client.Client) (*statisticsv1.GetRollupRequest, error) {
	req := &statisticsv1.GetRollupRequest{Listing: q.Listing, By: q.By, Cutoff: q.Cutoff, Lifecycle: q.Lifecycle, Growth: q.Growth}
	if !q.AsOf.IsZero() {
		req.AsOf = timestamppb.New(q.AsOf)
	}
	if q.Cutoff != "" && (q.Unit == "" || q.Month == "") {
		res, err := c.Cutoffs.GetCutoff(ctx, &statisticsv1.GetCutoffRequest{Id: q.Cutoff})
		if err != nil {
			return nil, err
		}
		req.Unit, q.Month = res.GetCutoff().GetUnit(), cmp.Or(q.Month, res.GetCutoff().GetMonth())
	}
	m, err := q.check()
	if err != nil {
		return nil, err
	}
	req.Month = m.String()
	if q.Unit == "" {
		return req, nil
	}
	unit, err := c.FindUnit(ctx, m.Year, q.Unit)
	req.Unit = unit.GetCode()
	return req, err
}

func (q Query) check() (month.Month, error) {
	if err := Known("LISTING_UNKNOWN", q.Listing, client.Listings()); err != nil {
		return month.Month{}, err
	}
	if err := Known("DIMENSION_UNKNOWN", q.By, client.Dimensions()); err != nil {
		return month.Month{}, err
	}
	return month.Parse(q.Month)
}

// Known refuses a value that isn't on the list, and tells the list; an empty value
// is for the service to judge.
func Known(reason, value string, list []string) error {
	if value == "" || slices.Contains(list, value) {
		return nil
	}
	known := strings.Join(list, " ")
	return errs.Invalid(reason, "no %q; there are: %s", value, known).With("value", value).With("known", known)
}
