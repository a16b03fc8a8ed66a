package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// cutOff locks a month of a unit, as the consumer does that hears of its cut-off.
func (r *register) cutOff(unit, text string) {
	r.t.Helper()
	m, err := month.Parse(text)
	if err != nil {
		r.t.Fatal(err)
	}
	lock := registry.MonthLock{Unit: unit, UnitName: "滨州市", Month: m, Revision: 1, Time: time.Date(2020, 5, 28, 1, 0, 0, 0, time.UTC)}
	err = pg.InTx(r.t.Context(), r.db.Pool, func(tx pgx.Tx) error {
		return store.LockMonths(r.t.Context(), tx, []registry.MonthLock{lock})
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestAMonthThatIsCutOffIsTheCitysToCorrect walks the ways in which a report is written.
func TestAMonthThatIsCutOffIsTheCitysToCorrect(t *testing.T) {
	t.Parallel()
	r := start(t)
	county, township, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleTownship, "bc"), r.as(authn.RoleCity, "bz")
	accepted, drafted, handedIn := r.create(newProject("已审")), r.create(newProject("草稿")), r.create(newProject("待审"))
	first, err := r.SaveReport(county, save(accepted.GetId(), "2020-05", 0, figures(10, 40, 140)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.AcceptReport(city, accept(accepted, first.GetReport()))
	if err != nil {
		t.Fatal(err)
	}
	draft := save(drafted.GetId(), "2020-05", 0, figures(10, 40, 140))
	draft.Submit = false
	if _, err := r.SaveReport(county, draft); err != nil {
		t.Fatal(err)
	}
	waiting, err := r.SaveReport(township, save(handedIn.GetId(), "2020-05", 0, figures(10, 40, 140)))
	if err != nil {
		t.Fatal(err)
	}
	r.cutOff("bz", "2020-05")

	correction := save(accepted.GetId(), "2020-05", 3, figures(11, 41, 141))
	correction.Reason = "漏报"
	_, err = r.SaveReport(county, correction)
	wantReason(t, err, errs.KindPrecondition, "MONTH_LOCKED")
	submit := &registryv1.SubmitReportRequest{ProjectId: drafted.GetId(), Month: "2020-05", Version: 1, RequestId: uuid.NewString()}
	_, err = r.SubmitReport(county, submit)
	wantReason(t, err, errs.KindPrecondition, "MONTH_LOCKED")
	_, err = r.AcceptReport(county, accept(handedIn, waiting.GetReport()))
	wantReason(t, err, errs.KindPrecondition, "MONTH_LOCKED")
	if _, err := r.SaveReport(county, save(accepted.GetId(), "2020-04", 0, figures(5, 30, 130))); err != nil {
		t.Fatalf("another month: %v", err)
	}
	elsewhere := newProject("外市项目")
	elsewhere.Years[0].Unit = "qd"
	if _, err := r.SaveReport(r.as(authn.RoleCounty, "qd"), save(r.create(elsewhere).GetId(), "2020-05", 0, figures(1, 1, 1))); err != nil {
		t.Fatalf("another city: %v", err)
	}

	submit.RequestId = uuid.NewString()
	_, err = r.SubmitReport(city, submit)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	correction.Reason, correction.RequestId = "", uuid.NewString()
	_, err = r.SaveReport(city, correction)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	correction.Reason, correction.RequestId = "漏报", uuid.NewString()
	corrected, err := r.SaveReport(city, correction)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.AcceptReport(city, accept(accepted, corrected.GetReport()))
	if err != nil || done.GetReport().GetAccepted().GetNumber() != 2 || done.GetReport().GetAccepted().GetReason() != "漏报" {
		t.Fatalf("the city's correction: %v, %v", done, err)
	}
	if _, err := r.AcceptReport(city, accept(handedIn, waiting.GetReport())); err != nil {
		t.Fatalf("what came in time is the city's to accept: %v", err)
	}
}

func accept(p *registryv1.Project, report *registryv1.Report) *registryv1.AcceptReportRequest {
	return &registryv1.AcceptReportRequest{ProjectId: p.GetId(), Month: report.GetMonth(), Version: report.GetVersion(), RequestId: uuid.NewString()}
}

// TestALockReachesDownTheTree: a province's cut-off locks its counties, a county's locks
// no city.
func TestALockReachesDownTheTree(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string]string{"sd": "MONTH_LOCKED", "bc": "MONTH_LOCKED", "bc-t": "", "wd": ""} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			r := start(t)
			p := r.create(newProject("码头"))
			r.cutOff(unit, "2020-05")
			_, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), save(p.GetId(), "2020-05", 0, figures(1, 5, 9)))
			if got := errs.ReasonOf(err); got != want {
				t.Fatalf("SaveReport() = %v, want %q", err, want)
			}
		})
	}
}

func TestRowsOfAChunkOfLockedMonthsAreRefusedByThemselves(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("阀门"))
	r.cutOff("bz", "2020-05")
	rows := chunk(reportRow(p.GetId(), "2020-04", figures(5, 30, 130)), reportRow(p.GetId(), "2020-05", figures(1, 31, 131)))
	resp, err := r.ingest(r.as(authn.RoleCounty, "bc"), rows)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CREATED", "REFUSED MONTH_LOCKED"}, outcomes(resp)); diff != "" {
		t.Fatalf("outcomes (-want +got):\n%s", diff)
	}
	late := chunk(reportRow(p.GetId(), "2020-05", figures(1, 31, 131)))
	late.GetRows()[0].GetReport().Reason = "迟报"
	resp, err = r.ingest(r.as(authn.RoleCity, "bz"), late)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CREATED"}, outcomes(resp)); diff != "" {
		t.Fatalf("the city's (-want +got):\n%s", diff)
	}
}

// TestASheetOfALockedMonth: the county's rows are refused, the city's need a reason,
// those of new projects too.
func TestASheetOfALockedMonth(t *testing.T) {
	t.Parallel()
	r := imported(t, sound("甲项目"))
	r.cutOff("bz", "2020-05")
	d := r.upload("2020-05", sound("甲项目").with(15, 55), sound("新项目"))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REFUSED B5 MONTH_LOCKED", "6 NEW REFUSED B6 MONTH_LOCKED")

	city := r.as(authn.RoleCity, "bz")
	preview, err := r.PreviewImport(city, &registryv1.PreviewImportRequest{Id: d.id})
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, preview.GetPreview().GetRows(), "5 KNOWN CORRECT", "6 NEW CREATE")
	if !preview.GetPreview().GetReasonNeeded() {
		t.Error("no reason is asked for")
	}
	commit := &registryv1.CommitImportRequest{Id: d.id, Fingerprint: preview.GetPreview().GetFingerprint(), RequestId: uuid.NewString()}
	_, err = r.CommitImport(city, commit)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	commit.Reason, commit.RequestId = "县里漏报", uuid.NewString()
	done, err := r.CommitImport(city, commit)
	if err != nil || done.GetWrittenCount() != 2 {
		t.Fatalf("CommitImport() = %v, %v", done, err)
	}
	if got := r.month("新项目", "2020-05"); got.GetAccepted().GetReason() != "县里漏报" {
		t.Errorf("the new project's report is %v", got)
	}
}
