package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestReportGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("轮胎扩建"))
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")

	draft := save(p.GetId(), "2020-04", 0, figures(10, 40, 140))
	draft.Submit = false
	saved, err := r.SaveReport(county, draft)
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.GetReport().GetPending().GetState(); got != registryv1.ReportState_REPORT_STATE_DRAFT {
		t.Fatalf("state %s", got)
	}
	submitted, err := r.SubmitReport(county, &registryv1.SubmitReportRequest{ProjectId: p.GetId(), Month: "2020-04", Version: 1, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	accept := &registryv1.AcceptReportRequest{ProjectId: p.GetId(), Month: "2020-04", Version: submitted.GetReport().GetVersion(), RequestId: uuid.NewString()}
	_, err = r.AcceptReport(county, accept)
	wantReason(t, err, errs.KindDenied, "FORBIDDEN") // the county's report is the city's to accept
	back, err := r.ReturnReport(city, &registryv1.ReturnReportRequest{ProjectId: p.GetId(), Month: "2020-04", Version: 2, Reason: "请核对", RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if got := back.GetReport().GetPending(); got.GetState() != registryv1.ReportState_REPORT_STATE_RETURNED || got.GetReason() != "请核对" {
		t.Fatalf("returned as %v", got)
	}
	again, err := r.SaveReport(county, save(p.GetId(), "2020-04", 3, figures(12, 42, 142)))
	if err != nil {
		t.Fatal(err)
	}
	accept.Version, accept.RequestId = again.GetReport().GetVersion(), uuid.NewString()
	accepted, err := r.AcceptReport(city, accept)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(figures(12, 42, 142), accepted.GetReport().GetAccepted().GetFigures(), protocmp.Transform()); diff != "" {
		t.Errorf("accepted figures (-want +got):\n%s", diff)
	}
	if accepted.GetReport().GetPending() != nil {
		t.Error("nothing should be in work")
	}
	got, err := r.GetProject(county, &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	want := &registryv1.Opening{Month: "2020-04", YearYuan: 30, CumulativeYuan: 130}
	if diff := cmp.Diff(want, got.GetProject().GetOpening(), protocmp.Transform()); diff != "" {
		t.Errorf("opening balances (-want +got):\n%s", diff)
	}
}

func TestCorrectionCountsOnlyOnceAccepted(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("码头"))
	county := r.as(authn.RoleCounty, "bc")
	if _, err := r.SaveReport(county, save(p.GetId(), "2020-04", 0, figures(10, 40, 140))); err != nil {
		t.Fatal(err)
	}
	correction := save(p.GetId(), "2020-04", 2, figures(11, 41, 141))
	_, err := r.SaveReport(county, correction)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	correction.Reason, correction.Submit = "漏报", false
	if _, err := r.SaveReport(county, correction); err != nil {
		t.Fatal(err)
	}
	list, err := r.ListReports(county, &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	report := list.GetReports()[0]
	if report.GetAccepted().GetFigures().GetMonthYuan() != 10 || report.GetPending().GetFigures().GetMonthYuan() != 11 {
		t.Fatalf("accepted and pending are %v", report)
	}
	_, err = r.SubmitReport(r.as(authn.RoleTownship, "bc"), &registryv1.SubmitReportRequest{ProjectId: p.GetId(), Month: "2020-04", Version: 3, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindDenied, "FORBIDDEN") // whoever may not correct hands in no correction either
	submitted, err := r.SubmitReport(county, &registryv1.SubmitReportRequest{ProjectId: p.GetId(), Month: "2020-04", Version: 3, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if got := submitted.GetReport(); got.GetAccepted().GetNumber() != 2 || got.GetAccepted().GetFigures().GetMonthYuan() != 11 {
		t.Fatalf("after acceptance: %v", got)
	}
	_, err = r.SaveReport(r.as(authn.RoleTownship, "bc"), save(p.GetId(), "2020-04", 4, figures(1, 1, 1)))
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
}

func TestRefusedFiguresNameReasonAndField(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("管廊"))
	for name, tc := range map[string]struct {
		edit          func(*registryv1.SaveReportRequest)
		kind          errs.Kind
		reason, field string
	}{
		"negative":                    {func(q *registryv1.SaveReportRequest) { q.Figures.MonthYuan = -1 }, errs.KindInvalid, "AMOUNT_NEGATIVE", "month_yuan"},
		"month over year":             {func(q *registryv1.SaveReportRequest) { q.Figures.MonthYuan = 50 }, errs.KindInvalid, "MONTH_OVER_YEAR", "month_yuan"},
		"year over cumulative":        {func(q *registryv1.SaveReportRequest) { q.Figures.CumulativeYuan = 30 }, errs.KindInvalid, "YEAR_OVER_CUMULATIVE", "year_to_date_yuan"},
		"ten times the total":         {func(q *registryv1.SaveReportRequest) { q.Figures.CumulativeYuan = 10_000_001 }, errs.KindInvalid, "CUMULATIVE_OVER_LIMIT", "cumulative_yuan"},
		"no month":                    {func(q *registryv1.SaveReportRequest) { q.Month = "2020-13" }, errs.KindInvalid, "MONTH_INVALID", "month"},
		"a year without a record":     {func(q *registryv1.SaveReportRequest) { q.Month = "2021-01" }, errs.KindPrecondition, "PROJECT_YEAR_MISSING", ""},
		"a stale version":             {func(q *registryv1.SaveReportRequest) { q.Version = 7 }, errs.KindNotFound, "REPORT_NOT_FOUND", ""},
		"an endless text":             {func(q *registryv1.SaveReportRequest) { q.Progress = string(make([]rune, 0)) + long(2001) }, errs.KindInvalid, "TEXT_TOO_LONG", "progress"},
		"a project that is none":      {func(q *registryv1.SaveReportRequest) { q.ProjectId = "x" }, errs.KindNotFound, "PROJECT_NOT_FOUND", ""},
		"a request without its id":    {func(q *registryv1.SaveReportRequest) { q.RequestId = "" }, errs.KindInvalid, "REQUEST_ID_REQUIRED", ""},
		"a request with a strange id": {func(q *registryv1.SaveReportRequest) { q.RequestId = "1" }, errs.KindInvalid, "REQUEST_ID_INVALID", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := save(p.GetId(), "2020-04", 0, figures(10, 40, 140))
			tc.edit(req)
			_, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), req)
			wantReason(t, err, tc.kind, tc.reason)
			if e, _ := errs.As(err); tc.field != "" && (len(e.Fields) == 0 || e.Fields[0].Path != tc.field || e.Fields[0].Message == "") {
				t.Errorf("fields %v, want %s with its sentence", e.Fields, tc.field)
			}
		})
	}
}

func long(n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = '好'
	}
	return string(text)
}

func TestARetryAfterALostAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("水厂"))
	county := r.as(authn.RoleCounty, "bc")
	req := save(p.GetId(), "2020-04", 0, figures(10, 40, 140))
	first, err := r.SaveReport(county, req)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.SaveReport(county, req)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, protocmp.Transform()); diff != "" {
		t.Errorf("the retry was answered otherwise:\n%s", diff)
	}
	req.Figures.MonthYuan = 11
	_, err = r.SaveReport(county, req)
	if errs.ReasonOf(err) != "REQUEST_ID_REUSED" {
		t.Errorf("the same id for another request: %v", err)
	}
	_, err = r.SaveReport(county, save(p.GetId(), "2020-04", 1, figures(10, 40, 140)))
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
}
