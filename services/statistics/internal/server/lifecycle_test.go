package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// untold is binzhou as it was kept before the registry's word of lives was.
func untold() store.Facts {
	facts := binzhou()
	for i := range facts.Projects {
		facts.Projects[i].Years[0].Milestones = statistics.Milestones{}
	}
	return facts
}

// told is the registry's word about the same versions.
func told() store.Facts {
	facts := store.Facts{Mend: true, Projects: binzhou().Projects}
	for i := range facts.Projects {
		facts.Projects[i].Seen = 1
	}
	return facts
}

// TestACutoffOfBeforeAnswersAsItDid: without lifecycles, and nothing is listed as
// restated because they are known since.
func TestACutoffOfBeforeAnswersAsItDid(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, untold())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	frozen := func() *statisticsv1.GetRollupResponse {
		resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId(), By: "listing", Lifecycle: true})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	before := frozen()
	if l := before.GetRollup().GetFigures().GetLifecycle(); l != nil {
		t.Errorf("frozen with %v", l)
	}
	w.apply(t, told())
	if !proto.Equal(before, frozen()) {
		t.Error("the frozen figures changed")
	}
	lines, resp := w.restated(ctx, t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	if len(lines) > 0 || resp.GetNow().GetLifecycle() != nil {
		t.Errorf("restated: %v", lines)
	}
	again := w.publish(t, "3716", "补报建设进度")
	got, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: again.GetId(), Lifecycle: true})
	if err != nil || got.GetRollup().GetFigures().GetLifecycle().GetStarted() != 2 {
		t.Errorf("frozen again: %v, %v, want two started", got.GetRollup().GetFigures(), err)
	}
}

// TestLifecyclesAreToldToWhoAsks: they are as many cells again.
func TestLifecyclesAreToldToWhoAsks(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleProvince, "37")
	for _, asked := range []bool{false, true} {
		resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Lifecycle: asked})
		if err != nil {
			t.Fatal(err)
		}
		if told := resp.GetRollup().GetFigures().GetLifecycle() != nil; told != asked {
			t.Errorf("asked: %t, told: %t", asked, told)
		}
	}
}

func TestRestatedLifecycles(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	w.apply(t, store.Facts{Projects: []store.Project{
		changedProject(2, 4, func(p *statistics.Project) { p.Milestones.Started = 202004 }),
		changedProject(6, 5, func(p *statistics.Project) { p.Milestones.Library = "key" }),
	}})
	lines, _ := w.restated(w.as(t, authn.RoleCity, "3716"), t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	want := map[string][]string{
		"项目2": {"滨城区", "started 0→1 六月4", "started_of_due 0→1 六月4"},
		"项目6": {"滨州市", "reserve 1→0 六月5", "reserve_total_investment_yuan 5000→0 六月5"},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("restatements (-want +got):\n%s", diff)
	}
}

// TestAMomentOfWhichNotAllIsKnownTellsNoLifecycle rather than too small a one.
func TestAMomentOfWhichNotAllIsKnownTellsNoLifecycle(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, untold())
	next := changedProject(0, 4, func(*statistics.Project) {})
	w.apply(t, store.Facts{Projects: []store.Project{next}})
	ctx := w.as(t, authn.RoleProvince, "37")
	for unit, want := range map[string]bool{"371602": false, "3703": true} {
		resp, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: unit, Month: "2020-05", AsOf: timestamppb.Now(), Lifecycle: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := resp.GetRollup().GetFigures().GetLifecycle() != nil; got != want {
			t.Errorf("%s tells a lifecycle: %t, want %t", unit, got, want)
		}
	}
}

// TestASeriesTellsEachMonth of the seven projects of the city.
func TestASeriesTellsEachMonth(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	resp, err := w.client.GetSeries(w.as(t, authn.RoleCity, "3716"), &statisticsv1.GetSeriesRequest{Unit: "3716", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	var due, started, resumed []int64
	for _, m := range resp.GetMonths() {
		l := m.GetFigures().GetLifecycle()
		due, started, resumed = append(due, l.GetDueToStart()), append(started, l.GetStarted()), append(resumed, l.GetResumed())
	}
	want := [][]int64{{0, 0, 1, 1, 3, 3, 3, 3, 3, 3, 3, 4}, {0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2}, {0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2}}
	if diff := cmp.Diff(want, [][]int64{due, started, resumed}); diff != "" {
		t.Errorf("due to start, started, resumed (-want +got):\n%s", diff)
	}
}
