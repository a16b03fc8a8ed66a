package sheet

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Head is what an exported annex says above and beside its projects.
type Head struct {
	Form     *Form
	Unit     string // its code
	UnitName string
	Month    month.Month
	Blank    bool     // handed out for a month to be filled in
	Units    []string // names to choose 责任单位 from
	Extra    []string // headers of clerks' own columns, to the right of the printed ones
}

// Line is one project of an exported annex.
type Line struct {
	Texts   map[Column]string
	Amounts map[Column]money.Yuan // those that are known; the others stay empty
	Extra   map[string]string
}

// Writer writes an annex as printed, row by row, so that a province's 100,000
// projects need no more memory than a county's. It remembers the first error.
type Writer struct {
	head   Head
	f      *excelize.File
	out    *excelize.StreamWriter
	styles styles
	row    int // the row that was written last
	count  int
	sums   map[Column]money.Yuan
	err    error
}

// The rows above the header.
const titleRow, unitRow, headerRow = 1, 2, 3

// NewWriter begins a workbook; Close ends it, whatever became of it.
func NewWriter(h Head) (*Writer, error) {
	w := &Writer{head: h, f: excelize.NewFile(), sums: make(map[Column]money.Yuan)}
	w.do(w.f.SetSheetName("Sheet1", h.Form.Tab))
	w.dictionary()
	w.styles = w.newStyles()
	w.page()
	if w.err == nil {
		var err error
		w.out, err = w.f.NewStreamWriter(h.Form.Tab)
		w.do(err)
	}
	if w.err == nil {
		w.layout()
		w.top()
		w.header()
	}
	if w.err != nil {
		return nil, w.fail()
	}
	return w, nil
}

func (w *Writer) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// fail closes what was begun.
func (w *Writer) fail() error {
	err := fmt.Errorf("write annex %d: %w", w.head.Form.Annex, w.err)
	_ = w.f.Close()
	return err
}

// Close frees what the writer holds.
func (w *Writer) Close() error { return w.f.Close() }

// width is how many columns the sheet has.
func (w *Writer) width() int { return len(w.head.Form.fields) + len(w.head.Extra) }

// headerRows is how many rows the printed header has.
func (w *Writer) headerRows() int {
	if w.head.Form.group.printed == "" {
		return 1
	}
	return 2
}

// firstRow is the first row below the header.
func (w *Writer) firstRow() int { return headerRow + w.headerRows() }

// set writes the next row.
func (w *Writer) set(row int, values []any, height float64) {
	w.row = row
	if w.err == nil {
		w.do(w.out.SetRow(cellName(1, row), values, excelize.RowOpts{Height: height}))
	}
}

func (w *Writer) merge(fromColumn, fromRow, toColumn, toRow int) {
	if w.err == nil && (fromColumn != toColumn || fromRow != toRow) {
		w.do(w.out.MergeCell(cellName(fromColumn, fromRow), cellName(toColumn, toRow)))
	}
}

func (w *Writer) top() {
	last := len(w.head.Form.fields)
	w.set(titleRow, []any{excelize.Cell{StyleID: w.styles.title, Value: safe(w.head.title())}}, 32)
	w.merge(1, titleRow, last, titleRow)
	w.set(unitRow, []any{excelize.Cell{StyleID: w.styles.unit, Value: "单位：万元"}}, 0)
	w.merge(1, unitRow, last, unitRow)
}

// title is as the seed prints it: 湛河区 2021 年在建项目进展情况表.
func (h Head) title() string {
	return fmt.Sprintf("%s %d 年%s", h.UnitName, h.Month.Year, h.Form.Name)
}

func (w *Writer) header() {
	form, bottom := w.head.Form, headerRow+w.headerRows()-1
	upper, lower := make([]any, w.width()), make([]any, w.width())
	for i := range w.width() {
		cell := excelize.Cell{StyleID: w.styles.head, Value: w.printed(i)}
		upper[i], lower[i] = cell, excelize.Cell{StyleID: w.styles.head}
		if form.isMember(i) {
			upper[i], lower[i] = excelize.Cell{StyleID: w.styles.head}, cell
		} else {
			w.merge(i+1, headerRow, i+1, bottom)
		}
	}
	if first := form.at(form.group.first) - 1; first >= 0 {
		upper[first] = excelize.Cell{StyleID: w.styles.head, Value: form.group.printed}
		w.merge(first+1, headerRow, form.at(form.group.last), headerRow)
	}
	w.set(headerRow, upper, 0)
	if bottom > headerRow {
		w.set(bottom, lower, 0)
	}
}

// printed is the header of the i-th column, from 0.
func (w *Writer) printed(i int) string {
	if n := len(w.head.Form.fields); i >= n {
		return safe(w.head.Extra[i-n])
	}
	return w.head.Form.printedIn(w.head.Form.fields[i].column, w.head.Month.Year)
}

// isMember tells whether the i-th column, from 0, is printed under the group.
func (f *Form) isMember(i int) bool {
	return f.group.printed != "" && i >= f.at(f.group.first)-1 && i < f.at(f.group.last)
}

// Section begins a section of the sheet: 一、产业项目.
func (w *Writer) Section(title string) error {
	values := make([]any, w.width())
	for i := range values {
		values[i] = excelize.Cell{StyleID: w.styles.section}
	}
	values[0] = excelize.Cell{StyleID: w.styles.section, Value: safe(title)}
	w.set(w.row+1, values, 0)
	w.merge(1, w.row, len(w.head.Form.fields), w.row)
	return w.err
}

// Line writes a project.
func (w *Writer) Line(l Line) error {
	w.count++
	values := make([]any, 0, w.width())
	for _, d := range w.head.Form.fields {
		values = append(values, w.cell(d, l))
	}
	for _, name := range w.head.Extra {
		values = append(values, w.text(l.Extra[name]))
	}
	w.set(w.row+1, values, 0)
	return w.err
}

func (w *Writer) cell(d field, l Line) excelize.Cell {
	switch {
	case d.column == ColumnNumber:
		return excelize.Cell{StyleID: w.styles.number, Value: w.count}
	case !d.column.isAmount():
		if w.head.Blank && d.monthly {
			return w.text("")
		}
		return w.text(l.Texts[d.column])
	}
	y, known := l.Amounts[d.column]
	if !known || w.head.Blank && d.monthly {
		return excelize.Cell{StyleID: w.styles.amount}
	}
	w.sums[d.column] += y
	return excelize.Cell{StyleID: w.styles.amount, Value: inWan(y)}
}

// inWan is an amount as sheets count. It has at most four decimals and far fewer
// digits than a float64 keeps, so that it is written exactly.
func inWan(y money.Yuan) float64 { return float64(y) / 10_000 }

// text is a cell of words. Its format is text, so that a program which edits or
// converts the sheet takes =1+1 for words too, and 2020.6 for no number.
func (w *Writer) text(s string) excelize.Cell {
	if s == "" {
		return excelize.Cell{StyleID: w.styles.text}
	}
	return excelize.Cell{StyleID: w.styles.text, Value: safe(s)}
}

// safe drops what XML cannot say.
func safe(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// foot writes the totals and where people sign.
func (w *Writer) foot() {
	values := make([]any, w.width())
	for i := range values {
		values[i] = excelize.Cell{StyleID: w.styles.section}
	}
	values[0] = excelize.Cell{StyleID: w.styles.section, Value: "合计"}
	for i, d := range w.head.Form.fields {
		if y, known := w.sums[d.column]; known {
			values[i] = excelize.Cell{StyleID: w.styles.sum, Value: inWan(y)}
		}
	}
	w.set(w.row+1, values, 0)
	signature := make([]any, w.width())
	for i, text := range []string{"填报单位（盖章）：", "单位负责人（签字）：", "填报人：", "联系电话：", "填报日期："} {
		signature[i*(len(w.head.Form.fields)-2)/4] = excelize.Cell{StyleID: w.styles.foot, Value: text}
	}
	w.set(w.row+2, signature, 0)
}

// WriteTo ends the workbook and writes it.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	last := w.row
	w.foot()
	w.checks(max(last, w.firstRow()+spareRows))
	if w.err == nil {
		w.do(w.out.Flush())
	}
	if w.err != nil {
		return 0, w.fail()
	}
	n, err := w.f.WriteTo(out)
	if err != nil {
		return n, fmt.Errorf("write annex %d: %w", w.head.Form.Annex, err)
	}
	return n, nil
}

// column is the letter of the i-th column, from 1.
func column(i int) string { return xlsx.Letters(i) }
