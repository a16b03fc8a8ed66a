package server

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/month"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// toFigures shows figures as the unit they belong to wants them shown.
func toFigures(f statistics.Figures, m int, settings unittree.Settings) *statisticsv1.RollupFigures {
	shown := percent.ShowAgainst(f.Pace(m, settings.PaceRule), f.Invested, f.Planned, settings.PaceRounding, settings.Decimals)
	out := &statisticsv1.RollupFigures{
		Projects: f.Projects, Due: f.Due, Reported: f.Reported, Missing: f.Missing, Unlisted: f.Unlisted,
		TotalInvestmentYuan: f.TotalInvestment, PlannedYuan: f.Planned, InvestedYuan: f.Invested, MonthYuan: f.Month,
		Pace: shown.Pace6, RateShown: shown.Rate, PaceShown: shown.Pace, LeadShown: shown.Lead,
	}
	if shown.HasPlan {
		out.CompletionRate, out.Lead = proto.Float64(shown.Rate6), proto.Float64(shown.Lead6)
	}
	if settings.PaceRule == unittree.PaceByPlan {
		out.PlannedToDateYuan = proto.Int64(f.PlannedToDate(m))
	}
	return out
}

// withLifecycle adds how far the projects are to figures made of f.
func withLifecycle(out *statisticsv1.RollupFigures, f statistics.Figures) *statisticsv1.RollupFigures {
	l := f.Lifecycle
	out.Lifecycle = &statisticsv1.LifecycleFigures{
		DueToStart: l[statistics.DueToStart], Started: l[statistics.Started], StartedOfDue: l[statistics.StartedOfDue],
		DueToStartNoLand: l[statistics.DueToStartNoLand], StartedNoLand: l[statistics.StartedNoLand],
		StartsCertified: l[statistics.StartsCertified],
		DueToResume:     l[statistics.DueToResume], Resumed: l[statistics.Resumed],
		DueToComplete: l[statistics.DueToComplete], Completed: l[statistics.Completed],
		CompletedOfDue: l[statistics.CompletedOfDue], CompletionsCertified: l[statistics.CompletionsCertified],
		StatisticsEligible: l[statistics.StatisticsEligible], StatisticsEntered: l[statistics.StatisticsEntered],
		Reserve: l[statistics.Reserve], ReserveTotalInvestmentYuan: l[statistics.ReserveTotal],
		SignedYuan: l[statistics.Signed], ArrivedYuan: l[statistics.Arrived],
		Described: l[statistics.Described], FactsListed: l[statistics.FactsListed], FactsFilled: l[statistics.FactsFilled],
	}
	return out
}

// withReporting adds how the month's reports came to figures made of f, where it is known
// of all of them.
func withReporting(out *statisticsv1.RollupFigures, f statistics.Figures) *statisticsv1.RollupFigures {
	if f.Timed > 0 && f.Punctual() {
		out.Reporting = &statisticsv1.ReportingFigures{OnTime: f.OnTime, Corrected: f.Corrected}
	}
	return out
}

// shower shows figures of units in one roll-up.
type shower struct {
	tree   store.Tree
	view   store.View
	bare   bool     // without lifecycles
	former *formers // nil where growth is not wanted
}

func (s shower) show(f statistics.Figures, unit string, which part) *statisticsv1.RollupFigures {
	out := withReporting(toFigures(f, s.view.Month, s.tree.Settings(s.view.Year, unit)), f)
	out = s.withGrowth(out, f, unit, which)
	if s.bare {
		return out
	}
	return withLifecycle(out, f)
}

// toRollup puts a view's figures together: the unit, what lies below it, groups.
func toRollup(tree store.Tree, v store.View, r store.Rollup, f *formers) *statisticsv1.Rollup {
	unit, shown := v.Units[0], shower{tree, v, r.NoLifecycle || !v.Lifecycle, f}
	out := &statisticsv1.Rollup{
		Unit: unit, Name: nameOf(tree, unit), Month: month.Month{Year: v.Year, Month: v.Month}.String(),
		Figures: shown.show(r.Units[unit], unit, ofUnit(unit)),
		Change:  max(r.Change, r.Tree),
	}
	if v.Listing != statistics.All {
		out.Listing = v.Listing
	}
	if r.EventTime != nil {
		out.AsOfTime = timestamppb.New(*r.EventTime)
	}
	addChildren(out, shown, r)
	for _, g := range r.Groups {
		if v.By.OfProjects() && shown.empty(g.Figures) {
			continue
		}
		out.Groups = append(out.Groups, &statisticsv1.GroupRollup{
			Value: g.Value, Name: nameOfValue(v, g.Value), Figures: shown.show(g.Figures, unit, ofGroup(g.Value)),
		})
	}
	return out
}

// addChildren adds the sub-units, in the order of siblings, and last what is
// attached to the unit itself, which is what is left of its figures.
func addChildren(out *statisticsv1.Rollup, shown shower, r store.Rollup) {
	tree, v := shown.tree, shown.view
	children := v.Units[1:]
	if len(children) == 0 {
		return
	}
	out.Children = make([]*statisticsv1.UnitRollup, 0, len(children)+1)
	itself := r.Units[v.Units[0]]
	for _, code := range children {
		f := r.Units[code]
		itself = itself.Minus(f)
		countUnit(out, f)
		out.Children = append(out.Children, &statisticsv1.UnitRollup{
			Unit: code, Name: nameOf(tree, code), Figures: shown.show(f, code, ofUnit(code)),
			HasChildren: len(tree.Children(v.Year, code)) > 0,
		})
	}
	if itself.IsZero() {
		return
	}
	countUnit(out, itself)
	out.Children = append(out.Children, &statisticsv1.UnitRollup{
		Unit: out.GetUnit(), Name: out.GetName(), Itself: true,
		Figures: shown.show(itself, out.GetUnit(), ofItself),
	})
}

func countUnit(out *statisticsv1.Rollup, f statistics.Figures) {
	if f.Projects == 0 {
		return
	}
	out.Units++
	if f.Missing == 0 {
		out.UnitsReported++
	}
}

func nameOf(tree store.Tree, code string) string {
	u, _ := tree.Unit(code)
	return u.Name
}
