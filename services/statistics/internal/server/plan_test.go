package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// byPlan is binzhou with its first two projects planned by month: 100 of 1,000 yuan by
// May; the city measures by plan, all else goes by the calendar.
func byPlan() store.Facts {
	facts := binzhou()
	for i := range facts.Units {
		if u := &facts.Units[i].Unit; u.Code == "3716" {
			rule := unittree.PaceByPlan
			u.Settings.PaceRule = &rule
		}
	}
	for i := range 2 {
		facts.Projects[i].Years[0].Milestones.Plan = &statistics.MonthPlan{4: 100, 11: 900}
	}
	return facts
}

// paces are what a roll-up shows of pace and lead.
func paces(f *statisticsv1.RollupFigures) []any {
	return []any{f.GetPaceShown(), f.GetLeadShown(), f.GetPlannedToDateYuan(), f.PlannedToDateYuan != nil}
}

// TestPaceGoesByPlanWhereTheUnitSaysSo: (2 × 100 + 5 × 1,000 × 5/12) of 7,000 is 32.6 %.
func TestPaceGoesByPlanWhereTheUnitSaysSo(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, byPlan())
	ctx := w.as(t, authn.RoleProvince, "37")
	cutoff := w.publish(t, "3716", "")
	for name, req := range map[string]*statisticsv1.GetRollupRequest{
		"now":    {},
		"known":  {AsOf: timestamppb.Now()},
		"frozen": {Cutoff: cutoff.GetId()},
	} {
		req.Unit, req.Month, req.By = "3716", "2020-05", "category"
		resp, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		r := resp.GetRollup()
		if diff := cmp.Diff([]any{"32.6", "+14.5", int64(2283), true}, paces(r.GetFigures())); diff != "" {
			t.Errorf("%s: the city (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff([]any{"20.5", "+26.6", int64(617), true}, paces(r.GetChildren()[0].GetFigures())); diff != "" {
			t.Errorf("%s: a county inherits (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff([]any{"33.7", "+13.4", int64(1350), true}, paces(r.GetGroups()[0].GetFigures())); diff != "" {
			t.Errorf("%s: industry (-want +got):\n%s", name, diff)
		}
	}
	province, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "37", Month: "2020-05"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"41.6", "+5.5", int64(0), false}, paces(province.GetRollup().GetFigures())); diff != "" {
		t.Errorf("the province (-want +got):\n%s", diff)
	}
}

func TestSeriesRowsAndRankingsFollowThePlan(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, byPlan())
	ctx := w.as(t, authn.RoleCity, "3716")
	series, err := w.client.GetSeries(ctx, &statisticsv1.GetSeriesRequest{Unit: "371602", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	var planned []int64
	for _, m := range series.GetMonths() {
		planned = append(planned, m.GetFigures().GetPlannedToDateYuan())
	}
	if diff := cmp.Diff([]int64{83, 167, 250, 333, 617, 700, 783, 867, 950, 1033, 1117, 3000}, planned); diff != "" {
		t.Errorf("planned by month (-want +got):\n%s", diff)
	}
	for figure, want := range map[string][]any{"projects": {"20.5", "+26.6", int64(617), true}, "reported": {"20.5", "+26.6", int64(617), true}} {
		rows, err := w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: "371602", Month: "2020-05", Figure: figure, Category: ""})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, paces(rows.GetTotals())); diff != "" {
			t.Errorf("totals of %s (-want +got):\n%s", figure, diff)
		}
		if diff := cmp.Diff([]any{"10.0", "+37.1", int64(100), true}, paces(rows.GetProjects()[0].GetFigures())); diff != "" {
			t.Errorf("a project (-want +got):\n%s", diff)
		}
	}
	// Some of the rows: they are summed up by themselves, and not from cells.
	rows, err := w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", Figure: "reported"})
	if err != nil || rows.GetTotals().GetPlannedToDateYuan() != 1867 {
		t.Errorf("six reported: %v, %v, want 2 × 100 + 4 × 1,000 × 5/12 yuan", rows.GetTotals(), err)
	}
	ranking, err := w.indicators.GetRanking(ctx, &statisticsv1.GetRankingRequest{Unit: "3716", Month: "2020-05", Indicator: "lead"})
	if err != nil {
		t.Fatal(err)
	}
	var leads []string
	for _, u := range ranking.GetRanking().GetUnits() {
		leads = append(leads, u.GetUnit()+" "+u.GetValue().GetShown())
	}
	if diff := cmp.Diff([]string{"371602 +26.6", "371603 +5.5"}, leads); diff != "" {
		t.Errorf("leads (-want +got):\n%s", diff)
	}
}

// TestWhatWentByTheCalendarIsFrozenSo: a rule of later changes no cut-off.
func TestWhatWentByTheCalendarIsFrozenSo(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	frozen := func() *statisticsv1.GetRollupResponse {
		resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId(), By: "listing"})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	before := frozen()
	later := byPlan()
	for i := range later.Units {
		later.Units[i].Version, later.Units[i].Unit.Version = 2, 2
	}
	for i := range later.Projects {
		later.Projects[i].Version = 2
	}
	w.apply(t, later)
	if !proto.Equal(before, frozen()) {
		t.Error("the frozen figures changed")
	}
	if n, err := w.store.CheckCells(t.Context()); err != nil || n != 0 {
		t.Errorf("%d cells differ, %v", n, err)
	}
}
