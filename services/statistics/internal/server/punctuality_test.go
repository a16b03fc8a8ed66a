package server_test

import (
	"strings"
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

// timed is the registry's word about how binzhou's reports came: all on time, but for that of
// the first project.
func timed() store.Facts {
	facts := store.Facts{Mend: true, Reports: binzhou().Reports}
	for i := range facts.Reports {
		facts.Reports[i].Seen, facts.Reports[i].Arrival = 1, statistics.OnTime
	}
	facts.Reports[0].Arrival = statistics.Late
	return facts
}

func (w *world) reporting(t *testing.T, req *statisticsv1.GetRollupRequest) *statisticsv1.GetRollupResponse {
	t.Helper()
	resp, err := w.client.GetRollup(w.as(t, authn.RoleCity, "3716"), req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// TestACutoffOfBeforePunctualityAnswersAsItDid, byte for byte, and what was told since is
// no restatement.
func TestACutoffOfBeforePunctualityAnswersAsItDid(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	frozen := &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId(), Lifecycle: true}
	before := w.reporting(t, frozen)
	if r := before.GetRollup().GetFigures().GetReporting(); r != nil {
		t.Errorf("frozen with %v", r)
	}
	w.apply(t, timed())
	if !proto.Equal(before, w.reporting(t, frozen)) {
		t.Error("the frozen figures changed")
	}
	lines, _ := w.restated(w.as(t, authn.RoleCity, "3716"), t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	if len(lines) > 0 {
		t.Errorf("restated: %v", lines)
	}
	again := w.publish(t, "3716", "补报送时间")
	frozen.Cutoff = again.GetId()
	if r := w.reporting(t, frozen).GetRollup().GetFigures().GetReporting(); r.GetOnTime() != 5 || r.GetCorrected() != 0 {
		t.Errorf("frozen again with %v, want five on time", r)
	}
}

// TestACorrectionIsCounted now, not at the moment before, not in what was frozen, and
// listed as restated.
func TestACorrectionIsCounted(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.apply(t, timed())
	c := w.publish(t, "3716", "")
	before := timestamppb.Now()
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin:  store.Origin{Version: 2, Recorded: time.Now().Add(time.Millisecond)},
		Project: projectID(1), Year: 2020, Month: 5, Revision: 2, Invested: 100, ToDate: 471, Arrival: statistics.OnTime,
	}}})
	for name, tc := range map[string]struct {
		req  *statisticsv1.GetRollupRequest
		want int64
	}{
		"now":     {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05"}, 1},
		"before":  {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", AsOf: before}, 0},
		"frozen":  {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId()}, 0},
		"in part": {&statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Category: "livelihood", Nature: "new"}, 1},
	} {
		if r := w.reporting(t, tc.req).GetRollup().GetFigures().GetReporting(); r == nil || r.GetCorrected() != tc.want {
			t.Errorf("%s: %v, want %d corrected", name, r, tc.want)
		}
	}
	grouped := w.reporting(t, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId(), By: "size"}).GetRollup()
	if got, want := grouped.GetGroups()[0].GetFigures().GetReporting(), grouped.GetFigures().GetReporting(); want == nil || !proto.Equal(want, got) {
		t.Errorf("all projects are of one size, which was frozen with %v, and the unit with %v", got, want)
	}
	lines, _ := w.restated(w.as(t, authn.RoleCity, "3716"), t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	for _, figures := range lines {
		for i, line := range figures {
			figures[i], _, _ = strings.Cut(line, " 六月")
		}
	}
	if diff := cmp.Diff(map[string][]string{"项目1": {"滨城区", "corrected 0→1"}}, lines); diff != "" {
		t.Errorf("restatements (-want +got):\n%s", diff)
	}
}

// TestProjectsThatLackFacts are the rows behind the share of facts that are filled in, now and
// as known.
func TestProjectsThatLackFacts(t *testing.T) {
	w := newWorld(t, time.Minute)
	facts := binzhou()
	for i := range facts.Projects {
		m := &facts.Projects[i].Years[0].Milestones
		m.FactsListed, m.FactsFilled = 12, []int64{12, 0, 11}[i%3]
	}
	w.apply(t, facts)
	ctx := w.as(t, authn.RoleCity, "3716")
	for _, asOf := range []*timestamppb.Timestamp{nil, timestamppb.Now()} {
		req := &statisticsv1.ListFigureProjectsRequest{Unit: "3716", Month: "2020-05", Figure: "lacking", PageSize: 2, AsOf: asOf}
		rows, _, totals := w.allRows(ctx, t, req)
		if rows != 4 || totals.GetProjects() != 4 {
			t.Errorf("%d rows, totals of %d, want 4", rows, totals.GetProjects())
		}
		req.PageToken = ""
		resp, err := w.client.ListFigureProjects(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		if p := resp.GetProjects()[0]; p.GetName() != "项目1" && p.GetName() != "项目2" || p.GetFactsListed() != 12 || p.GetFactsFilled() == 12 {
			t.Errorf("first %v", p)
		}
	}
}
