package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// line is one project of a sheet, amounts in 万元.
type line struct {
	section             string // instead of a project
	name, company, unit string
	total, month        any
	cumulative, year    any
	progress            string
}

// sound is a row that has nothing to complain of.
func sound(name string) line {
	return line{name: name, company: name + "公司", total: 1000, month: 10, cumulative: 60, year: 50, progress: "主体施工"}
}

// with is the row with other figures of month and year; the cumulative follows.
func (l line) with(month, year int) line {
	l.month, l.year, l.cumulative = month, year, year+10
	return l
}

// workbook is annex 3 with these rows from row 5 on.
func workbook(tb testing.TB, lines ...line) []byte {
	tb.Helper()
	f := excelize.NewFile()
	rows := [][]any{
		{"滨城区2020年在建项目进展情况表"},
		{"单位：万元"},
		{
			"序号", "项目名称", "行业领域", "建设内容及规模", "建设年限", "建设地点", "总投资", "本月完成投资", "累计完成投资", "年度完成投资",
			"形象进度", "联审联批手续", nil, nil, nil, nil, "2020年计划完成投资", "首席服务员", "责任单位", "责任人", "项目单位", "项目单位联系人及电话",
		},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "用地审批手续", "审批核准备案手续", "用地规划手续", "建设规划手续", "环评审批手续"},
	}
	for n, l := range lines {
		if l.section != "" {
			rows = append(rows, []any{l.section})
			continue
		}
		rows = append(rows, []any{
			n + 1, l.name, "装备制造", "年产 2 万台", "2019-2021", "某某街道", l.total, l.month, l.cumulative, l.year,
			l.progress, "已办", nil, nil, nil, nil, 400, "甲某", l.unit, "乙某", l.company, "丙某 000-0000",
		})
	}
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	for n, row := range rows {
		if err := sheet.SetRow(fmt.Sprintf("A%d", n+1), row); err != nil {
			tb.Fatal(err)
		}
	}
	if err := sheet.Flush(); err != nil {
		tb.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// county is the context of the clerk of bc.
func (r *register) county() context.Context { return r.as(authn.RoleCounty, "bc") }

func upload(month string, content []byte) *registryv1.CreateImportRequest {
	return &registryv1.CreateImportRequest{
		Unit: "bc", Month: month, Annex: 3, FileName: "五月.xlsx", Content: content, RequestId: uuid.NewString(),
	}
}

// desk is an import that a clerk works on.
type desk struct {
	*register
	id      string
	preview *registryv1.Preview
	options *registryv1.ImportOptions
}

func (r *register) upload(month string, lines ...line) *desk {
	r.t.Helper()
	return r.uploadFile(month, workbook(r.t, lines...))
}

func (r *register) uploadFile(month string, content []byte) *desk {
	r.t.Helper()
	resp, err := r.CreateImport(r.county(), upload(month, content))
	if err != nil {
		r.t.Fatalf("CreateImport() = %v", err)
	}
	return &desk{register: r, id: resp.GetImport().GetId(), preview: resp.GetPreview()}
}

// decide previews again with a person's decisions.
func (d *desk) decide(decisions ...*registryv1.RowDecision) *desk {
	d.t.Helper()
	d.options = &registryv1.ImportOptions{Decisions: decisions}
	resp, err := d.PreviewImport(d.county(), &registryv1.PreviewImportRequest{Id: d.id, Options: d.options})
	if err != nil {
		d.t.Fatalf("PreviewImport() = %v", err)
	}
	d.preview = resp.GetPreview()
	return d
}

func (d *desk) request(reason string) *registryv1.CommitImportRequest {
	return &registryv1.CommitImportRequest{
		Id: d.id, Options: d.options, Fingerprint: d.preview.GetFingerprint(), Reason: reason, RequestId: uuid.NewString(),
	}
}

func (d *desk) commit(reason string) *registryv1.CommitImportResponse {
	d.t.Helper()
	resp, err := d.CommitImport(d.county(), d.request(reason))
	if err != nil {
		d.t.Fatalf("CommitImport() = %v", err)
	}
	return resp
}

// imported is bc, accepting at once, after a sheet of May with these rows.
func imported(t *testing.T, lines ...line) *register {
	t.Helper()
	r := start(t)
	r.autoAccept("bc")
	r.upload("2020-05", lines...).commit("")
	return r
}

// rows shows what committing does: "5 NEW CREATE", with the errors of the row.
func rows(found []*registryv1.ImportRow) []string {
	var all []string
	for _, r := range found {
		text := fmt.Sprintf("%d %s %s", r.GetRow(), strings.TrimPrefix(r.GetMatch().String(), "ROW_MATCH_"), strings.TrimPrefix(r.GetAction().String(), "ROW_ACTION_"))
		if r.GetChangedSince() {
			text += " changed"
		}
		for _, i := range r.GetIssues() {
			if i.GetSeverity() == registryv1.Severity_SEVERITY_ERROR {
				text += " " + i.GetCell() + " " + i.GetReason()
			}
			if i.GetMessage() == "" || strings.Contains(i.GetMessage(), "{") {
				text += " NO SENTENCE FOR " + i.GetReason()
			}
		}
		all = append(all, text)
	}
	return all
}

func wantRows(t *testing.T, found []*registryv1.ImportRow, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, rows(found)); diff != "" {
		t.Fatalf("rows differ (-want +got):\n%s", diff)
	}
}

// warnings are the reasons of a row's warnings, with their cells.
func warnings(r *registryv1.ImportRow) []string {
	var all []string
	for _, i := range r.GetIssues() {
		if i.GetSeverity() == registryv1.Severity_SEVERITY_WARNING {
			all = append(all, i.GetCell()+" "+i.GetReason())
		}
	}
	return all
}

// month is the report of a project by name.
func (r *register) month(project, month string) *registryv1.Report {
	r.t.Helper()
	resp, err := r.ListReports(r.county(), &registryv1.ListReportsRequest{ProjectId: r.find(project), Year: 2020})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, report := range resp.GetReports() {
		if report.GetMonth() == month {
			return report
		}
	}
	r.t.Fatalf("no report of %s in %s", project, month)
	return nil
}

func (r *register) find(name string) string {
	r.t.Helper()
	resp, err := r.ListProjects(r.county(), &registryv1.ListProjectsRequest{Month: "2020-05", Query: name})
	if err != nil {
		r.t.Fatal(err)
	}
	if len(resp.GetRows()) != 1 {
		r.t.Fatalf("%d projects called %s", len(resp.GetRows()), name)
	}
	return resp.GetRows()[0].GetId()
}

// correct changes a month in the console.
func (r *register) correct(project, month string, f *registryv1.Figures) {
	r.t.Helper()
	before := r.month(project, month)
	req := save(before.GetProjectId(), month, before.GetVersion(), f)
	req.Reason, req.Progress = "核对后更正", before.GetAccepted().GetProgress()
	if _, err := r.SaveReport(r.county(), req); err != nil {
		r.t.Fatal(err)
	}
}
