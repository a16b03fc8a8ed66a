package server

import (
	"cmp"
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/indicator"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// former are the figures of a month that growth compares those of another with.
type former struct {
	unit          string // the one asked about
	units         map[string]statistics.Figures
	outside       map[string]indicator.Missing // units that what was frozen doesn't have, new or elsewhere then
	children      []string                     // of the unit asked about, in that month's year
	groups        map[string]statistics.Figures
	missing       indicator.Missing // why there are no figures; None where there are
	missingGroups indicator.Missing
}

// formers are both of them.
type formers struct{ month, year former }

// formerMonths are the month before and the same month of the year before.
func formerMonths(v store.View) (before, yearBefore month.Month) {
	m := month.Month{Year: v.Year, Month: v.Month}
	return m.Prev(), m.Add(-statistics.Months)
}

// withFormer are a view and, if growth is wanted, those that it is compared with: of the
// month before, of the year before.
func withFormer(tree store.Tree, v store.View) []store.View {
	if !v.Growth {
		return []store.View{v}
	}
	before, yearBefore := formerMonths(v)
	return []store.View{v, formerView(tree, v, before), formerView(tree, v, yearBefore)}
}

// formerView is the view at another month, whose tree may be another one. The sub-units of
// then are read beside those of now: they alone tell what the unit had itself.
func formerView(tree store.Tree, v store.View, m month.Month) store.View {
	f := v
	f.Year, f.Month, f.Lifecycle, f.Plan = m.Year, m.Month, false, false
	if len(v.Units) > 1 {
		f.Units = slices.Clone(v.Units)
		for _, unit := range tree.Children(m.Year, v.Units[0]) {
			if !slices.Contains(f.Units, unit) {
				f.Units = append(f.Units, unit)
			}
		}
	}
	f.Below = below(tree, f)
	return f
}

// toFormers reads what there is to compare with from answers to withFormer.
func toFormers(tree store.Tree, views []store.View, read []store.Rollup) *formers {
	if len(views) == 1 {
		return nil
	}
	return &formers{month: toFormer(tree, views[1], read[1]), year: toFormer(tree, views[2], read[2])}
}

func toFormer(tree store.Tree, v store.View, r store.Rollup) former {
	f := former{
		unit: v.Units[0], units: r.Units, children: tree.Children(v.Year, v.Units[0]), groups: make(map[string]statistics.Figures, len(r.Groups)),
	}
	for _, g := range r.Groups {
		f.groups[g.Value] = g.Figures
	}
	if checkPlaced(v, r) != nil {
		f.missingGroups = indicator.FormerDimensionNotTold
	}
	return f
}

// part picks one row's figures of those to compare with.
type part func(former) indicator.Former

// why tells why nothing is known of the unit; None where something is.
func (f former) why(unit string) indicator.Missing { return cmp.Or(f.missing, f.outside[unit]) }

func ofUnit(code string) part {
	return func(f former) indicator.Former { return indicator.Former{Figures: f.units[code], Missing: f.why(code)} }
}

// ofItself picks what was attached to the unit itself: what its sub-units of that year
// leave of it.
func ofItself(f former) indicator.Former {
	itself := f.units[f.unit]
	for _, child := range f.children {
		itself = itself.Minus(f.units[child])
	}
	return indicator.Former{Figures: itself, Missing: f.why(f.unit)}
}

func ofGroup(value string) part {
	return func(f former) indicator.Former {
		return indicator.Former{Figures: f.groups[value], Missing: cmp.Or(f.why(f.unit), f.missingGroups)}
	}
}

// withGrowth adds how investment has grown to figures made of f, if it is wanted.
func (s shower) withGrowth(out *statisticsv1.RollupFigures, f statistics.Figures, unit string, which part) *statisticsv1.RollupFigures {
	if s.former == nil {
		return out
	}
	before, year := which(s.former.month), which(s.former.year)
	grown := indicator.GrowthOf(f, before, year, s.tree.Settings(s.view.Year, unit))
	out.Growth = &statisticsv1.GrowthFigures{
		YearGrowth:      toValue(indicator.Percent, grown.Year),
		MonthGrowth:     toValue(indicator.Percent, grown.Month),
		SameMonthGrowth: toValue(indicator.Percent, grown.SameMonth),
	}
	if year.There() {
		out.Growth.FormerYearInvestedYuan = proto.Int64(year.Figures.Invested)
		out.Growth.FormerYearMonthYuan = proto.Int64(year.Figures.Month)
	}
	if before.There() {
		out.Growth.FormerMonthYuan = proto.Int64(before.Figures.Month)
	}
	return out
}

// frozenFormers are what the cut-offs of its unit froze that were published when c was, so
// that the answer stays: nothing of what can be asked later.
func (s *Server) frozenFormers(ctx context.Context, c statistics.Cutoff, v store.View) (*formers, error) {
	if !v.Growth {
		return nil, nil //nolint:nilnil // nothing is wanted, and that is no failure
	}
	before, yearBefore := formerMonths(v)
	ofMonth, err := s.frozenFormer(ctx, c, v, before, indicator.FormerMonthNotFrozen)
	if err != nil {
		return nil, err
	}
	ofYear, err := s.frozenFormer(ctx, c, v, yearBefore, indicator.FormerYearNotFrozen)
	return &formers{ofMonth, ofYear}, err
}

func (s *Server) frozenFormer(ctx context.Context, c statistics.Cutoff, v store.View, m month.Month, none indicator.Missing) (former, error) {
	then, found, err := s.store.CutoffBy(ctx, c.Unit, m, c.Time)
	if err != nil || !found {
		return former{missing: none}, err
	}
	frozen, err := s.store.FrozenTree(ctx, then)
	if err != nil {
		return former{}, err
	}
	tree := store.Tree{Tree: frozen}
	v = formerView(tree, v, m)
	r, err := s.store.FrozenRollup(ctx, then, v)
	if err != nil {
		return former{}, err
	}
	f := toFormer(tree, v, r)
	f.outside = make(map[string]indicator.Missing)
	for _, unit := range v.Units {
		if !tree.Exists(m.Year, unit) {
			f.outside[unit] = none
		}
	}
	return f, nil
}
