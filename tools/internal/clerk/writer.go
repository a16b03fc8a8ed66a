package clerk

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

const lastColumn = "V"

// The columns of the header that stand apart.
const (
	firstApproval, lastApproval = 11, 15 // from 0
	plannedColumn               = 16
)

// writer puts rows below each other and remembers the first error.
type writer struct {
	f     *excelize.File
	sheet string
	row   int // the row that was written last
	lines []int
	count int
	err   error
}

func (w *writer) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) set(column string, row int, value any) {
	if value != nil && value != "" {
		w.do(w.f.SetCellValue(w.sheet, column+strconv.Itoa(row), value))
	}
}

func (w *writer) merge(from string, fromRow int, to string, toRow int) {
	w.do(w.f.MergeCell(w.sheet, from+strconv.Itoa(fromRow), to+strconv.Itoa(toRow)))
}

// add writes the next row.
func (w *writer) add(values ...any) {
	w.row++
	for i, v := range values {
		w.set(letter(i), w.row, v)
	}
}

func letter(i int) string { return "ABCDEFGHIJKLMNOPQRSTUV"[i : i+1] }

func (w *writer) open(q Quirks) {
	if !q.OtherSheets {
		w.do(w.f.SetSheetName("Sheet1", w.sheet))
		return
	}
	other := "前期项目"
	w.do(w.f.SetSheetName("Sheet1", other))
	w.do(w.f.SetSheetRow(other, "A1", &[]any{"序号", "项目名称", "总投资", "签约情况", "存在问题"}))
	w.do(w.f.SetSheetRow(other, "A2", &[]any{1, "谋划中的仓库", 1000, "已签约", "无"}))
	at, err := w.f.NewSheet(w.sheet)
	w.do(err)
	w.f.SetActiveSheet(at)
}

func (w *writer) above(q Quirks) {
	if q.Title != "" {
		w.add(q.Title)
		w.merge("A", w.row, lastColumn, w.row)
	}
	if q.Unit != "" {
		w.row++
		w.set("U", w.row, "单位： "+q.Unit)
	}
}

// printed are the headers of annex 3; what stands at plannedColumn follows the year.
func printed() []string {
	return []string{
		"序号", "项目名称", "行业领域", "建设内容及规模", "建设年限", "建设地点", "总投资", "本月完成投资", "累计完成投资", "年度完成投资", "形象进度",
		"用地审批手续", "审批核准备案手续", "用地规划手续", "建设规划手续", "环评审批手续",
		"计划完成投资", "首席服务员", "责任单位", "责任人", "项目单位", "项目单位联系人及电话",
	}
}

// headers are the headers in the way that the quirks ask for.
func headers(q Quirks) []string {
	all := printed()
	all[plannedColumn] = "年度计划"
	if q.Year > 0 {
		all[plannedColumn] = strconv.Itoa(q.Year) + " 年计划完成投资"
	}
	short := map[string]string{
		"本月完成投资": "本月完成", "累计完成投资": "累计完成", "年度完成投资": "年度完成", "建设内容及规模": "建设内容", "用地审批手续": "用地审批",
		"环评审批手续": "环评", "项目单位联系人及电话": "联系人及电话",
	}
	for i, h := range all {
		switch {
		case q.Header == Short && short[h] != "":
			all[i] = short[h]
		case q.Header == Broken:
			all[i] = broken(strings.ReplaceAll(h, " ", ""))
		}
	}
	return all
}

func (w *writer) header(q Quirks) {
	all := headers(q)
	w.row++
	top, bottom := w.row, w.row+1
	if q.Header == OneRow {
		bottom = top
	}
	for i, h := range all {
		switch {
		case bottom == top:
			w.set(letter(i), top, h)
		case i >= firstApproval && i <= lastApproval:
			w.set(letter(i), bottom, h)
		default:
			w.set(letter(i), top, h)
			w.merge(letter(i), top, letter(i), bottom)
		}
	}
	if bottom != top {
		w.set(letter(firstApproval), top, "联审联批手续")
		w.merge(letter(firstApproval), top, letter(lastApproval), top)
	}
	w.row = bottom
	if q.ColumnNumbers {
		w.columnNumbers(len(all))
	}
}

func (w *writer) columnNumbers(n int) {
	numbers := make([]any, n)
	for i := range numbers {
		numbers[i] = i + 1
	}
	w.add(numbers...)
}

func (w *writer) projects(rows []Row, q Quirks) {
	if q.Total {
		w.sum("合  计", rows)
	}
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to].Section == rows[from].Section {
			to++
		}
		w.section(rows[from:to], q)
		from = to
	}
}

func (w *writer) section(rows []Row, q Quirks) {
	if q.BlankRows && w.count > 0 {
		w.add(" ")
	}
	if rows[0].Section != "" {
		w.add(rows[0].Section)
		w.merge("A", w.row, lastColumn, w.row)
	}
	for _, r := range rows {
		w.project(r, q)
	}
	if q.Subtotals {
		w.sum("小计", rows)
	}
}

func (w *writer) project(r Row, q Quirks) {
	name := r.Name
	if q.BrokenNames {
		name = broken(name)
	}
	w.count++
	w.add(r.values(w.count, name)...)
	for column, value := range r.Cells {
		w.do(w.f.SetCellValue(w.sheet, column+strconv.Itoa(w.row), value))
	}
	w.lines = append(w.lines, w.row)
}

// sum writes a row of totals over whatever amounts are numbers.
func (w *writer) sum(word string, rows []Row) {
	var total, month, cumulative, year, planned float64
	for _, r := range rows {
		total += number(r.Total)
		month += number(r.Month)
		cumulative += number(r.Cumulative)
		year += number(r.Year)
		planned += number(r.Planned)
	}
	w.add(word, nil, nil, nil, nil, nil, total, month, cumulative, year)
	w.set(letter(plannedColumn), w.row, planned)
}

func number(v any) float64 {
	switch n := v.(type) {
	case int:
		return float64(n)
	case int64:
		return float64(n)
	case float64:
		return n
	default:
		return 0
	}
}

func (w *writer) foot(q Quirks) {
	if !q.Signature {
		return
	}
	w.add("填报人：甲某", nil, nil, nil, nil, nil, "审核：乙某", nil, nil, nil, nil, "联系电话：000-00000000")
}
