package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// placed is binzhou with sections, stages and sizes: 项目0 to 项目3 are of section C, the
// rest of none; all prepare in the year before, 项目0 to 项目1 build from March on.
func placed() store.Facts {
	facts := binzhou()
	for i := range facts.Units {
		if u := &facts.Units[i].Unit; u.Code == "3716" {
			u.Kind = unittree.KindCity // which keeps cells by dimension; the counties add their projects up
		}
	}
	for n := range facts.Projects {
		y := &facts.Projects[n].Years[0]
		y.Milestones.Placed = true
		for month := range y.Milestones.Stages {
			y.Milestones.Stages[month], _ = statistics.NewStage("preparing")
			if n < 2 && month >= 3 {
				y.Milestones.Stages[month], _ = statistics.NewStage("building")
			}
		}
		if n < 4 {
			y.Milestones.Section = "C"
		}
		if n == 6 {
			y.TotalInvestment = 50_000_000
		}
	}
	return facts
}

type group struct {
	Value, Name string
	Projects    int64
}

func groupsOf(r *statisticsv1.Rollup) []group {
	var out []group
	for _, g := range r.GetGroups() {
		out = append(out, group{g.GetValue(), g.GetName(), g.GetFigures().GetProjects()})
	}
	return out
}

// TestGroupsBySizeIndustryAndStage are the same now, as known at a moment and frozen, and
// each opens its rows.
func TestGroupsBySizeIndustryAndStage(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, placed())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	for by, want := range map[string][]group{
		"size":     {{"0-1000", "1000万元以下", 6}, {"5000-10000", "5000万—1亿元", 1}},
		"industry": {{"C", "制造业", 4}, {"unknown", "未分行业", 3}},
		"stage":    {{"preparing", "前期", 5}, {"building", "在建", 2}},
	} {
		for name, req := range map[string]*statisticsv1.GetRollupRequest{"now": {}, "known": {AsOf: timestamppb.Now()}, "frozen": {Cutoff: c.GetId()}} {
			req.Unit, req.Month, req.By = "3716", "2020-05", by
			resp, err := w.client.GetRollup(ctx, req)
			if err != nil {
				t.Fatalf("%s, %s: %v", by, name, err)
			}
			if diff := cmp.Diff(want, groupsOf(resp.GetRollup())); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", by, name, diff)
			}
			if name != "frozen" {
				w.wantRowsBehind(t, by, resp.GetRollup(), req.GetAsOf())
			}
		}
	}
}

// wantRowsBehind opens the rows of each group, whose sum it is.
func (w *world) wantRowsBehind(t *testing.T, by string, r *statisticsv1.Rollup, at *timestamppb.Timestamp) {
	t.Helper()
	for _, g := range r.GetGroups() {
		for _, figure := range []string{"projects", "missing"} {
			req := &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", AsOf: at, Figure: figure}
			switch by {
			case "size":
				req.Size = g.GetValue()
			case "industry":
				req.Industry = g.GetValue()
			case "stage":
				req.Stage = g.GetValue()
			}
			rows, err := w.client.ListFigureProjects(w.as(t, authn.RoleCity, "3716"), req)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int64{"projects": g.GetFigures().GetProjects(), "missing": g.GetFigures().GetMissing()}[figure]
			if int64(len(rows.GetProjects())) != want {
				t.Errorf("%s %s: %d rows of %s, want %d", by, g.GetValue(), len(rows.GetProjects()), figure, want)
			}
			if diff := cmp.Diff(g.GetFigures(), rows.GetTotals(), protocmp.Transform()); figure == "projects" && diff != "" {
				t.Errorf("%s %s (-group +rows):\n%s", by, g.GetValue(), diff)
			}
		}
	}
}

// TestTheStageIsThatOfTheMonth: who builds from March on prepared in February.
func TestTheStageIsThatOfTheMonth(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, placed())
	resp, err := w.client.GetRollup(w.as(t, authn.RoleCity, "3716"), &statisticsv1.GetRollupRequest{
		Unit: "371602", Month: "2020-02", By: "stage", Listing: "city", Category: "industry",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]group{{"preparing", "前期", 2}}, groupsOf(resp.GetRollup())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// unplaced is placed before the registry told where projects stand.
func unplaced() store.Facts {
	facts := placed()
	for i := range facts.Projects {
		m := &facts.Projects[i].Years[0].Milestones
		m.Section, m.Stages, m.Placed = "", statistics.Stages{}, false
	}
	return facts
}

// TestWhatWasNotToldIsNotGrouped: neither of a cut-off of before nor of a moment nor now,
// in a city, which keeps cells, and in a county, which doesn't. Sizes are known before.
func TestWhatWasNotToldIsNotGrouped(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, unplaced())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	ask := func(by string, at *timestamppb.Timestamp, cutoff string) (*statisticsv1.GetRollupResponse, error) {
		return w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", By: by, AsOf: at, Cutoff: cutoff})
	}
	before, err := ask("size", nil, c.GetId())
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"industry", "stage"} {
		_, frozen := ask(by, nil, c.GetId())
		_, known := ask(by, timestamppb.Now(), "")
		for _, err := range []error{frozen, known} {
			if errs.ReasonOf(err) != "DIMENSION_NOT_TOLD" {
				t.Errorf("by %s: %v, want DIMENSION_NOT_TOLD", by, err)
			}
		}
		for _, unit := range []string{"3716", "371602"} {
			_, now := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: unit, Month: "2020-05", By: by})
			if errs.ReasonOf(now) != "DIMENSION_NOT_TOLD" {
				t.Errorf("%s by %s now: %v, want DIMENSION_NOT_TOLD", unit, by, now)
			}
		}
	}
	sizes := []group{{"0-1000", "1000万元以下", 6}, {"5000-10000", "5000万—1亿元", 1}}
	if now, err := ask("size", nil, ""); err != nil || !cmp.Equal(sizes, groupsOf(now.GetRollup())) {
		t.Errorf("by size now: %v, %v", now, err)
	}
	later := placed()
	for i := range later.Projects {
		later.Projects[i].Version = 2
	}
	w.apply(t, later)
	if now, err := ask("industry", nil, ""); err != nil || !cmp.Equal([]group{{"C", "制造业", 4}, {"unknown", "未分行业", 3}}, groupsOf(now.GetRollup())) {
		t.Errorf("by industry once told: %v, %v", now, err)
	}
	if again, err := ask("size", nil, c.GetId()); err != nil || !proto.Equal(before, again) {
		t.Errorf("the frozen sizes changed: %v", err)
	}
}

func TestRowsOfNoValue(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	for reason, req := range map[string]*statisticsv1.ListFigureProjectsRequest{
		"SIZE_UNKNOWN": {Size: "5000"}, "INDUSTRY_UNKNOWN": {Industry: "c"}, "STAGE_UNKNOWN": {Stage: "built"},
	} {
		req.Unit, req.Month = "3716", "2020-05"
		if _, err := w.client.ListFigureProjects(w.as(t, authn.RoleCity, "3716"), req); errs.ReasonOf(err) != reason {
			t.Errorf("%v, want %s", err, reason)
		}
	}
}
