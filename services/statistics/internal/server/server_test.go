package server_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/server"
	"pacesetter/services/statistics/internal/store"
)

func TestGetRollup(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	resp, err := w.client.GetRollup(w.as(t, authn.RoleCity, "3716"), &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", By: "listing", Lifecycle: true})
	if err != nil {
		t.Fatal(err)
	}
	got := resp.GetRollup()
	f := got.GetFigures()
	shown := []string{f.GetRateShown(), f.GetPaceShown(), f.GetLeadShown()}
	if diff := cmp.Diff([]string{"47.1", "41.6", "+5.5"}, shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	want := &statisticsv1.RollupFigures{
		Lifecycle: &statisticsv1.LifecycleFigures{
			DueToStart: 3, Started: 2, StartedOfDue: 2, DueToStartNoLand: 1, StartedNoLand: 1, StartsCertified: 1,
			DueToResume: 3, Resumed: 1, DueToComplete: 1, Completed: 1, CompletedOfDue: 1,
			StatisticsEligible: 2, StatisticsEntered: 1, Reserve: 1, ReserveTotalInvestmentYuan: 5000, SignedYuan: 900, ArrivedYuan: 300,
		},
		Projects: 7, Due: 7, Reported: 6, Missing: 1, TotalInvestmentYuan: 35000, PlannedYuan: 7000, InvestedYuan: 3297, MonthYuan: 600,
		CompletionRate: f.CompletionRate, Pace: 41.666667, Lead: f.Lead, RateShown: "47.1", PaceShown: "41.6", LeadShown: "+5.5",
	}
	if diff := cmp.Diff(want, f, protocmp.Transform()); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	type child struct {
		Name           string
		Itself         bool
		Projects, Gone int64
	}
	var children []child
	for _, c := range got.GetChildren() {
		children = append(children, child{c.GetName(), c.GetItself(), c.GetFigures().GetProjects(), c.GetFigures().GetMissing()})
	}
	if diff := cmp.Diff([]child{{"滨城区", false, 3, 0}, {"沾化区", false, 3, 1}, {"滨州市", true, 1, 0}}, children); diff != "" {
		t.Errorf("children (-want +got):\n%s", diff)
	}
	if got.GetUnits() != 3 || got.GetUnitsReported() != 2 {
		t.Errorf("%d of %d units reported, want 2 of 3", got.GetUnitsReported(), got.GetUnits())
	}
	groups := map[string]int64{}
	for _, g := range got.GetGroups() {
		groups[g.GetValue()] = g.GetFigures().GetProjects()
	}
	if diff := cmp.Diff(map[string]int64{"city": 4, "province": 3}, groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if at := got.GetAsOfTime().AsTime(); !at.Equal(time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("as of %s", at)
	}
}

// TestRefusals walks who and what is refused, and that each refusal has its
// sentence.
func TestRefusals(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	for name, tc := range map[string]struct {
		role   authn.Role
		grant  string
		edit   func(*statisticsv1.ListFigureProjectsRequest)
		reason string
	}{
		"one's own unit":               {authn.RoleCounty, "371602", nil, ""},
		"a unit below":                 {authn.RoleProvince, "37", nil, ""},
		"a sibling":                    {authn.RoleCounty, "371603", nil, "UNIT_NOT_FOUND"},
		"the unit above":               {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Unit = "3716" }, "UNIT_NOT_FOUND"},
		"an officer, who has no units": {authn.RoleOfficer, "371602", nil, "UNIT_NOT_FOUND"},
		"an unknown unit":              {authn.RoleProvince, "37", func(r *statisticsv1.ListFigureProjectsRequest) { r.Unit = "99" }, "UNIT_NOT_FOUND"},
		"no month":                     {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Month = "2020-13" }, "MONTH_INVALID"},
		"an unknown listing":           {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Listing = "star" }, "LISTING_UNKNOWN"},
		"an unknown nature":            {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Nature = "old" }, "NATURE_UNKNOWN"},
		"a category with a NUL":        {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Category = "a\x00" }, "CATEGORY_UNKNOWN"},
		"an unknown figure":            {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.Figure = "best" }, "FIGURE_UNKNOWN"},
		"a page token of nobody":       {authn.RoleCounty, "371602", func(r *statisticsv1.ListFigureProjectsRequest) { r.PageToken = "abc" }, "PAGE_TOKEN_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			req := &statisticsv1.ListFigureProjectsRequest{Unit: "371602", Month: "2020-05"}
			if tc.edit != nil {
				tc.edit(req)
			}
			_, err := w.client.ListFigureProjects(w.as(t, tc.role, tc.grant), req)
			wantReason(t, err, tc.reason)
			if tc.reason == "FIGURE_UNKNOWN" || tc.reason == "PAGE_TOKEN_INVALID" {
				return
			}
			_, err = w.client.GetRollup(w.as(t, tc.role, tc.grant), &statisticsv1.GetRollupRequest{
				Unit: req.GetUnit(), Month: req.GetMonth(), Listing: req.GetListing(), Category: req.GetCategory(), Nature: req.GetNature(),
			})
			wantReason(t, err, tc.reason)
		})
	}
	_, err := w.client.GetRollup(w.as(t, authn.RoleCounty, "371602"), &statisticsv1.GetRollupRequest{Unit: "371602", Month: "2020-05", By: "moon"})
	wantReason(t, err, "DIMENSION_UNKNOWN")
	_, err = w.client.GetSeries(w.as(t, authn.RoleCounty, "371602"), &statisticsv1.GetSeriesRequest{Unit: "371602", Year: 20})
	wantReason(t, err, "MONTH_INVALID")
	_, err = w.client.GetSeries(w.as(t, authn.RoleCounty, "371602"), &statisticsv1.GetSeriesRequest{Unit: "371603", Year: 2020})
	wantReason(t, err, "UNIT_NOT_FOUND")
}

func wantReason(t *testing.T, err error, reason string) {
	t.Helper()
	if errs.ReasonOf(err) != reason {
		t.Fatalf("error %v, want reason %q", err, reason)
	}
	if reason != "" && !server.Catalogue().Has(reason) {
		t.Errorf("%s has no sentence", reason)
	}
}

func TestNoTreeYet(t *testing.T) {
	w := newWorld(t, time.Minute)
	_, err := w.client.GetRollup(w.as(t, authn.RoleProvince, "37"), &statisticsv1.GetRollupRequest{Unit: "37", Month: "2020-05"})
	wantReason(t, err, "TREE_NOT_READY")
}

func TestGetSeries(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	resp, err := w.client.GetSeries(w.as(t, authn.RoleProvince, "37"), &statisticsv1.GetSeriesRequest{Unit: "37", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, m := range resp.GetMonths() {
		got[m.GetMonth()] = m.GetFigures().GetInvestedYuan()
	}
	for month, want := range map[string]int64{"2020-01": 0, "2020-04": 471, "2020-05": 3297, "2020-12": 3297} {
		if got[month] != want {
			t.Errorf("%s: %d, want %d", month, got[month], want)
		}
	}
}

// TestEveryFigureIsTheSumOfItsRows pages through each figure of each filter.
func TestEveryFigureIsTheSumOfItsRows(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleProvince, "37")
	for _, listing := range []string{"", "city", "province", "county"} {
		for _, category := range []string{"", "industry"} {
			for _, nature := range []string{"", "new"} {
				rollup, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Listing: listing, Category: category, Nature: nature})
				if err != nil {
					t.Fatal(err)
				}
				f := rollup.GetRollup().GetFigures()
				for figure, want := range map[string]int64{"projects": f.GetProjects(), "due": f.GetDue(), "reported": f.GetReported(), "missing": f.GetMissing()} {
					req := &statisticsv1.ListFigureProjectsRequest{
						Unit: "3716", Month: "2020-05", Listing: listing, Category: category, Nature: nature, Figure: figure, PageSize: 2,
					}
					rows, invested, totals := w.allRows(ctx, t, req)
					if rows != want || totals.GetProjects() != want || totals.GetInvestedYuan() != invested {
						t.Errorf("%v: %d rows with %d yuan, totals %d with %d, figure %d", req, rows, invested, totals.GetProjects(), totals.GetInvestedYuan(), want)
					}
					if figure == "projects" && invested != f.GetInvestedYuan() {
						t.Errorf("%v: rows add up to %d yuan, figure %d", req, invested, f.GetInvestedYuan())
					}
				}
			}
		}
	}
	rows, _, _ := w.allRows(ctx, t, &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", Itself: true})
	if rows != 1 {
		t.Errorf("%d projects attached to the city itself, want 1", rows)
	}
}

// allRows reads all pages; the totals of all rows stand on the first one alone.
func (w *world) allRows(ctx context.Context, t *testing.T, req *statisticsv1.ListFigureProjectsRequest) (rows, invested int64, totals *statisticsv1.RollupFigures) {
	t.Helper()
	for {
		resp, err := w.client.ListFigureProjects(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		if first := req.GetPageToken() == ""; first != (resp.GetTotals() != nil) {
			t.Errorf("%v: totals %v, they belong to the first page", req, resp.GetTotals())
		} else if first {
			totals = resp.GetTotals()
		}
		for _, p := range resp.GetProjects() {
			rows++
			invested += p.GetFigures().GetInvestedYuan()
		}
		if resp.GetNextPageToken() == "" {
			return rows, invested, totals
		}
		req.PageToken = resp.GetNextPageToken()
	}
}

func TestAPageTokenIsForItsRequestOnly(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleProvince, "37")
	resp, err := w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05", PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05", Figure: "due", PageToken: resp.GetNextPageToken()})
	wantReason(t, err, "PAGE_TOKEN_INVALID")
}

func TestWatchRollup(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	stream, err := w.client.WatchRollup(w.as(t, authn.RoleProvince, "37"), &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: "37", Month: "2020-05"},
	})
	if err != nil {
		t.Fatal(err)
	}
	first := receive(t, stream)
	if got := first.GetFigures().GetReported(); got != 6 {
		t.Fatalf("first %d reported, want 6", got)
	}
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 1}, Project: projectID(5), Year: 2020, Month: 5, Revision: 1, Invested: 1, ToDate: 472,
	}}})
	second := receive(t, stream)
	if got := second.GetFigures().GetReported(); got != 7 || second.GetChange() <= first.GetChange() {
		t.Errorf("then %d reported, change %d after %d", got, second.GetChange(), first.GetChange())
	}
	w.apply(t, store.Facts{Units: []store.Unit{unit("37", "齐鲁省", "", func(u *unittree.Unit) { u.Version = 2 })}})
	if got := receive(t, stream).GetName(); got != "齐鲁省" {
		t.Errorf("renamed %q", got)
	}
}

// TestWatchersHearOfADatabaseThatWentBack, as one restored from a backup does: its
// change numbers begin again below those that were seen.
func TestWatchersHearOfADatabaseThatWentBack(t *testing.T) {
	w := newWorld(t, 20*time.Second)
	w.apply(t, binzhou())
	fifth := store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 1}, Project: projectID(5), Year: 2020, Month: 5, Revision: 1, Invested: 1, ToDate: 472,
	}}}
	w.apply(t, fifth)
	stream, err := w.client.WatchRollup(w.as(t, authn.RoleProvince, "37"), &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: "37", Month: "2020-05"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := receive(t, stream).GetFigures().GetReported(); got != 7 {
		t.Fatalf("first %d reported, want 7", got)
	}
	fifth.Reports[0].Version, fifth.Reports[0].Revision = 2, 0
	fifth.Reports[0].Invested, fifth.Reports[0].ToDate = 0, 0
	w.apply(t, fifth)
	if got := receive(t, stream).GetFigures().GetReported(); got != 6 {
		t.Fatalf("then %d reported, want 6", got)
	}
	// Back to before the watch: the hub's last look may have been between the two applies.
	if _, err := w.db.Owner.Exec(t.Context(), `
WITH back AS (UPDATE applier SET sequence = 1, stamp = 0), unit AS (UPDATE change SET number = 1 WHERE number > 1)
UPDATE cell SET reported = reported + 1 WHERE unit = '37' AND month = 5 AND listing = '*' AND category = '*'`); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, stream).GetFigures().GetReported(); got != 7 {
		t.Errorf("as it was before: %d reported, want 7", got)
	}
}

func TestAWatchEndsWithItsToken(t *testing.T) {
	w := newWorld(t, 2*time.Second)
	w.apply(t, binzhou())
	stream, err := w.client.WatchRollup(w.as(t, authn.RoleProvince, "37"), &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: "37", Month: "2020-05"},
	})
	if err != nil {
		t.Fatal(err)
	}
	receive(t, stream)
	_, err = stream.Recv()
	wantReason(t, err, "TOKEN_EXPIRED")
}

func TestNobodyWatchesBeyondTheirUnit(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	stream, err := w.client.WatchRollup(w.as(t, authn.RoleCounty, "371602"), &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{Unit: "37", Month: "2020-05"},
	})
	if err == nil {
		_, err = stream.Recv()
	}
	wantReason(t, err, "UNIT_NOT_FOUND")
}

func receive(t *testing.T, stream grpc.ServerStreamingClient[statisticsv1.WatchRollupResponse]) *statisticsv1.Rollup {
	t.Helper()
	resp, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetRollup()
}

// TestEveryReasonIsPrintable: a sentence without its parameters would show braces.
func TestEveryReasonIsPrintable(t *testing.T) {
	var reasons map[string]string
	if err := json.Unmarshal(server.Sentences(), &reasons); err != nil {
		t.Fatal(err)
	}
	for reason := range reasons {
		if got := server.Catalogue().Sentence(reason, map[string]string{"unit": "x", "value": "x", "known": "x"}); got == "" {
			t.Errorf("%s has no sentence", reason)
		}
	}
}
