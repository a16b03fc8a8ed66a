package server_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) monthProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "SubmitMonth", Call: func(ctx context.Context, unit string) error {
			_, err := m.SubmitMonth(ctx, submitMonth(unit, stale, ""))
			return err
		}},
		{RPC: "AcceptMonth", Call: func(ctx context.Context, unit string) error {
			_, err := m.AcceptMonth(ctx, acceptMonth(unit, stale))
			return err
		}},
		{RPC: "ReturnMonth", Call: func(ctx context.Context, unit string) error {
			_, err := m.ReturnMonth(ctx, returnMonth(unit, stale, "请核对"))
			return err
		}},
		{RPC: "GetMonth", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetMonth(ctx, &registryv1.GetMonthRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: "ListMonths", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListMonths(ctx, &registryv1.ListMonthsRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
	}
}

func submitMonth(unit string, version int64, reason string) *registryv1.SubmitMonthRequest {
	return &registryv1.SubmitMonthRequest{Unit: unit, Month: "2020-05", Reason: reason, Version: version, RequestId: uuid.NewString()}
}

func acceptMonth(unit string, version int64) *registryv1.AcceptMonthRequest {
	return &registryv1.AcceptMonthRequest{Unit: unit, Month: "2020-05", Version: version, RequestId: uuid.NewString()}
}

func returnMonth(unit string, version int64, reason string, projects ...string) *registryv1.ReturnMonthRequest {
	return &registryv1.ReturnMonthRequest{
		Unit: unit, Month: "2020-05", Version: version, Reason: reason, ProjectIds: projects, RequestId: uuid.NewString(),
	}
}

// reported makes a project of bc that a role has reported May of.
func (r *register) reported(name string, by authn.Role) (*registryv1.Project, *registryv1.Report) {
	r.t.Helper()
	p := r.create(newProject(name))
	resp, err := r.SaveReport(r.as(by, "bc"), save(p.GetId(), "2020-05", 0, figures(1, 5, 9)))
	if err != nil {
		r.t.Fatal(err)
	}
	return p, resp.GetReport()
}

// handedIn hands in bc's May as its county.
func (r *register) handedIn(version int64, reason string) *registryv1.UnitMonth {
	r.t.Helper()
	resp, err := r.SubmitMonth(r.as(authn.RoleCounty, "bc"), submitMonth("bc", version, reason))
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetUnitMonth()
}

// may tells the report of May as it is.
func (r *register) may(p *registryv1.Project) *registryv1.Report {
	r.t.Helper()
	resp, err := r.ListReports(r.as(authn.RoleCity, "bz"), &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
	if err != nil || len(resp.GetReports()) != 1 {
		r.t.Fatalf("reports of %s: %v, %v", p.GetName(), resp, err)
	}
	return resp.GetReports()[0]
}

// TestAMonthGoesUpAsAWhole walks from a county's hand-in over its return to its acceptance.
func TestAMonthGoesUpAsAWhole(t *testing.T) {
	t.Parallel()
	r := start(t)
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	wrong, _ := r.reported("码头", authn.RoleCounty)
	late := r.create(newProject("水厂"))
	towns, waits := r.reported("学校", authn.RoleTownship)

	_, err := r.SubmitMonth(county, submitMonth("bc", 0, "水厂停工"))
	wantReason(t, err, errs.KindPrecondition, "MONTH_UNDECIDED")
	if _, err := r.AcceptReport(county, accept(towns, waits)); err != nil {
		t.Fatal(err)
	}
	_, err = r.SubmitMonth(county, submitMonth("bc", 0, " "))
	wantReason(t, err, errs.KindInvalid, "MONTH_INCOMPLETE")
	in := r.handedIn(0, "水厂停工")
	want := &registryv1.DueCounts{Due: 3, Accepted: 1, Waiting: 1, Outstanding: 1}
	if diff := cmp.Diff(want, in.GetSteps()[0].GetCounts(), protocmp.Transform()); diff != "" || in.GetState() != registryv1.MonthState_MONTH_STATE_SUBMITTED {
		t.Fatalf("handed in with (-want +got):\n%s", diff)
	}

	_, err = r.SaveReport(county, save(late.GetId(), "2020-05", 0, figures(1, 5, 9)))
	wantReason(t, err, errs.KindPrecondition, "MONTH_SUBMITTED")
	_, err = r.SubmitMonth(county, submitMonth("bc", 1, "再报"))
	wantReason(t, err, errs.KindPrecondition, "MONTH_SUBMITTED")
	_, err = r.ReturnReport(city, &registryv1.ReturnReportRequest{ProjectId: wrong.GetId(), Month: "2020-05", Version: 2, Reason: "请核对", RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "MONTH_SUBMITTED")
	_, err = r.ReturnMonth(city, returnMonth("bc", 1, "", wrong.GetId()))
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	_, err = r.ReturnMonth(city, returnMonth("bc", 1, "请核对", late.GetId()))
	wantReason(t, err, errs.KindPrecondition, "REPORT_NOT_SUBMITTED")
	back, err := r.ReturnMonth(city, returnMonth("bc", 1, "请核对码头，补报水厂", wrong.GetId(), wrong.GetId()))
	if err != nil || back.GetUnitMonth().GetSteps()[1].GetReports() != 1 {
		t.Fatalf("ReturnMonth() = %v, %v", back, err)
	}
	if got := r.may(wrong).GetPending(); got.GetState() != registryv1.ReportState_REPORT_STATE_RETURNED || got.GetReason() != "请核对码头，补报水厂" {
		t.Fatalf("the report that was named is %v", got)
	}

	for _, p := range []*registryv1.Project{wrong, late} {
		version := int64(0)
		if p == wrong {
			version = r.may(p).GetVersion()
		}
		if _, err := r.SaveReport(county, save(p.GetId(), "2020-05", version, figures(2, 6, 10))); err != nil {
			t.Fatal(err)
		}
	}
	r.handedIn(2, "")
	done, err := r.AcceptMonth(city, acceptMonth("bc", 3))
	if err != nil {
		t.Fatal(err)
	}
	month := done.GetUnitMonth()
	want = &registryv1.DueCounts{Due: 3, Accepted: 3}
	if diff := cmp.Diff(want, month.GetCounts(), protocmp.Transform()); diff != "" || month.GetSteps()[3].GetReports() != 2 {
		t.Fatalf("accepted %v (-want +got):\n%s", month, diff)
	}
	if got := r.may(late).GetAccepted(); got.GetFigures().GetCumulativeYuan() != 10 || got.GetAcceptTime() == nil {
		t.Errorf("the late report is %v", got)
	}
	correction := save(late.GetId(), "2020-05", r.may(late).GetVersion(), figures(3, 7, 11))
	correction.Reason = "漏报"
	if _, err := r.SaveReport(county, correction); err != nil {
		t.Errorf("a correction after the acceptance: %v", err)
	}
	r.wantMonths(month)
}

// wantMonths compares what is told of bc's May with its answer, and of its siblings'.
func (r *register) wantMonths(want *registryv1.UnitMonth) {
	r.t.Helper()
	got, err := r.GetMonth(r.as(authn.RoleLeader, "bc"), &registryv1.GetMonthRequest{Unit: "bc", Month: "2020-05"})
	if err != nil {
		r.t.Fatal(err)
	}
	stepsOnly := protocmp.IgnoreFields(&registryv1.UnitMonth{}, "counts") // a correction waits meanwhile
	if diff := cmp.Diff(want, got.GetUnitMonth(), protocmp.Transform(), stepsOnly); diff != "" {
		r.t.Errorf("GetMonth (-want +got):\n%s", diff)
	}
	list, err := r.ListMonths(r.as(authn.RoleCity, "bz"), &registryv1.ListMonthsRequest{Unit: "bz"})
	if err != nil {
		r.t.Fatal(err)
	}
	siblings := []*registryv1.UnitMonth{want, {Unit: "wd", UnitName: "无棣县", Month: "2020-05", Counts: &registryv1.DueCounts{}}}
	if diff := cmp.Diff(siblings, list.GetUnitMonths(), protocmp.Transform(), stepsOnly); diff != "" {
		r.t.Errorf("ListMonths (-want +got):\n%s", diff)
	}
}

// TestACitysMonthStandsAtOnce: the province reads; before that the city decides on what
// its counties handed in.
func TestACitysMonthStandsAtOnce(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.reported("码头", authn.RoleCounty)
	r.handedIn(0, "")
	city := r.as(authn.RoleCity, "bz")
	_, err := r.SubmitMonth(city, submitMonth("bz", 0, ""))
	wantReason(t, err, errs.KindPrecondition, "MONTH_UNDECIDED")
	if _, err := r.AcceptMonth(city, acceptMonth("bc", 1)); err != nil {
		t.Fatal(err)
	}
	resp, err := r.SubmitMonth(city, submitMonth("bz", 0, ""))
	if err != nil || resp.GetUnitMonth().GetState() != registryv1.MonthState_MONTH_STATE_ACCEPTED || resp.GetUnitMonth().GetVersion() != 2 {
		t.Fatalf("SubmitMonth() = %v, %v", resp, err)
	}
	_, err = r.SubmitMonth(city, submitMonth("bz", 2, ""))
	wantReason(t, err, errs.KindPrecondition, "MONTH_ACCEPTED")
	_, err = r.AcceptMonth(r.as(authn.RoleCity, "sd"), acceptMonth("bz", 2))
	wantReason(t, err, errs.KindPrecondition, "MONTH_NOT_SUBMITTED")
}

// TestOneReportThatCannotBeAcceptedHoldsTheMonth: all or none.
func TestOneReportThatCannotBeAcceptedHoldsTheMonth(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.blocking()
	sound, _ := r.reported("码头", authn.RoleCounty)
	bad := r.create(newProject("水厂"))
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	over, err := r.SaveReport(county, save(bad.GetId(), "2020-05", 0, figures(1, 5, 2_000_000)))
	if err != nil {
		t.Fatal(err)
	}
	r.handedIn(0, "")
	_, err = r.AcceptMonth(city, acceptMonth("bc", 1))
	wantReason(t, err, errs.KindPrecondition, "FINDING_UNEXPLAINED")
	if e, _ := errs.As(err); len(e.Fields) != 1 || e.Fields[0].Path != "projects."+bad.GetId() {
		t.Errorf("fields %v", e.Fields)
	}
	if r.may(sound).GetAccepted() != nil {
		t.Fatal("the sound one was accepted alone")
	}
	explain := &registryv1.ExplainFindingRequest{
		ProjectId: bad.GetId(), Month: "2020-05", Version: over.GetReport().GetVersion(), Reason: "CUMULATIVE_OVER_TOTAL",
		Text: "概算调整", RequestId: uuid.NewString(),
	}
	if _, err := r.ExplainFinding(county, explain); err != nil {
		t.Fatal(err)
	}
	if _, err := r.AcceptMonth(city, acceptMonth("bc", 1)); err != nil {
		t.Fatal(err)
	}
	if r.may(sound).GetAccepted() == nil || r.may(bad).GetAccepted() == nil {
		t.Fatal("not all were accepted")
	}
}

// TestAMonthIsDecidedOnce: a retry hears the first answer; of several at a time one wins.
func TestAMonthIsDecidedOnce(t *testing.T) {
	t.Parallel()
	r := start(t)
	p, _ := r.reported("码头", authn.RoleCounty)
	r.handedIn(0, "")
	requests := []*registryv1.AcceptMonthRequest{acceptMonth("bc", 1), acceptMonth("bc", 1), acceptMonth("bc", 1), acceptMonth("bc", 1)}
	answers, refusals := make([]*registryv1.AcceptMonthResponse, len(requests)), make([]error, len(requests))
	var all errgroup.Group
	city := r.as(authn.RoleCity, "bz")
	for i, req := range requests {
		all.Go(func() error {
			answers[i], refusals[i] = r.AcceptMonth(city, req)
			return nil
		})
	}
	_ = all.Wait()
	won := 0
	for i, err := range refusals {
		if err != nil {
			wantReason(t, err, errs.KindConflict, "STALE_VERSION")
			continue
		}
		won++
		again, err := r.AcceptMonth(city, requests[i])
		if err != nil || !proto.Equal(again, answers[i]) {
			t.Errorf("a retry hears %v, %v", again, err)
		}
	}
	if got := r.may(p); won != 1 || got.GetVersion() != 3 {
		t.Fatalf("%d won, the report is %v", won, got)
	}
}

// TestWhatWaitsIsNotWrittenByThousandOrSheet: rows of a month that waits are refused, by
// whatever way they come; who decides on it may still write.
func TestWhatWaitsIsNotWrittenByThousandOrSheet(t *testing.T) {
	t.Parallel()
	r := imported(t, sound("甲项目"))
	county := r.as(authn.RoleCounty, "bc")
	r.handedIn(0, "")
	id := r.find("甲项目")
	resp, err := r.ingest(county, chunk(reportRow(id, "2020-05", figures(1, 31, 131))))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"REFUSED MONTH_SUBMITTED"}, outcomes(resp)); diff != "" {
		t.Errorf("a chunk (-want +got):\n%s", diff)
	}
	d := r.upload("2020-05", sound("甲项目").with(15, 55), sound("新项目"))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REFUSED B5 MONTH_SUBMITTED", "6 NEW REFUSED B6 MONTH_SUBMITTED")
	preview, err := r.PreviewImport(r.as(authn.RoleCity, "bz"), &registryv1.PreviewImportRequest{Id: d.id})
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, preview.GetPreview().GetRows(), "5 KNOWN CORRECT", "6 NEW CREATE")
}

// TestAfterTheCutOffTheMonthIsTheCitys: it hands in what the county can't any more, and
// what waited holds nobody.
func TestAfterTheCutOffTheMonthIsTheCitys(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.reported("码头", authn.RoleCounty)
	r.cutOff("bz", "2020-05")
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	_, err := r.SubmitMonth(county, submitMonth("bc", 0, ""))
	wantReason(t, err, errs.KindPrecondition, "MONTH_LOCKED")
	_, err = r.SubmitMonth(city, submitMonth("bc", 0, ""))
	wantReason(t, err, errs.KindPrecondition, "MONTH_UNDECIDED")
}

func TestBadStepsOfAMonth(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.at(time.May, 20, 9)
	county := r.as(authn.RoleCounty, "bc")
	for name, tc := range map[string]struct {
		edit   func(*registryv1.SubmitMonthRequest)
		kind   errs.Kind
		reason string
	}{
		"no month":          {func(q *registryv1.SubmitMonthRequest) { q.Month = "" }, errs.KindInvalid, "MONTH_INVALID"},
		"a month ahead":     {func(q *registryv1.SubmitMonthRequest) { q.Month = "2020-06" }, errs.KindPrecondition, "MONTH_NOT_BEGUN"},
		"a stranger's unit": {func(q *registryv1.SubmitMonthRequest) { q.Unit = "qd" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no unit":           {func(q *registryv1.SubmitMonthRequest) { q.Unit = "" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"seen otherwise":    {func(q *registryv1.SubmitMonthRequest) { q.Version = 1 }, errs.KindConflict, "STALE_VERSION"},
		"no request":        {func(q *registryv1.SubmitMonthRequest) { q.RequestId = "" }, errs.KindInvalid, "REQUEST_ID_REQUIRED"},
	} {
		t.Run(name, func(t *testing.T) {
			req := submitMonth("bc", 0, "")
			tc.edit(req)
			_, err := r.SubmitMonth(county, req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
	_, err := r.SubmitMonth(r.as(authn.RoleTownship, "bc"), submitMonth("bc", 0, ""))
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	r.handedIn(0, "")
	_, err = r.AcceptMonth(county, acceptMonth("bc", 1))
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.AcceptMonth(r.as(authn.RoleCounty, "bz"), acceptMonth("bc", 1))
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.ReturnMonth(r.as(authn.RoleCity, "bz"), returnMonth("bc", 1, "请核对", "x"))
	wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
}
