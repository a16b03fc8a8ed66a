package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// haizhou is the district of the paper with two towns: 甲 started one large project of
// two, 乙 none of its one; both have invested.
func haizhou() store.Facts {
	facts := store.Facts{Time: time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("hz", "海州区", "", func(u *unittree.Unit) { u.GBCode = "210902" }),
		unit("a", "甲镇", "hz", nil), unit("b", "乙街道", "hz", nil),
	}}
	for n, p := range []struct {
		unit    string
		started statistics.When
		total   int64
	}{{"a", 201903, 120_000_000}, {"a", 201904, 40_000_000}, {"b", 0, 60_000_000}} {
		facts.Projects = append(facts.Projects, store.Project{
			Origin: store.Origin{Version: 1, Recorded: facts.Time}, ID: projectID(n), Name: fmt.Sprintf("项目%d", n),
			Years: []statistics.Project{{
				Year: 2019, Unit: p.unit, Category: "industry", Nature: "new", Listings: []statistics.Listing{{Key: "county", From: 1}},
				TotalInvestment: p.total, Planned: 100_000_000, Milestones: statistics.Milestones{Library: "key", Started: p.started},
			}},
		})
		facts.Reports = append(facts.Reports, store.Report{
			Origin: store.Origin{Version: 1, Recorded: facts.Time}, Project: projectID(n), Year: 2019, Month: 6, Revision: 1, Invested: 50_000_000, ToDate: 400_000_000,
		})
	}
	return facts
}

// said is an attainment in one line.
func said(a *statisticsv1.Attainment) string {
	return fmt.Sprintf("%s %s/%s %s → %s %v %s", a.GetTarget(), a.GetValueShown(), a.GetGoalShown(), a.GetDistanceShown(), a.GetForecastShown(), a.GetForecastAttained(), a.GetState())
}

func TestAttainmentOfAUnitAndItsParts(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, haizhou())
	ctx := w.as(t, authn.RoleCounty, "hz")
	got, err := w.targets.GetAttainment(ctx, &statisticsv1.GetAttainmentRequest{Unit: "hz", Month: "2019-06"})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, a := range got.GetAttainments() {
		lines = append(lines, said(a))
	}
	for _, c := range got.GetChildren() {
		for _, a := range c.GetAttainments()[:2] {
			lines = append(lines, c.GetName()+" "+said(a))
		}
	}
	want := []string{
		"invested 12.00/22.00 -10.00 → 24.00 true TARGET_STATE_PENDING",
		"started_large 1/20 -19 → 2 false TARGET_STATE_PENDING",
		"started_huge 1/6 -5 → 2 false TARGET_STATE_PENDING",
		"reserve_huge 0/30 -30 → 0 false TARGET_STATE_PENDING",
		"completed_large 0/10 -10 → 0 false TARGET_STATE_PENDING",
		"甲镇 invested 8.00/14.67 -6.67 → 16.00 true TARGET_STATE_PENDING",
		"甲镇 started_large 1/13 -12 → 2 false TARGET_STATE_PENDING",
		"乙街道 invested 4.00/7.33 -3.33 → 8.00 true TARGET_STATE_PENDING",
		"乙街道 started_large 0/7 -7 → 0 false TARGET_STATE_PENDING",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if sets := got.GetSets(); len(sets) != 1 || len(sets[0].GetUntold()) != 3 || got.GetAttainments()[0].GetForecastMethod() != "按 1 至 6 月的月均进度推算到 12 月底" {
		t.Errorf("set by %v", sets)
	}
	invested, started := got.GetSets()[0].GetTargets()[0], got.GetSets()[0].GetTargets()[1]
	if invested.GetFormula() != "年度完成。" || invested.GetRows() == nil || started.GetRows() != nil {
		t.Errorf("counted as %v and %v", invested, started)
	}
}

func TestTargetsAreAUnitsOwnAndAYears(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, haizhou())
	ctx := w.as(t, authn.RoleCounty, "hz")
	for _, tc := range []struct {
		unit string
		year int32
		want int
	}{{"hz", 2019, 1}, {"hz", 2020, 0}, {"a", 2019, 0}} {
		got, err := w.targets.ListTargets(ctx, &statisticsv1.ListTargetsRequest{Unit: tc.unit, Year: tc.year})
		if err != nil || len(got.GetSets()) != tc.want || got.GetVersion() == 0 {
			t.Errorf("%s in %d: %v, %v", tc.unit, tc.year, got, err)
		}
	}
	none, err := w.targets.GetAttainment(ctx, &statisticsv1.GetAttainmentRequest{Unit: "a", Month: "2019-06"})
	if err != nil || len(none.GetAttainments()) > 0 || none.GetName() != "甲镇" {
		t.Errorf("%v, %v", none, err)
	}
}

func TestTargetsRefuse(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, haizhou())
	ctx := w.as(t, authn.RoleTownship, "a")
	for name, tc := range map[string]struct {
		req  *statisticsv1.GetAttainmentRequest
		want string
	}{
		"a month that is none": {&statisticsv1.GetAttainmentRequest{Unit: "a", Month: "2019-13"}, "MONTH_INVALID"},
		"the unit above":       {&statisticsv1.GetAttainmentRequest{Unit: "hz", Month: "2019-06"}, "UNIT_NOT_FOUND"},
		"what is to come":      {&statisticsv1.GetAttainmentRequest{Unit: "a", Month: "2019-06", AsOf: timestamppb.New(time.Now().Add(time.Hour))}, "AS_OF_IN_FUTURE"},
	} {
		if _, err := w.targets.GetAttainment(ctx, tc.req); errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.targets.ListTargets(ctx, &statisticsv1.ListTargetsRequest{Unit: "a", Year: 1}); errs.ReasonOf(err) != "MONTH_INVALID" {
		t.Error(err)
	}
}
