package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// decade are two years of a city in which 甲 becomes a city of the province with another
// code in the second, and 丙 is new. Industry D exists in the second year only.
func decade() store.Facts {
	facts := store.Facts{Time: time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("37", "山东省", "", func(u *unittree.Unit) { u.Kind = unittree.KindProvince }),
		unit("3716", "滨州市", "37", func(u *unittree.Unit) { u.Kind = unittree.KindCity }),
		unit("a", "甲市", "3716", func(u *unittree.Unit) {
			u.Version, u.Kind, u.GBCode = 2, unittree.KindCity, "371681"
			u.Places = []unittree.Place{{Parent: "3716", From: 2000, To: 2020}, {Parent: "37", From: 2021}}
		}),
		unit("b", "乙县", "3716", nil),
		unit("c", "丙县", "3716", func(u *unittree.Unit) { u.Places = []unittree.Place{{Parent: "3716", From: 2021}} }),
	}}
	for n, f := range []fact{
		{"a", 2020, 1000, []int64{100, 100, -1, -1, -1, -1, -1, -1, -1, -1, -1, 300}},
		{"b", 2020, 1000, []int64{50, 50, -1, -1, -1, -1, -1, -1, -1, -1, -1, 40}},
		{"3716", 2020, 1000, []int64{10, 20}},
		{"a", 2021, 1000, []int64{150, 150}},
		{"b", 2021, 1000, []int64{30, 90}},
		{"c", 2021, 1000, []int64{70, 70}},
		{"3716", 2021, 1000, []int64{20, 10}},
	} {
		f.addTo(&facts, n)
		m := &facts.Projects[n].Years[0].Milestones
		m.Placed, m.Section = true, []string{"C", "C", "A", "C", "C", "D", "A"}[n]
		for month := range m.Stages {
			m.Stages[month], _ = statistics.NewStage("building")
		}
	}
	return facts
}

// grown writes growth as a person reads it: each base with its rate, or why there is none.
func grown(f *statisticsv1.RollupFigures) string {
	if f.GetGrowth() == nil {
		return "not told"
	}
	base := func(yuan *int64) string {
		if yuan == nil {
			return "-"
		}
		return fmt.Sprint(*yuan)
	}
	rate := func(v *statisticsv1.IndicatorValue) string { return v.GetShown() + v.GetMissing().GetReason() }
	g := f.GetGrowth()
	//nolint:protogetter // the getters hide that there is nothing to compare with
	return fmt.Sprintf("year %s %s, month %s %s, same month %s %s",
		base(g.FormerYearInvestedYuan), rate(g.GetYearGrowth()), base(g.FormerMonthYuan), rate(g.GetMonthGrowth()),
		base(g.FormerYearMonthYuan), rate(g.GetSameMonthGrowth()))
}

func grownRows(r *statisticsv1.Rollup) map[string]string {
	out := map[string]string{"合计": grown(r.GetFigures())}
	for _, c := range r.GetChildren() {
		name := c.GetName()
		if c.GetItself() {
			name = "本级"
		}
		out[name] = grown(c.GetFigures())
	}
	for _, g := range r.GetGroups() {
		out[g.GetValue()] = grown(g.GetFigures())
	}
	return out
}

func (w *world) rollup(ctx context.Context, t *testing.T, req *statisticsv1.GetRollupRequest) *statisticsv1.Rollup {
	t.Helper()
	resp, err := w.client.GetRollup(ctx, req)
	if err != nil {
		t.Fatalf("%v: %v", req, err)
	}
	return resp.GetRollup()
}

const (
	cityInFebruary = "year 330 -12.1, month 120 +41.7, same month 170 0.0"
	newInFebruary  = "year - NO_FORMER_YEAR, month 70 0.0, same month - NO_FORMER_YEAR_MONTH"
	ownInFebruary  = "year 30 0.0, month 20 -50.0, same month 20 -50.0"
)

// TestGrowthOfUnitsAndGroups is computed by hand, now and as known at this moment.
func TestGrowthOfUnitsAndGroups(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	ctx := w.as(t, authn.RoleProvince, "37")
	for name, tc := range map[string]struct {
		req  *statisticsv1.GetRollupRequest
		want map[string]string
	}{
		"a city, whose county left": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02"}, map[string]string{
			"合计": cityInFebruary, "乙县": "year 100 +20.0, month 30 +200.0, same month 50 +80.0", "丙县": newInFebruary, "本级": ownInFebruary,
		}},
		"January, after December": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-01"}, map[string]string{
			"合计": "year 160 -25.0, month 340 -64.7, same month 160 -25.0",
			"乙县": "year 50 -40.0, month 40 -25.0, same month 50 -40.0",
			"丙县": "year - NO_FORMER_YEAR, month - NO_FORMER_MONTH, same month - NO_FORMER_YEAR_MONTH",
			"本级": "year 10 +100.0, month 0 NO_FORMER_MONTH, same month 10 +100.0",
		}},
		"the province": {&statisticsv1.GetRollupRequest{Unit: "37", Month: "2021-02"}, map[string]string{
			"合计": "year 330 +78.8, month 270 +18.5, same month 170 +88.2", "滨州市": cityInFebruary,
			"甲市": "year 200 +50.0, month 150 0.0, same month 100 +50.0",
		}},
		"by industry, of cells": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "industry", NoChildren: true}, map[string]string{
			"合计": cityInFebruary, "C": "year 300 -60.0, month 30 +200.0, same month 150 -40.0", "D": newInFebruary, "A": ownInFebruary,
		}},
		"by industry, of projects": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "industry", NoChildren: true, Category: "industry"}, map[string]string{
			"合计": cityInFebruary, "C": "year 300 -60.0, month 30 +200.0, same month 150 -40.0", "D": newInFebruary, "A": ownInFebruary,
		}},
		"by stage": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "stage", NoChildren: true}, map[string]string{
			"合计": cityInFebruary, "building": cityInFebruary,
		}},
		"by size, in a new county": {&statisticsv1.GetRollupRequest{Unit: "c", Month: "2021-02", By: "size"}, map[string]string{
			"合计": newInFebruary, "0-1000": newInFebruary,
		}},
		"by listing": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "listing", NoChildren: true}, map[string]string{
			"合计": cityInFebruary, "city": cityInFebruary,
		}},
		"of a listing that nothing has": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", Listing: "province", NoChildren: true}, map[string]string{
			"合计": "year - NO_PROJECTS, month - NO_PROJECTS, same month - NO_PROJECTS",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, at := range []*timestamppb.Timestamp{nil, timestamppb.Now()} {
				tc.req.Growth, tc.req.AsOf = true, at
				if diff := cmp.Diff(tc.want, grownRows(w.rollup(ctx, t, tc.req))); diff != "" {
					t.Errorf("as of %v (-want +got):\n%s", at, diff)
				}
			}
		})
	}
}

// TestGrowthKnownAtAMoment: what was corrected later, in the year before, was not known.
func TestGrowthKnownAtAMoment(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	then := timestamppb.Now()
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 2, Recorded: then.AsTime().Add(time.Millisecond)}, Project: projectID(1), Year: 2020, Month: 2, Revision: 2, Invested: 100, ToDate: 150,
	}}})
	ctx := w.as(t, authn.RoleCity, "3716")
	req := &statisticsv1.GetRollupRequest{Unit: "b", Month: "2021-02", Growth: true, AsOf: then}
	if got, want := grown(w.rollup(ctx, t, req).GetFigures()), "year 100 +20.0, month 30 +200.0, same month 50 +80.0"; got != want {
		t.Errorf("then %s, want %s", got, want)
	}
	req.AsOf = nil
	if got, want := grown(w.rollup(ctx, t, req).GetFigures()), "year 150 -20.0, month 30 +200.0, same month 100 -10.0"; got != want {
		t.Errorf("now %s, want %s", got, want)
	}
}

// TestGrowthIsThatOfTheRanking, for each sub-unit and each way to know.
func TestGrowthIsThatOfTheRanking(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	ctx := w.as(t, authn.RoleProvince, "37")
	pick := map[string]func(*statisticsv1.GrowthFigures) *statisticsv1.IndicatorValue{
		"year_growth":  (*statisticsv1.GrowthFigures).GetYearGrowth,
		"month_growth": (*statisticsv1.GrowthFigures).GetMonthGrowth,
	}
	for _, month := range []string{"2020-01", "2020-12", "2021-01", "2021-02", "2021-03"} {
		for _, unit := range []string{"37", "3716"} {
			for _, at := range []*timestamppb.Timestamp{nil, timestamppb.Now()} {
				r := w.rollup(ctx, t, &statisticsv1.GetRollupRequest{Unit: unit, Month: month, Growth: true, AsOf: at})
				for key, of := range pick {
					ranking := w.rank(ctx, t, &statisticsv1.GetRankingRequest{Unit: unit, Month: month, Indicator: key, AsOf: at})
					want := map[string]*statisticsv1.IndicatorValue{unit: ranking.GetValue()}
					for _, u := range ranking.GetUnits() {
						want[u.GetUnit()] = u.GetValue()
					}
					got := map[string]*statisticsv1.IndicatorValue{unit: of(r.GetFigures().GetGrowth())}
					for _, c := range r.GetChildren() {
						if !c.GetItself() {
							got[c.GetUnit()] = of(c.GetFigures().GetGrowth())
						}
					}
					if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
						t.Errorf("%s of %s in %s (-ranking +roll-up):\n%s", key, unit, month, diff)
					}
				}
			}
		}
	}
}

// TestGrowthIsToldToWhoAsks: all else is what it was without.
func TestGrowthIsToldToWhoAsks(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	ctx := w.as(t, authn.RoleProvince, "37")
	for _, by := range []string{"", "listing", "category", "nature", "size", "industry", "stage", "tag:six-new"} {
		req := &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: by, Lifecycle: true}
		without := w.rollup(ctx, t, req)
		req.Growth = true
		with := w.rollup(ctx, t, req)
		for name, text := range grownRows(without) {
			if text != "not told" {
				t.Errorf("by %q, %s: told unasked: %s", by, name, text)
			}
		}
		for name, text := range grownRows(with) {
			if text == "not told" {
				t.Errorf("by %q, %s: not told", by, name)
			}
		}
		if diff := cmp.Diff(without, with, protocmp.Transform(), protocmp.IgnoreFields(&statisticsv1.RollupFigures{}, "growth")); diff != "" {
			t.Errorf("by %q (-without +with growth):\n%s", by, diff)
		}
	}
}

// TestGrowthOfGroupsThatWereNotTold: the year before has no industries yet, and sizes all the same.
func TestGrowthOfGroupsThatWereNotTold(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := decade()
	for n := range 3 {
		m := &facts.Projects[n].Years[0].Milestones
		m.Placed, m.Section, m.Stages = false, "", statistics.Stages{}
	}
	w.apply(t, facts)
	ctx := w.as(t, authn.RoleCity, "3716")
	for _, at := range []*timestamppb.Timestamp{nil, timestamppb.Now()} {
		got := grownRows(w.rollup(ctx, t, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "industry", NoChildren: true, Growth: true, AsOf: at}))
		want := map[string]string{
			"合计": cityInFebruary,
			"C":  "year - FORMER_DIMENSION_NOT_TOLD, month 30 +200.0, same month - FORMER_DIMENSION_NOT_TOLD",
			"D":  "year - FORMER_DIMENSION_NOT_TOLD, month 70 0.0, same month - FORMER_DIMENSION_NOT_TOLD",
			"A":  "year - FORMER_DIMENSION_NOT_TOLD, month 20 -50.0, same month - FORMER_DIMENSION_NOT_TOLD",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("as of %v (-want +got):\n%s", at, diff)
		}
		got = grownRows(w.rollup(ctx, t, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", By: "size", NoChildren: true, Growth: true, AsOf: at}))
		if diff := cmp.Diff(map[string]string{"合计": cityInFebruary, "0-1000": cityInFebruary}, got); diff != "" {
			t.Errorf("by size as of %v (-want +got):\n%s", at, diff)
		}
	}
}

// publishMonth publishes a month of a unit.
func (w *world) publishMonth(t *testing.T, unit, month, note string) *statisticsv1.Cutoff {
	t.Helper()
	resp, err := w.cutoff.PublishCutoff(w.as(t, authn.RoleCity, "37"), &statisticsv1.PublishCutoffRequest{
		Unit: unit, Month: month, Note: note, RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetCutoff()
}

// TestFrozenGrowth compares what was published with what was published by then, for ever.
func TestFrozenGrowth(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	w.publishMonth(t, "3716", "2020-02", "")
	c := w.publishMonth(t, "3716", "2021-02", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	frozen := func(id, unit, by string) *statisticsv1.Rollup {
		return w.rollup(ctx, t, &statisticsv1.GetRollupRequest{Unit: unit, Month: "2021-02", Cutoff: id, By: by, Growth: true})
	}
	want := map[string]string{
		"合计": "year 330 -12.1, month - FORMER_MONTH_NOT_FROZEN, same month 170 0.0",
		"乙县": "year 100 +20.0, month - FORMER_MONTH_NOT_FROZEN, same month 50 +80.0",
		"丙县": "year - FORMER_YEAR_NOT_FROZEN, month - FORMER_MONTH_NOT_FROZEN, same month - FORMER_YEAR_NOT_FROZEN",
		"本级": "year 30 0.0, month - FORMER_MONTH_NOT_FROZEN, same month 20 -50.0",
		"C":  "year 300 -60.0, month - FORMER_MONTH_NOT_FROZEN, same month 150 -40.0",
		"D":  "year - NO_FORMER_YEAR, month - FORMER_MONTH_NOT_FROZEN, same month - NO_FORMER_YEAR_MONTH",
		"A":  "year 30 0.0, month - FORMER_MONTH_NOT_FROZEN, same month 20 -50.0",
	}
	before := frozen(c.GetId(), "3716", "industry")
	if diff := cmp.Diff(want, grownRows(before)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	w.publishMonth(t, "3716", "2021-01", "")
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 2}, Project: projectID(1), Year: 2020, Month: 2, Revision: 2, Invested: 100, ToDate: 150,
	}}})
	w.publishMonth(t, "3716", "2020-02", "更正")
	if !proto.Equal(before, frozen(c.GetId(), "3716", "industry")) {
		t.Error("the frozen growth changed")
	}
	again := w.publishMonth(t, "3716", "2021-02", "再次公布")
	if got, want := grown(frozen(again.GetId(), "b", "").GetFigures()), "year 150 -20.0, month 30 +200.0, same month 100 -10.0"; got != want {
		t.Errorf("published again %s, want %s", got, want)
	}
}

// TestWatchersOfGrowthHearOfTheYearBefore, of a sub-unit that lay elsewhere then as well.
func TestWatchersOfGrowthHearOfTheYearBefore(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := decade()
	facts.Units = append(facts.Units, unit("3703", "淄博市", "37", func(u *unittree.Unit) { u.Kind = unittree.KindCity }))
	facts.Units[3] = unit("b", "乙县", "3716", func(u *unittree.Unit) {
		u.Places = []unittree.Place{{Parent: "3703", From: 2000, To: 2020}, {Parent: "3716", From: 2021}}
	})
	w.apply(t, facts)
	stream, err := w.client.WatchRollup(w.as(t, authn.RoleCity, "3716"), &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: "3716", Month: "2021-02", Growth: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	first := receive(t, stream)
	for n, want := range []string{"甲市, then of 3716", "乙县, then of 3703"} {
		w.apply(t, store.Facts{Reports: []store.Report{{
			Origin: store.Origin{Version: 2}, Project: projectID(n), Year: 2020, Month: 2, Revision: 2, Invested: 150, ToDate: 300,
		}}})
		next := receive(t, stream)
		if cmp.Equal(grownRows(first), grownRows(next)) {
			t.Errorf("%s: growth is %v as before", want, grownRows(next))
		}
		first = next
	}
}
