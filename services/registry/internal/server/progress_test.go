package server_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) progressProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListMonthReports", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListMonthReports(ctx, &registryv1.ListMonthReportsRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: "PreviewReports", Call: func(ctx context.Context, unit string) error {
			resp, err := m.PreviewReports(ctx, &registryv1.PreviewReportsRequest{
				Month: "2020-04", RequestId: uuid.NewString(),
				Drafts: []*registryv1.ReportDraft{{ProjectId: m.accepted[unit].GetId(), Figures: figures(1, 4, 8)}},
			})
			if err != nil || !resp.GetReports()[0].GetRefused() {
				return err
			}
			return errs.Invalid(resp.GetReports()[0].GetFindings()[0].GetReason(), "refused")
		}},
	}
}

// monthOf reads May as a caller and gives back the rows by the projects' names.
func (r *register) monthOf(ctx context.Context) map[string]*registryv1.MonthRow {
	r.t.Helper()
	resp, err := r.ListMonthReports(ctx, &registryv1.ListMonthReportsRequest{Unit: "bc", Month: "2020-05"})
	if err != nil {
		r.t.Fatal(err)
	}
	rows := map[string]*registryv1.MonthRow{}
	for _, row := range resp.GetRows() {
		rows[row.GetProjectName()] = row
	}
	return rows
}

// handIn saves and submits a month as the county.
func (r *register) handIn(p *registryv1.Project, m string, f *registryv1.Figures) *registryv1.Report {
	r.t.Helper()
	resp, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), save(p.GetId(), m, 0, f))
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetReport()
}

func TestAMonthIsReadWithWhatItGoesOnFrom(t *testing.T) {
	t.Parallel()
	r := start(t)
	city := r.as(authn.RoleCity, "bz")
	inForce, waits := r.create(newProject("四月已审")), r.create(newProject("四月待审"))
	r.create(newProject("没有月报"))
	if _, err := r.AcceptReport(city, &registryv1.AcceptReportRequest{
		ProjectId: inForce.GetId(), Month: "2020-04", Version: r.handIn(inForce, "2020-04", figures(1, 4, 8)).GetVersion(), RequestId: uuid.NewString(),
	}); err != nil {
		t.Fatal(err)
	}
	r.handIn(waits, "2020-04", figures(2, 6, 9))
	may := r.handIn(waits, "2020-05", figures(1, 7, 10))

	rows := r.monthOf(r.as(authn.RoleCounty, "bc"))
	for name, want := range map[string]*registryv1.Figures{"四月已审": figures(0, 4, 8), "四月待审": figures(0, 6, 9), "没有月报": nil} {
		if diff := cmp.Diff(want, rows[name].GetEarlier(), protocmp.Transform()); diff != "" {
			t.Errorf("before May, %s (-want +got):\n%s", name, diff)
		}
	}
	if got := rows["四月已审"].GetMonths(); len(got) != 1 || got[0].GetMonth() != "2020-04" || !proto.Equal(got[0].GetFigures(), figures(1, 4, 8)) {
		t.Errorf("months in force: %v", got)
	}
	if len(rows["四月待审"].GetMonths()) != 0 || rows["没有月报"].GetReport() != nil {
		t.Errorf("nothing of these is in force: %v, %v", rows["四月待审"].GetMonths(), rows["没有月报"].GetReport())
	}
	if got := rows["四月待审"].GetReport(); got.GetVersion() != may.GetVersion() || got.GetPending() == nil {
		t.Errorf("May of who waits: %v", got)
	}
}

func TestWhoCannotWriteTheMonthIsToldWhy(t *testing.T) {
	t.Parallel()
	r := start(t)
	waits := r.create(newProject("待审"))
	r.create(newProject("未报"))
	r.handIn(waits, "2020-05", figures(1, 5, 9))
	for _, tc := range []struct {
		role authn.Role
		want [2]string
	}{
		{authn.RoleCounty, [2]string{"REPORT_SUBMITTED", ""}},
		{authn.RoleLeader, [2]string{"FORBIDDEN", "FORBIDDEN"}},
	} {
		rows := r.monthOf(r.as(tc.role, "bc"))
		got := [2]string{rows["待审"].GetHindrance().GetReason(), rows["未报"].GetHindrance().GetReason()}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.role, got, tc.want)
		}
		if h := rows["待审"].GetHindrance(); h.GetMessage() == "" {
			t.Errorf("%s: no sentence", tc.role)
		}
	}
}

func TestTheMonthsReportsComeInPages(t *testing.T) {
	t.Parallel()
	r := start(t)
	for _, name := range []string{"甲", "乙", "丙"} {
		r.create(newProject(name))
	}
	county := r.as(authn.RoleCounty, "bc")
	seen := map[string]bool{}
	req := &registryv1.ListMonthReportsRequest{Unit: "bc", Month: "2020-05", PageSize: 2}
	for page := 1; ; page++ {
		resp, err := r.ListMonthReports(county, req)
		if err != nil {
			t.Fatal(err)
		}
		if first := page == 1; first != (resp.GetProjects() == 3) {
			t.Errorf("page %d counts %d projects", page, resp.GetProjects())
		}
		for _, row := range resp.GetRows() {
			seen[row.GetProjectName()] = true
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			break
		}
	}
	if len(seen) != 3 {
		t.Errorf("saw %v", seen)
	}
	req.PageToken = "x"
	if _, err := r.ListMonthReports(county, req); errs.ReasonOf(err) != "PAGE_TOKEN_INVALID" {
		t.Errorf("a foreign token: %v", err)
	}
	if _, err := r.ListMonthReports(county, &registryv1.ListMonthReportsRequest{Unit: "bc"}); errs.ReasonOf(err) != "MONTH_INVALID" {
		t.Errorf("no month: %v", err)
	}
}

func TestAPreviewSaysWhatSavingWouldAndWritesNothing(t *testing.T) {
	t.Parallel()
	r := start(t)
	county := r.as(authn.RoleCounty, "bc")
	p, waits := r.create(newProject("甲")), r.create(newProject("乙"))
	handed := r.handIn(waits, "2020-05", figures(1, 5, 9))
	for name, tc := range map[string]struct {
		draft  *registryv1.ReportDraft
		reason string // of the first finding
		newer  int64  // version
	}{
		"sound":                 {draft: &registryv1.ReportDraft{ProjectId: p.GetId(), Figures: figures(1, 5, 9)}},
		"more than the year":    {draft: &registryv1.ReportDraft{ProjectId: p.GetId(), Figures: figures(6, 5, 9)}, reason: "MONTH_OVER_YEAR"},
		"somebody was faster":   {draft: &registryv1.ReportDraft{ProjectId: waits.GetId(), Figures: figures(1, 5, 9)}, reason: "STALE_VERSION", newer: handed.GetVersion()},
		"waits for the city":    {draft: &registryv1.ReportDraft{ProjectId: waits.GetId(), Figures: figures(1, 5, 9), Version: handed.GetVersion()}, reason: "REPORT_SUBMITTED"},
		"no such project":       {draft: &registryv1.ReportDraft{ProjectId: uuid.NewString(), Figures: figures(1, 5, 9)}, reason: "PROJECT_NOT_FOUND"},
		"what is no project ID": {draft: &registryv1.ReportDraft{ProjectId: "甲", Figures: figures(1, 5, 9)}, reason: "PROJECT_NOT_FOUND"},
	} {
		resp, err := r.PreviewReports(county, &registryv1.PreviewReportsRequest{Month: "2020-05", Drafts: []*registryv1.ReportDraft{tc.draft}})
		if err != nil {
			t.Fatal(err)
		}
		got := resp.GetReports()[0]
		var reason string
		if got.GetRefused() {
			reason = got.GetFindings()[0].GetReason()
		}
		if reason != tc.reason || got.GetNewer().GetVersion() != tc.newer || got.GetProjectId() != tc.draft.GetProjectId() {
			t.Errorf("%s: %v", name, got)
		}
	}
	if rows := r.monthOf(county); rows["甲"].GetReport() != nil {
		t.Errorf("a preview wrote %v", rows["甲"].GetReport())
	}
	many := slices.Repeat([]*registryv1.ReportDraft{{ProjectId: p.GetId(), Figures: figures(1, 5, 9)}}, 501)
	if _, err := r.PreviewReports(county, &registryv1.PreviewReportsRequest{Month: "2020-05", Drafts: many}); errs.ReasonOf(err) != "PREVIEW_TOO_MANY" {
		t.Errorf("501 drafts: %v", err)
	}
}
