package server_test

import (
	"slices"
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

func june(day int) time.Time { return time.Date(2020, 6, day, 0, 0, 0, 0, time.UTC) }

// correction is a second revision of a project's May, known since the day.
func correction(n, day int, toDate int64) store.Report {
	return store.Report{
		Origin: store.Origin{Version: 2, Recorded: june(day)}, Project: projectID(n), Year: 2020, Month: 5, Revision: 2, Invested: 100, ToDate: toDate,
	}
}

// eachView calls f with every combination of filters and groups.
func eachView(f func(req *statisticsv1.GetRollupRequest)) {
	for _, listing := range []string{"", "city"} {
		for _, category := range []string{"", "industry"} {
			for _, nature := range []string{"", "new"} {
				for _, by := range []string{"", "listing", "category", "nature"} {
					f(&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Listing: listing, Category: category, Nature: nature, By: by, Lifecycle: by == ""})
				}
			}
		}
	}
}

// TestWhatIsKnownNowIsWhatIsKnownAtThisMoment: whether read from cells or added up
// from the history.
func TestWhatIsKnownNowIsWhatIsKnownAtThisMoment(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.apply(t, store.Facts{Reports: []store.Report{correction(1, 3, 500)}})
	ctx, now := w.as(t, authn.RoleProvince, "37"), timestamppb.Now()
	eachView(func(req *statisticsv1.GetRollupRequest) {
		want, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		req.AsOf = now
		got, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, protocmp.Transform(), protocmp.IgnoreFields(&statisticsv1.Rollup{}, "as_of_time", "change")); diff != "" {
			t.Errorf("%v (-now +at this moment):\n%s", req, diff)
		}
	})
	for _, figure := range []string{"projects", "due", "reported", "missing"} {
		for _, itself := range []bool{false, true} {
			req := &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", Figure: figure, Itself: itself, PageSize: 2}
			then := proto.CloneOf(req)
			then.AsOf = now
			rows, invested, totals := w.allRows(ctx, t, req)
			rowsThen, investedThen, totalsThen := w.allRows(ctx, t, then)
			if rows != rowsThen || invested != investedThen || !proto.Equal(totals, totalsThen) {
				t.Errorf("%v: %d rows, %d yuan, %v; at this moment %d, %d, %v", req, rows, invested, totals, rowsThen, investedThen, totalsThen)
			}
		}
	}
}

// TestAsKnownAtAMoment follows a correction, a change of the plan and a county that
// becomes a city of its own.
func TestAsKnownAtAMoment(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.apply(t, store.Facts{Reports: []store.Report{correction(1, 3, 500)}})
	moved := unit("371602", "滨城市", "3716", func(u *unittree.Unit) {
		u.Version, u.Kind, u.Places = 2, unittree.KindCity, []unittree.Place{{Parent: "3716", From: 2000, To: 2019}, {Parent: "37", From: 2020}}
	})
	moved.Recorded = june(5)
	w.apply(t, store.Facts{Units: []store.Unit{moved}})
	ctx := w.as(t, authn.RoleProvince, "37")
	for name, tc := range map[string]struct {
		unit     string
		day      int
		invested int64
		children []string
	}{
		"before the correction":                       {"3716", 2, 7 * 471, []string{"滨城区", "沾化区", "滨州市"}},
		"from its moment on":                          {"3716", 3, 7*471 + 29, []string{"滨城区", "沾化区", "滨州市"}},
		"the province before":                         {"37", 4, 7*471 + 29, []string{"淄博市", "滨州市"}},
		"the city without the county that became one": {"3716", 5, 4 * 471, []string{"沾化区", "滨州市"}},
		"the province with one city more":             {"37", 5, 7*471 + 29, []string{"淄博市", "滨州市", "滨城市"}},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: tc.unit, Month: "2020-05", AsOf: timestamppb.New(june(tc.day))})
			if err != nil {
				t.Fatal(err)
			}
			var children []string
			for _, c := range resp.GetRollup().GetChildren() {
				children = append(children, c.GetName())
			}
			if got := resp.GetRollup().GetFigures().GetInvestedYuan(); got != tc.invested {
				t.Errorf("%d yuan, want %d", got, tc.invested)
			}
			if diff := cmp.Diff(tc.children, children); diff != "" {
				t.Errorf("sub-units (-want +got):\n%s", diff)
			}
			if at := resp.GetRollup().GetAsOfTime().AsTime(); !at.Equal(june(tc.day)) {
				t.Errorf("as of %s", at)
			}
		})
	}
}

// TestACountyThatBecomesACityKeepsItsOldYears under the tree that they had.
func TestACountyThatBecomesACityKeepsItsOldYears(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := binzhou()
	next := facts.Projects[0].Years[0]
	next.Year = 2021
	facts.Projects[0].Years = append(facts.Projects[0].Years, next)
	w.apply(t, facts)
	moved := unit("371602", "滨城市", "3716", func(u *unittree.Unit) {
		u.Version, u.Kind, u.Places = 2, unittree.KindCity, []unittree.Place{{Parent: "3716", From: 2000, To: 2020}, {Parent: "37", From: 2021}}
	})
	w.apply(t, store.Facts{Units: []store.Unit{moved}})
	ctx := w.as(t, authn.RoleProvince, "37")
	for _, tc := range []struct {
		unit, month string
		projects    int64
	}{{"3716", "2020-05", 7}, {"3716", "2021-05", 0}, {"371602", "2021-05", 1}, {"37", "2021-05", 1}} {
		for _, asOf := range []*timestamppb.Timestamp{nil, timestamppb.Now()} {
			resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: tc.unit, Month: tc.month, AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			if got := resp.GetRollup().GetFigures().GetProjects(); got != tc.projects {
				t.Errorf("%s in %s: %d projects, want %d", tc.unit, tc.month, got, tc.projects)
			}
		}
	}
}

func TestAsOfIsRefused(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := binzhou()
	for i := range facts.Units {
		facts.Units[i].Recorded = june(1)
	}
	w.apply(t, facts)
	for name, tc := range map[string]struct {
		at     *timestamppb.Timestamp
		unit   string
		reason string
	}{
		"what is to come":          {timestamppb.New(time.Now().Add(time.Hour)), "3716", "AS_OF_IN_FUTURE"},
		"what is no time":          {&timestamppb.Timestamp{Nanos: -1}, "3716", "AS_OF_INVALID"},
		"before anything":          {timestamppb.New(june(1).Add(-time.Second)), "3716", "UNIT_NOT_KNOWN_THEN"},
		"what one may not see now": {timestamppb.New(june(1)), "3703", "UNIT_NOT_FOUND"},
		"what one may":             {timestamppb.New(june(1)), "3716", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := w.as(t, authn.RoleCity, "3716")
			_, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: tc.unit, Month: "2020-05", AsOf: tc.at})
			wantReason(t, err, tc.reason)
			_, err = w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: tc.unit, Month: "2020-05", AsOf: tc.at})
			wantReason(t, err, tc.reason)
		})
	}
}

// TestAPageTokenIsForItsMomentOnly: a row of one moment is none of another.
func TestAPageTokenIsForItsMomentOnly(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleProvince, "37")
	req := &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05", PageSize: 1, AsOf: timestamppb.New(june(2))}
	resp, err := w.client.ListFigureProjects(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	req.PageToken = resp.GetNextPageToken()
	for _, at := range []*timestamppb.Timestamp{nil, timestamppb.New(june(3))} {
		req.AsOf = at
		_, err := w.client.ListFigureProjects(ctx, req)
		wantReason(t, err, "PAGE_TOKEN_INVALID")
	}
}

// TestAsOfIsOneProjectsPast: rows show what a project was, not what it is.
func TestAsOfIsOneProjectsPast(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	renamed := store.Project{Origin: store.Origin{Version: 2, Recorded: june(4)}, ID: projectID(0), Name: "改名", Years: []statistics.Project{{
		Year: 2020, Unit: "371603", Category: "livelihood", Nature: "new", Listings: []statistics.Listing{{Key: "city", From: 1}}, Planned: 1,
	}}}
	w.apply(t, store.Facts{Projects: []store.Project{renamed}})
	for day, want := range map[int][]string{3: {"371602 项目0 industry"}, 4: {"371603 改名 livelihood"}} {
		resp, err := w.client.ListFigureProjects(w.as(t, authn.RoleProvince, "37"), &statisticsv1.ListFigureProjectsRequest{
			Unit: "37", Month: "2020-05", AsOf: timestamppb.New(june(day)),
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range resp.GetProjects() {
			if p.GetProjectId() == projectID(0).String() {
				got = append(got, p.GetUnit()+" "+p.GetName()+" "+p.GetCategory())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("on day %d (-want +got):\n%s", day, diff)
		}
	}
}

// TestSiblingsComeByGBCode: now, in the past and frozen, and units without one last.
func TestSiblingsComeByGBCode(t *testing.T) {
	w := newWorld(t, time.Minute)
	gb := func(code string) func(*unittree.Unit) { return func(u *unittree.Unit) { u.GBCode = code } }
	facts := binzhou()
	facts.Units = append(facts.Units,
		unit("a-zone", "高新区", "3716", nil), unit("zouping", "邹平市", "3716", gb("371681")), unit("wudi", "无棣县", "3716", gb("371623")))
	for i, u := range facts.Units {
		if u.Unit.Code == "371602" || u.Unit.Code == "371603" {
			facts.Units[i].Unit.GBCode = u.Unit.Code
		}
	}
	w.apply(t, facts)
	published, err := w.cutoff.PublishCutoff(w.as(t, authn.RoleCity, "3716"), &statisticsv1.PublishCutoffRequest{
		Unit: "3716", Month: "2020-05", RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, req := range map[string]*statisticsv1.GetRollupRequest{
		"now":           {Unit: "3716", Month: "2020-05"},
		"in the past":   {Unit: "3716", Month: "2020-05", AsOf: timestamppb.New(time.Now())},
		"in a cut-off":  {Unit: "3716", Month: "2020-05", Cutoff: published.GetCutoff().GetId()},
		"in each group": {Unit: "3716", Month: "2020-05", By: "listing"},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := w.client.GetRollup(w.as(t, authn.RoleProvince, "37"), req)
			if err != nil {
				t.Fatal(err)
			}
			var children, groups []string
			for _, c := range resp.GetRollup().GetChildren() {
				children = append(children, c.GetName())
			}
			for _, g := range resp.GetRollup().GetGroups() {
				groups = append(groups, g.GetValue())
			}
			if diff := cmp.Diff([]string{"滨城区", "沾化区", "无棣县", "邹平市", "高新区", "滨州市"}, children); diff != "" {
				t.Errorf("sub-units (-want +got):\n%s", diff)
			}
			if req.GetBy() != "" && !slices.Equal(groups, []string{"province", "city"}) {
				t.Errorf("groups %v", groups)
			}
		})
	}
}
