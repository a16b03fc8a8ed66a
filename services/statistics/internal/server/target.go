package server

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/pkg/percent"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// ListTargets implements statisticsv1.TargetServiceServer.
func (s *Server) ListTargets(ctx context.Context, req *statisticsv1.ListTargetsRequest) (*statisticsv1.ListTargetsResponse, error) {
	if err := checkYear(req.GetYear()); err != nil {
		return nil, err
	}
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.allow(ctx, tree, int(req.GetYear()), req.GetUnit()); err != nil {
		return nil, err
	}
	policy, err := statistics.DefaultTargets()
	if err != nil {
		return nil, err
	}
	unit, _ := tree.Unit(req.GetUnit())
	sets := policy.For(unit.GBCode, int(req.GetYear()))
	return &statisticsv1.ListTargetsResponse{Sets: toSets(sets), Version: int32(policy.Version)}, nil //nolint:gosec // a small number of ours
}

// GetAttainment implements statisticsv1.TargetServiceServer.
func (s *Server) GetAttainment(ctx context.Context, req *statisticsv1.GetAttainmentRequest) (*statisticsv1.GetAttainmentResponse, error) {
	m, err := parseMonth(req.GetMonth())
	if err != nil {
		return nil, err
	}
	at, err := s.parseAsOf(req.GetAsOf())
	if err != nil {
		return nil, err
	}
	tree, err := s.treeFor(ctx, at, m.Year, req.GetUnit())
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = s.now()
	}
	policy, err := statistics.DefaultTargets()
	if err != nil {
		return nil, err
	}
	unit, _ := tree.Unit(req.GetUnit())
	j := judge{tree: tree, month: m, at: at, unit: req.GetUnit(), sets: policy.For(unit.GBCode, m.Year)}
	standings, told, err := s.standings(ctx, j)
	if err != nil {
		return nil, err
	}
	return j.answer(standings, told), nil
}

// judge holds a unit's targets against what its projects reached.
type judge struct {
	tree  store.Tree
	month month.Month
	at    time.Time // as known then
	unit  string
	sets  []statistics.TargetSet
}

// targets are those of all sets, in order.
func (j judge) targets() []statistics.Target {
	var all []statistics.Target
	for _, set := range j.sets {
		all = append(all, set.Targets...)
	}
	return all
}

// standings are where the unit and each unit right below it stand, target by target,
// and whether the lives of all projects that count were told.
func (s *Server) standings(ctx context.Context, j judge) (map[string][]statistics.Standing, bool, error) {
	targets := j.targets()
	out := map[string][]statistics.Standing{}
	for _, unit := range append([]string{j.unit}, j.tree.Children(j.month.Year, j.unit)...) {
		out[unit] = make([]statistics.Standing, len(targets))
	}
	if len(targets) == 0 {
		return out, true, nil
	}
	told := true
	past := store.Past{At: j.at, Year: j.month.Year, Month: j.month.Month, Units: j.tree.Subtree(j.month.Year, j.unit)}
	err := s.store.EachKnown(ctx, past, func(k store.Known) {
		told = told && k.Project.Milestones.Told()
		above := j.tree.Ancestors(k.Project.Year, k.Project.Unit)
		for i, t := range targets {
			adds := t.Standing(k.Project, j.month.Month)
			for _, unit := range above {
				if sums, asked := out[unit]; asked {
					sums[i] = sums[i].Plus(adds)
				}
			}
		}
	})
	return out, told, err
}

// row is one line of the answer: the unit, a sub-unit, or what is attached to the unit.
type row struct {
	unit      string
	itself    bool
	standings []statistics.Standing
}

func (j judge) answer(standings map[string][]statistics.Standing, told bool) *statisticsv1.GetAttainmentResponse {
	decimals := j.tree.Settings(j.month.Year, j.unit).Decimals
	out := &statisticsv1.GetAttainmentResponse{
		Unit: j.unit, Name: nameOf(j.tree, j.unit), Month: j.month.String(), AsOfTime: timestamppb.New(j.at), Sets: toSets(j.sets),
	}
	children := j.rows(standings)
	for _, c := range children {
		out.Children = append(out.Children, &statisticsv1.UnitAttainment{Unit: c.unit, Name: nameOf(j.tree, c.unit), Itself: c.itself})
	}
	i := 0
	for _, set := range j.sets {
		for _, t := range set.Targets {
			show := targetShower{
				set: set.Key, target: t, month: j.month.Month, decimals: decimals,
				over: !j.at.Before(month.Month{Year: j.month.Year, Month: t.Month}.Next().First()), untold: !told && t.OfLifecycle(),
			}
			out.Attainments = append(out.Attainments, show.attainment(t.Goal, standings[j.unit][i]))
			goals := goalsOf(t, children, i)
			for n, c := range children {
				out.Children[n].Attainments = append(out.Children[n].Attainments, show.attainment(goals[n], c.standings[i]))
			}
			i++
		}
	}
	return out
}

// rows are the sub-units and, where it has projects of its own, the unit itself.
func (j judge) rows(standings map[string][]statistics.Standing) []row {
	children := j.tree.Children(j.month.Year, j.unit)
	if len(children) == 0 {
		return nil
	}
	left := append([]statistics.Standing{}, standings[j.unit]...)
	rows := make([]row, 0, len(children)+1)
	for _, child := range children {
		for i, s := range standings[child] {
			left[i] = left[i].Minus(s)
		}
		rows = append(rows, row{unit: child, standings: standings[child]})
	}
	for _, s := range left {
		if s != (statistics.Standing{}) {
			return append(rows, row{unit: j.unit, itself: true, standings: left})
		}
	}
	return rows
}

// goalsOf are the rows' goals: each the same share, or its part of the amount.
func goalsOf(t statistics.Target, rows []row, at int) []int64 {
	goals := make([]int64, len(rows))
	for n, r := range rows {
		goals[n] = t.Goal
		if !t.IsShare() {
			goals[n] = r.standings[at].Weight
		}
	}
	if t.IsShare() {
		return goals
	}
	return statistics.Apportion(t.Goal, goals)
}

// targetShower shows figures of one target.
type targetShower struct {
	set      string
	target   statistics.Target
	month    int
	decimals int
	over     bool // its month is
	untold   bool // what it is made of
}

func (s targetShower) attainment(goal int64, standing statistics.Standing) *statisticsv1.Attainment {
	a := s.target.Judge(goal, standing, s.month, s.over)
	if s.untold {
		a = statistics.Attainment{Goal: goal, State: statistics.TargetNoData}
	}
	out := &statisticsv1.Attainment{
		Set: s.set, Target: s.target.Key, Goal: a.Goal, GoalShown: shownGoal(s.target, goal), Part: a.Part, Whole: a.Whole,
		State: toTargetState(a.State), ForecastAttained: a.ForecastAttained, ForecastMethod: s.method(),
	}
	if a.State == statistics.TargetNoData {
		return out
	}
	out.ValueShown, out.ForecastShown = s.value(a.Part, a.Whole), s.value(a.Forecast, a.Whole)
	out.DistanceShown = s.distance(a)
	return out
}

// shownGoal shows percent and numbers as they are, money in 亿元.
func shownGoal(t statistics.Target, goal int64) string {
	if t.IsMoney() {
		return money.ShowYi(money.Yuan(goal), 2)
	}
	return strconv.FormatInt(goal, 10)
}

func (s targetShower) value(part, whole int64) string {
	if !s.target.IsShare() {
		return shownGoal(s.target, part)
	}
	share, _ := percent.Of(part, whole)
	return share.Shown(s.decimals)
}

// distance is value less goal, exact before it is rounded.
func (s targetShower) distance(a statistics.Attainment) string {
	if s.target.IsShare() {
		ahead, _ := percent.Of(100*a.Part-a.Goal*a.Whole, 100*a.Whole)
		return ahead.Signed(s.decimals)
	}
	text := shownGoal(s.target, a.Part-a.Goal)
	if a.Part > a.Goal {
		return "+" + text
	}
	return text
}

func (s targetShower) method() string {
	if !s.target.Linear(s.month) {
		return "按现有数"
	}
	return fmt.Sprintf("按 1 至 %d 月的月均进度推算到 %d 月底", s.month, s.target.Month)
}

func toTargetState(s statistics.TargetState) statisticsv1.TargetState {
	switch s {
	case statistics.TargetNoData:
		return statisticsv1.TargetState_TARGET_STATE_NO_DATA
	case statistics.TargetPending:
		return statisticsv1.TargetState_TARGET_STATE_PENDING
	case statistics.TargetAttained:
		return statisticsv1.TargetState_TARGET_STATE_ATTAINED
	case statistics.TargetMissed:
		return statisticsv1.TargetState_TARGET_STATE_MISSED
	}
	return statisticsv1.TargetState_TARGET_STATE_UNSPECIFIED
}

func toSets(sets []statistics.TargetSet) []*statisticsv1.TargetSet {
	var out []*statisticsv1.TargetSet
	for _, set := range sets {
		one := &statisticsv1.TargetSet{Key: set.Key, Name: set.Name, Source: set.Source, EffectiveDate: set.EffectiveDate, Sample: set.Sample}
		for _, t := range set.Targets {
			one.Targets = append(one.Targets, &statisticsv1.Target{
				Key: t.Key, Name: t.Name, Month: month.Month{Year: set.Year, Month: t.Month}.String(), Measure: measureOf(t),
				Goal: t.Goal, GoalShown: shownGoal(t, t.Goal), Source: t.Source, Formula: t.Formula(), Rows: toTargetRows(t),
			})
		}
		for _, u := range set.Untold {
			one.Untold = append(one.Untold, &statisticsv1.UntoldTarget{Name: u.Name, Why: u.Why})
		}
		out = append(out, one)
	}
	return out
}

func toTargetRows(t statistics.Target) *statisticsv1.TargetRows {
	if !t.HasRows() {
		return nil
	}
	return &statisticsv1.TargetRows{Listing: t.Filter.Listing, Nature: t.Filter.Nature}
}

func measureOf(t statistics.Target) statisticsv1.Measure {
	switch {
	case t.IsShare():
		return statisticsv1.Measure_MEASURE_PERCENT
	case t.IsMoney():
		return statisticsv1.Measure_MEASURE_YUAN
	}
	return statisticsv1.Measure_MEASURE_COUNT
}
