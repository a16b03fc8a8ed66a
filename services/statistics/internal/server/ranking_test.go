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
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/indicator"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// fact is a project with what it invested in each month from January on; a negative
// month is not reported.
type fact struct {
	unit     string
	year     int
	planned  int64
	invested []int64
}

// race are the counties of a city, 甲 to 戊, and the year before. 丁 has no plan and 戊
// no project; one project is the city's own, and counts in nobody's rank.
func race() store.Facts {
	facts := store.Facts{Time: time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("3716", "滨州市", "", nil), unit("a", "甲县", "3716", nil), unit("b", "乙县", "3716", nil),
		unit("c", "丙县", "3716", nil), unit("d", "丁县", "3716", nil), unit("e", "戊县", "3716", nil),
	}}
	for n, f := range []fact{
		{"a", 2021, 1000, []int64{200, 100}},
		{"b", 2021, 1000, []int64{100, 200}},
		{"c", 2021, 1000, []int64{150, 250}},
		{"d", 2021, 0, []int64{10, 20}},
		{"3716", 2021, 1000, []int64{900}},
		{"a", 2020, 1000, []int64{100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100}},
		{"c", 2020, 1000, []int64{400, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1}},
	} {
		f.addTo(&facts, n)
	}
	return facts
}

func (f fact) addTo(facts *store.Facts, n int) {
	facts.Projects = append(facts.Projects, store.Project{
		Origin: store.Origin{Version: 1}, ID: projectID(n), Name: fmt.Sprintf("项目%d", n),
		Years: []statistics.Project{{
			Year: f.year, Unit: f.unit, Category: "industry", Nature: "new", Planned: f.planned, TotalInvestment: 5 * f.planned,
			Listings: []statistics.Listing{{Key: "city", From: 1}}, Milestones: lifeOf(n, f.year),
		}},
	})
	var toDate int64
	for i, yuan := range f.invested {
		if yuan < 0 {
			continue
		}
		toDate += yuan
		facts.Reports = append(facts.Reports, store.Report{
			Origin: store.Origin{Version: 1}, Project: projectID(n), Year: f.year, Month: i + 1, Revision: 1, Invested: yuan, ToDate: toDate,
			Arrival: []statistics.Arrival{statistics.OnTime, statistics.Late}[n%2],
		})
	}
}

// lifeOf has those with an even number start in January, certified in February, and the
// others in March; every third lacks facts.
func lifeOf(n, year int) statistics.Milestones {
	m := statistics.Milestones{
		Library: "key", StartMonth: 1, Started: statistics.NewWhen(year, 3), FactsListed: 12, FactsFilled: 12 - int64(n%3),
	}
	if n%2 == 0 {
		m.Started, m.StartCertified = statistics.NewWhen(year, 1), statistics.NewWhen(year, 2)
	}
	return m
}

// read writes a ranking as a person reads it: rank, tie, name, value or reason, change.
func read(r *statisticsv1.Ranking) []string {
	var out []string
	for _, u := range r.GetUnits() {
		line := fmt.Sprintf("%d", u.GetRank())
		if u.GetTied() {
			line += "="
		}
		line += " " + u.GetName() + " " + u.GetValue().GetShown() + u.GetValue().GetMissing().GetReason()
		if u.Change != nil {
			line += fmt.Sprintf(" %+d", u.GetChange())
		}
		out = append(out, line)
	}
	return out
}

func (w *world) rank(ctx context.Context, t *testing.T, req *statisticsv1.GetRankingRequest) *statisticsv1.Ranking {
	t.Helper()
	resp, err := w.indicators.GetRanking(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetRanking()
}

func TestGetRanking(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, race())
	ctx := w.as(t, authn.RoleCity, "3716")
	for name, tc := range map[string]struct {
		key, month string
		want       []string
		own        string
		former     string
	}{
		"ties, changes, and who has none and why": {
			"completion_rate", "2021-02",
			[]string{"1 丙县 40.0 +1", "2= 甲县 30.0 -1", "2= 乙县 30.0 +1", "0 丁县 NO_PLAN", "0 戊县 NO_PROJECTS"},
			"48.3", "2021-01",
		},
		"January compares with nothing": {
			"completion_rate", "2021-01",
			[]string{"1 甲县 20.0", "2 丙县 15.0", "3 乙县 10.0", "0 丁县 NO_PLAN", "0 戊县 NO_PROJECTS"},
			"34.0", "",
		},
		"lead": {
			"lead", "2021-02",
			[]string{"1 丙县 +23.3 +1", "2= 甲县 +13.3 -1", "2= 乙县 +13.3 +1", "0 丁县 NO_PLAN", "0 戊县 NO_PROJECTS"},
			"+31.6", "2021-01",
		},
		"growth on the month before": {
			"month_growth", "2021-02",
			[]string{"1= 乙县 +100.0", "1= 丁县 +100.0", "3 丙县 +66.7", "4 甲县 -50.0 -3", "0 戊县 NO_PROJECTS"},
			"-58.1", "2021-01",
		},
		"of January on December": {
			"month_growth", "2021-01",
			[]string{"1 甲县 +100.0", "0 乙县 NO_FORMER_MONTH", "0 丙县 NO_FORMER_MONTH", "0 丁县 NO_FORMER_MONTH", "0 戊县 NO_PROJECTS"},
			"+1260.0", "",
		},
		"growth on the year before": {
			"year_growth", "2021-02",
			[]string{"1 甲县 +50.0 +0", "2 丙县 -20.0 +0", "0 乙县 NO_FORMER_YEAR", "0 丁县 NO_FORMER_YEAR", "0 戊县 NO_PROJECTS"},
			"+175.7", "2021-01",
		},
		"reports": {
			"report_rate", "2021-02",
			[]string{"1= 甲县 100.0 +0", "1= 乙县 100.0 +0", "1= 丙县 100.0 +0", "1= 丁县 100.0 +0", "0 戊县 NO_PROJECTS"},
			"80.0", "2021-01",
		},
		"starts": {
			"start_rate", "2021-02",
			[]string{"1= 甲县 100.0 +0", "1= 丙县 100.0 +0", "3= 乙县 0.0 +0", "3= 丁县 0.0 +0", "0 戊县 NO_PROJECTS"},
			"60.0", "2021-01",
		},
		"starts against the year before": {
			"started_growth", "2021-02",
			[]string{"1 丙县 0.0 +0", "0 甲县 NO_FORMER_STARTS", "0 乙县 NO_FORMER_STARTS", "0 丁县 NO_FORMER_STARTS", "0 戊县 NO_PROJECTS"},
			"+200.0", "2021-01",
		},
		"reports by their day": {
			"punctuality_rate", "2021-02",
			[]string{"1= 甲县 100.0 +0", "1= 丙县 100.0 +0", "3= 乙县 0.0 +0", "3= 丁县 0.0 +0", "0 戊县 NO_PROJECTS"},
			"40.0", "2021-01",
		},
		"quality": {
			"quality", "2021-02",
			[]string{"1 甲县 100.0 +0", "2 丙县 95.8 +0", "3 丁县 50.0 +0", "4 乙县 47.4 +0", "0 戊县 NO_PROJECTS"},
			"74.3", "2021-01",
		},
		"none is a number of projects": {
			"projects", "2021-01", []string{"1= 甲县 1", "1= 乙县 1", "1= 丙县 1", "1= 丁县 1", "5 戊县 0"}, "5", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.rank(ctx, t, &statisticsv1.GetRankingRequest{Unit: "3716", Month: tc.month, Indicator: tc.key})
			if diff := cmp.Diff(tc.want, read(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if r.GetValue().GetShown() != tc.own || r.GetFormerMonth() != tc.former || r.GetIndicator().GetFormula() == "" {
				t.Errorf("own value %q, compared with %q, formula %q", r.GetValue().GetShown(), r.GetFormerMonth(), r.GetIndicator().GetFormula())
			}
		})
	}
}

// TestEveryRankingIsKnownAtThisMomentToo, and frozen the same but for changes.
func TestEveryRankingIsKnownAtThisMomentToo(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, race())
	ctx, now := w.as(t, authn.RoleCity, "3716"), timestamppb.Now()
	published, err := w.cutoff.PublishCutoff(ctx, &statisticsv1.PublishCutoffRequest{Unit: "3716", Month: "2021-02", RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range indicator.All() {
		for _, listing := range []string{"", "city", "province"} {
			req := &statisticsv1.GetRankingRequest{Unit: "3716", Month: "2021-02", Indicator: one.Key, Listing: listing, Category: "industry", Nature: "new"}
			want := w.rank(ctx, t, req)
			known := proto.CloneOf(req)
			known.AsOf = now
			if diff := cmp.Diff(want, w.rank(ctx, t, known), protocmp.Transform(), protocmp.IgnoreFields(&statisticsv1.Ranking{}, "as_of_time")); diff != "" {
				t.Errorf("%s of %q (-now +at this moment):\n%s", one.Key, listing, diff)
			}
			frozen := proto.CloneOf(req)
			frozen.Cutoff = published.GetCutoff().GetId()
			if one.With != indicator.Nothing {
				_, err := w.indicators.GetRanking(ctx, frozen)
				wantReason(t, err, "INDICATOR_NOT_FROZEN")
				continue
			}
			ignored := []cmp.Option{
				protocmp.Transform(), protocmp.IgnoreFields(&statisticsv1.Ranking{}, "cutoff", "former_month"),
				protocmp.IgnoreFields(&statisticsv1.RankedUnit{}, "former_rank", "change"),
			}
			if diff := cmp.Diff(want, w.rank(ctx, t, frozen), ignored...); diff != "" {
				t.Errorf("%s of %q (-now +frozen):\n%s", one.Key, listing, diff)
			}
		}
	}
}

// TestAPublishedRankingIsForEverybodyBelow, and stays as it was.
func TestAPublishedRankingIsForEverybodyBelow(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, race())
	published, err := w.cutoff.PublishCutoff(w.as(t, authn.RoleCity, "3716"), &statisticsv1.PublishCutoffRequest{
		Unit: "3716", Month: "2021-02", RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	county := w.as(t, authn.RoleCounty, "a")
	req := &statisticsv1.GetRankingRequest{Unit: "3716", Month: "2021-02", Indicator: "completion_rate"}
	_, err = w.indicators.GetRanking(county, req)
	wantReason(t, err, "UNIT_NOT_FOUND")
	req.Cutoff = published.GetCutoff().GetId()
	before := w.rank(county, t, req)
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 2}, Project: projectID(0), Year: 2021, Month: 2, Revision: 2, Invested: 700, ToDate: 900,
	}}})
	if diff := cmp.Diff(before, w.rank(county, t, req), protocmp.Transform()); diff != "" {
		t.Errorf("the frozen ranking changed:\n%s", diff)
	}
	req.Cutoff = ""
	if got := read(w.rank(w.as(t, authn.RoleCity, "3716"), t, req))[0]; got != "1 甲县 90.0 +0" {
		t.Errorf("now first: %s", got)
	}
}

func TestRankingIsRefused(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, race())
	for name, tc := range map[string]struct {
		edit   func(*statisticsv1.GetRankingRequest)
		reason string
	}{
		"no indicator":             {func(r *statisticsv1.GetRankingRequest) { r.Indicator = "" }, "INDICATOR_UNKNOWN"},
		"an unknown indicator":     {func(r *statisticsv1.GetRankingRequest) { r.Indicator = "best" }, "INDICATOR_UNKNOWN"},
		"no month":                 {func(r *statisticsv1.GetRankingRequest) { r.Month = "2021-13" }, "MONTH_INVALID"},
		"an unknown listing":       {func(r *statisticsv1.GetRankingRequest) { r.Listing = "star" }, "LISTING_UNKNOWN"},
		"an unknown nature":        {func(r *statisticsv1.GetRankingRequest) { r.Nature = "old" }, "NATURE_UNKNOWN"},
		"a category with a NUL":    {func(r *statisticsv1.GetRankingRequest) { r.Category = "a\x00" }, "CATEGORY_UNKNOWN"},
		"an unknown unit":          {func(r *statisticsv1.GetRankingRequest) { r.Unit = "99" }, "UNIT_NOT_FOUND"},
		"a time to come":           {func(r *statisticsv1.GetRankingRequest) { r.AsOf = timestamppb.New(time.Now().Add(time.Hour)) }, "AS_OF_IN_FUTURE"},
		"an unknown cut-off":       {func(r *statisticsv1.GetRankingRequest) { r.Cutoff = uuid.NewString() }, "CUTOFF_NOT_FOUND"},
		"a cut-off at a moment":    {func(r *statisticsv1.GetRankingRequest) { r.Cutoff, r.AsOf = "x", timestamppb.Now() }, "CUTOFF_WITH_AS_OF"},
		"a unit without sub-units": {func(r *statisticsv1.GetRankingRequest) { r.Unit = "a" }, ""},
		"the first month there is": {func(r *statisticsv1.GetRankingRequest) { r.Month, r.Indicator = "1990-01", "month_growth" }, "UNIT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			req := &statisticsv1.GetRankingRequest{Unit: "3716", Month: "2021-02", Indicator: "completion_rate"}
			tc.edit(req)
			_, err := w.indicators.GetRanking(w.as(t, authn.RoleCity, "3716"), req)
			wantReason(t, err, tc.reason)
		})
	}
}

func TestListIndicators(t *testing.T) {
	w := newWorld(t, time.Minute)
	resp, err := w.indicators.ListIndicators(w.as(t, authn.RoleTownship, "a"), &statisticsv1.ListIndicatorsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.GetIndicators()) != len(indicator.All()) {
		t.Errorf("%d indicators, want %d", len(resp.GetIndicators()), len(indicator.All()))
	}
	for _, i := range resp.GetIndicators() {
		if i.GetMeasure() == statisticsv1.Measure_MEASURE_UNSPECIFIED || i.GetDirection() == statisticsv1.Direction_DIRECTION_UNSPECIFIED || i.GetFormula() == "" {
			t.Errorf("%v lacks something", i)
		}
	}
	_, err = w.indicators.ListIndicators(w.as(t, authn.RoleOfficer, "a"), &statisticsv1.ListIndicatorsRequest{})
	wantReason(t, err, "FORBIDDEN")
}
