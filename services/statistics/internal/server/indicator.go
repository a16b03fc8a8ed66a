package server

import (
	"context"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/indicator"
)

// ListIndicators implements statisticsv1.IndicatorServiceServer.
func (s *Server) ListIndicators(ctx context.Context, _ *statisticsv1.ListIndicatorsRequest) (*statisticsv1.ListIndicatorsResponse, error) {
	if len(s.table.Units(authn.PrincipalOf(ctx), authz.RollupRead)) == 0 {
		return nil, s.table.Forbidden(authz.RollupRead)
	}
	resp := &statisticsv1.ListIndicatorsResponse{}
	for _, one := range indicator.All() {
		resp.Indicators = append(resp.Indicators, toIndicator(one))
	}
	return resp, nil
}

func toIndicator(i indicator.Indicator) *statisticsv1.Indicator {
	return &statisticsv1.Indicator{
		Key: i.Key, Name: i.Name, Measure: toMeasure(i.Measure), Direction: toDirection(i.Direction),
		Formula: i.Formula, Source: i.Source, Compares: i.With != indicator.Nothing,
	}
}

func toMeasure(m indicator.Measure) statisticsv1.Measure {
	switch m {
	case indicator.Percent:
		return statisticsv1.Measure_MEASURE_PERCENT
	case indicator.Points:
		return statisticsv1.Measure_MEASURE_POINTS
	case indicator.Yuan:
		return statisticsv1.Measure_MEASURE_YUAN
	case indicator.Count:
		return statisticsv1.Measure_MEASURE_COUNT
	case indicator.Times:
		return statisticsv1.Measure_MEASURE_TIMES
	case indicator.Score:
		return statisticsv1.Measure_MEASURE_SCORE
	}
	return statisticsv1.Measure_MEASURE_UNSPECIFIED
}

func toDirection(d indicator.Direction) statisticsv1.Direction {
	switch d {
	case indicator.Higher:
		return statisticsv1.Direction_DIRECTION_HIGHER
	case indicator.Lower:
		return statisticsv1.Direction_DIRECTION_LOWER
	}
	return statisticsv1.Direction_DIRECTION_UNSPECIFIED
}

func toValue(m indicator.Measure, v indicator.Value) *statisticsv1.IndicatorValue {
	out := &statisticsv1.IndicatorValue{Shown: v.Shown, Missing: toMissing(v.Missing), Parts: toParts(v.Parts)}
	if v.Missing != indicator.None {
		return out
	}
	switch m {
	case indicator.Percent, indicator.Points, indicator.Score:
		out.Percent = proto.Float64(v.Percent)
	case indicator.Times:
		out.Times = proto.Float64(v.Times)
	case indicator.Yuan, indicator.Count:
		out.Amount = proto.Int64(v.Amount)
	}
	return out
}

func toMissing(why indicator.Missing) *statisticsv1.MissingValue {
	if why == indicator.None {
		return nil
	}
	return &statisticsv1.MissingValue{Reason: why.Reason, Text: why.Text}
}

func toParts(parts []indicator.Part) []*statisticsv1.ScorePart {
	var out []*statisticsv1.ScorePart
	for _, p := range parts {
		out = append(out, &statisticsv1.ScorePart{
			Key: p.Key, Name: p.Name, Weight: int32(p.Weight), //nolint:gosec // of 100
			Part: p.Part, Whole: p.Whole, Shown: p.Shown, Missing: toMissing(p.Missing),
		})
	}
	return out
}
