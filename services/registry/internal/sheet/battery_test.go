package sheet_test

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet"
)

// idea is a sound row of annex 1, plan one of annex 2.
func idea(name string) []any {
	return []any{
		1, name, "装备制造", "年产 2 万台", "2021-2023", "城北片区", 12000, "已签约", "预审中", "已拆 30 户", "缺指标", "区发改委", name + "公司", "丙某 000-0000",
	}
}

func plan(name string) []any {
	return []any{
		1, name, "装备制造", name + "公司", "年产 2 万台", "城北片区", 12000, "2020-2022", 4000, "已备案", "已批复", "已供地", "已取得", "招标中", "丙某 000-0000", "无",
	}
}

func ideaHeader() []any {
	return []any{"序号", "项目名称", "行业领域", "建设内容及规模", "建设年限", "建设地点", "总投资", "签约情况", "手续办理进展", "拆迁进展", "存在问题", "责任单位", "项目单位", "项目单位联系人及电话"}
}

func planHeaders() grid {
	return grid{
		{"序号", "项目名称", "行业领域", "建设单位", "建设规模和主要内容", "项目实施地点", "总投资", "建设起止年限", "2021年投资目标", "前期进展情况（必须填写详细，不能留空格）", nil, nil, nil, "项目进展情况", "项目单位联系人及电话", "备注"},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, "审批、核准、备案", "环评", "土地", "规划"},
	}
}

// annex1 and annex2 are the printed forms; their first rows are 4 and 5.
func annex1(rows ...[]any) grid {
	return append(grid{{"某某区 2021 年前期项目谋划表"}, {"单位：万元"}, ideaHeader()}, rows...)
}

func annex2(rows ...[]any) grid {
	return append(append(grid{{"某某区 2021 年新建（竣工）项目情况表"}, {"单位：万元"}}, planHeaders()...), rows...)
}

// touched is a workbook after a program's own ways.
func touched(t *testing.T, content []byte, edit func(f *excelize.File) error) []byte {
	t.Helper()
	f := opened(t, content)
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	return save(t, f)
}

// backwards is a grid with its columns in the other order.
func backwards(g grid, width int) grid {
	out := make(grid, len(g))
	for r, row := range g {
		out[r] = make([]any, width)
		for c, value := range row {
			out[r][width-1-c] = value
		}
	}
	return out
}

// quirk is a workbook as somebody made it, and what must become of it: refused as a
// whole with a reason, or read, with every cell named that keeps its row out.
type quirk struct {
	annex   int
	content []byte
	refused string
	rows    int      // read, with or without errors
	bad     []string // cells of errors, with their reasons
	odd     []string // cells of warnings, with theirs
	years   [2]int   // of the first row, where asked
	total   money.Yuan
	planned money.Yuan
}

func TestQuirkyWorkbooks(t *testing.T) {
	all := quirks(t)
	if len(all) < 30 {
		t.Fatalf("only %d workbooks", len(all))
	}
	for name, q := range all {
		t.Run(name, func(t *testing.T) { q.check(t) })
	}
}

func (q quirk) check(t *testing.T) {
	t.Helper()
	s, err := sheet.Read(q.content, q.annex, sheet.DefaultLimits())
	if q.refused != "" || err != nil {
		if errs.ReasonOf(err) != q.refused || !sheet.Catalogue().Has(errs.ReasonOf(err)) {
			t.Fatalf("Read() = %v, want reason %q", err, q.refused)
		}
		return
	}
	if len(s.Rows) != q.rows {
		t.Fatalf("%d rows, want %d; skipped %+v", len(s.Rows), q.rows, s.Skipped)
	}
	var bad, odd []string
	for _, r := range s.Rows {
		for _, i := range r.Issues {
			if i.Severity == sheet.Error {
				bad = append(bad, i.Cell+" "+i.Reason)
			} else {
				odd = append(odd, i.Cell+" "+i.Reason)
			}
		}
	}
	if diff := cmp.Diff([2][]string{q.bad, q.odd}, [2][]string{bad, odd}); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
	first := s.Rows[0]
	if q.years != [2]int{} && q.years != [2]int{first.StartYear, first.EndYear} {
		t.Errorf("years %d to %d, want %v", first.StartYear, first.EndYear, q.years)
	}
	if q.total != 0 && first.TotalInvestment != q.total || q.planned != 0 && first.PlannedYear != q.planned {
		t.Errorf("total %d and plan %d, want %d and %d", first.TotalInvestment, first.PlannedYear, q.total, q.planned)
	}
	for _, c := range s.Form.Columns() {
		if _, kept := first.Verbatim[c]; !kept {
			t.Errorf("column %s is not kept", s.Form.Header(c))
		}
	}
}

func quirks(t *testing.T) map[string]quirk {
	t.Helper()
	const wan = 10_000
	march := time.Date(2020, 6, 15, 0, 0, 0, 0, time.UTC)
	one := func(row []any) []byte { return workbook(t, annex1(row)) }
	two := func(rows ...[]any) []byte { return workbook(t, annex2(rows...)) }
	three := func(rows ...[]any) []byte { return workbook(t, annex(rows...)) }
	return map[string]quirk{
		// As printed.
		"annex 1 as printed": {annex: 1, content: one(idea("甲")), rows: 1, total: 12000 * wan, years: [2]int{2021, 2023}},
		"annex 2 as printed": {annex: 2, content: two(plan("甲")), rows: 1, total: 12000 * wan, planned: 4000 * wan, years: [2]int{2020, 2022}},
		"annex 3 as printed": {annex: 3, content: three(project(1, "甲")), rows: 1, total: 12000 * wan, planned: 4000 * wan},
		// Other orders and headers.
		"annex 1, columns backwards":           {annex: 1, content: workbook(t, backwards(annex1(with(idea("甲"), 6, "约五千")), 14)), rows: 1, bad: []string{"H4 AMOUNT_NOT_A_NUMBER"}},
		"annex 2, columns backwards":           {annex: 2, content: workbook(t, backwards(annex2(with(plan("甲"), 8, -1)), 16)), rows: 1, bad: []string{"H5 AMOUNT_NEGATIVE"}},
		"annex 3, columns backwards":           {annex: 3, content: workbook(t, backwards(annex(with(project(1, "甲"), monthAt, "三百")), 22)), rows: 1, bad: []string{"O5 AMOUNT_NOT_A_NUMBER"}},
		"annex 1 in short forms":               {annex: 1, content: workbook(t, grid{{"名称", "项目总投资（亿元）", "签约", "征地拆迁", "业主单位"}, {"甲", 1.2, "是", "无", "乙公司"}}), rows: 1, total: 12000 * wan},
		"annex 2 in short forms, in one row":   {annex: 2, content: workbook(t, grid{{"项目", "总投资", "2021年度计划投资", "立项", "环评", "土地", "规划"}, {"甲", 12000, 4000, "有", "有", "有", "有"}}), rows: 1, planned: 4000 * wan},
		"annex 2, only the merged header kept": {annex: 2, content: workbook(t, grid{planHeaders()[0], plan("甲")}), rows: 1, planned: 4000 * wan},
		"annex 2, the plan without its year":   {annex: 2, content: workbook(t, grid{{"项目名称", "总投资", "年度投资目标", "环评"}, {"甲", 1, 1, "无"}}), rows: 1, planned: wan},
		"annex 2 without a plan":               {annex: 2, content: workbook(t, grid{{"项目名称", "总投资", "审批核准备案", "环评", "土地", "规划"}, {"甲", 1, "有"}}), refused: "SHEET_COLUMN_MISSING"},
		"annex 1 without its total":            {annex: 1, content: workbook(t, grid{{"项目名称", "签约情况", "存在问题"}, {"甲", "是", "无"}}), refused: "SHEET_COLUMN_MISSING"},
		"annex 1, the total twice":             {annex: 1, content: workbook(t, grid{{"项目名称", "总投资", "总投资", "签约情况"}, {"甲", 1, 2, "是"}}), refused: "SHEET_COLUMN_TWICE"},
		"annex 3 where annex 1 is asked for":   {annex: 1, content: three(project(1, "甲")), refused: "SHEET_OTHER_ANNEX"},
		"annex 1 where annex 2 is asked for":   {annex: 2, content: one(idea("甲")), refused: "SHEET_OTHER_ANNEX"},
		"annex 2 where annex 3 is asked for":   {annex: 3, content: two(plan("甲")), refused: "SHEET_OTHER_ANNEX"},
		"no annex at all":                      {annex: 1, content: workbook(t, grid{{"日期", "值班人"}, {"周一", "甲"}}), refused: "SHEET_NO_HEADER"},
		"annex 2 among all three":              {annex: 2, content: workbook(t, annex1(idea("甲")), annex2(plan("乙"), plan("丙")), annex(project(1, "丁"))), rows: 2},
		"annex 1 on two sheets":                {annex: 1, content: workbook(t, annex1(idea("甲")), annex1(idea("乙"))), refused: "SHEET_SEVERAL"},
		// What stands around the projects.
		"titles, totals, headings, numbers and a foot": {annex: 2, rows: 2, content: two(
			[]any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
			[]any{"合计", nil, nil, nil, nil, nil, 24000, nil, 8000}, []any{"一、新建项目（1个）"}, plan("甲"), []any{" "}, []any{"二、竣工项目"}, plan("乙"),
			[]any{"填报单位（盖章）：", nil, nil, "填报人：丙某"}, []any{"备注：每月25日前报送"})},
		"the header again on the next page": {annex: 1, rows: 2, content: workbook(t, annex1(idea("甲"), ideaHeader(), idea("乙")))},
		"amounts in hundred millions":       {annex: 2, rows: 1, total: 12000 * wan, planned: 4000 * wan, content: workbook(t, append(grid{{"单位：亿元"}}, append(planHeaders(), with(with(plan("甲"), 6, 1.2), 8, 0.4))...))},
		"amounts in dollars":                {annex: 1, refused: "SHEET_UNIT_UNKNOWN", content: workbook(t, grid{{"单位：万美元"}, ideaHeader(), idea("甲")})},
		"a company merged over two rows": {annex: 1, rows: 2, content: touched(t, workbook(t, annex1(idea("甲"), with(idea("乙"), 12, nil))), func(f *excelize.File) error {
			return f.MergeCell("表1", "M4", "M5")
		})},
		"a total merged over two rows": {annex: 1, rows: 2, bad: []string{"G5 AMOUNT_MISSING"}, content: touched(t, workbook(t, annex1(idea("甲"), with(idea("乙"), 6, nil))), func(f *excelize.File) error {
			return f.MergeCell("表1", "G4", "G5")
		})},
		"clerks' own columns":       {annex: 2, rows: 1, content: two(append(plan("甲"), "加急", "领导批示"))},
		"rows before and behind it": {annex: 1, rows: 1, content: workbook(t, append(manyTitles(20), annex1(idea("甲"), nil, nil, nil)...))},
		"a hidden sheet of another month": {annex: 1, rows: 1, content: touched(t, workbook(t, annex1(idea("甲")), annex1(idea("乙"))), func(f *excelize.File) error {
			return f.SetSheetVisible("表2", false)
		})},
		// Cells.
		"1.2亿":                        {annex: 1, rows: 1, total: 12000 * wan, content: one(with(idea("甲"), 6, "1.2亿"))},
		"3,500":                       {annex: 1, rows: 1, total: 3500 * wan, content: one(with(idea("甲"), 6, "3,500"))},
		"full-width digits":           {annex: 2, rows: 1, planned: 3500 * wan, content: two(with(plan("甲"), 8, "３，５００．０"))},
		"a date as its serial number": {annex: 2, rows: 1, years: [2]int{2020, 2020}, content: two(with(plan("甲"), 7, march))},
		"a date where dates begin in 1904": {annex: 2, rows: 1, years: [2]int{2020, 2020}, content: touched(t, two(plan("甲")), func(f *excelize.File) error {
			yes := true
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
				return err
			}
			return f.SetCellValue("表1", "H5", march)
		})},
		"2020.6":    {annex: 2, rows: 1, years: [2]int{2020, 2020}, content: two(with(plan("甲"), 7, 2020.6))},
		"2020年6月":   {annex: 2, rows: 1, years: [2]int{2020, 2020}, content: two(with(plan("甲"), 7, "2020年6月"))},
		"2020-2022": {annex: 1, rows: 1, years: [2]int{2020, 2022}, content: one(with(idea("甲"), 4, "2020-2022"))},
		"２０２０．６—２０２２．１２":           {annex: 1, rows: 1, years: [2]int{2020, 2022}, content: one(with(idea("甲"), 4, "２０２０．６—２０２２．１２"))},
		"two years, in words":      {annex: 1, rows: 1, odd: []string{"E4 YEARS_UNREADABLE"}, content: one(with(idea("甲"), 4, "两年"))},
		"years that run backwards": {annex: 2, rows: 1, odd: []string{"H5 YEARS_REVERSED"}, content: two(with(plan("甲"), 7, "2022-2020"))},
		"no name":                  {annex: 1, rows: 1, bad: []string{"B4 NAME_MISSING"}, content: one(with(idea("甲"), 1, nil))},
		"no total":                 {annex: 2, rows: 1, bad: []string{"G5 AMOUNT_MISSING"}, content: two(with(plan("甲"), 6, nil))},
		"a dash for the plan":      {annex: 2, rows: 1, odd: []string{"I5 AMOUNT_BLANK"}, content: two(with(plan("甲"), 8, "——"))},
		"a date for the total":     {annex: 1, rows: 1, bad: []string{"G4 AMOUNT_NOT_A_NUMBER"}, content: one(with(idea("甲"), 6, march))},
		"a total of no project":    {annex: 1, rows: 1, bad: []string{"G4 AMOUNT_TOO_LARGE"}, content: one(with(idea("甲"), 6, "9e12"))},
		"a text without end":       {annex: 2, rows: 1, bad: []string{"E5 TEXT_TOO_LONG"}, content: two(with(plan("甲"), 4, long(2001)))},
		"garbled text":             {annex: 1, rows: 1, bad: []string{"I4 INVALID_UTF8"}, content: one(with(idea("甲"), 8, "办\uFFFD"))},
		"the same project twice":   {annex: 1, rows: 2, bad: []string{"B5 ROW_DUPLICATE"}, content: workbook(t, annex1(idea("甲 项目"), idea("甲项目")))},
		"two that contradict":      {annex: 2, rows: 2, bad: []string{"B5 ROW_CONTRADICTS", "B6 ROW_CONTRADICTS"}, content: two(plan("甲"), with(plan("甲"), 8, 1))},
		"a formula with its value": {annex: 1, rows: 1, total: 12000 * wan, content: one(with(idea("甲"), 6, formula{"6000*2", 12000}))},
		"a formula that was never calculated": {annex: 2, rows: 1, bad: []string{"I5 AMOUNT_FORMULA_EMPTY"}, content: rewrite(t, two(plan("甲")), worksheetPart, func(s string) string {
			return strings.Replace(s, `<c r="I5"><v>4000</v></c>`, `<c r="I5"><f>1+1</f></c>`, 1)
		})},
		"a formula that failed": {annex: 1, rows: 1, bad: []string{"G4 AMOUNT_NOT_A_NUMBER"}, content: rewrite(t, one(idea("甲")), worksheetPart, func(s string) string {
			return strings.Replace(s, `<c r="G4"><v>12000</v></c>`, `<c r="G4" t="e"><v>#REF!</v></c>`, 1)
		})},
		"a sheet protected against changes": {annex: 1, rows: 1, content: touched(t, one(idea("甲")), func(f *excelize.File) error {
			return f.ProtectSheet("表1", &excelize.SheetProtectionOptions{Password: "123"})
		})},
		// Files.
		"an .xls":                     {annex: 1, refused: "SHEET_NOT_XLSX", content: ole("Workbook")},
		"a password":                  {annex: 2, refused: "SHEET_ENCRYPTED", content: protected(t)},
		"a comma-separated file":      {annex: 2, refused: "SHEET_NOT_XLSX", content: []byte("序号,项目名称\n1,甲")},
		"half a file":                 {annex: 1, refused: "SHEET_BROKEN", content: one(idea("甲"))[:2000]},
		"a bomb":                      {annex: 2, refused: "SHEET_BOMB", content: zipped(t, "xl/workbook.xml", io.LimitReader(zeros{}, 8<<20))},
		"nothing below the header":    {annex: 1, refused: "SHEET_EMPTY", content: workbook(t, annex1())},
		"a template of a new version": {annex: 3, refused: "SHEET_TEMPLATE_VERSION", content: touched(t, written(t, head(t, 3), outLine(head(t, 3).Form, "甲")), func(f *excelize.File) error { return f.SetCellValue("_字典", "B2", 2) })},
	}
}

// The advice on an .xls is the one that everybody can follow.
func TestAnOldFileIsToBeSavedAnew(t *testing.T) {
	_, err := sheet.Read(ole("Workbook"), 3, sheet.DefaultLimits())
	if text := sheet.Catalogue().Sentence(errs.ReasonOf(err), nil); !strings.Contains(text, "请另存为 .xlsx") {
		t.Errorf("advice %q", text)
	}
}

// What was written for a unit and a month is known again.
func TestAWorkbookKnowsWhatItWasMadeFor(t *testing.T) {
	h := head(t, 2)
	s, err := sheet.Read(written(t, h, outLine(h.Form, "甲")), 2, sheet.DefaultLimits())
	if err != nil || s.Made != (sheet.Made{Unit: "zh", Month: h.Month}) {
		t.Errorf("made for %+v, %v", s.Made, err)
	}
	if s := read(t, workbook(t, annex(project(1, "甲")))); s.Made != (sheet.Made{}) {
		t.Errorf("a clerk's own was made for %+v", s.Made)
	}
}

func TestLargeSheetsOfEachAnnex(t *testing.T) {
	const rows = 2_000
	for _, annex := range []int{1, 2, 3} {
		t.Run(strconv.Itoa(annex), func(t *testing.T) {
			content := many(t, annex, rows)
			s, err := sheet.Read(content, annex, sheet.DefaultLimits())
			if err != nil || len(s.Rows) != rows || s.Rows[rows-1].Failed() {
				t.Fatalf("Read() = %v", err)
			}
			lim := sheet.DefaultLimits()
			lim.MaxRows = rows - 1
			if _, err := sheet.Read(content, annex, lim); errs.ReasonOf(err) != "SHEET_TOO_MANY_ROWS" {
				t.Errorf("one row over the limit: %v", err)
			}
		})
	}
}

// many is an annex of so many projects as we hand it out.
func many(tb testing.TB, annex, rows int) []byte {
	tb.Helper()
	h := head(tb, annex)
	w, err := sheet.NewWriter(h)
	if err != nil {
		tb.Fatal(err)
	}
	defer w.Close()
	line := outLine(h.Form, "")
	for n := range rows {
		line.Texts[sheet.ColumnName] = "第" + strconv.Itoa(n) + "号项目"
		if err := w.Line(line); err != nil {
			tb.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkThereAndBack100000(b *testing.B) {
	for _, annex := range []int{1, 2, 3} {
		b.Run(strconv.Itoa(annex), func(b *testing.B) {
			for b.Loop() {
				s, err := sheet.Read(many(b, annex, 100_000), annex, sheet.DefaultLimits())
				if err != nil || len(s.Rows) != 100_000 {
					b.Fatal(err)
				}
			}
		})
	}
}
