package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/sheet"
)

func head(tb testing.TB, annex int) sheet.Head {
	tb.Helper()
	form, ok := sheet.FormOf(annex)
	if !ok {
		tb.Fatalf("no annex %d", annex)
	}
	return sheet.Head{
		Form: form, Unit: "zh", UnitName: "湛河区", Month: month.Month{Year: 2022, Month: 5},
		Units: []string{"某某街道", "某某乡"},
	}
}

// planned are the amounts of a sheet of plans.
func planned(total, year money.Yuan) map[sheet.Column]money.Yuan {
	amounts := make(map[sheet.Column]money.Yuan)
	amounts[sheet.ColumnTotalInvestment], amounts[sheet.ColumnPlannedYear] = total, year
	return amounts
}

// outLine fills every column of a form with a text that names it, and amounts that
// can be true.
func outLine(form *sheet.Form, name string) sheet.Line {
	l := sheet.Line{Texts: make(map[sheet.Column]string), Amounts: planned(120_000_000, 40_000_000)}
	l.Amounts[sheet.ColumnMonth], l.Amounts[sheet.ColumnCumulative], l.Amounts[sheet.ColumnYearToDate] = 3_000_000, 25_005_000, 9_000_001
	for _, c := range form.Columns() {
		l.Texts[c] = form.Header(c) + "的内容"
	}
	l.Texts[sheet.ColumnName], l.Texts[sheet.ColumnYears] = name, "2020年6月—2022年12月"
	return l
}

func written(tb testing.TB, h sheet.Head, lines ...sheet.Line) []byte {
	tb.Helper()
	w, err := sheet.NewWriter(h)
	if err != nil {
		tb.Fatal(err)
	}
	defer w.Close()
	if len(lines) > 0 {
		if err := w.Section("一、产业项目"); err != nil {
			tb.Fatal(err)
		}
	}
	for _, l := range lines {
		if err := w.Line(l); err != nil {
			tb.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func opened(tb testing.TB, content []byte) *excelize.File {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.Close() })
	return f
}

// What the seed prints above the projects, cell by cell.
func TestTheHeadIsAsPrinted(t *testing.T) {
	for annex, want := range map[int]string{
		1: "湛河区 2022 年前期项目谋划表\n单位：万元\n" +
			"序号|项目名称|行业领域|建设内容及规模|建设年限|建设地点|总投资|签约情况|手续办理进展|拆迁进展|存在问题|责任单位|项目单位|项目单位联系人及电话",
		2: "湛河区 2022 年新建（竣工）项目情况表\n单位：万元\n" +
			"序号|项目名称|行业领域|建设单位|建设规模和主要内容|项目实施地点|总投资|建设起止年限|2022年投资目标|前期进展情况（必须填写详细，不能留空格）||||项目进展情况|项目单位联系人及电话|备注\n" +
			"|||||||||审批、核准、备案|环评|土地|规划",
		3: "湛河区 2022 年在建项目进展情况表\n单位：万元\n" +
			"序号|项目名称|行业领域|建设内容及规模|建设年限|建设地点|总投资|本月完成投资|累计完成投资|年度完成投资|形象进度|联审联批手续|||||2022 年计划完成投资|首席服务员|责任单位|责任人|项目单位|项目单位联系人及电话\n" +
			"|||||||||||用地审批手续|审批核准备案手续|用地规划手续|建设规划手续|环评审批手续",
	} {
		t.Run(fmt.Sprint(annex), func(t *testing.T) {
			h := head(t, annex)
			f := opened(t, written(t, h))
			rows, err := f.GetRows(h.Form.Tab)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(want, "\n")
			for i, line := range lines {
				if got := strings.TrimRight(strings.Join(rows[i], "|"), "|"); got != line {
					t.Errorf("row %d is %s, want %s", i+1, got, line)
				}
			}
		})
	}
}

func TestThePageIsSetUp(t *testing.T) {
	for annex, first := range map[int]int{1: 4, 2: 5, 3: 5} {
		t.Run(fmt.Sprint(annex), func(t *testing.T) {
			h := head(t, annex)
			f := opened(t, written(t, h, outLine(h.Form, "甲")))
			tab := h.Form.Tab
			layout, err := f.GetPageLayout(tab)
			if err != nil || *layout.Size != 8 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
				t.Errorf("page layout %+v, %v", layout, err)
			}
			if props, err := f.GetSheetProps(tab); err != nil || !*props.FitToPage {
				t.Errorf("props %+v, %v", props, err)
			}
			if panes, err := f.GetPanes(tab); err != nil || !panes.Freeze || panes.YSplit != first-1 || panes.XSplit != 2 {
				t.Errorf("panes %+v, %v", panes, err)
			}
			want := fmt.Sprintf("'%s'!$3:$%d", tab, first-1)
			if names := f.GetDefinedName(); len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != want {
				t.Errorf("names %+v", names)
			}
			if visible, err := f.GetSheetVisible("_字典"); err != nil || visible {
				t.Errorf("the dictionary is visible: %v", err)
			}
			checked := map[string]bool{}
			validations, err := f.GetDataValidations(tab)
			for _, v := range validations {
				checked[v.Sqref[:1]] = true
			}
			for _, c := range h.Form.Columns() {
				if amount := slices.Contains([]sheet.Column{sheet.ColumnTotalInvestment, sheet.ColumnPlannedYear, sheet.ColumnMonth}, c); amount && !checked[h.Form.Letter(c)] {
					t.Errorf("column %s is not checked: %v", h.Form.Letter(c), err)
				}
			}
			dictionary, err := f.GetRows("_字典")
			if err != nil || dictionary[0][1] != fmt.Sprintf("pacesetter/annex-%d", annex) || dictionary[1][1] != "1" || dictionary[2][1] != "zh" || dictionary[4][1] != "2022" || dictionary[5][1] != "5" {
				t.Errorf("dictionary %v, %v", dictionary, err)
			}
		})
	}
}

// What is written is read again cell by cell.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, annex := range []int{1, 2, 3} {
		t.Run(fmt.Sprint(annex), func(t *testing.T) {
			h := head(t, annex)
			h.Extra = []string{"领导批示", "W"}
			line := outLine(h.Form, "阀门生产线")
			line.Extra = map[string]string{"领导批示": "加快", "W": "无题"}
			s, err := sheet.Read(written(t, h, line, outLine(h.Form, "冷链物流园")), annex, sheet.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Rows) != 2 || len(s.Columns) != len(h.Form.Columns()) || s.Rows[0].Section != "一、产业项目" || s.Unit != money.InWan {
				t.Fatalf("read %+v", s)
			}
			if annex != 1 && s.Year != 2022 {
				t.Errorf("the year is %d", s.Year)
			}
			r := s.Rows[0]
			for _, c := range h.Form.Columns() {
				if want := line.Texts[c]; c != sheet.ColumnNumber && line.Amounts[c] == 0 && r.Verbatim[c] != want {
					t.Errorf("%s reads %q, want %q", h.Form.Header(c), r.Verbatim[c], want)
				}
			}
			if diff := cmp.Diff(line.Extra, r.Extra); diff != "" {
				t.Errorf("clerks' own columns differ (-want +got):\n%s", diff)
			}
			want := line.Amounts
			if annex != 3 {
				want = planned(120_000_000, 40_000_000*money.Yuan(annex-1))
			}
			got := planned(r.TotalInvestment, r.PlannedYear)
			if annex == 3 {
				got[sheet.ColumnMonth], got[sheet.ColumnCumulative], got[sheet.ColumnYearToDate] = r.Month, r.Cumulative, r.YearToDate
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("amounts differ (-want +got):\n%s", diff)
			}
			if len(r.Issues) > 0 {
				t.Errorf("findings %v", findings(r))
			}
			why := []string{}
			for _, k := range s.Skipped {
				why = append(why, k.Why)
			}
			if diff := cmp.Diff([]string{sheet.SkipTitle, sheet.SkipUnit, sheet.SkipSection, sheet.SkipTotal, sheet.SkipSignature}, slices.DeleteFunc(why, func(s string) bool { return s == sheet.SkipBlank })); diff != "" {
				t.Errorf("skipped rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTotalsAreWritten(t *testing.T) {
	h := head(t, 3)
	f := opened(t, written(t, h, outLine(h.Form, "甲"), outLine(h.Form, "乙")))
	for cell, want := range map[string]string{"A8": "合计", "G8": "24000", "H8": "600", "I8": "5001", "J8": "1800.0002", "Q8": "8000", "A10": "填报单位（盖章）："} {
		if got, err := f.GetCellValue(h.Form.Tab, cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
	}
}

// A sheet handed out for the next month says nothing of that month.
func TestABlankSheet(t *testing.T) {
	h := head(t, 3)
	h.Blank = true
	f := opened(t, written(t, h, outLine(h.Form, "甲")))
	for cell, want := range map[string]string{"G6": "12000", "H6": "", "I6": "", "J6": "", "K6": "", "L6": "用地审批手续的内容", "Q6": "4000", "H7": ""} {
		if got, err := f.GetCellValue(h.Form.Tab, cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
	}
}

// What begins like a formula is words, also after a clerk edits the cell.
func TestNothingWrittenIsAFormula(t *testing.T) {
	h := head(t, 3)
	line := outLine(h.Form, "=HYPERLINK(\"http://x\")")
	line.Texts[sheet.ColumnIndustry], line.Texts[sheet.ColumnScale], line.Texts[sheet.ColumnPlace] = "+1+1", "-2", "@SUM(A1)"
	line.Texts[sheet.ColumnProgress], line.Texts[sheet.ColumnCompany] = "\t=1", "\r=1\x01"
	h.UnitName, h.Extra, line.Extra = "=1+1", []string{"=2"}, map[string]string{"=2": "=3"}
	content := written(t, h, line)
	f := opened(t, content)
	for _, cell := range []string{"A1", "B6", "C6", "D6", "F6", "K6", "U6", "W3", "W6"} {
		if formula, err := f.GetCellFormula(h.Form.Tab, cell); err != nil || formula != "" {
			t.Errorf("%s holds the formula %s (%v)", cell, formula, err)
		}
		kind, err := f.GetCellType(h.Form.Tab, cell)
		if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s is of type %v (%v)", cell, kind, err)
		}
	}
	id, err := f.GetCellStyle(h.Form.Tab, "C6")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := f.GetStyle(id); err != nil || style.NumFmt != 49 {
		t.Errorf("a text's format is %+v, %v", style, err)
	}
	if got, _ := f.GetCellValue(h.Form.Tab, "C6"); got != "+1+1" {
		t.Errorf("C6 reads %q", got)
	}
}

// Strict readers refuse a whole workbook for one colour that is none.
func TestColoursAreColours(t *testing.T) {
	colour := regexp.MustCompile(` rgb="([^"]*)"`)
	h := head(t, 3)
	rewrite(t, written(t, h, outLine(h.Form, "甲")), "xl/styles.xml", func(s string) string {
		found := colour.FindAllStringSubmatch(s, -1)
		for _, c := range found {
			if len(c[1]) != 8 {
				t.Errorf("colour %q", c[1])
			}
		}
		if len(found) == 0 {
			t.Error("no colour in the styles")
		}
		return s
	})
}

func TestAnEmptyAnnexIsATemplate(t *testing.T) {
	for _, annex := range []int{1, 2, 3} {
		if _, err := sheet.Read(written(t, head(t, annex)), annex, sheet.DefaultLimits()); errs.ReasonOf(err) != "SHEET_EMPTY" {
			t.Errorf("annex %d without projects: %v", annex, err)
		}
	}
}

func BenchmarkWrite100000(b *testing.B) {
	h := head(b, 3)
	line := outLine(h.Form, "阀门生产线")
	for b.Loop() {
		w, err := sheet.NewWriter(h)
		if err != nil {
			b.Fatal(err)
		}
		for range 100_000 {
			if err := w.Line(line); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := w.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
