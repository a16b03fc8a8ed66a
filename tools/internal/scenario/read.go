package scenario

import (
	"context"
	"fmt"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// reader reads what the platform shows; what is dear to ask is asked once.
type reader struct {
	loading

	facts       []fact
	record      *registryv1.ReportingRecord
	attainments map[string]*statisticsv1.GetAttainmentResponse // by month
}

// read reads every figure that is expected.
func (l loading) read(ctx context.Context) ([]figure, error) {
	r := reader{loading: l, attainments: map[string]*statisticsv1.GetAttainmentResponse{}}
	var err error
	if r.facts, err = l.facts(ctx); err != nil {
		return nil, err
	}
	if r.record, err = l.reporting(ctx); err != nil {
		return nil, err
	}
	figures := make([]figure, len(l.Expect))
	for i, e := range l.Expect {
		got, err := r.got(ctx, e)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", e.What, err)
		}
		figures[i] = figure{e, got}
	}
	return figures, nil
}

// got is what the platform shows where something is expected.
func (r reader) got(ctx context.Context, e expectation) (string, error) {
	switch {
	case e.Register != nil:
		return e.Register.of(r.facts), nil
	case e.Record != "":
		return fmt.Sprint(r.recorded(e.Record)), nil
	case e.Units != "":
		return r.unitCount(ctx, e.Units)
	case e.Target != nil:
		answer, err := r.attainment(ctx, r.at(e.Target.Month))
		return e.Target.of(answer), err
	case e.Ranking != nil:
		return r.ranked(ctx, *e.Ranking)
	case e.Lifecycle != nil:
		rollup, err := r.rollup(ctx, e.Lifecycle.rollupFigure)
		return e.Lifecycle.of(rollup), err
	}
	rollup, err := r.rollup(ctx, *e.Rollup)
	return e.Rollup.of(rollup), err
}

// reporting reads how the place reported.
func (l loading) reporting(ctx context.Context) (*registryv1.ReportingRecord, error) {
	res, err := l.c.Honesty.ListReportingRecord(ctx, &registryv1.ListReportingRecordRequest{Unit: l.Unit, Year: l.planYear()})
	if err != nil {
		return nil, fmt.Errorf("reporting of %s: %w", l.Unit, err)
	}
	return res.GetTotal(), nil
}

// recorded adds up a count of the months that the place reports.
func (r reader) recorded(name string) int32 {
	var n int32
	for _, m := range r.record.GetMonths() {
		if m.GetMonth() <= r.lastMonth() {
			n += recordCounts[name](m.GetCounts())
		}
	}
	return n
}

// unitCounts tell which units right below the place's count, by name.
var unitCounts = map[string]func(*registryv1.Unit) bool{
	"all":        func(*registryv1.Unit) bool { return true },
	"without_gb": func(u *registryv1.Unit) bool { return u.GetGbCode() == "" },
}

func (r reader) unitCount(ctx context.Context, name string) (string, error) {
	res, err := r.c.Units.ListUnits(ctx, &registryv1.ListUnitsRequest{Year: r.planYear()})
	if err != nil {
		return "", err
	}
	n := 0
	for _, u := range res.GetUnits() {
		places := u.GetPlaces()
		if len(places) > 0 && places[len(places)-1].GetParent() == r.Unit && unitCounts[name](u) {
			n++
		}
	}
	return fmt.Sprint(n), nil
}

func (r reader) attainment(ctx context.Context, month string) (*statisticsv1.GetAttainmentResponse, error) {
	if known := r.attainments[month]; known != nil {
		return known, nil
	}
	answer, err := r.c.Targets.GetAttainment(ctx, &statisticsv1.GetAttainmentRequest{Unit: r.Unit, Month: month})
	if err == nil {
		r.attainments[month] = answer
	}
	return answer, err
}

func (r reader) ranked(ctx context.Context, f rankingFigure) (string, error) {
	res, err := r.c.Indicators.GetRanking(ctx, &statisticsv1.GetRankingRequest{Unit: r.Unit, Month: r.at(f.Month), Indicator: f.Indicator, Listing: f.Listing})
	return f.of(res.GetRanking()), err
}
