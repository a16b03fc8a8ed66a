package scenario

import (
	"testing"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

func TestCountsOfLives(t *testing.T) {
	r := &statisticsv1.Rollup{
		Figures: &statisticsv1.RollupFigures{Lifecycle: &statisticsv1.LifecycleFigures{DueToStart: 255, StartedOfDue: 206}},
		Groups:  []*statisticsv1.GroupRollup{{Value: "city", Figures: &statisticsv1.RollupFigures{Lifecycle: &statisticsv1.LifecycleFigures{Started: 3}}}},
	}
	for want, f := range map[string]lifecycleFigure{
		"206":  {rollupFigure: rollupFigure{Figure: "started_of_due"}},
		"80.8": {rollupFigure: rollupFigure{Figure: "started_of_due"}, Of: "due_to_start"},
		"3":    {rollupFigure: rollupFigure{Figure: "started", By: "listing", Value: "city"}},
		"":     {rollupFigure: rollupFigure{Figure: "started", By: "listing", Value: "county"}},
	} {
		if got := f.of(r); got != want || f.problem() != "" {
			t.Errorf("%v is %q, want %q; %s", f, got, want, f.problem())
		}
	}
	if f := (lifecycleFigure{rollupFigure: rollupFigure{Figure: "resumed"}, Of: "due_to_resume"}); f.of(r) != "" {
		t.Errorf("a part of nothing is %q", f.of(r))
	}
}

func TestFiguresOfTargets(t *testing.T) {
	answer := &statisticsv1.GetAttainmentResponse{Attainments: []*statisticsv1.Attainment{
		{Target: "a", ValueShown: "1,024.00", State: statisticsv1.TargetState_TARGET_STATE_ATTAINED},
		{Target: "b", State: statisticsv1.TargetState_TARGET_STATE_NO_DATA},
	}}
	for want, f := range map[string]targetFigure{"1,024.00": {Target: "a"}, "": {Target: "c"}, "1": {State: "attained"}, "0": {State: "missed"}} {
		if got := f.of(answer); got != want || f.problem() != "" {
			t.Errorf("%v is %q, want %q; %s", f, got, want, f.problem())
		}
	}
	if !(expectation{AtLeast: "500"}).met("1,024.00") {
		t.Error("1,024.00 is not at least 500")
	}
}

func TestRankingsTellTheirOwnValueAndWhoIsRanked(t *testing.T) {
	rank := int32(1)
	r := &statisticsv1.Ranking{Value: &statisticsv1.IndicatorValue{Shown: "+5.5"}, Units: []*statisticsv1.RankedUnit{{Rank: &rank}, {}}}
	if own, n := (rankingFigure{}).of(r), (rankingFigure{Ranked: true}).of(r); own != "+5.5" || n != "1" {
		t.Errorf("%s, %s ranked", own, n)
	}
}

func TestExpectationsThatNobodyCouldReadAreRefused(t *testing.T) {
	for name, e := range map[string]expectation{
		"an unknown count of lives": {Lifecycle: &lifecycleFigure{rollupFigure: rollupFigure{Figure: "sleeping"}}},
		"no count of lives":         {Lifecycle: &lifecycleFigure{}},
		"a target and a state":      {Target: &targetFigure{Target: "a", State: "attained"}},
		"an unknown state":          {Target: &targetFigure{State: "won"}},
		"a ranking by nothing":      {Ranking: &rankingFigure{}},
		"unknown units":             {Units: "large"},
	} {
		e.Want, e.Source = "1", "x"
		if e.problem() == "" {
			t.Error(name)
		}
	}
}
