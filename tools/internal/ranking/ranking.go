// Package ranking asks where the sub-units of a unit stand by an indicator and shows
// it: as JSON for programs, as a table for people. Ranks, values and formulas are the
// service's; nothing is computed here.
package ranking

import (
	"context"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

// Query is what is asked, as a person writes it.
type Query struct {
	rollup.Query

	Indicator string // its key
}

// Get asks for the ranking.
func Get(ctx context.Context, c *client.Client, q Query) (*statisticsv1.Ranking, error) {
	of, err := q.Request(ctx, c)
	if err != nil {
		return nil, err
	}
	res, err := c.Indicators.GetRanking(ctx, &statisticsv1.GetRankingRequest{
		Unit: of.GetUnit(), Month: of.GetMonth(), Indicator: q.Indicator, Listing: of.GetListing(), AsOf: of.GetAsOf(), Cutoff: of.GetCutoff(),
	})
	if err != nil {
		return nil, err
	}
	return res.GetRanking(), nil
}

// Indicators asks for all indicators with their formulas.
func Indicators(ctx context.Context, c *client.Client) ([]*statisticsv1.Indicator, error) {
	res, err := c.Indicators.ListIndicators(ctx, &statisticsv1.ListIndicatorsRequest{})
	if err != nil {
		return nil, err
	}
	return res.GetIndicators(), nil
}
