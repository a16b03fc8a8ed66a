//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/clerk"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

const (
	sheetUnit  = "sd-bz-zouping"
	sheetMonth = "2020-06"
)

// imported is what `import --json` tells.
type imported struct {
	State   string `json:"state"`
	Rows    int    `json:"rows"`
	Valid   int    `json:"valid"`
	Writes  int    `json:"writes"`
	Written int    `json:"written"`
	Created int    `json:"created"`
	Errors  []struct {
		Cell       string `json:"cell"`
		Column     string `json:"column"`
		Reason     string `json:"reason"`
		Message    string `json:"message"`
		Suggestion string `json:"suggestion"`
	} `json:"errors"`
}

// cells are the reasons of the errors by cell.
func (i imported) cells() map[string]string {
	found := map[string]string{}
	for _, e := range i.Errors {
		found[e.Cell] = e.Reason
	}
	return found
}

// clerkSheet is a month's sheet of a unit: projects that the register knows, new
// ones, and slips of the pen.
type clerkSheet struct {
	known []*registryv1.ProjectRow
	rows  []clerk.Row
	file  string
	lines []int
}

// reportedIn asks for projects of the unit that reported May: those in the reserve report nothing.
func reportedIn(unit string, size int32) *registryv1.ListProjectsRequest {
	return &registryv1.ListProjectsRequest{
		Unit: unit, Month: "2020-05", ReportStatus: registryv1.ReportStatus_REPORT_STATUS_REPORTED, PageSize: size,
	}
}

// newSheet reports the month after May for three known projects, two new ones, and
// four rows that cannot be.
func (p *platform) newSheet(t *testing.T, unit, unitName string) *clerkSheet {
	t.Helper()
	s := &clerkSheet{file: filepath.Join(t.TempDir(), "附件3 "+unitName+".xlsx")}
	ctx := client.As(t.Context(), authn.RoleProvince, p.root)
	resp, err := p.grpc.Projects.ListProjects(ctx, reportedIn(unit, 3))
	if err != nil {
		t.Fatal(err)
	}
	s.known = resp.GetRows()
	for _, row := range s.known {
		s.rows = append(s.rows, p.nextMonth(ctx, t, row, unitName))
	}
	fresh := clerk.Row{
		Section: "二、新建项目", Name: unitName + "示例冷链物流园", Industry: "现代物流", Years: "2020-2021", Place: "城北片区", Total: "1.2亿",
		Month: 200, Cumulative: 900, Year: 900, Planned: "3,000", Progress: "基础施工", Land: "已办理", Unit: unitName, Company: unitName + "示例物流有限公司",
	}
	for _, edit := range []func(*clerk.Row){
		func(*clerk.Row) {},
		func(r *clerk.Row) { r.Name, r.Month = "示例阀门生产线", nil },
		func(r *clerk.Row) { r.Name, r.Month = "示例涂装车间", "三百多" },
		func(r *clerk.Row) { r.Name, r.Month = "示例热处理中心", 950 },
		func(r *clerk.Row) { r.Name, r.Total = "示例铸造基地", nil },
		func(r *clerk.Row) { r.Name = "" },
	} {
		row := fresh
		edit(&row)
		if row.Name != fresh.Name {
			row.Company = unitName + row.Name + "公司"
		}
		s.rows = append(s.rows, row)
	}
	s.write(t)
	return s
}

// nextMonth is a known project's line of June: a million more than in May.
func (p *platform) nextMonth(ctx context.Context, t *testing.T, row *registryv1.ProjectRow, unitName string) clerk.Row {
	t.Helper()
	resp, err := p.grpc.Reports.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: row.GetId(), Year: 2020})
	if err != nil || len(resp.GetReports()) < synth.BinzhouMonths {
		t.Fatalf("reports of %s: %v (%v)", row.GetName(), resp, err)
	}
	may := resp.GetReports()[synth.BinzhouMonths-1].GetAccepted().GetFigures()
	return clerk.Row{
		Section: "一、续建项目", Name: row.GetName(), Industry: row.GetYear().GetIndustry(), Years: "2019-2021",
		Total: wan(row.GetYear().GetTotalInvestmentYuan()), Planned: wan(row.GetYear().GetPlannedYuan()),
		Month: int64(100), Year: wan(may.GetYearToDateYuan()) + 100, Cumulative: wan(may.GetCumulativeYuan()) + 100,
		Progress: "设备安装", Unit: unitName, Company: row.GetCompany(),
	}
}

func wan(yuan int64) int64 { return yuan / synth.Wan }

// add writes more into a row, as after a recount.
func (s *clerkSheet) add(row int, more int64) {
	r := &s.rows[row]
	r.Month, r.Year, r.Cumulative = r.Month.(int64)+more, r.Year.(int64)+more, r.Cumulative.(int64)+more
}

// write makes the workbook as a county's clerk does.
func (s *clerkSheet) write(t *testing.T) {
	t.Helper()
	book, err := clerk.Workbook(s.rows, clerk.Messy(2020))
	if err != nil {
		t.Fatal(err)
	}
	s.lines = book.Lines
	if err := os.WriteFile(s.file, book.Content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// bad are the cells that the preview has to name.
func (s *clerkSheet) bad() map[string]string {
	return map[string]string{
		fmt.Sprintf("H%d", s.lines[5]): "AMOUNT_NOT_A_NUMBER",
		fmt.Sprintf("H%d", s.lines[6]): "MONTH_OVER_YEAR",
		fmt.Sprintf("G%d", s.lines[7]): "AMOUNT_MISSING",
		fmt.Sprintf("B%d", s.lines[8]): "NAME_MISSING",
	}
}

// send runs the import command; the sheet has errors, so that it always ends with 1.
func (p *platform) send(t *testing.T, s *clerkSheet, more ...string) imported {
	t.Helper()
	args := append([]string{"import", s.file, "--annex", "3", "--unit", "邹平市", "--month", sheetMonth, "--json"}, more...)
	said := p.cli(t, args...)
	if said.code != 1 {
		t.Errorf("%v: exit code %d, want 1 because of the errors\n%s", args, said.code, said.errOut)
	}
	return read[imported](t, said)
}

// importSheets takes one sheet through its month: preview, commit, the same again,
// and again after corrections in the register and in the sheet.
func (p *platform) importSheets(t *testing.T) {
	t.Helper()
	s := p.newSheet(t, sheetUnit, "邹平市")
	before := p.state(t)
	preview := p.send(t, s)
	if diff := cmp.Diff(s.bad(), preview.cells()); diff != "" {
		t.Errorf("the preview's errors (-want +got)\n%s", diff)
	}
	for _, e := range preview.Errors {
		if !chinese(e.Message) || e.Column == "" {
			t.Errorf("%s: message %q, column %q", e.Cell, e.Message, e.Column)
		}
	}
	if preview.Rows != 9 || preview.Valid != 5 || preview.Writes != 5 {
		t.Errorf("preview: %+v", preview)
	}
	p.unchanged(t, before)

	p.strictly(t, s)
	p.unchanged(t, before)
	if done := p.send(t, s, "--commit"); done.Written != 5 || done.Created != 2 || done.State != "committed" {
		t.Fatalf("commit: %+v", done)
	}
	r := p.awaitRollup(t, sheetUnit, sheetMonth, func(r shown) bool { return r.Reported == 5 })
	if want := int64(3*100+200) * synth.Wan; r.MonthYuan != want {
		t.Errorf("%s in %s: %d yuan in the month, want %d", sheetUnit, sheetMonth, r.MonthYuan, want)
	}
	if may := p.rollup(t, sheetUnit, "2020-05"); may.Missing != 0 || may.Due != r.Due-2 {
		t.Errorf("the new projects are due from the sheet's month: %d then, %d in May, of which %d are missing", r.Due, may.Due, may.Missing)
	}
	before = p.state(t)
	if again := p.send(t, s, "--commit"); again.Written != 0 || again.Writes != 0 {
		t.Errorf("the same sheet again: %+v", again)
	}
	p.unchanged(t, before)
	p.afterCorrections(t, s)
	p.thereAndBack(t)
}

// thereAndBack hands annexes of May out and takes them in again: nothing changes. Who
// has not reported May is named, as a cell to be filled in.
func (p *platform) thereAndBack(t *testing.T) {
	t.Helper()
	before := p.state(t)
	for _, annex := range []string{"2", "3"} {
		file := filepath.Join(t.TempDir(), "附件"+annex+".xlsx")
		out := read[struct {
			Rows int `json:"rows"`
		}](t, p.cli(t, "export", file, "--annex", annex, "--unit", "邹平市", "--month", "2020-05", "--json"))
		back := read[imported](t, p.cli(t, "import", file, "--annex", annex, "--unit", "邹平市", "--month", "2020-05", "--commit", "--json"))
		if out.Rows == 0 || back.Rows != out.Rows || back.Writes != 0 || back.Written != 0 {
			t.Errorf("annex %s: %d projects went out, back came %+v", annex, out.Rows, back)
		}
	}
	p.unchanged(t, before)
}

// strictly refuses the whole sheet.
func (p *platform) strictly(t *testing.T, s *clerkSheet) {
	t.Helper()
	said := p.cli(t, "import", s.file, "--annex", "3", "--unit", "邹平市", "--month", sheetMonth, "--commit", "--strict")
	if said.code != 1 || !strings.Contains(said.errOut, "IMPORT_HAS_ERRORS") {
		t.Errorf("--strict: exit code %d\n%s", said.code, said.errOut)
	}
}

// afterCorrections compares three ways: what the sheet said, what it says, what the
// register has by now.
func (p *platform) afterCorrections(t *testing.T, s *clerkSheet) {
	t.Helper()
	p.correctByHand(t, s.known[0].GetId(), 50)
	before := p.state(t)
	if same := p.send(t, s, "--commit"); same.Written != 0 {
		t.Errorf("an unchanged sheet overwrites what was corrected by hand: %+v", same)
	}
	p.unchanged(t, before)

	s.add(0, 7) // changed in both
	s.add(1, 8) // changed in the sheet only
	s.write(t)
	conflict := fmt.Sprintf("J%d", s.lines[0]) // 年度完成投资 differs
	if said := p.cli(t, "import", s.file, "--annex", "3", "--unit", "邹平市", "--month", sheetMonth, "--commit"); said.code != 1 || !strings.Contains(said.errOut, "REASON_MISSING") {
		t.Errorf("a correction without a reason: exit code %d\n%s", said.code, said.errOut)
	}
	p.unchanged(t, before)
	if done := p.send(t, s, "--commit", "--reason", "按凭证更正"); done.Written != 1 || done.cells()[conflict] != "IMPORT_CONFLICT" {
		t.Errorf("want one correction, and a conflict at %s: %+v", conflict, done)
	}
	if done := p.send(t, s, "--commit", "--reason", "以表为准", "--match", fmt.Sprintf("%d=overwrite", s.lines[0])); done.Written != 1 {
		t.Errorf("the person's word on the conflict: %+v", done)
	}
	want := int64(107+108+100+200) * synth.Wan
	p.awaitRollup(t, sheetUnit, sheetMonth, func(r shown) bool { return r.MonthYuan == want && r.Reported == 5 })
}

// correctByHand adds 万元 to the sheet's month as a clerk does in the console.
func (p *platform) correctByHand(t *testing.T, id string, wan int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(client.As(t.Context(), authn.RoleCounty, sheetUnit), time.Minute)
	defer cancel()
	resp, err := p.grpc.Reports.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: id, Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	var june *registryv1.Report
	for _, r := range resp.GetReports() { // others may have reported later months
		if r.GetMonth() == sheetMonth {
			june = r
		}
	}
	f, more := june.GetAccepted().GetFigures(), wan*synth.Wan
	_, err = p.grpc.Reports.SaveReport(ctx, &registryv1.SaveReportRequest{
		ProjectId: id, Month: sheetMonth, Progress: "设备安装", Reason: "漏报补记", Submit: true, Version: june.GetVersion(), RequestId: newID(),
		Figures: &registryv1.Figures{
			MonthYuan: f.GetMonthYuan() + more, YearToDateYuan: f.GetYearToDateYuan() + more, CumulativeYuan: f.GetCumulativeYuan() + more,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}
