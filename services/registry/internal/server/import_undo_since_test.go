package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// moveYear hands a project's 2020 over to another county.
func (r *register) moveYear(name, unit string) {
	r.t.Helper()
	p := r.project(name)
	y := p.GetYears()[0]
	y.Unit = unit
	_, err := r.SetProjectYear(r.as(authn.RoleCity, "bz"), &registryv1.SetProjectYearRequest{
		Id: p.GetId(), Year: y, Version: p.GetVersion(), Reason: "移交", RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// wantLeft says that nothing of the import can go back, and for what reason.
func (d *desk) wantLeft(reason string, rows ...string) []*registryv1.UndoRow {
	d.t.Helper()
	preview, err := d.PreviewUndo(d.county(), &registryv1.PreviewUndoRequest{Id: d.id})
	if err != nil {
		d.t.Fatal(err)
	}
	wantUndo(d.t, preview.GetRows(), rows...)
	_, err = d.UndoImport(d.county(), d.undoRequest("传错了表"))
	wantReason(d.t, err, errs.KindPrecondition, reason)
	return preview.GetRows()
}

// wantUntold says that a row tells nothing of a project that is another unit's.
func wantUntold(t *testing.T, row *registryv1.UndoRow) {
	t.Helper()
	if row.GetName() != "" || row.GetPresent() != nil || row.GetFormer() != nil {
		t.Errorf("whoever may not see the project is told %v", row)
	}
}

func TestAProjectThatWasHandedOverIsUndoneByWhoHasIt(t *testing.T) {
	t.Parallel()
	r := imported(t, sound("甲项目"))
	r.clock.advance(31 * 24 * time.Hour)
	d := r.upload("2020-06", sound("甲项目").with(20, 70))
	d.commit("")
	r.moveYear("甲项目", "wd")
	wantUntold(t, d.wantLeft("PROJECT_HANDED_OVER", "5 LEAVE PROJECT_HANDED_OVER")[0])
	_, err := r.UndoImport(r.as(authn.RoleCounty, "wd"), d.undoRequest("传错了表"))
	wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
	done, err := r.UndoImport(r.as(authn.RoleCity, "bz"), d.undoRequest("传错了表"))
	if err != nil {
		t.Fatal(err)
	}
	wantUndo(t, done.GetRows(), "5 FIRST_REPORT")
}

func TestATownshipThatMovedTakesItsReportsAlong(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	row := sound("甲项目")
	row.unit = "试验镇"
	d := r.upload("2020-05", row)
	d.commit("")
	admin := r.as(authn.RoleAdmin, "sd")
	town, err := r.GetUnit(admin, &registryv1.GetUnitRequest{Code: "bc-t"})
	if err != nil {
		t.Fatal(err)
	}
	move := &registryv1.MoveUnitRequest{Code: "bc-t", Parent: "wd", FromYear: 2020, Version: town.GetUnit().GetVersion(), RequestId: uuid.NewString()}
	if _, err := r.MoveUnit(admin, move); err != nil {
		t.Fatal(err)
	}
	wantUntold(t, d.wantLeft("PROJECT_HANDED_OVER", "5 LEAVE PROJECT_HANDED_OVER")[0])
}

// What an import of plans registered may have been reported in its month by others.
func TestAPlannedProjectThatSomebodyReportedStays(t *testing.T) {
	t.Parallel()
	for name, submit := range map[string]bool{"handed in": true, "a draft": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t)
			d := r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目")))
			d.commit("")
			req := save(r.find("甲项目"), "2020-05", 0, figures(10_000, 400_000, 500_000))
			req.Submit = submit
			if _, err := r.SaveReport(r.as(authn.RoleCity, "bz"), req); err != nil {
				t.Fatal(err)
			}
			d.wantLeft("PROJECT_IN_USE", "5 LEAVE PROJECT_IN_USE")
		})
	}
}

func TestADraftOverAnImportKeepsItsReport(t *testing.T) {
	t.Parallel()
	r := imported(t, sound("甲项目"))
	d := r.upload("2020-05", sound("甲项目").with(15, 55))
	d.commit("漏报一笔")
	before := r.month("甲项目", "2020-05")
	draft := save(before.GetProjectId(), "2020-05", before.GetVersion(), figures(170_000, 570_000, 670_000))
	draft.Reason, draft.Submit = "再核", false
	if _, err := r.SaveReport(r.as(authn.RoleCity, "bz"), draft); err != nil {
		t.Fatal(err)
	}
	d.wantLeft("REPORT_TOUCHED", "5 LEAVE REPORT_TOUCHED")
}

func TestWhatWasSaidOfAnImportKeepsIt(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	d := r.upload("2020-05", sound("甲项目"), sound("乙项目"), sound("丙项目"))
	d.commit("")
	judged := r.month("甲项目", "2020-05")
	_, err := r.JudgeReport(r.as(authn.RoleCity, "bz"), &registryv1.JudgeReportRequest{
		ProjectId: judged.GetProjectId(), Month: "2020-05", IsFalse: true, Reason: "现场核实不符", Version: judged.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.DecideDuplicate(r.county(), &registryv1.DecideDuplicateRequest{
		ProjectId: r.find("乙项目"), OtherId: r.create(newProject("乙项目二")).GetId(), Apart: true, Reason: "两个地块", RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	old := r.create(reserved())
	_, err = r.RecordCodeEvent(r.county(), &registryv1.RecordCodeEventRequest{
		Id: old.GetId(), Kind: registryv1.CodeEventKind_CODE_EVENT_KIND_SPLIT, SuccessorIds: []string{r.find("丙项目")},
		Date: "2020-05-06", Reason: "可研分拆", Version: old.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	preview, err := r.PreviewUndo(r.county(), &registryv1.PreviewUndoRequest{Id: d.id})
	if err != nil {
		t.Fatal(err)
	}
	wantUndo(t, preview.GetRows(), "5 LEAVE REPORT_JUDGED", "6 LEAVE PROJECT_IN_USE", "7 LEAVE PROJECT_IN_USE")
}

func TestAWithdrawnFirstReportIsDueAgain(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := newProject("甲项目")
	p.Company.Name = "甲项目公司"
	r.create(p)
	d := r.upload("2020-05", sound("甲项目"))
	d.commit("")
	if got := r.due(asIs); len(got.GetProjects()) != 0 {
		t.Fatalf("reported, and due: %v", got.GetProjects())
	}
	wantUndo(t, d.undo("传错了表").GetRows(), "5 FIRST_REPORT")
	due := r.due(asIs)
	if diff := cmp.Diff([]string{"甲项目 0"}, owing(due)); diff != "" || due.GetTotal().GetOutstanding() != 1 || due.GetTotal().GetWaiting() != 0 {
		t.Errorf("due %v (-want +got):\n%s", due.GetTotal(), diff)
	}
	month, err := r.GetMonth(r.county(), &registryv1.GetMonthRequest{Unit: "bc", Month: "2020-05"})
	if c := month.GetUnitMonth().GetCounts(); err != nil || c.GetOutstanding() != 1 || c.GetWaiting() != 0 || c.GetAccepted() != 0 {
		t.Errorf("GetMonth() = %v, %v", c, err)
	}
}

// Restored figures were handed in when they were, and the wrong sheet never was.
func TestAnUndoneImportIsNoHandIn(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	halves := setCalendar("bz", 0, 0)
	halves.Rules[0].Frequency, halves.Rules[0].DueDays = registryv1.ReportingFrequency_REPORTING_FREQUENCY_HALF_MONTHLY, []int32{15, 28}
	if _, err := r.SetCalendar(r.as(authn.RoleAdmin, "sd"), halves); err != nil {
		t.Fatal(err)
	}
	r.at(time.May, 10, 9)
	r.upload("2020-05", sound("甲项目")).commit("")
	first := r.month("甲项目", "2020-05").GetAccepted().GetSubmitTime().AsTime()
	r.at(time.May, 17, 9)
	wrong := r.upload("2020-05", sound("甲项目").with(99, 99))
	wrong.commit("漏报")
	r.at(time.May, 18, 9)
	wrong.undo("传错了表")
	if a := r.month("甲项目", "2020-05").GetAccepted(); !a.GetSubmitTime().AsTime().Equal(first) {
		t.Errorf("the former figures were handed in %v, not %v", a.GetSubmitTime().AsTime(), first)
	}
	if diff := cmp.Diff([]string{"甲项目 0"}, owing(r.due(asIs))); diff != "" {
		t.Errorf("the second half (-want +got):\n%s", diff)
	}
}

// Committing again what is written already adds nothing to be undone.
func TestAnImportThatWasCommittedTwiceIsForgotten(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := newProject("甲项目")
	p.Company.Name = "甲项目公司"
	if _, err := r.SaveReport(r.county(), save(r.create(p).GetId(), "2020-05", 0, figures(10_000, 40_000, 140_000))); err != nil {
		t.Fatal(err)
	}
	d := r.upload("2020-05", sound("甲项目"))
	d.decide(&registryv1.RowDecision{Row: 5, Decision: &registryv1.RowDecision_Overwrite{Overwrite: true}}).commit("以表为准")
	d.decide().commit("以表为准")
	wantUndo(t, d.undo("传错了表").GetRows(), "5 REPORT")
	wantRows(t, r.upload("2020-05", sound("甲项目")).preview.GetRows(), "5 KNOWN CONFLICT J5 IMPORT_CONFLICT")
}

func TestASheetOfPlansThatWasCommittedTwiceIsForgotten(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目"))).commit("")
	file := sheetOf(t, 2, changed(planned("甲项目"), 6, "1.5亿"))
	d := r.uploadAnnex(2, "2020-05", file)
	d.commit("概算调整")
	d.decide().commit("概算调整")
	wantUndo(t, d.undo("用错了版本").GetRows(), "5 PROJECT")
	wantRows(t, r.uploadAnnex(2, "2020-05", file).preview.GetRows(), "5 KNOWN CORRECT")
}
