package tabular

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// formatText is the number format @: a cell stays words, also after somebody edited it.
const formatText = 49

// maxRows is how many rows a worksheet has.
const maxRows = 1_048_576

// workbook writes a table row by row, spilling to the temporary folder where there is
// one. It remembers the first error.
type workbook struct {
	f       *excelize.File
	out     *excelize.StreamWriter
	title   int
	head    int
	text    int
	numbers map[int]int // styles by decimals
	row     int
	err     error
}

func (t Table) writeXLSX(w io.Writer) error {
	b := &workbook{f: excelize.NewFile(), numbers: map[int]int{}}
	defer func() { _ = b.f.Close() }()
	b.open(tabName(t.Name), len(t.Titles)+1, len(t.Header))
	for _, title := range t.Titles {
		b.write([]any{excelize.Cell{StyleID: b.title, Value: sayable(title)}})
	}
	b.write(b.header(t.Header))
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if b.write(b.cells(row)); b.err != nil {
			return b.err
		}
	}
	b.do(func() error { return b.out.Flush() })
	b.do(func() error { return b.f.Write(w) })
	return b.err
}

func (b *workbook) do(step func() error) {
	if b.err == nil {
		b.err = step()
	}
}

// tabName is a name that a worksheet may have.
func tabName(name string) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, sayable(name)))
	if len(clean) == 0 {
		return "Sheet1"
	}
	return string(clean[:min(len(clean), 31)])
}

func (b *workbook) open(tab string, headerRow, columns int) {
	b.title = b.style(excelize.Style{Font: &excelize.Font{Bold: true}})
	b.head = b.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	b.text = b.style(excelize.Style{NumFmt: formatText})
	b.do(func() error { return b.f.SetSheetName("Sheet1", tab) })
	b.do(func() error {
		var err error
		b.out, err = b.f.NewStreamWriter(tab)
		return err
	})
	b.do(func() error { return b.out.SetColWidth(1, max(columns, 1), 16) })
	b.do(func() error {
		return b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: headerRow, TopLeftCell: "A" + strconv.Itoa(headerRow+1), ActivePane: "bottomLeft"})
	})
}

func (b *workbook) style(s excelize.Style) int {
	var id int
	b.do(func() error {
		var err error
		id, err = b.f.NewStyle(&s)
		return err
	})
	return id
}

func (b *workbook) write(values []any) {
	b.row++
	b.do(func() error {
		if b.row > maxRows {
			return fmt.Errorf("a worksheet has %d rows", maxRows)
		}
		return b.out.SetRow("A"+strconv.Itoa(b.row), values)
	})
}

func (b *workbook) header(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = excelize.Cell{StyleID: b.head, Value: sayable(text)}
	}
	return values
}

func (b *workbook) cells(row []Cell) []any {
	values := make([]any, len(row))
	for i, c := range row {
		values[i] = b.cell(c)
	}
	return values
}

func (b *workbook) cell(c Cell) any {
	if !c.number {
		if c.text == "" {
			return nil
		}
		return excelize.Cell{StyleID: b.text, Value: sayable(c.text)}
	}
	value, err := strconv.ParseFloat(c.text, 64)
	b.do(func() error { return err })
	return excelize.Cell{StyleID: b.number(c.decimals), Value: value}
}

// number is the style of numbers with so many decimals.
func (b *workbook) number(decimals int) int {
	id, known := b.numbers[decimals]
	if !known {
		format := "#,##0"
		if decimals > 0 {
			format += "." + strings.Repeat("0", decimals)
		}
		id = b.style(excelize.Style{CustomNumFmt: &format})
		b.numbers[decimals] = id
	}
	return id
}
