package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/server"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// restated lists a cut-off's restatements, one project a page, as lines of text.
func (w *world) restated(ctx context.Context, t *testing.T, req *statisticsv1.ListRestatementsRequest) (map[string][]string, *statisticsv1.ListRestatementsResponse) {
	t.Helper()
	lines := map[string][]string{}
	req.PageSize, req.PageToken = 1, ""
	for {
		resp, err := w.cutoff.ListRestatements(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range resp.GetRestatements() {
			if lines[r.GetName()] != nil {
				t.Errorf("%s comes twice", r.GetName())
			}
			lines[r.GetName()] = linesOf(r)
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			return lines, resp
		}
	}
}

func linesOf(r *statisticsv1.Restatement) []string {
	lines := []string{r.GetUnitName()}
	at := func(day string) string { return map[bool]string{true: " 六月" + day}[day != ""] }
	for _, f := range r.GetFigures() {
		day := ""
		if f.GetKnownTime() != nil {
			day = fmt.Sprint(f.GetKnownTime().AsTime().Day())
		}
		lines = append(lines, fmt.Sprintf("%s %d→%d%s", f.GetFigure(), f.GetOld(), f.GetNew(), at(day)))
	}
	for _, a := range r.GetAttributes() {
		lines = append(lines, fmt.Sprintf("%s %s→%s%s", a.GetAttribute(), a.GetOld(), a.GetNew(), at(fmt.Sprint(a.GetKnownTime().AsTime().Day()))))
	}
	return lines
}

func changedProject(n, day int, edit func(*statistics.Project)) store.Project {
	p := binzhou().Projects[n]
	p.Version, p.Recorded = 2, june(day)
	edit(&p.Years[0])
	return p
}

// TestRestatements walks through what may become known after a cut-off.
func TestRestatements(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleCity, "3716")
	if lines, _ := w.restated(ctx, t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()}); len(lines) > 0 {
		t.Fatalf("restated before anything happened: %v", lines)
	}

	late := store.Report{Origin: store.Origin{Version: 1, Recorded: june(3)}, Project: projectID(5), Year: 2020, Month: 5, Revision: 1, Invested: 10, ToDate: 481}
	same := correction(6, 9, 471) // another text, the same figures
	next := correction(6, 9, 900)
	next.Month, next.Version, next.Revision = 6, 1, 1
	came := store.Project{Origin: store.Origin{Version: 1, Recorded: june(7)}, ID: projectID(100), Name: "新来", Years: []statistics.Project{{
		Year: 2020, Unit: "371603", Category: "industry", Nature: "new", Listings: []statistics.Listing{{Key: "city", From: 1}}, Planned: 9,
	}}}
	w.apply(t, store.Facts{
		Reports: []store.Report{correction(1, 2, 500), late, same, next},
		Projects: []store.Project{
			changedProject(0, 4, func(p *statistics.Project) { p.Planned, p.Category = 1200, "livelihood" }),
			changedProject(2, 5, func(p *statistics.Project) { p.Unit = "371603" }),
			changedProject(3, 6, func(p *statistics.Project) { p.Unit = "3703" }),
			came,
		},
	})
	lines, resp := w.restated(ctx, t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	want := map[string][]string{
		"项目1": {"滨城区", "invested_yuan 471→500 六月2"},
		"项目5": {"沾化区", "reported 0→1 六月3", "missing 1→0 六月3", "invested_yuan 471→481 六月3", "month_yuan 0→10 六月3"},
		"项目0": {"滨城区", "planned_yuan 1000→1200 六月4", "category industry→livelihood 六月4"},
		"项目2": {"滨城区", "unit 371602→371603 六月5"},
		"项目3": {
			"沾化区", "projects 1→0 六月6", "due 1→0 六月6", "reported 1→0 六月6", "total_investment_yuan 5000→0 六月6",
			"planned_yuan 1000→0 六月6", "invested_yuan 471→0 六月6", "month_yuan 100→0 六月6",
		},
		"新来": {"沾化区", "projects 0→1 六月7", "due 0→1 六月7", "missing 0→1 六月7", "planned_yuan 0→9 六月7"},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("restatements (-want +got):\n%s", diff)
	}
	if f, n := resp.GetFrozen(), resp.GetNow(); f.GetInvestedYuan()+29+10-471 != n.GetInvestedYuan() || f.GetPlannedYuan()+200-1000+9 != n.GetPlannedYuan() {
		t.Errorf("frozen %v and now %v differ by more than the list says", f, n)
	}

	county, _ := w.restated(w.as(t, authn.RoleCounty, "371602"), t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId(), Unit: "371602"})
	if got := county["项目2"]; len(got) < 2 || got[1] != "projects 1→0 六月5" || len(county) != 3 {
		t.Errorf("seen from the county that it left: %v", county)
	}
}

// TestAUnitThatMovesTakesItsProjectsAlong: nothing of the projects changed, and still
// they are no longer there.
func TestAUnitThatMovesTakesItsProjectsAlong(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	w.apply(t, upheaval()[2])
	lines, resp := w.restated(w.as(t, authn.RoleCity, "3716"), t, &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId()})
	if len(lines) != 3 || resp.GetFrozen().GetProjects() != 7 || resp.GetNow().GetProjects() != 4 {
		t.Errorf("%v, frozen %v, now %v, want three projects gone", lines, resp.GetFrozen(), resp.GetNow())
	}
}

func TestARestatementTokenIsForItsRequestOnly(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	w.apply(t, store.Facts{Reports: []store.Report{correction(1, 2, 500), correction(2, 2, 500)}})
	ctx := w.as(t, authn.RoleCity, "3716")
	req := &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId(), PageSize: 1}
	resp, err := w.cutoff.ListRestatements(ctx, req)
	if err != nil || resp.GetNextPageToken() == "" {
		t.Fatalf("%v, %v, want a second page", resp, err)
	}
	req.Unit, req.PageToken = "371602", resp.GetNextPageToken()
	_, err = w.cutoff.ListRestatements(ctx, req)
	wantReason(t, err, "PAGE_TOKEN_INVALID")
}

func FuzzParseRestatementToken(f *testing.F) {
	req := &statisticsv1.ListRestatementsRequest{Cutoff: "c", Unit: "37"}
	f.Add(server.RestatementToken(req, uuid.Max))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, token string) {
		id, err := server.ParseRestatementToken(req, token)
		switch {
		case err != nil && errs.ReasonOf(err) != "PAGE_TOKEN_INVALID":
			t.Fatalf("ParseRestatementToken(%q) = %v", token, err)
		case err == nil && token != "":
			if again, err := server.ParseRestatementToken(req, server.RestatementToken(req, id)); err != nil || again != id {
				t.Fatalf("ParseRestatementToken(%q) = %s, which comes back as %s, %v", token, id, again, err)
			}
		}
	})
}
