package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// download is an annex as its bytes, its name and how many projects it lists.
type download struct {
	content []byte
	name    string
	rows    int32
}

func (r *register) tryExport(req *registryv1.ExportSheetRequest) (download, error) {
	return r.tryExportAs(r.county(), req)
}

func (r *register) tryExportAs(ctx context.Context, req *registryv1.ExportSheetRequest) (download, error) {
	var d download
	stream, err := r.ExportSheet(ctx, req)
	if err != nil {
		return d, err
	}
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return d, err
		}
		if piece.GetFileName() != "" {
			d.name, d.rows = piece.GetFileName(), piece.GetRowCount()
		}
		d.content = append(d.content, piece.GetContent()...)
	}
}

func (r *register) export(annex int32, month string) download {
	r.t.Helper()
	d, err := r.tryExport(&registryv1.ExportSheetRequest{Annex: annex, Unit: "bc", Month: month})
	if err != nil {
		r.t.Fatalf("ExportSheet() = %v", err)
	}
	return d
}

// grid are the rows of the first sheet.
func (d download) grid(tb testing.TB) [][]string {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(d.content))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

// edited is a workbook with cells changed.
func edited(tb testing.TB, content []byte, cells map[string]any) []byte {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	for cell, value := range cells {
		if err := f.SetCellValue(f.GetSheetName(0), cell, value); err != nil {
			tb.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// verbatim are the cells that the last sheet of the month left, by project.
func (r *register) verbatim(month int) map[string]map[string]string {
	r.t.Helper()
	return r.cells(`SELECT p.name, s.cells FROM report_sheet s JOIN project p ON p.id = s.project_id WHERE s.month = $1`, month)
}

// cells are kept cells by project, but for the serial number.
func (r *register) cells(sql string, args ...any) map[string]map[string]string {
	r.t.Helper()
	kept := map[string]map[string]string{}
	rows, err := r.db.Owner.Query(r.t.Context(), sql, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var cells map[string]string
		if err := rows.Scan(&name, &cells); err != nil {
			r.t.Fatal(err)
		}
		delete(cells, "序号")
		kept[name] = cells
	}
	return kept
}

func TestAnnex3ThereAndBackChangesNothing(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	township, blank := sound("丁项目"), sound("丙项目")
	township.unit, blank.progress, blank.total = "试验镇", "", 1000.0001
	file := edited(t, workbook(t, sound("甲项目"), sound("乙项目").with(15, 55), township, blank), map[string]any{
		"E5": "2019年6月—2021年12月", "S5": "区发改委", "M5": "=1+1", "N5": "-", "W3": "领导批示", "W5": "@加快", "W6": "已阅",
		"E6": "三年", "V6": "丙某\n000-0000", "E7": "2019年起", "X8": "无题",
	})
	first := r.uploadFile("2020-05", file)
	first.commit("")
	before := r.verbatim(5)
	out := r.export(3, "2020-05")
	if out.name != "附件3 滨城区2020年5月在建项目进展情况表.xlsx" || out.rows != 4 {
		t.Errorf("%s lists %d projects", out.name, out.rows)
	}
	d := r.uploadFile("2020-05", out.content)
	if d.id == first.id {
		t.Fatal("the same bytes came back")
	}
	wantRows(t, d.preview.GetRows(), "6 KNOWN NOTHING", "7 KNOWN NOTHING", "8 KNOWN NOTHING", "9 KNOWN NOTHING")
	for _, row := range d.preview.GetRows() {
		for _, i := range row.GetIssues() {
			if i.GetReason() != "YEARS_UNREADABLE" {
				t.Errorf("%s %s: %s", i.GetCell(), i.GetReason(), i.GetMessage())
			}
		}
	}
	versions := r.versions()
	d.commit("")
	if diff := cmp.Diff(versions, r.versions()); diff != "" {
		t.Errorf("the register changed (-before +after):\n%s", diff)
	}
	for name, cells := range r.verbatim(5) {
		if cells["责任单位"] == "滨城区" && before[name]["责任单位"] == "" {
			delete(cells, "责任单位") // said now, where it went without saying
		}
		delete(before[name], "形象进度") // kept in a field of its own where the sheet has it
		delete(cells, "形象进度")
		if diff := cmp.Diff(before[name], cells); diff != "" {
			t.Errorf("kept cells of %s differ (-before +after):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(out.grid(t), r.export(3, "2020-05").grid(t)); diff != "" {
		t.Errorf("the second export differs from the first:\n%s", diff)
	}
}

// TestPhonesInKeptCellsAreForThoseWhoCall: the offices that have to call people get their
// sheet back as it was; leaders and the province read it without the numbers.
func TestPhonesInKeptCellsAreForThoseWhoCall(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	file := edited(t, workbook(t, sound("甲项目")), map[string]any{"V5": "某甲13800000000", "K5": "设备安装，总价1380000000元"})
	r.uploadFile("2020-05", file).commit("")
	calls := []authn.Role{authn.RoleCounty, authn.RoleCity, authn.RoleAdmin}
	readers := []authn.Role{authn.RoleLeader, authn.RoleProvince, authn.RoleTownship, authn.RoleIntegrator}
	for _, role := range slices.Concat(calls, readers) {
		t.Run(string(role), func(t *testing.T) {
			want := "某甲13800000000"
			if slices.Contains(readers, role) {
				want = "某甲138****0000"
			}
			d, err := r.tryExportAs(r.as(role, "bc"), &registryv1.ExportSheetRequest{Annex: 3, Unit: "bc", Month: "2020-05"})
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			for _, row := range d.grid(t) {
				text.WriteString(strings.Join(row, "|") + "\n")
			}
			for _, said := range []string{want, "总价1380000000元"} {
				if !strings.Contains(text.String(), said) {
					t.Errorf("%q is not in\n%s", said, text.String())
				}
			}
		})
	}
}

// versions are the versions of all projects and reports.
func (r *register) versions() map[string]int64 {
	r.t.Helper()
	all := map[string]int64{}
	rows, err := r.db.Owner.Query(r.t.Context(), `SELECT id::text, version FROM project
UNION ALL SELECT project_id || '/' || year || '-' || month, version FROM report`)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			r.t.Fatal(err)
		}
		all[id] = version
	}
	return all
}

func TestAnAnnexHasSectionsByCategory(t *testing.T) {
	r := imported(t, line{section: "一、基础设施项目"}, sound("道路工程"), line{section: "二、产业项目"}, sound("乙厂房"), sound("甲厂房"))
	var column []string
	for _, row := range r.export(3, "2020-05").grid(t)[4:] {
		if strings.Join(row, "") != "" {
			column = append(column, strings.TrimSpace(strings.Join(row[:min(len(row), 2)], " ")))
		}
	}
	want := []string{"一、产业项目", "1 乙厂房", "2 甲厂房", "二、基础设施项目", "3 道路工程", "合计", "填报单位（盖章）："}
	if diff := cmp.Diff(want, column); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

// A sheet handed out for June is filled in and comes back as June's report.
func TestABlankSheetIsFilledInAndReports(t *testing.T) {
	r := imported(t, sound("甲项目"))
	out, err := r.tryExport(&registryv1.ExportSheetRequest{Annex: 3, Unit: "bc", Month: "2020-06", Blank: true})
	if err != nil || out.name != "附件3 滨城区2020年6月在建项目进展情况表（待填）.xlsx" {
		t.Fatalf("ExportSheet() = %s, %v", out.name, err)
	}
	row := out.grid(t)[5]
	if got := strings.Join(row[6:12], "|"); got != "1000|||||已办" || row[17] != "甲某" {
		t.Errorf("the row is %v", row)
	}
	wantRows(t, r.uploadFile("2020-06", out.content).preview.GetRows(), "6 KNOWN REFUSED I6 AMOUNT_MISSING J6 AMOUNT_MISSING")
	d := r.uploadFile("2020-06", edited(t, out.content, map[string]any{"H6": 20, "I6": 80, "J6": 70, "K6": "封顶"}))
	wantRows(t, d.preview.GetRows(), "6 KNOWN REPORT")
	d.commit("")
	if got := r.month("甲项目", "2020-06").GetAccepted(); got.GetProgress() != "封顶" || got.GetCells()["用地审批手续"] != "已办" {
		t.Errorf("report = %v", got)
	}
}

// What nobody handed in is in no sheet; what waits for acceptance is.
func TestAnAnnexTellsWhatWasHandedIn(t *testing.T) {
	r := start(t)
	r.upload("2020-05", sound("甲项目"), sound("乙项目")).commit("")
	draft := save(r.find("甲项目"), "2020-06", 0, figures(100_000, 600_000, 700_000))
	draft.Submit = false
	if _, err := r.SaveReport(r.county(), draft); err != nil {
		t.Fatal(err)
	}
	if row := r.export(3, "2020-05").grid(t)[5]; row[7] != "10" || row[9] != "50" {
		t.Errorf("May's row is %v", row)
	}
	if row := r.export(3, "2020-06").grid(t)[5]; row[7] != "" || row[9] != "" {
		t.Errorf("June's row is %v", row)
	}
}

func TestExportsThatAreRefused(t *testing.T) {
	r := imported(t, sound("甲项目"))
	good := &registryv1.ExportSheetRequest{Annex: 3, Unit: "bc", Month: "2020-05"}
	for name, tc := range map[string]struct {
		edit   func(*registryv1.ExportSheetRequest)
		kind   errs.Kind
		reason string
	}{
		"an annex that is none": {func(q *registryv1.ExportSheetRequest) { q.Annex = 4 }, errs.KindInvalid, "SHEET_ANNEX_UNKNOWN"},
		"a month that is none":  {func(q *registryv1.ExportSheetRequest) { q.Month = "2020-13" }, errs.KindInvalid, "MONTH_INVALID"},
		"a unit that is none":   {func(q *registryv1.ExportSheetRequest) { q.Unit = uuid.NewString() }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a sibling's unit":      {func(q *registryv1.ExportSheetRequest) { q.Unit = "wd" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			req := &registryv1.ExportSheetRequest{Annex: good.GetAnnex(), Unit: good.GetUnit(), Month: good.GetMonth()}
			tc.edit(req)
			_, err := r.tryExport(req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
	stream, err := r.ExportSheet(r.as(authn.RoleOfficer, "bc"), good)
	if err == nil {
		_, err = stream.Recv()
	}
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
}

// Another unit's projects, and cells, are in no export.
func TestAnExportKnowsItsUnit(t *testing.T) {
	r := imported(t, sound("甲项目"))
	p := newProject("别处的")
	p.Years[0].Unit = "wd"
	r.create(p)
	for _, row := range r.export(3, "2020-05").grid(t) {
		if strings.Contains(strings.Join(row, ""), "别处的") {
			t.Errorf("row %v", row)
		}
	}
}

// More exports at once than are made at a time all come to an end.
func TestManyExportsAtOnce(t *testing.T) {
	r := imported(t, sound("甲项目"))
	done := make(chan error)
	for range 12 {
		go func() {
			d, err := r.tryExport(&registryv1.ExportSheetRequest{Annex: 3, Unit: "bc", Month: "2020-05"})
			if err == nil && d.rows != 1 {
				err = errors.New("another sheet came back")
			}
			done <- err
		}()
	}
	for range 12 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
