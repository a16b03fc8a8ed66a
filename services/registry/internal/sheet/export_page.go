package sheet

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// TemplateVersion is the version of what we hand out. An import refuses versions
// that it does not know.
const TemplateVersion = 1

// spareRows is how many rows below the header are checked where a sheet is handed
// out with fewer projects.
const spareRows = 499

// styles are the looks of cells, by the workbook's numbers.
type styles struct{ title, unit, head, section, text, number, amount, sum, foot int }

// formatText is the number format @: whatever is typed is words.
const formatText = 49

func (w *Writer) newStyles() styles {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "000000"})
	}
	bold := &excelize.Font{Bold: true, Size: 11}
	middle := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	return styles{
		title:   w.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 18}, Alignment: middle("center")}),
		unit:    w.style(excelize.Style{Alignment: middle("right")}),
		head:    w.style(excelize.Style{Font: bold, Alignment: middle("center"), Border: border}),
		section: w.style(excelize.Style{Font: bold, Alignment: middle("left"), Border: border}),
		text:    w.style(excelize.Style{NumFmt: formatText, Alignment: middle("left"), Border: border}),
		number:  w.style(excelize.Style{Alignment: middle("center"), Border: border}),
		amount:  w.style(excelize.Style{Alignment: middle("right"), Border: border}),
		sum:     w.style(excelize.Style{Font: bold, Alignment: middle("right"), Border: border}),
		foot:    w.style(excelize.Style{Alignment: &excelize.Alignment{Horizontal: "left"}}),
	}
}

func (w *Writer) style(s excelize.Style) int {
	id, err := w.f.NewStyle(&s)
	w.do(err)
	return id
}

// page sets the print up: A3 across, as wide as the paper, the header on each page.
func (w *Writer) page() {
	tab := w.head.Form.Tab
	fit, once, long, landscape, a3 := true, 1, 0, "landscape", 8
	w.do(w.f.SetSheetProps(tab, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.f.SetPageLayout(tab, &excelize.PageLayoutOptions{Size: &a3, Orientation: &landscape, FitToWidth: &once, FitToHeight: &long}))
	w.do(w.f.SetHeaderFooter(tab, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}))
	w.do(w.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: tab, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", tab, headerRow, w.firstRow()-1),
	}))
}

// layout sets what a stream of rows has to be told before the first of them.
func (w *Writer) layout() {
	for i, d := range w.head.Form.fields {
		w.do(w.out.SetColWidth(i+1, i+1, widthOf(d.column)))
	}
	if n := len(w.head.Form.fields); len(w.head.Extra) > 0 {
		w.do(w.out.SetColWidth(n+1, w.width(), widthOf(ColumnRemarks)))
	}
	w.do(w.out.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: 2, YSplit: w.firstRow() - 1, TopLeftCell: cellName(3, w.firstRow()), ActivePane: "bottomRight",
	}))
}

func widthOf(c Column) float64 {
	switch c { //nolint:exhaustive // the others are of the middle kind
	case ColumnNumber:
		return 6
	case ColumnName, ColumnProcedures, ColumnProblems:
		return 28
	case ColumnScale:
		return 36
	case ColumnCompany, ColumnContact, ColumnProgress:
		return 20
	default:
		return 12
	}
}

// dictionaryTab holds what an import reads again, and the lists to choose from.
const dictionaryTab = "_字典"

// What the dictionary says, by its words.
const (
	wordTemplate = "模板"
	wordVersion  = "模板版本"
	wordUnit     = "单位编码"
	wordUnitName = "单位名称"
	wordYear     = "年份"
	wordMonth    = "月份"
)

// approvalStates are offered for the joint approvals; other words are no fault.
var approvalStates = []string{"已办结", "办理中", "未办理", "无需办理"}

// templateID names what we hand out for an annex.
func (f *Form) templateID() string { return templatePrefix + strconv.Itoa(f.Annex) }

const templatePrefix = "pacesetter/annex-"

func (w *Writer) dictionary() {
	_, err := w.f.NewSheet(dictionaryTab)
	w.do(err)
	m := w.head.Month
	for i, pair := range [][]any{
		{wordTemplate, w.head.Form.templateID()},
		{wordVersion, TemplateVersion},
		{wordUnit, w.head.Unit},
		{wordUnitName, safe(w.head.UnitName)},
		{wordYear, m.Year},
		{wordMonth, m.Month},
	} {
		w.do(w.f.SetSheetRow(dictionaryTab, cellName(1, i+1), &pair))
	}
	w.list(statesColumn, approvalStates)
	w.list(unitsColumn, w.head.Units)
	w.do(w.f.SetSheetVisible(dictionaryTab, false))
}

// The columns of the dictionary that hold lists.
const statesColumn, unitsColumn = 4, 5

func (w *Writer) list(at int, words []string) {
	for i, word := range words {
		w.do(w.f.SetCellStr(dictionaryTab, cellName(at, i+1), safe(word)))
	}
}

// checks lets the spreadsheet itself refuse what is no amount, and offer what may be
// chosen.
func (w *Writer) checks(last int) {
	for i, d := range w.head.Form.fields {
		at := fmt.Sprintf("%s%d:%s%d", column(i+1), w.firstRow(), column(i+1), last)
		switch {
		case d.column.isAmount():
			w.checkAmount(at)
		case d.column == ColumnUnit:
			w.offer(at, unitsColumn, len(w.head.Units))
		case w.head.Form.isMember(i) && w.head.Form.Annex == AnnexUnderConstruction:
			w.offer(at, statesColumn, len(approvalStates))
		case w.head.Form.isMember(i):
			w.prompt(at)
		}
	}
}

func (w *Writer) checkAmount(at string) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(at)
	w.do(v.SetRange(0, 1e9, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
	v.SetError(excelize.DataValidationErrorStyleStop, "金额", "请填写不小于 0 的数字，单位万元")
	w.do(w.f.AddDataValidation(w.head.Form.Tab, v))
}

// offer gives a list to choose from; other words may be written too.
func (w *Writer) offer(at string, from, n int) {
	if n == 0 {
		return
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(at)
	v.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$1:$%s$%d", dictionaryTab, column(from), column(from), n))
	v.ShowErrorMessage = false
	w.do(w.f.AddDataValidation(w.head.Form.Tab, v))
}

// prompt repeats what is printed above the columns that must be filled in.
func (w *Writer) prompt(at string) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(at)
	w.do(v.SetRange(0, 2_000, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
	v.SetInput("前期进展情况", "必须填写详细，不能留空格")
	v.SetError(excelize.DataValidationErrorStyleStop, "前期进展情况", "请不要超过 2000 个字")
	w.do(w.f.AddDataValidation(w.head.Form.Tab, v))
}
