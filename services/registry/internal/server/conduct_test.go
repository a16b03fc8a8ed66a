package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

func TestTheRecordTellsHowUnitsReported(t *testing.T) {
	t.Parallel()
	r := start(t) // it is 20 May 2020
	r.autoAccept("bc")
	county := r.as(authn.RoleCounty, "bc")
	late, odd := r.create(newProject("迟报")), r.create(newProject("存疑"))
	r.create(newProject("未报"))
	below := newProject("镇里的")
	below.Years[0].Unit = "bc-t"
	r.create(below)
	report := func(id, month string, f *registryv1.Figures) {
		t.Helper()
		if _, err := r.SaveReport(county, save(id, month, 0, f)); err != nil {
			t.Fatal(err)
		}
	}
	report(late.GetId(), "2020-04", figures(10, 40, 140)) // due on 25 April
	report(late.GetId(), "2020-05", figures(10, 50, 150))
	flagged := r.overspent(odd.GetId())
	r.clock.advance(6 * 24 * time.Hour) // 26 May
	list := func() *registryv1.ListReportingRecordResponse {
		t.Helper()
		resp, err := r.ListReportingRecord(county, &registryv1.ListReportingRecordRequest{Unit: "bc", Year: 2020})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	got := list()
	if len(got.GetRecords()) != 2 || got.GetRecords()[0].GetUnit() != "bc" || got.GetRecords()[1].GetUnit() != "bc-t" {
		t.Fatalf("records of %v", got.GetRecords())
	}
	own := got.GetRecords()[0]
	if n := len(own.GetMonths()); n != 5 {
		t.Fatalf("%d months are due", n)
	}
	wantCounts(t, own.GetMonths()[3].GetCounts(), registry.Counts{Due: 3, Missing: 1, Late: 2, Flagged: 1, Unexplained: 1})
	wantCounts(t, own.GetMonths()[4].GetCounts(), registry.Counts{Due: 3, Missing: 2})
	wantCounts(t, got.GetTotal().GetYear(), registry.Counts{Due: 20, Missing: 17, Late: 2, Flagged: 1, Unexplained: 1})
	r.clock.advance(5 * 24 * time.Hour) // eleven days after it was handed in
	wantCounts(t, list().GetRecords()[0].GetMonths()[3].GetCounts(), registry.Counts{Due: 3, Missing: 1, Late: 2, Flagged: 1, Unexplained: 1, False: 1})
	judge := &registryv1.JudgeReportRequest{
		ProjectId: odd.GetId(), Month: "2020-04", Reason: "现场核实无误", Version: flagged.GetVersion(), RequestId: uuid.NewString(),
	}
	_, err := r.JudgeReport(county, judge)
	wantReason(t, err, errs.KindDenied, "FORBIDDEN") // it is the county's own
	judge.RequestId = uuid.NewString()
	if _, err := r.JudgeReport(r.as(authn.RoleCity, "bz"), judge); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, list().GetRecords()[0].GetMonths()[3].GetCounts(), registry.Counts{Due: 3, Missing: 1, Late: 2, Flagged: 1, Unexplained: 1})
	judge.IsFalse, judge.Reason, judge.RequestId = true, "发票与所报不符", uuid.NewString()
	if _, err := r.JudgeReport(r.as(authn.RoleCity, "bz"), judge); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ExplainFinding(county, explain(flagged, "概算已调整")); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, list().GetRecords()[0].GetMonths()[3].GetCounts(), registry.Counts{Due: 3, Missing: 1, Late: 2, Flagged: 1, False: 1})

	for _, tc := range []struct {
		kind registryv1.RecordKind
		want []string
	}{
		{registryv1.RecordKind_RECORD_KIND_LATE, []string{"存疑 2020-04", "迟报 2020-04"}},
		{registryv1.RecordKind_RECORD_KIND_FLAGGED, []string{"存疑 2020-04"}},
		{registryv1.RecordKind_RECORD_KIND_FALSE, []string{"存疑 2020-04"}},
		{registryv1.RecordKind_RECORD_KIND_UNEXPLAINED, nil},
		{registryv1.RecordKind_RECORD_KIND_CORRECTED, nil},
	} {
		if diff := cmp.Diff(tc.want, r.recorded(tc.kind, 0)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.kind, diff)
		}
	}
	if diff := cmp.Diff([]string{"存疑 2020-05", "未报 2020-05", "镇里的 2020-05"}, r.recorded(registryv1.RecordKind_RECORD_KIND_MISSING, 5)); diff != "" {
		t.Errorf("missing of May (-want +got):\n%s", diff)
	}
	_, err = r.ListRecordedReports(county, &registryv1.ListRecordedReportsRequest{Unit: "bc", Year: 2020})
	wantReason(t, err, errs.KindInvalid, "ENUM_UNKNOWN")
}

func TestWhoClearsAReportDoesNotClearWhatComesAfterIt(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	odd := r.create(newProject("存疑"))
	flagged := r.overspent(odd.GetId())
	r.clock.advance(11 * 24 * time.Hour)
	if _, err := r.JudgeReport(r.as(authn.RoleCity, "bz"), &registryv1.JudgeReportRequest{
		ProjectId: odd.GetId(), Month: "2020-04", Reason: "现场核实无误", Version: flagged.GetVersion(), RequestId: uuid.NewString(),
	}); err != nil {
		t.Fatal(err)
	}
	if got := r.recorded(registryv1.RecordKind_RECORD_KIND_FALSE, 0); len(got) > 0 {
		t.Errorf("cleared, and yet false: %v", got)
	}
	correction := save(odd.GetId(), "2020-04", flagged.GetVersion(), figures(20, 50, 2_000_001))
	correction.Reason = "补报"
	if _, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), correction); err != nil {
		t.Fatal(err)
	}
	if got := r.recorded(registryv1.RecordKind_RECORD_KIND_FALSE, 0); len(got) > 0 {
		t.Errorf("there is time to explain it: %v", got)
	}
	r.clock.advance(11 * 24 * time.Hour)
	if diff := cmp.Diff([]string{"存疑 2020-04"}, r.recorded(registryv1.RecordKind_RECORD_KIND_FALSE, 0)); diff != "" {
		t.Errorf("a correction that nobody explained (-want +got):\n%s", diff)
	}
}

// recorded lists the reports behind a figure of bc, a page each.
func (r *register) recorded(kind registryv1.RecordKind, month int32) []string {
	r.t.Helper()
	req := &registryv1.ListRecordedReportsRequest{Unit: "bc", Year: 2020, Month: month, Kind: kind, PageSize: 1}
	var found []string
	for {
		resp, err := r.ListRecordedReports(r.as(authn.RoleCounty, "bc"), req)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, rec := range resp.GetReports() {
			found = append(found, rec.GetProjectName()+" "+rec.GetMonth())
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			return found
		}
	}
}

func wantCounts(t *testing.T, c *registryv1.ReportingCounts, want registry.Counts) {
	t.Helper()
	got := registry.Counts{
		Due: int64(c.GetDue()), Missing: int64(c.GetMissing()), Waiting: int64(c.GetWaiting()), Late: int64(c.GetLate()),
		Corrected: int64(c.GetCorrected()), Flagged: int64(c.GetFlagged()), Unexplained: int64(c.GetUnexplained()), False: int64(c.GetFalseCount()),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestAReturnedReportKeepsTheDayOnWhichItFirstCame(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("退回"))
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	first, err := r.SaveReport(county, save(p.GetId(), "2020-05", 0, figures(10, 40, 140)))
	if err != nil {
		t.Fatal(err)
	}
	r.clock.advance(20 * 24 * time.Hour)
	back, err := r.ReturnReport(city, &registryv1.ReturnReportRequest{ProjectId: p.GetId(), Month: "2020-05", Version: 2, Reason: "再核", RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.SaveReport(county, save(p.GetId(), "2020-05", back.GetReport().GetVersion(), figures(11, 41, 141))); err != nil {
		t.Fatal(err)
	}
	got, err := r.ListReportingRecord(county, &registryv1.ListReportingRecordRequest{Unit: "bc", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, got.GetTotal().GetMonths()[4].GetCounts(), registry.Counts{Due: 1, Missing: 1, Waiting: 1})
	list, err := r.ListReports(county, &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	if !list.GetReports()[0].GetFirstSubmitTime().AsTime().Equal(first.GetReport().GetFirstSubmitTime().AsTime()) {
		t.Error("the first day is lost")
	}
}
