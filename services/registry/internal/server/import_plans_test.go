package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// idea is a row of annex 1, from B on.
func idea(name string) []any {
	return []any{
		1, name, "装备制造", "年产 2 万台", "2021-2023", "城北片区", "1.2亿", "已签框架协议", "正在办理用地预审", "已拆 30 户", "缺 20 亩指标", "区发改委", name + "公司",
		"丙某 000-0000",
	}
}

// planned is a row of annex 2.
func planned(name string) []any {
	return []any{
		1, name, "装备制造", name + "公司", "年产 2 万台", "城北片区", 12000, "2020年6月-2022年12月", 4000, "已备案", "已批复", "已供地", "已取得",
		"正在招标", "丙某 000-0000", "市里已调度",
	}
}

func changed(row []any, at int, value any) []any {
	row[at] = value
	return row
}

// sheetOf is an annex with the printed header; a row of one cell is a heading.
func sheetOf(tb testing.TB, annex int, rows ...[]any) []byte {
	tb.Helper()
	heads := map[int][][]any{
		1: {
			{"滨城区 2020 年前期项目谋划表"},
			{"单位：万元"},
			{"序号", "项目名称", "行业领域", "建设内容及规模", "建设年限", "建设地点", "总投资", "签约情况", "手续办理进展", "拆迁进展", "存在问题", "责任单位", "项目单位", "项目单位联系人及电话"},
		},
		2: {
			{"滨城区 2020 年新建（竣工）项目情况表"},
			{"单位：万元"},
			{"序号", "项目名称", "行业领域", "建设单位", "建设规模和主要内容", "项目实施地点", "总投资", "建设起止年限", "2020年投资目标", "前期进展情况（必须填写详细，不能留空格）", nil, nil, nil, "项目进展情况", "项目单位联系人及电话", "备注"},
			{nil, nil, nil, nil, nil, nil, nil, nil, nil, "审批、核准、备案", "环评", "土地", "规划"},
		},
	}
	f := excelize.NewFile()
	defer f.Close()
	for n, row := range append(heads[annex], rows...) {
		cell, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			tb.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			tb.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func (r *register) uploadAnnex(annex int32, month string, content []byte) *desk {
	r.t.Helper()
	req := upload(month, content)
	req.Annex = annex
	resp, err := r.CreateImport(r.county(), req)
	if err != nil {
		r.t.Fatalf("CreateImport() = %v", err)
	}
	return &desk{register: r, id: resp.GetImport().GetId(), preview: resp.GetPreview()}
}

func (r *register) project(name string) *registryv1.Project {
	r.t.Helper()
	resp, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: r.find(name)})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetProject()
}

func TestIdeasBecomeProjects(t *testing.T) {
	r := start(t)
	d := r.uploadAnnex(1, "2020-05", sheetOf(t, 1, []any{"一、基础设施项目"}, idea("环城路"), idea("冷链园")[:7]))
	wantRows(t, d.preview.GetRows(), "5 NEW CREATE", "6 NEW CREATE")
	if row := d.preview.GetRows()[0]; row.GetSheet() != nil || row.GetDefaults().GetListing() != "" || row.GetTotalInvestmentYuan() != 120_000_000 {
		t.Errorf("row = %v", row)
	}
	if done := d.commit(""); done.GetCreatedCount() != 2 || done.GetWrittenCount() != 2 {
		t.Fatalf("commit = %v", done)
	}
	p := r.project("环城路")
	y := p.GetYears()[0]
	if p.GetStage() != registryv1.Stage_STAGE_PLANNED || y.GetCategory() != "infrastructure" || y.GetNature() != registryv1.Nature_NATURE_NEW ||
		len(y.GetListings()) != 0 || p.GetStartYear() != 2021 || p.GetEndYear() != 2023 || y.GetPlannedYuan() != 0 {
		t.Errorf("project = %v", p)
	}
	reports, err := r.ListReports(r.county(), &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
	if err != nil || len(reports.GetReports()) != 0 {
		t.Errorf("an idea reports %v, %v", reports, err)
	}
	wantRows(t, r.uploadAnnex(1, "2020-06", sheetOf(t, 1, idea("环城路"))).preview.GetRows(), "4 KNOWN NOTHING")
}

func TestPlansOfTheYearBecomeProjects(t *testing.T) {
	r := start(t)
	d := r.uploadAnnex(2, "2020-05", sheetOf(t, 2, []any{"一、新建项目"}, planned("热电联产"), []any{"二、竣工项目"}, changed(planned("老厂房"), 7, "2018-2020年")))
	wantRows(t, d.preview.GetRows(), "6 NEW CREATE", "8 NEW CREATE")
	d.commit("")
	fresh, old := r.project("热电联产"), r.project("老厂房")
	if y := fresh.GetYears()[0]; fresh.GetStage() != registryv1.Stage_STAGE_PREPARING || y.GetNature() != registryv1.Nature_NATURE_NEW ||
		y.GetPlannedYuan() != 40_000_000 || y.GetListings()[0].GetKey() != "county" || fresh.GetCompany().GetName() != "热电联产公司" {
		t.Errorf("new project = %v", fresh)
	}
	if old.GetStage() != registryv1.Stage_STAGE_BUILDING || old.GetYears()[0].GetNature() != registryv1.Nature_NATURE_CONTINUED || old.GetEndYear() != 2020 {
		t.Errorf("project to be completed = %v", old)
	}
}

// What a sheet says otherwise than the last one is written, with a reason and the old
// value told; what both changed, a person decides.
func TestPlansAreComparedThreeWays(t *testing.T) {
	r := start(t)
	r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目"), planned("乙项目"), planned("丙项目"))).commit("")
	r.retotal("乙项目", 130_000_000)
	r.retotal("丙项目", 130_000_000)
	d := r.uploadAnnex(2, "2020-06", sheetOf(t, 2,
		changed(changed(planned("甲项目"), 6, "1.5亿"), 8, "５,０００"), planned("乙项目"), changed(planned("丙项目"), 6, 15000)))
	wantRows(t, d.preview.GetRows(), "5 KNOWN CORRECT", "6 KNOWN NOTHING changed", "7 KNOWN CONFLICT G7 RECORD_CONFLICT")
	if diff := cmp.Diff([]string{"G5 CELL_CHANGES", "I5 CELL_CHANGES"}, warnings(d.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
	_, err := r.CommitImport(r.county(), d.request(""))
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	if done := d.commit("概算调整"); done.GetWrittenCount() != 1 {
		t.Fatalf("commit = %v", done)
	}
	p := r.project("甲项目")
	if y := p.GetYears()[0]; y.GetTotalInvestmentYuan() != 150_000_000 || y.GetPlannedYuan() != 50_000_000 || y.GetListings()[0].GetKey() != "county" {
		t.Errorf("year = %v", y)
	}
	history, err := r.ListProjectHistory(r.county(), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil || history.GetChanges()[0].GetReason() != "概算调整" || history.GetChanges()[0].GetImportId() != d.id {
		t.Errorf("history = %v, %v", history, err)
	}
	d.decide(&registryv1.RowDecision{Row: 7, Decision: &registryv1.RowDecision_Overwrite{Overwrite: true}})
	wantRows(t, d.preview.GetRows(), "5 KNOWN NOTHING", "6 KNOWN NOTHING changed", "7 KNOWN CORRECT")
	d.commit("以表为准")
	if got := r.project("丙项目").GetYears()[0].GetTotalInvestmentYuan(); got != 150_000_000 {
		t.Errorf("the sheet should have won, the register has %d", got)
	}
}

// retotal changes a project's total investment in the console.
func (r *register) retotal(name string, yuan int64) {
	r.t.Helper()
	p := r.project(name)
	y := p.GetYears()[0]
	y.TotalInvestmentYuan = yuan
	_, err := r.SetProjectYear(r.county(), &registryv1.SetProjectYearRequest{Id: p.GetId(), Year: y, Version: p.GetVersion(), RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatal(err)
	}
}

// The sheet of a new year carries last year's projects on.
func TestAPlanOfTheNextYear(t *testing.T) {
	r := start(t)
	r.uploadAnnex(2, "2020-05", sheetOf(t, 2, planned("甲项目"))).commit("")
	file := edited(t, sheetOf(t, 2, changed(planned("甲项目"), 8, 3000)), map[string]any{"I3": "2021年投资目标"})
	d := r.uploadAnnex(2, "2021-01", file)
	wantRows(t, d.preview.GetRows(), "5 KNOWN RECORD")
	d.commit("")
	p := r.project("甲项目")
	if len(p.GetYears()) != 2 || p.GetYears()[1].GetPlannedYuan() != 30_000_000 || p.GetYears()[1].GetUnit() != "bc" {
		t.Errorf("project = %v", p)
	}
}

func TestPlansKeepWhoTheProjectIs(t *testing.T) {
	r := start(t)
	r.uploadAnnex(1, "2020-05", sheetOf(t, 1, idea("甲项目"))).commit("")
	renamed := changed(idea("甲项目二期"), 12, "甲项目公司")
	d := r.uploadAnnex(1, "2020-06", sheetOf(t, 1, changed(renamed, 11, "试验镇")))
	wantRows(t, d.preview.GetRows(), "4 AMBIGUOUS REFUSED B4 AMBIGUOUS_PROJECT")
	d.decide(is(4, r.find("甲项目")))
	wantRows(t, d.preview.GetRows(), "4 KNOWN NOTHING")
	if diff := cmp.Diff([]string{"B4 IDENTITY_DIFFERS", "L4 IDENTITY_DIFFERS"}, warnings(d.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
}

func TestASheetOfAnotherAnnexIsNamed(t *testing.T) {
	r := start(t)
	_, err := r.CreateImport(r.county(), upload("2020-05", sheetOf(t, 1, idea("甲项目"))))
	wantReason(t, err, errs.KindInvalid, "SHEET_OTHER_ANNEX")
}

func TestAnnexes1And2ThereAndBackChangeNothing(t *testing.T) {
	for annex, rows := range map[int32][][]any{
		1: {
			{"一、基础设施项目"},
			idea("环城路"), changed(changed(idea("冷链园"), 4, "2021年起"), 7, "=1+1"),
			changed(changed(changed(idea("物流园"), 11, "试验镇"), 4, "三年"), 10, nil), append(idea("产业园"), "另一列"),
		},
		2: {
			{"一、新建项目"},
			planned("热电联产"), changed(changed(planned("学校"), 8, nil), 9, "-"),
			{"二、竣工项目"},
			changed(planned("老厂房"), 7, "2018-2020"), changed(planned("医院"), 15, "@市里\n已调度"),
		},
	} {
		t.Run(map[int32]string{1: "annex 1", 2: "annex 2"}[annex], func(t *testing.T) {
			r := start(t)
			r.uploadAnnex(annex, "2020-05", sheetOf(t, int(annex), rows...)).commit("")
			before, versions := r.plansKept(annex), r.versions()
			out := r.export(annex, "2020-05")
			if out.rows != 4 {
				t.Fatalf("%d projects are handed out", out.rows)
			}
			d := r.uploadAnnex(annex, "2020-05", out.content)
			for _, row := range d.preview.GetRows() {
				if row.GetAction() != registryv1.RowAction_ROW_ACTION_NOTHING {
					t.Errorf("row %d: %v %v", row.GetRow(), row.GetAction(), row.GetIssues())
				}
			}
			d.commit("")
			if diff := cmp.Diff(versions, r.versions()); diff != "" {
				t.Errorf("the register changed (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(before, r.plansKept(annex)); diff != "" {
				t.Errorf("kept cells differ (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(out.grid(t), r.export(annex, "2020-05").grid(t)); diff != "" {
				t.Errorf("the second export differs from the first:\n%s", diff)
			}
		})
	}
}

// plansKept are the cells that sheets of plans left, by project; amounts come back in the
// register's words.
func (r *register) plansKept(annex int32) map[string]map[string]string {
	r.t.Helper()
	kept := r.cells(`SELECT p.name, s.cells FROM plan_sheet s JOIN project p ON p.id = s.project_id WHERE s.annex = $1`, annex)
	for _, cells := range kept {
		delete(cells, "总投资")
		delete(cells, "2020年投资目标")
	}
	return kept
}
