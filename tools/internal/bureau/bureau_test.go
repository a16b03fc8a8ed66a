package bureau

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/tabular"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client/clienttest"
)

const (
	codeA = "2509-320193-89-01-544060"
	codeB = "2211-441900-04-02-310151"
	one   = "91350200776049653A"
	two   = "91440101MA5CJQ4N59"
)

// platform is a register with five projects, two of one company.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	registryv1.UnimplementedProjectServiceServer
	registryv1.UnimplementedReportServiceServer
}

var registered = map[string]*registryv1.Project{
	"1": {Id: "1", Name: "甲（一期）项目", NationalCode: codeA, Company: &registryv1.Company{CreditCode: one}},
	"2": {Id: "2", Name: "乙项目", NationalCode: codeB, Company: &registryv1.Company{CreditCode: two}},
	"3": {Id: "3", Name: "丙项目", Company: &registryv1.Company{CreditCode: two}},
	"4": {Id: "4", Name: "丁项目"},
	"5": {Id: "5", Name: "储备项目"},
}

// cumulative are the projects' reports of May, in yuan; 丁's last is one of December.
var cumulative = map[string]int64{"1": 120_000_000, "2": 30_004_999, "3": 7_000_000}

func (platform) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "u", Name: "某县", GbCode: "371681", Places: []*registryv1.Place{{}}}}}, nil
}

func (platform) GetUnit(_ context.Context, in *registryv1.GetUnitRequest) (*registryv1.GetUnitResponse, error) {
	return &registryv1.GetUnitResponse{Unit: &registryv1.Unit{Code: in.GetCode(), Name: "某县"}}, nil
}

// ListProjects tells one a page.
func (platform) ListProjects(_ context.Context, in *registryv1.ListProjectsRequest) (*registryv1.ListProjectsResponse, error) {
	n := 1
	_, _ = fmt.Sscan(in.GetPageToken(), &n)
	p := registered[fmt.Sprint(n)]
	row := &registryv1.ProjectRow{Id: p.GetId(), Name: p.GetName(), NationalCode: p.GetNationalCode(), UnitName: "某镇", Year: &registryv1.ProjectYear{Year: 2020, Listings: []*registryv1.Listing{{Key: "county"}}}}
	if cumulative[p.GetId()] > 0 {
		row.ReportedMonth = "2020-05"
	}
	answer := &registryv1.ListProjectsResponse{Rows: []*registryv1.ProjectRow{row}}
	if n == 5 {
		row.Year.Listings = nil
	} else {
		answer.NextPageToken = fmt.Sprint(n + 1)
	}
	return answer, nil
}

func (platform) GetProject(_ context.Context, in *registryv1.GetProjectRequest) (*registryv1.GetProjectResponse, error) {
	return &registryv1.GetProjectResponse{Project: registered[in.GetId()]}, nil
}

// ListReports tells May, a draft of June, and an accepted July, which come too late.
func (platform) ListReports(_ context.Context, in *registryv1.ListReportsRequest) (*registryv1.ListReportsResponse, error) {
	if in.GetProjectId() == "4" {
		if in.GetYear() != 0 {
			return &registryv1.ListReportsResponse{}, nil
		}
		december := &registryv1.Figures{CumulativeYuan: 5_000_000, YearToDateYuan: 4_000_000}
		return &registryv1.ListReportsResponse{Reports: []*registryv1.Report{{Month: "2019-12", Accepted: &registryv1.Revision{Figures: december}}}}, nil
	}
	figures := &registryv1.Figures{CumulativeYuan: cumulative[in.GetProjectId()], YearToDateYuan: cumulative[in.GetProjectId()] / 2}
	return &registryv1.ListReportsResponse{Reports: []*registryv1.Report{
		{Month: "2020-05", Accepted: &registryv1.Revision{Figures: figures}},
		{Month: "2020-06", Pending: &registryv1.Revision{Figures: &registryv1.Figures{CumulativeYuan: 1}}},
		{Month: "2020-07", Accepted: &registryv1.Revision{Figures: &registryv1.Figures{CumulativeYuan: 2}}},
	}}, nil
}

// sheet writes a workbook as the bureau's people make it.
func sheet(t *testing.T, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "bureau.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func compare(t *testing.T, rows ...[]any) Comparison {
	t.Helper()
	c := clienttest.Serve(t, "u", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, platform{})
		registryv1.RegisterProjectServiceServer(s, platform{})
		registryv1.RegisterReportServiceServer(s, platform{})
	})
	got, err := Compare(t.Context(), c, Order{File: sheet(t, rows...), Unit: "u", Month: "2020-06"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func said(c Comparison) []string {
	var lines []string
	for _, r := range c.Rows {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s %s %s %s", r.Line, r.Verdict, r.By, r.Name, r.Project)))
	}
	return lines
}

var (
	caption = []any{"固定资产投资项目情况", "", "", "单位：万元"}
	heads   = []any{"序号", "项目名称", "项目代码", "统一社会信用代码", "自开始建设累计完成投资", "本年完成投资", "计划总投资"}
)

func TestEachRowFindsItsProject(t *testing.T) {
	got := compare(
		t, caption, heads,
		[]any{"", "合计", "", "", 99_999},
		[]any{1, "别的名称", codeA, "", 12_000, 6_000},   // by its code, whatever it is called
		[]any{2, " 丙 项目", "", two, "700", 350},       // by company and name, of two projects of the company
		[]any{3, "乙项目", "", "", 3000},                // by name; 30,004,999 yuan are 3,000 万元
		[]any{4, "丁项目", "", "", 1},                   // of ours nothing was reported this year, and 500 before
		[]any{5, "外地项目", "2304-441900-04-01-135254"}, // nobody's
	)
	want := []string{
		"4 same code 别的名称 1", "5 same credit_code 丙 项目 3", "6 same name 乙项目 2", "7 different name 丁项目 4", "8 only_bureau  外地项目",
	}
	if diff := cmp.Diff(want, said(got)); diff != "" {
		t.Error(diff)
	}
	if got.Counts[Same] != 3 || got.Name != "某县" {
		t.Errorf("%v of %s", got.Counts, got.Name)
	}
}

// TestAProjectOfTheYearBeforeHasItsCumulative before it reports in the new one.
func TestAProjectOfTheYearBeforeHasItsCumulative(t *testing.T) {
	for name, tc := range map[string]struct {
		year any
		want Verdict
	}{"nothing yet this year": {0, Same}, "December's year is another": {400, Different}} {
		t.Run(name, func(t *testing.T) {
			got := compare(t, heads, []any{1, "丁项目", "", "", 500, tc.year})
			if r := got.Rows[0]; r.Verdict != tc.want || r.Ours.Cumulative == nil || *r.Ours.Cumulative != 5_000_000 {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestWhatFitsHalfIsForPeople(t *testing.T) {
	got := compare(
		t, heads,
		[]any{1, "甲(一期)项目", codeB, "", 12_000}, // the code is another project's
		[]any{2, "乙项目", codeB, "", 3_100},      // again the same
		[]any{3, "丙项目", "", one, 700},          // the company is not ours
		[]any{4, "改了名的项目", "", one, 1},         // one project of the company, called otherwise
		[]any{5, "丁项目", "", "", "约三千"},         // no amount
	)
	want := []string{
		"2 different code 甲(一期)项目 2", "3 ambiguous code 乙项目 2", "4 ambiguous  丙项目", "5 ambiguous  改了名的项目", "6 unreadable name 丁项目 4",
	}
	if diff := cmp.Diff(want, said(got)); diff != "" {
		t.Error(diff)
	}
	if why := got.Rows[3].Why; why != "平台有 1 个项目信用代码相同而名称不同，如“甲（一期）项目”（"+codeA+"）" {
		t.Error(why)
	}
}

func TestDifferencesHaveBothFigures(t *testing.T) {
	got := compare(t, heads, []any{1, "", codeA, "", "1.3亿元", 6_000})
	r := got.Rows[0]
	if r.Verdict != Different || *r.Ours.Cumulative != 120_000_000 || *r.Theirs.Cumulative != 130_000_000 {
		t.Errorf("%+v", r)
	}
	var out bytes.Buffer
	if err := got.Show(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"不一致 1  仅平台有 3", "12,000", "13,000", "-1,000"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	out.Reset()
	if err := got.Table().Write(&out, tabular.CSV); err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF")))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil || len(rows) != 3+4 || rows[3][6] != "12000" || rows[3][7] != "13000" || rows[3][8] != "-1000" {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestMoneyIsInTheUnitThatTheSheetStates(t *testing.T) {
	for _, rows := range [][][]any{
		{{"项目名称", "项目代码", "累计完成投资（亿元）"}, {"甲", codeA, 1.2}},
		{{"计量单位：千元"}, {"项目名称", "项目代码", "累计完成投资"}, {"甲", codeA, 120_000}},
		{{"项目名称", "项目代码", "累计完成投资"}, {"甲", codeA, 12_000}},
	} {
		if got := compare(t, rows...); got.Rows[0].Verdict != Same {
			t.Errorf("%v: %+v", rows, *got.Rows[0].Theirs.Cumulative)
		}
	}
}

func TestSheetsThatAreNone(t *testing.T) {
	text := filepath.Join(t.TempDir(), "none.xlsx")
	for reason, path := range map[string]string{
		"SHEET_UNREADABLE":     text,
		"SHEET_HEADER_MISSING": sheet(t, []any{"项目名称", "计划总投资", "累计完成投资比重（%）"}, []any{"甲", 1, 2}),
	} {
		if _, err := readSheet(path); errs.ReasonOf(err) != reason {
			t.Errorf("%v, want %s", err, reason)
		}
	}
}

// FuzzLines: whatever stands in a header's cells and the row below it, nothing breaks.
func FuzzLines(f *testing.F) {
	f.Add("项目名称", "累计完成投资（万元）", "甲", "1,2亿")
	f.Add("项目名称（单位：元）", "本年完成投资", "", "-")
	f.Fuzz(func(t *testing.T, title, amount, name, figure string) {
		rows := [][]string{{title, amount}, {name, figure}, {}}
		h, ok := findHeader(rows)
		if !ok {
			return
		}
		for _, l := range h.lines(rows) {
			if l.name == "" && l.code == "" {
				t.Errorf("a line without a name of %q", rows)
			}
		}
	})
}
