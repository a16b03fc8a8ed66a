package server

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/indicator"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// GetRanking implements statisticsv1.IndicatorServiceServer.
func (s *Server) GetRanking(ctx context.Context, req *statisticsv1.GetRankingRequest) (*statisticsv1.GetRankingResponse, error) {
	q, err := parseRanking(req)
	if err != nil {
		return nil, err
	}
	at, err := s.parseAsOf(req.GetAsOf())
	if err != nil {
		return nil, err
	}
	var ranking *statisticsv1.Ranking
	switch {
	case req.GetCutoff() != "":
		ranking, err = s.frozenRanking(ctx, q, req)
	case at.IsZero():
		ranking, err = s.ranking(ctx, q)
	default:
		ranking, err = s.rankingKnownAt(ctx, q, at)
	}
	if err != nil {
		return nil, err
	}
	return &statisticsv1.GetRankingResponse{Ranking: ranking}, nil
}

// rankingQuery is what is ranked, by what.
type rankingQuery struct {
	indicator indicator.Indicator
	month     month.Month
	view      store.View // of the month, and of the one unit whose sub-units are ranked
}

func parseRanking(req *statisticsv1.GetRankingRequest) (rankingQuery, error) {
	if req.GetCutoff() != "" && req.GetAsOf() != nil {
		return rankingQuery{}, errCutoffWithAsOf()
	}
	one, err := indicator.Parse(req.GetIndicator())
	if err != nil {
		return rankingQuery{}, err
	}
	v, err := parseView(&statisticsv1.RollupFilter{
		Unit: req.GetUnit(), Month: req.GetMonth(), Listing: req.GetListing(), Category: req.GetCategory(), Nature: req.GetNature(),
		Lifecycle: one.Lifecycle,
	}, "")
	return rankingQuery{one, month.Month{Year: v.Year, Month: v.Month}, v}, err
}

// former is the month that ranks are compared with; false in January, whose plan year
// has none.
func (q rankingQuery) former() (month.Month, bool) { return q.month.Prev(), q.month.Month > 1 }

// months are those whose figures the ranking looks at, each once.
func (q rankingQuery) months() []month.Month {
	var out []month.Month
	seen := make(map[month.Month]bool)
	add := func(m month.Month, wanted bool) {
		if wanted && !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	add(q.month, true)
	add(q.indicator.Compared(q.month))
	if former, ok := q.former(); ok {
		add(former, true)
		add(q.indicator.Compared(former))
	}
	return out
}

// at is the view of another month, for the same units.
func (q rankingQuery) at(m month.Month, units []string) store.View {
	v := q.view
	v.Year, v.Month, v.Units = m.Year, m.Month, units
	return v
}

// units are the one whose sub-units are ranked, and they.
func (q rankingQuery) units(tree store.Tree) []string { return withChildren(tree.Tree, q.view) }

// byMonth are figures by month and unit.
type byMonth map[month.Month]map[string]statistics.Figures

// ranked are the figures that a ranking is made of, and whether they were made without
// lifecycles.
type ranked struct {
	byMonth
	noLifecycle bool
}

// ranking is as known now.
func (s *Server) ranking(ctx context.Context, q rankingQuery) (*statisticsv1.Ranking, error) {
	var out *statisticsv1.Ranking
	err := s.byOneTree(ctx, q.view, func(tree store.Tree) (int64, error) {
		months, units := q.months(), q.units(tree)
		views := make([]store.View, len(months))
		for i, m := range months {
			views[i] = q.at(m, units)
			views[i].Plan = byPlan(tree, q.month.Year, units[:1]) // whose settings show them all
		}
		read, err := s.store.Rollups(ctx, views)
		if err != nil {
			return 0, err
		}
		figures := make(byMonth, len(months))
		for i, m := range months {
			figures[m] = read[i].Units
		}
		out = q.toRanking(tree, ranked{figures, read[0].NoLifecycle}, read[0].EventTime)
		return read[0].Tree, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// rankingKnownAt is as known at a moment.
func (s *Server) rankingKnownAt(ctx context.Context, q rankingQuery, at time.Time) (*statisticsv1.Ranking, error) {
	tree, err := s.treeKnownAt(ctx, at, q.month.Year, q.view.Units[0])
	if err != nil {
		return nil, err
	}
	months, units := q.months(), q.units(tree)
	views := make([]store.View, len(months))
	for i, m := range months {
		views[i] = q.at(m, units)
	}
	read, err := s.rollupsKnown(ctx, tree, views, at)
	if err != nil {
		return nil, err
	}
	known := ranked{byMonth: make(byMonth, len(months))}
	for i, m := range months {
		known.byMonth[m] = read[i].Units
		known.noLifecycle = known.noLifecycle || read[i].NoLifecycle
	}
	return q.toRanking(tree, known, &at), nil
}

// frozenRanking is as a cut-off froze it: of its month alone.
func (s *Server) frozenRanking(ctx context.Context, q rankingQuery, req *statisticsv1.GetRankingRequest) (*statisticsv1.Ranking, error) {
	c, err := s.cutoffOf(ctx, req.GetCutoff(), q.month)
	if err != nil {
		return nil, err
	}
	if q.indicator.With != indicator.Nothing {
		return nil, errs.Invalid("INDICATOR_NOT_FROZEN", "%s compares with a month that cut-off %s does not freeze", q.indicator.Key, c.ID).
			With("indicator", q.indicator.Name).At("indicator")
	}
	tree, err := s.frozenTree(ctx, c, q.view.Units[0])
	if err != nil {
		return nil, err
	}
	read, err := s.store.FrozenRollup(ctx, c, q.at(q.month, q.units(tree)))
	if err != nil {
		return nil, err
	}
	out := q.toRanking(tree, ranked{byMonth{q.month: read.Units}, read.NoLifecycle}, read.EventTime)
	out.Cutoff = c.ID
	return out, nil
}

func (q rankingQuery) toRanking(tree store.Tree, figures ranked, at *time.Time) *statisticsv1.Ranking {
	unit, measure := q.view.Units[0], q.indicator.Measure
	out := &statisticsv1.Ranking{
		Unit: unit, Name: nameOf(tree, unit), Month: q.month.String(), Category: q.view.Category, Nature: q.view.Nature,
		Indicator: toIndicator(q.indicator), Value: toValue(measure, q.value(tree, figures, q.month, unit)),
	}
	if q.view.Listing != statistics.All {
		out.Listing = q.view.Listing
	}
	if at != nil {
		out.AsOfTime = timestamppb.New(*at)
	}
	places := q.places(tree, figures, q.month)
	if former, ok := q.former(); ok && figures.byMonth[former] != nil {
		out.FormerMonth = former.String()
		places = indicator.Against(places, q.places(tree, figures, former))
	}
	for _, p := range places {
		out.Units = append(out.Units, q.toRankedUnit(tree, p))
	}
	return out
}

// places ranks the sub-units at a month.
func (q rankingQuery) places(tree store.Tree, figures ranked, m month.Month) []indicator.Place {
	var units []indicator.Unit
	for _, code := range q.units(tree)[1:] {
		units = append(units, indicator.Unit{Code: code, Value: q.value(tree, figures, m, code)})
	}
	return indicator.Rank(q.indicator.Direction, units)
}

// value is a unit's at a month. All are shown as the unit wants it whose sub-units are
// ranked: as shown is how they are compared.
func (q rankingQuery) value(tree store.Tree, figures ranked, m month.Month, unit string) indicator.Value {
	in := indicator.Input{
		Month: m.Month, Figures: figures.byMonth[m][unit], NoLifecycle: figures.noLifecycle,
		Settings: tree.Settings(q.month.Year, q.view.Units[0]),
	}
	if compared, ok := q.indicator.Compared(m); ok {
		in.Compared = figures.byMonth[compared][unit]
	}
	return q.indicator.Value(in)
}

func (q rankingQuery) toRankedUnit(tree store.Tree, p indicator.Place) *statisticsv1.RankedUnit {
	out := &statisticsv1.RankedUnit{
		Unit: p.Code, Name: nameOf(tree, p.Code), Tied: p.Tied, Value: toValue(q.indicator.Measure, p.Value),
		Rank: orNoRank(p.Rank), FormerRank: orNoRank(p.Former), HasChildren: len(tree.Children(q.month.Year, p.Code)) > 0,
	}
	if change, ok := p.Change(); ok {
		out.Change = proto.Int32(int32(change)) //nolint:gosec // a difference of places among siblings
	}
	return out
}

func orNoRank(rank int) *int32 {
	if rank == 0 {
		return nil
	}
	return proto.Int32(int32(rank)) //nolint:gosec // a place among siblings
}
