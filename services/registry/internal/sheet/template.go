package sheet

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

const (
	templateSheet     = "在建项目进展情况"
	templateHeaderRow = 3
	templateFirstRow  = templateHeaderRow + 2
	templateLastRow   = templateFirstRow + 499
)

// Template makes an empty workbook of annex 3 with exactly the printed header:
// the title with unit and year, 单位：万元, and the header over two rows.
func Template(year int, unitName string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	t := template{f: f}
	t.do(f.SetSheetName("Sheet1", templateSheet))
	t.head(year, unitName)
	t.layout()
	t.validation()
	if t.err != nil {
		return nil, fmt.Errorf("template of annex 3: %w", t.err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("template of annex 3: %w", err)
	}
	return b.Bytes(), nil
}

// template writes one workbook and remembers the first error.
type template struct {
	f   *excelize.File
	err error
}

func (t *template) do(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *template) set(cell, text string) { t.do(t.f.SetCellStr(templateSheet, cell, text)) }

func (t *template) merge(from, to string) { t.do(t.f.MergeCell(templateSheet, from, to)) }

func (t *template) head(year int, unitName string) {
	last := ColumnContact.Letter()
	t.set("A1", unitName+strconv.Itoa(year)+"年在建项目进展情况表")
	t.merge("A1", last+"1")
	t.set("A2", "单位：万元")
	t.merge("A2", last+"2")
	top, bottom := strconv.Itoa(templateHeaderRow), strconv.Itoa(templateHeaderRow+1)
	for _, c := range Columns() {
		if c.isJointApproval() {
			t.set(c.Letter()+bottom, c.Header())
			continue
		}
		t.set(c.Letter()+top, printedHeader(c, year))
		t.merge(c.Letter()+top, c.Letter()+bottom)
	}
	t.set(ColumnLandApproval.Letter()+top, jointHeader)
	t.merge(ColumnLandApproval.Letter()+top, ColumnEnvironment.Letter()+top)
}

// printedHeader is the header with the report's year.
func printedHeader(c Column, year int) string {
	return (&Sheet{Year: year}).columnName(c)
}

func (t *template) layout() {
	style, err := t.f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Size: 11},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	t.do(err)
	last := xlsx.Letters(columnCount)
	t.do(t.f.SetCellStyle(templateSheet, "A1", last+strconv.Itoa(templateHeaderRow+1), style))
	t.do(t.f.SetColWidth(templateSheet, "A", last, 12))
	t.do(t.f.SetColWidth(templateSheet, ColumnName.Letter(), ColumnName.Letter(), 28))
	t.do(t.f.SetPanes(templateSheet, &excelize.Panes{
		Freeze: true, XSplit: 2, YSplit: templateFirstRow - 1,
		TopLeftCell: "C" + strconv.Itoa(templateFirstRow), ActivePane: "bottomRight",
	}))
	fit, once, long, landscape, a3 := true, 1, 0, "landscape", 8
	t.do(t.f.SetSheetProps(templateSheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	t.do(t.f.SetPageLayout(templateSheet, &excelize.PageLayoutOptions{
		Size: &a3, Orientation: &landscape, FitToWidth: &once, FitToHeight: &long,
	}))
}

// validation lets the spreadsheet itself refuse what is no amount.
func (t *template) validation() {
	for _, c := range Columns() {
		if !c.isAmount() {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(fmt.Sprintf("%s%d:%s%d", c.Letter(), templateFirstRow, c.Letter(), templateLastRow))
		t.do(v.SetRange(0, 1e9, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
		v.SetError(excelize.DataValidationErrorStyleStop, "金额", "请填写不小于 0 的数字，单位万元")
		t.do(t.f.AddDataValidation(templateSheet, v))
	}
}
