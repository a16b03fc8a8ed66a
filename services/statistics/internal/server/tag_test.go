package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/store"
)

// tagged is binzhou with tags: of its seven projects 项目0 bears two of 六新, 项目1 and 项目3
// one each, and 项目4 one of another system alone.
func tagged() store.Facts {
	facts := binzhou()
	for n, tags := range map[int][]string{
		0: {"six-new/new-material", "six-new/new-product", "ten-strong/chemicals"}, 1: {"six-new/new-product"},
		3: {"six-new/new-infrastructure"}, 4: {"ten-strong/marine"},
	} {
		facts.Projects[n].Years[0].Milestones.Tags = tags
	}
	return facts
}

// TestGroupsByTag are the same now, as known at a moment and frozen, and each opens its rows.
// A project with two tags is in both groups and once in the unit.
func TestGroupsByTag(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, tagged())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	for by, want := range map[string][]group{
		"tag:six-new":           {{"new-infrastructure", "新基建", 1}, {"new-material", "新材料", 1}, {"new-product", "新产品", 2}, {"untagged", "未标注", 4}},
		"tag:ten-strong":        {{"marine", "现代海洋", 1}, {"chemicals", "高端化工", 1}, {"untagged", "未标注", 5}},
		"tag:two-new-one-major": {{"untagged", "未标注", 7}},
	} {
		for name, req := range map[string]*statisticsv1.GetRollupRequest{
			"now": {}, "now with lifecycles": {Lifecycle: true}, "known": {AsOf: timestamppb.Now()}, "frozen": {Cutoff: c.GetId()},
		} {
			req.Unit, req.Month, req.By = "3716", "2020-05", by
			resp, err := w.client.GetRollup(ctx, req)
			if err != nil {
				t.Fatalf("%s, %s: %v", by, name, err)
			}
			if diff := cmp.Diff(want, groupsOf(resp.GetRollup())); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", by, name, diff)
			}
			if resp.GetRollup().GetFigures().GetProjects() != 7 {
				t.Errorf("%s, %s: %d in all", by, name, resp.GetRollup().GetFigures().GetProjects())
			}
			if name == "now" || name == "known" {
				w.wantRowsOfTags(t, by, resp.GetRollup(), req.GetAsOf())
			}
		}
	}
}

// wantRowsOfTags opens the rows of each group, whose sum it is.
func (w *world) wantRowsOfTags(t *testing.T, by string, r *statisticsv1.Rollup, at *timestamppb.Timestamp) {
	t.Helper()
	for _, g := range r.GetGroups() {
		tag := by[len("tag:"):] + "/" + g.GetValue()
		rows, err := w.client.ListFigureProjects(w.as(t, authn.RoleCity, "3716"), &statisticsv1.ListFigureProjectsRequest{
			Unit: "3716", Month: "2020-05", AsOf: at, Tag: tag,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := int64(len(rows.GetProjects())); got != g.GetFigures().GetProjects() {
			t.Errorf("%s: %d rows", tag, got)
		}
		if diff := cmp.Diff(g.GetFigures(), rows.GetTotals(), protocmp.Transform()); diff != "" {
			t.Errorf("%s (-group +rows):\n%s", tag, diff)
		}
	}
}

// TestGroupsByTagOfAPart: a county's, narrowed to a listing and a category, by hand: of
// 项目0 and 项目2, which are the city's and 产业, one bears tags.
func TestGroupsByTagOfAPart(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, tagged())
	resp, err := w.client.GetRollup(w.as(t, authn.RoleCounty, "371602"), &statisticsv1.GetRollupRequest{
		Unit: "371602", Month: "2020-05", By: "tag:six-new", Listing: "city", Category: "industry",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []group{{"new-material", "新材料", 1}, {"new-product", "新产品", 1}, {"untagged", "未标注", 1}}
	if diff := cmp.Diff(want, groupsOf(resp.GetRollup())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	rest := resp.GetRollup().GetGroups()[2].GetFigures()
	if rest.GetInvestedYuan() != 471 || rest.GetPlannedYuan() != 1000 || rest.GetReported() != 1 || rest.GetRateShown() != "47.1" {
		t.Errorf("what bears none: %v", rest)
	}
}

// TestTagsOfBeforeAreKnownThen: a tag that is taken away was borne at the moment before, and
// in what was frozen.
func TestTagsOfBeforeAreKnownThen(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := tagged()
	w.apply(t, facts)
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	ask := func(req *statisticsv1.GetRollupRequest) []group {
		req.Unit, req.Month, req.By = "3716", "2020-05", "tag:ten-strong"
		resp, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		return groupsOf(resp.GetRollup())
	}
	before, change := ask(&statisticsv1.GetRollupRequest{}), changeOf(t, w)
	p := tagged().Projects[4]
	p.Version, p.Recorded = 2, time.Now()
	p.Years[0].Milestones.Tags = nil
	w.apply(t, store.Facts{Projects: []store.Project{p}})
	if diff := cmp.Diff([]group{{"chemicals", "高端化工", 1}, {"untagged", "未标注", 6}}, ask(&statisticsv1.GetRollupRequest{})); diff != "" {
		t.Errorf("now (-want +got):\n%s", diff)
	}
	for name, req := range map[string]*statisticsv1.GetRollupRequest{
		"frozen": {Cutoff: c.GetId()}, "known": {AsOf: timestamppb.New(p.Recorded.Add(-time.Millisecond))},
	} {
		if diff := cmp.Diff(before, ask(req)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if now := changeOf(t, w); now <= change {
		t.Errorf("who watches is not told: change %d after %d", now, change)
	}
}

func changeOf(t *testing.T, w *world) int64 {
	t.Helper()
	resp, err := w.client.GetRollup(w.as(t, authn.RoleProvince, "37"), &statisticsv1.GetRollupRequest{Unit: "37", Month: "2020-05"})
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetRollup().GetChange()
}

func TestTagsThatThereAreNot(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, tagged())
	ctx := w.as(t, authn.RoleCity, "3716")
	_, err := w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", Tag: "six-new/old"})
	if errs.ReasonOf(err) != "TAG_UNKNOWN" {
		t.Errorf("%v, want TAG_UNKNOWN", err)
	}
	_, err = w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", By: "tag:category"})
	if errs.ReasonOf(err) != "DIMENSION_UNKNOWN" {
		t.Errorf("%v, want DIMENSION_UNKNOWN", err)
	}
}
