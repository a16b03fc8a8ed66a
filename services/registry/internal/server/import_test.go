package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestFirstImport(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	d := r.upload("2020-05", line{section: "一、基础设施新建项目"}, sound("道路工程"), line{section: "二、产业续建项目"},
		line{name: "阀门\n生产线", company: "阀门公司", unit: "试验镇", total: 1000, month: 10, cumulative: 60, year: 50, progress: "装修"},
		line{name: "坏的", company: "坏公司", total: 1000, month: 70, cumulative: 60, year: 50})
	wantRows(t, d.preview.GetRows(), "6 NEW CREATE", "8 NEW CREATE", "9 NEW REFUSED H9 MONTH_OVER_YEAR")
	if p := d.preview; p.GetRowCount() != 3 || p.GetValidCount() != 2 || p.GetWriteCount() != 2 || p.GetReasonNeeded() || p.GetMoneyUnit() != "万元" {
		t.Fatalf("preview says %v", p)
	}
	if _, err := r.CommitImport(r.as(authn.RoleCounty, "wd"), d.request("")); errs.ReasonOf(err) != "IMPORT_NOT_FOUND" {
		t.Fatalf("a stranger's commit = %v", err)
	}
	done := d.commit("")
	if done.GetWrittenCount() != 2 || done.GetCreatedCount() != 2 || done.GetImport().GetState() != registryv1.ImportState_IMPORT_STATE_COMMITTED {
		t.Fatalf("commit says %v", done)
	}
	got, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: r.find("阀门生产线")})
	if err != nil {
		t.Fatal(err)
	}
	p := got.GetProject()
	year := p.GetYears()[0]
	type facts struct {
		Unit, Category, Listing string
		Nature                  registryv1.Nature
		Total, Planned          int64
		Opening                 int64
		Stage                   registryv1.Stage
		Start, Listed           int32
	}
	want := facts{"bc-t", "industry", "county", registryv1.Nature_NATURE_CONTINUED, 10_000_000, 4_000_000, 500_000, registryv1.Stage_STAGE_BUILDING, 2019, 5}
	if diff := cmp.Diff(want, facts{
		year.GetUnit(), year.GetCategory(), year.GetListings()[0].GetKey(), year.GetNature(), year.GetTotalInvestmentYuan(),
		year.GetPlannedYuan(), p.GetOpening().GetCumulativeYuan(), p.GetStage(), p.GetStartYear(), year.GetListings()[0].GetFromMonth(),
	}); diff != "" {
		t.Errorf("project differs (-want +got):\n%s", diff)
	}
	if road := d.preview.GetRows()[0].GetDefaults(); road.GetCategory() != "infrastructure" || road.GetNature() != registryv1.Nature_NATURE_NEW {
		t.Errorf("defaults by heading = %v", road)
	}
	report := r.month("阀门生产线", "2020-05").GetAccepted()
	if report.GetFigures().GetYearToDateYuan() != 500_000 || report.GetImportId() != d.id || report.GetCells()["首席服务员"] != "甲某" {
		t.Errorf("report = %v", report)
	}
	history, err := r.ListProjectHistory(r.county(), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(history.GetChanges()); n != 2 || history.GetChanges()[0].GetImportId() != d.id || history.GetChanges()[0].GetCall() != "CommitImport" {
		t.Errorf("history = %v", history.GetChanges())
	}
}

func TestSameFileAgainChangesNothing(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	file := workbook(t, sound("甲项目"), sound("乙项目"))
	first := r.uploadFile("2020-05", file)
	retry := first.request("")
	for range 2 { // an answer that was lost
		done, err := r.CommitImport(r.county(), retry)
		if err != nil || done.GetCreatedCount() != 2 {
			t.Fatalf("CommitImport() = %v, %v", done, err)
		}
	}
	version := r.month("甲项目", "2020-05").GetVersion()

	second := r.uploadFile("2020-05", file)
	if second.id != first.id {
		t.Fatalf("the same file is import %s, then %s", first.id, second.id)
	}
	wantRows(t, second.preview.GetRows(), "5 KNOWN NOTHING", "6 KNOWN NOTHING")
	done := second.commit("")
	if done.GetWrittenCount() != 0 || done.GetImport().GetWrittenCount() != 2 || r.month("甲项目", "2020-05").GetVersion() != version {
		t.Fatalf("second commit wrote: %v", done)
	}
	got, err := r.GetImport(r.county(), &registryv1.GetImportRequest{Id: first.id})
	if err != nil || got.GetPreview() != nil || got.GetImport().GetWrittenCount() != 2 {
		t.Fatalf("GetImport() = %v, %v", got, err)
	}
}

func TestChangedSheetCorrects(t *testing.T) {
	r := imported(t, sound("甲项目"), sound("乙项目"))
	d := r.upload("2020-05", sound("甲项目").with(15, 55), sound("乙项目"))
	wantRows(t, d.preview.GetRows(), "5 KNOWN CORRECT", "6 KNOWN NOTHING")
	if !d.preview.GetReasonNeeded() || d.preview.GetRows()[0].GetRegister().GetMonthYuan() != 100_000 {
		t.Fatalf("preview = %v", d.preview)
	}
	_, err := r.CommitImport(r.county(), d.request(" "))
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	_, err = r.CommitImport(r.county(), d.request(strings.Repeat("长", 501)))
	wantReason(t, err, errs.KindInvalid, "TEXT_TOO_LONG")
	d.commit("漏报一笔")
	report := r.month("甲项目", "2020-05")
	if a := report.GetAccepted(); a.GetNumber() != 2 || a.GetFigures().GetMonthYuan() != 150_000 || a.GetReason() != "漏报一笔" {
		t.Fatalf("report = %v", report)
	}
	// The sheet that was corrected is what the month last got.
	wantRows(t, r.upload("2020-05", sound("甲项目"), sound("乙项目")).preview.GetRows(), "5 KNOWN CORRECT", "6 KNOWN NOTHING")
}

func TestNextMonthReports(t *testing.T) {
	r := imported(t, sound("甲项目"))
	d := r.upload("2020-06", sound("甲项目").with(20, 70), sound("新项目"))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REPORT", "6 NEW CREATE")
	if done := d.commit(""); done.GetWrittenCount() != 2 || done.GetCreatedCount() != 1 {
		t.Fatalf("commit = %v", done)
	}
	// A cumulative that doesn't add up is told, not refused.
	r.clock.advance(60 * 24 * time.Hour)
	d = r.upload("2020-07", sound("甲项目").with(20, 95))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REPORT")
	if diff := cmp.Diff([]string{"I5 CUMULATIVE_MISMATCH", "J5 YEAR_MISMATCH"}, warnings(d.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
}

func TestSameFileAfterACorrectionInTheConsole(t *testing.T) {
	r := imported(t, sound("甲项目"))
	r.correct("甲项目", "2020-05", figures(120_000, 520_000, 620_000))
	d := r.upload("2020-05", sound("甲项目"))
	wantRows(t, d.preview.GetRows(), "5 KNOWN NOTHING changed")
	if done := d.commit(""); done.GetWrittenCount() != 0 {
		t.Fatalf("commit = %v", done)
	}
	if got := r.month("甲项目", "2020-05").GetAccepted().GetFigures().GetMonthYuan(); got != 120_000 {
		t.Fatalf("the console's figures became %d", got)
	}
}

func TestSheetAndRegisterBothChanged(t *testing.T) {
	r := imported(t, sound("甲项目"), sound("乙项目"))
	for _, name := range []string{"甲项目", "乙项目"} {
		r.correct(name, "2020-05", figures(120_000, 520_000, 620_000))
	}
	d := r.upload("2020-05", sound("甲项目").with(15, 55), sound("乙项目").with(15, 55))
	wantRows(t, d.preview.GetRows(), "5 KNOWN CONFLICT J5 IMPORT_CONFLICT", "6 KNOWN CONFLICT J6 IMPORT_CONFLICT")
	_, err := r.CommitImport(r.county(), d.request(""))
	wantReason(t, err, errs.KindPrecondition, "NOTHING_TO_IMPORT")

	d.decide(
		&registryv1.RowDecision{Row: 5, Decision: &registryv1.RowDecision_Overwrite{Overwrite: true}},
		&registryv1.RowDecision{Row: 6, Decision: &registryv1.RowDecision_Skip{Skip: true}})
	wantRows(t, d.preview.GetRows(), "5 KNOWN CORRECT", "6 KNOWN NOTHING")
	d.commit("以表为准")
	if got := r.month("甲项目", "2020-05").GetAccepted().GetFigures().GetMonthYuan(); got != 150_000 {
		t.Errorf("the sheet should have won, the register has %d", got)
	}
	if got := r.month("乙项目", "2020-05").GetAccepted().GetFigures().GetMonthYuan(); got != 120_000 {
		t.Errorf("the register should have won, it has %d", got)
	}
	// A conflict decided once doesn't come again with the same sheet.
	wantRows(t, r.upload("2020-05", sound("甲项目").with(15, 55), sound("乙项目").with(15, 55)).preview.GetRows(),
		"5 KNOWN NOTHING", "6 KNOWN NOTHING changed")
}

func TestAmbiguousRowsWaitForAPerson(t *testing.T) {
	r := imported(t, sound("甲项目"), sound("乙项目"))
	renamed, moved := sound("甲项目二期").with(20, 70), sound("乙项目")
	renamed.company, moved.company = "甲项目公司", "另一公司"
	r.clock.advance(31 * 24 * time.Hour)
	d := r.upload("2020-06", renamed, moved, sound("丙项目"))
	wantRows(t, d.preview.GetRows(), "5 AMBIGUOUS REFUSED B5 AMBIGUOUS_PROJECT", "6 AMBIGUOUS REFUSED B6 AMBIGUOUS_PROJECT", "7 NEW CREATE")
	first := d.preview.GetRows()[0]
	if c := first.GetCandidates(); len(c) != 1 || c[0].GetName() != "甲项目" || c[0].GetShared()[0] != "company" || c[0].GetUnitName() != "滨城区" {
		t.Fatalf("candidates = %v", c)
	}
	if first.GetIssues()[0].GetSuggestion() == "" {
		t.Error("no suggestion")
	}
	strict := d.request("")
	strict.Strict = true
	_, err := r.CommitImport(r.county(), strict)
	wantReason(t, err, errs.KindPrecondition, "IMPORT_HAS_ERRORS")

	d.decide(
		&registryv1.RowDecision{Row: 5, Decision: &registryv1.RowDecision_ProjectId{ProjectId: r.find("甲项目")}},
		&registryv1.RowDecision{
			Row: 6, Decision: &registryv1.RowDecision_Create{Create: true},
			Defaults: &registryv1.NewProjectDefaults{Listing: "city", Category: "livelihood", Nature: registryv1.Nature_NATURE_NEW},
		})
	wantRows(t, d.preview.GetRows(), "5 KNOWN REPORT", "6 NEW CREATE", "7 NEW CREATE")
	if diff := cmp.Diff([]string{"B5 CELL_DIFFERS"}, warnings(d.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
	strict = d.request("")
	strict.Strict = true
	done, err := r.CommitImport(r.county(), strict)
	if err != nil || done.GetWrittenCount() != 3 || done.GetCreatedCount() != 2 {
		t.Fatalf("CommitImport() = %v, %v", done, err)
	}
	// Who decided once isn't asked again about the same sheet.
	again := r.upload("2020-06", renamed, moved, sound("丙项目"))
	if again.id != d.id {
		t.Fatal("the same file is another import")
	}
	wantRows(t, again.preview.GetRows(), "5 KNOWN NOTHING", "6 KNOWN NOTHING", "7 KNOWN NOTHING")
	// A county's city listing is a proposal; its decision was kept with the row.
	if got := done.GetRows()[1].GetDefaults(); got.GetListing() != "city" || got.GetCategory() != "livelihood" {
		t.Errorf("defaults = %v", got)
	}
}

func TestTwoClerksWithTheSameNewProject(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	one, two := r.upload("2020-05", sound("甲项目")), r.upload("2020-05", sound("甲项目"), sound("乙项目"))
	if one.id == two.id {
		t.Fatal("two files are one import")
	}
	answers := make(chan error, 2)
	for _, d := range []*desk{one, two} {
		req, ctx := d.request(""), r.county()
		go func() {
			_, err := r.CommitImport(ctx, req)
			answers <- err
		}()
	}
	won := 0
	for range 2 {
		if err := <-answers; err == nil {
			won++
		} else {
			wantReason(t, err, errs.KindConflict, "PREVIEW_STALE")
		}
	}
	if won != 1 {
		t.Fatalf("%d commits won", won)
	}
	r.find("甲项目") // once
}

func TestImportNoticesWhatHappenedSinceThePreview(t *testing.T) {
	r := imported(t, sound("甲项目"))
	d := r.upload("2020-06", sound("甲项目").with(20, 70))
	project := r.find("甲项目")
	if _, err := r.SaveReport(r.county(), save(project, "2020-06", 0, figures(1, 500_001, 600_001))); err != nil {
		t.Fatal(err)
	}
	_, err := r.CommitImport(r.county(), d.request(""))
	wantReason(t, err, errs.KindConflict, "PREVIEW_STALE")

	fresh := r.upload("2020-06", sound("甲项目").with(20, 70), sound("丁项目"))
	p := newProject("丁项目")
	p.Company.Name = "丁项目公司"
	r.create(p)
	_, err = r.CommitImport(r.county(), fresh.request(""))
	wantReason(t, err, errs.KindConflict, "PREVIEW_STALE")
}

func TestReportsThatWaitAreNotOverwritten(t *testing.T) {
	r := start(t) // bc does not accept at once
	r.upload("2020-05", sound("甲项目")).commit("")
	if report := r.month("甲项目", "2020-05"); report.GetPending().GetState() != registryv1.ReportState_REPORT_STATE_SUBMITTED {
		t.Fatalf("report = %v", report)
	}
	d := r.upload("2020-05", sound("甲项目").with(15, 55))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REFUSED B5 REPORT_SUBMITTED")
}

func TestKnownProjectsKeepTheirData(t *testing.T) {
	r := imported(t, sound("甲项目"))
	before, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: r.find("甲项目")})
	if err != nil {
		t.Fatal(err)
	}
	version := before.GetProject().GetVersion()
	changed := sound("甲项目").with(20, 70)
	changed.total, changed.unit = 2000, "试验镇"
	r.clock.advance(31 * 24 * time.Hour)
	d := r.upload("2020-06", changed)
	if diff := cmp.Diff([]string{"G5 CELL_DIFFERS", "S5 CELL_DIFFERS"}, warnings(d.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
	d.commit("")
	got, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: r.find("甲项目")})
	if err != nil || got.GetProject().GetYears()[0].GetTotalInvestmentYuan() != 10_000_000 || got.GetProject().GetVersion() != version {
		t.Fatalf("GetProject() = %v, %v", got, err)
	}
	// In a year that the project has no record of, nothing can be reported.
	next := r.upload("2021-01", sound("甲项目")).preview.GetRows()
	wantRows(t, next, "5 KNOWN REFUSED B5 PROJECT_YEAR_MISSING")
	if diff := cmp.Diff([]string{"Q5 SHEET_YEAR_DIFFERS"}, warnings(next[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
}
