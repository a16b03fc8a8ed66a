package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (d *desk) undoRequest(reason string) *registryv1.UndoImportRequest {
	return &registryv1.UndoImportRequest{Id: d.id, Reason: reason, RequestId: uuid.NewString()}
}

// undo undoes the import, after seeing the same rows in the preview.
func (d *desk) undo(reason string) *registryv1.UndoImportResponse {
	d.t.Helper()
	preview, err := d.PreviewUndo(d.county(), &registryv1.PreviewUndoRequest{Id: d.id})
	if err != nil {
		d.t.Fatalf("PreviewUndo() = %v", err)
	}
	resp, err := d.UndoImport(d.county(), d.undoRequest(reason))
	if err != nil {
		d.t.Fatalf("UndoImport() = %v", err)
	}
	if diff := cmp.Diff(undoRows(preview.GetRows()), undoRows(resp.GetRows())); diff != "" || preview.GetUndoCount() != resp.GetUndoneCount() {
		d.t.Errorf("undone otherwise than previewed (-preview +done):\n%s", diff)
	}
	return resp
}

// undoRows shows what undoing does: "5 CREATION", "6 LEAVE REPORT_TOUCHED".
func undoRows(found []*registryv1.UndoRow) []string {
	var all []string
	for _, r := range found {
		text := strings.TrimSpace(fmt.Sprintf("%d %s %s", r.GetRow(), strings.TrimPrefix(r.GetAction().String(), "UNDO_ACTION_"), r.GetReason()))
		if (r.GetReason() == "") != (r.GetMessage() == "") || strings.Contains(r.GetMessage(), "{") {
			text += " NO SENTENCE"
		}
		all = append(all, text)
	}
	return all
}

func wantUndo(tb testing.TB, found []*registryv1.UndoRow, want ...string) {
	tb.Helper()
	if diff := cmp.Diff(want, undoRows(found)); diff != "" {
		tb.Fatalf("rows differ (-want +got):\n%s", diff)
	}
}

func TestAnImportOfNewProjectsIsUndone(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	d := r.upload("2020-05", sound("甲项目"), sound("乙项目"))
	_, err := r.PreviewUndo(r.county(), &registryv1.PreviewUndoRequest{Id: d.id})
	wantReason(t, err, errs.KindPrecondition, "IMPORT_NOT_COMMITTED")
	d.commit("")
	_, err = r.UndoImport(r.county(), d.undoRequest(" "))
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	_, err = r.UndoImport(r.as(authn.RoleCounty, "wd"), d.undoRequest("传错了表"))
	wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
	before := r.project("甲项目")

	done := d.undo("传错了表")
	wantUndo(t, done.GetRows(), "5 CREATION", "6 CREATION")
	if i := done.GetImport(); i.GetState() != registryv1.ImportState_IMPORT_STATE_UNDONE || i.GetWrittenCount() != 0 || i.GetUndoneCount() != 2 ||
		i.GetUndoReason() != "传错了表" || i.GetUndoPrincipal() == "" || i.GetUndoTime() == nil {
		t.Errorf("import = %v", i)
	}
	p := r.project("甲项目")
	if p.GetStage() != registryv1.Stage_STAGE_WITHDRAWN || len(p.GetYears()[0].GetListings()) != 0 || p.GetOpening() != nil || p.GetVersion() != before.GetVersion()+1 {
		t.Errorf("project = %v", p)
	}
	report := r.month("甲项目", "2020-05")
	if report.GetAccepted() != nil || report.GetPending().GetState() != registryv1.ReportState_REPORT_STATE_WITHDRAWN || report.GetPending().GetReason() != "传错了表" {
		t.Errorf("report = %v", report)
	}
	history, err := r.ListProjectHistory(r.county(), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil || len(history.GetChanges()) != 4 || history.GetChanges()[0].GetCall() != "UndoImport" || history.GetChanges()[0].GetReason() != "传错了表" {
		t.Errorf("history = %v, %v", history, err)
	}
	if again := d.undo("再来一次"); again.GetUndoneCount() != 0 || again.GetImport().GetUndoReason() != "传错了表" {
		t.Errorf("undone again: %v", again)
	}
}

// What was undone stands in nobody's way: the corrected sheet registers its projects.
func TestTheCorrectedSheetAfterAnUndo(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	wrong := r.upload("2020-05", sound("甲项目").with(99, 99))
	wrong.commit("")
	wrong.undo("传错了表")
	right := r.upload("2020-05", sound("甲项目"))
	wantRows(t, right.preview.GetRows(), "5 NEW CREATE")
	right.commit("")
	// The very same sheet may come again, too.
	right.undo("又错了")
	same := r.upload("2020-05", sound("甲项目"))
	if same.id != right.id {
		t.Fatal("the same file is another import")
	}
	wantRows(t, same.preview.GetRows(), "5 NEW CREATE")
	if done := same.commit(""); done.GetImport().GetState() != registryv1.ImportState_IMPORT_STATE_COMMITTED || done.GetImport().GetWrittenCount() != 1 {
		t.Errorf("commit = %v", done)
	}
}

func TestFormerFiguresComeBack(t *testing.T) {
	r := imported(t, sound("甲项目"), sound("乙项目"), sound("丙项目"))
	d := r.upload("2020-05", sound("甲项目").with(15, 55), sound("乙项目").with(16, 56), sound("丙项目"))
	d.commit("漏报一笔")
	r.correct("乙项目", "2020-05", figures(170_000, 570_000, 670_000))

	done := d.undo("改错了")
	wantUndo(t, done.GetRows(), "5 REPORT", "6 LEAVE REPORT_TOUCHED")
	if row := done.GetRows()[0]; row.GetPresent().GetMonthYuan() != 150_000 || row.GetFormer().GetMonthYuan() != 100_000 || row.GetName() != "甲项目" {
		t.Errorf("row = %v", row)
	}
	if a := r.month("甲项目", "2020-05").GetAccepted(); a.GetNumber() != 3 || a.GetFigures().GetMonthYuan() != 100_000 || a.GetReason() != "改错了" {
		t.Errorf("report = %v", a)
	}
	if a := r.month("乙项目", "2020-05").GetAccepted(); a.GetNumber() != 3 || a.GetFigures().GetMonthYuan() != 170_000 {
		t.Errorf("what was touched since became %v", a)
	}
	// The sheet before has the last word again: its figures are no conflict, others a correction.
	wantRows(t, r.upload("2020-05", sound("甲项目").with(18, 58), sound("丙项目")).preview.GetRows(), "5 KNOWN CORRECT", "6 KNOWN NOTHING")
}

func TestAKnownProjectsFirstReportIsWithdrawn(t *testing.T) {
	r := imported(t, sound("甲项目"), sound("乙项目"))
	r.clock.advance(31 * 24 * time.Hour)
	d := r.upload("2020-06", sound("甲项目").with(20, 70), sound("丙项目"))
	d.commit("")
	p := r.project("丙项目")
	p.Name = "丙项目改名"
	_, err := r.UpdateProject(r.county(), &registryv1.UpdateProjectRequest{Id: p.GetId(), Project: p, Version: p.GetVersion(), RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	wantUndo(t, d.undo("月份填错").GetRows(), "5 FIRST_REPORT", "6 LEAVE PROJECT_TOUCHED")
	if opening := r.project("甲项目").GetOpening(); opening.GetMonth() != "2020-05" {
		t.Errorf("opening = %v", opening) // May still stands
	}
	june := r.upload("2020-06", sound("甲项目").with(25, 75))
	wantRows(t, june.preview.GetRows(), "5 KNOWN REPORT")
	june.commit("")
	if a := r.month("甲项目", "2020-06").GetAccepted(); a.GetNumber() != 2 || a.GetFigures().GetMonthYuan() != 250_000 {
		t.Errorf("report = %v", a)
	}
}

func TestProjectsThatOthersBuiltOnStay(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	d := r.upload("2020-05", sound("甲项目"))
	d.commit("")
	if _, err := r.SaveReport(r.county(), save(r.find("甲项目"), "2020-04", 0, figures(10_000, 400_000, 500_000))); err != nil {
		t.Fatal(err)
	}
	_, err := r.UndoImport(r.county(), d.undoRequest("传错了表"))
	wantReason(t, err, errs.KindPrecondition, "PROJECT_IN_USE")
}

func TestReportsThatWaitAreWithdrawn(t *testing.T) {
	r := start(t) // bc does not accept at once
	d := r.upload("2020-05", sound("甲项目"))
	d.commit("")
	wantUndo(t, d.undo("传错了表").GetRows(), "5 CREATION")
	if report := r.month("甲项目", "2020-05"); report.GetPending().GetState() != registryv1.ReportState_REPORT_STATE_WITHDRAWN {
		t.Errorf("report = %v", report)
	}
	accepted := r.upload("2020-05", sound("乙项目"))
	accepted.commit("")
	of := &registryv1.Project{Id: r.find("乙项目")}
	if _, err := r.AcceptReport(r.as(authn.RoleCity, "bz"), accept(of, r.month("乙项目", "2020-05"))); err != nil {
		t.Fatal(err)
	}
	_, err := r.UndoImport(r.county(), accepted.undoRequest("传错了表"))
	wantReason(t, err, errs.KindPrecondition, "PROJECT_TOUCHED") // its first report fixed the opening
}

func TestTheCutOffHoldsForUndoing(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	d := r.upload("2020-05", sound("甲项目"))
	d.commit("")
	r.cutOff("bz", "2020-05")
	preview, err := r.PreviewUndo(r.county(), &registryv1.PreviewUndoRequest{Id: d.id})
	if err != nil {
		t.Fatal(err)
	}
	wantUndo(t, preview.GetRows(), "5 LEAVE MONTH_LOCKED")
	_, err = r.UndoImport(r.county(), d.undoRequest("传错了表"))
	wantReason(t, err, errs.KindPrecondition, "MONTH_LOCKED")
	done, err := r.UndoImport(r.as(authn.RoleCity, "bz"), d.undoRequest("传错了表"))
	if err != nil || done.GetUndoneCount() != 1 {
		t.Fatalf("the city's undoing = %v, %v", done, err)
	}
}

func TestPlansGoBack(t *testing.T) {
	r := start(t)
	r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目"), planned("乙项目"))).commit("")
	before := r.project("甲项目")
	d := r.uploadAnnex(2, "2020-06", sheetOf(t, 2, changed(changed(planned("甲项目"), 6, "1.5亿"), 4, "年产 3 万台"), changed(planned("乙项目"), 6, "1.6亿"), planned("丙项目")))
	d.commit("概算调整")
	r.retotal("乙项目", 170_000_000)
	wantUndo(t, d.undo("用错了版本").GetRows(), "5 PROJECT", "6 LEAVE PROJECT_TOUCHED", "7 CREATION")
	after := r.project("甲项目")
	if y := after.GetYears()[0]; y.GetTotalInvestmentYuan() != 120_000_000 || after.GetScale() != before.GetScale() || after.GetLibrary() != before.GetLibrary() ||
		after.GetVersion() != before.GetVersion()+2 || len(y.GetListings()) != 1 {
		t.Errorf("project = %v", after)
	}
	if p := r.project("丙项目"); p.GetStage() != registryv1.Stage_STAGE_WITHDRAWN {
		t.Errorf("new project = %v", p)
	}
}

func TestAYearThatCameByASheetGoes(t *testing.T) {
	r := start(t)
	r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目"))).commit("")
	file := edited(t, sheetOf(t, 2, changed(planned("甲项目"), 8, 3000)), map[string]any{"I3": "2021年投资目标"})
	d := r.uploadAnnex(2, "2021-01", file)
	d.commit("")
	wantUndo(t, d.undo("还没到时候").GetRows(), "5 PROJECT_YEAR")
	if p := r.project("甲项目"); len(p.GetYears()) != 1 || p.GetYears()[0].GetYear() != 2020 {
		t.Errorf("project = %v", p)
	}
	wantRows(t, r.uploadAnnex(2, "2021-01", file).preview.GetRows(), "5 KNOWN RECORD")
}

func TestUndoIsDoneOnce(t *testing.T) {
	r := imported(t, sound("甲项目"))
	d := r.upload("2020-06", sound("甲项目").with(20, 70))
	d.commit("")
	req := d.undoRequest("月份填错")
	first, err := r.UndoImport(r.county(), req)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.UndoImport(r.county(), req)
	if err != nil || again.GetUndoneCount() != first.GetUndoneCount() || r.month("甲项目", "2020-06").GetVersion() != 2+1 {
		t.Fatalf("a lost answer = %v, %v; report %v", again, err, r.month("甲项目", "2020-06"))
	}
	other := d.undoRequest("别的理由")
	other.RequestId = req.GetRequestId()
	_, err = r.UndoImport(r.county(), other)
	if errs.ReasonOf(err) != "REQUEST_ID_REUSED" {
		t.Fatalf("the key with another body = %v", err)
	}
}
