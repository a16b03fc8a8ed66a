package server

import (
	"context"

	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
)

// GetSeries implements statisticsv1.StatisticsServiceServer.
func (s *Server) GetSeries(ctx context.Context, req *statisticsv1.GetSeriesRequest) (*statisticsv1.GetSeriesResponse, error) {
	if err := checkYear(req.GetYear()); err != nil {
		return nil, err
	}
	listing, err := statistics.ParseListing(req.GetListing())
	if err != nil {
		return nil, err
	}
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	year := int(req.GetYear())
	if err := s.allow(ctx, tree, year, req.GetUnit()); err != nil {
		return nil, err
	}
	series, err := s.store.Series(ctx, year, req.GetUnit(), listing)
	if err != nil {
		return nil, err
	}
	resp := &statisticsv1.GetSeriesResponse{}
	for i, f := range series {
		resp.Months = append(resp.Months, &statisticsv1.MonthFigures{
			Month:   month.Month{Year: year, Month: i + 1}.String(),
			Figures: withReporting(withLifecycle(toFigures(f, i+1, tree.Settings(year, req.GetUnit())), f), f),
		})
	}
	return resp, nil
}
