package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Text Kind = iota
	Number
	Date       // a number shown as a date; Text is the date
	Bool       // TRUE or FALSE
	Fault      // #REF! and its like
	Uncomputed // a formula that was never calculated
)

// Cell is one cell that holds something.
type Cell struct {
	Column int // 1 is A
	Kind   Kind
	Text   string
}

// Row is one row that the sheet lists; its cells are in order of columns.
type Row struct {
	Number int // 1 is the first
	Cells  []Cell
}

// The format's own bounds.
const (
	MaxRow    = 1 << 20
	MaxColumn = 1 << 14
)

// errStop ends a walk whose caller has seen enough.
var errStop = errors.New("stop")

// Area is a merged range; its value stands in the first row and column.
type Area struct {
	FirstColumn, FirstRow, LastColumn, LastRow int
}

// Rows yields the sheet's rows in order. The error, if there is one, comes last,
// with an empty row. Row.Cells is only valid until the next row. Merged is known
// once all rows were read, since the format tells of it behind them.
func (b *Book) Rows(s Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		b.areas = nil
		err := b.decode(s.part, func(d *xml.Decoder) error {
			w := walker{book: b, d: d, yield: func(r Row) bool { return yield(r, nil) }}
			return each(d, w.element)
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Row{}, err)
		}
	}
}

type walker struct {
	book  *Book
	d     *xml.Decoder
	yield func(Row) bool
	row   Row
}

func (w *walker) element(e xml.StartElement) error {
	switch e.Name.Local {
	case "mergeCell":
		w.book.addArea(attr(e, "ref"))
		return nil
	case "row":
		return w.readRow(e)
	default:
		return nil
	}
}

func (w *walker) readRow(e xml.StartElement) error {
	number, err := w.rowNumber(e)
	if err != nil {
		return err
	}
	w.row = Row{Number: number, Cells: w.row.Cells[:0]}
	if err := w.cells(); err != nil {
		return err
	}
	if !w.yield(w.row) {
		return errStop
	}
	return nil
}

// rowNumber refuses rows out of order: they would be two rows of one number.
func (w *walker) rowNumber(e xml.StartElement) (int, error) {
	r := attr(e, "r")
	if r == "" {
		return w.row.Number + 1, nil
	}
	n, err := strconv.Atoi(r)
	if err != nil || n <= w.row.Number || n > MaxRow {
		return 0, fmt.Errorf("%w: row %q after row %d", ErrBroken, r, w.row.Number)
	}
	return n, nil
}

func (w *walker) cells() error {
	last := 0
	for {
		tok, err := w.d.Token()
		if err != nil {
			return unexpected(err)
		}
		switch t := tok.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			if last, err = w.cell(t, last); err != nil {
				return err
			}
		}
	}
}

func (w *walker) cell(e xml.StartElement, last int) (int, error) {
	column := last + 1
	if ref := attr(e, "r"); ref != "" {
		column = ColumnOf(ref)
	}
	if column <= last || column > MaxColumn {
		return 0, fmt.Errorf("%w: cell %q in row %d", ErrBroken, attr(e, "r"), w.row.Number)
	}
	raw, err := w.content()
	if err != nil {
		return 0, err
	}
	if c := w.book.value(e, raw); c.Text != "" || c.Kind == Uncomputed {
		c.Column = column
		w.row.Cells = append(w.row.Cells, c)
	}
	return column, nil
}

// content is what stands inside <c>.
type content struct {
	value, inline string
	formula       bool
}

func (w *walker) content() (content, error) {
	var (
		c     content
		value strings.Builder // text comes in pieces wherever a comment stands in it
	)
	element := ""
	for {
		tok, err := w.d.Token()
		if err != nil {
			return c, unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			element = t.Name.Local
			c.formula = c.formula || element == "f"
			if element == "is" {
				if c.inline, err = richText(w.d); err != nil {
					return c, err
				}
			}
		case xml.CharData:
			if element == "v" {
				value.Write(t)
			}
			if value.Len() > maxText {
				return c, fmt.Errorf("%w: a cell over %d bytes in row %d", ErrBroken, maxText, w.row.Number)
			}
		case xml.EndElement:
			element = ""
			if t.Name.Local == "c" {
				c.value = value.String()
				return c, nil
			}
		}
	}
}

func (b *Book) value(e xml.StartElement, c content) Cell {
	switch attr(e, "t") {
	case "inlineStr":
		return Cell{Kind: Text, Text: c.inline}
	case "s":
		return b.sharedCell(c.value)
	case "str":
		return Cell{Kind: Text, Text: unescape(c.value)}
	case "b":
		return Cell{Kind: Bool, Text: map[bool]string{true: "TRUE", false: "FALSE"}[isTrue(c.value)]}
	case "e":
		return Cell{Kind: Fault, Text: c.value}
	case "d":
		return Cell{Kind: Date, Text: c.value}
	}
	if c.value == "" && c.formula {
		return Cell{Kind: Uncomputed}
	}
	return b.number(c.value, attr(e, "s"))
}

func (b *Book) sharedCell(index string) Cell {
	n, err := strconv.Atoi(strings.TrimSpace(index))
	if err != nil || n < 0 || n >= len(b.shared) {
		return Cell{Kind: Fault, Text: "#VALUE!"}
	}
	return Cell{Kind: Text, Text: b.shared[n]}
}

// number shows a number as Excel does: by 15 digits, since what lies behind
// (0.1+0.2 = 0.30000000000000004) is an artefact of binary fractions.
func (b *Book) number(text, style string) Cell {
	text = strings.TrimSpace(text)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return Cell{Kind: Text, Text: text}
	}
	if s, err := strconv.Atoi(style); err == nil && s >= 0 && s < len(b.isDate) && b.isDate[s] {
		return Cell{Kind: Date, Text: b.date(f)}
	}
	return Cell{Kind: Number, Text: Plain(f)}
}

// Plain writes f with 15 significant digits and without an exponent.
func Plain(f float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		short = f
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// date turns a serial day into a date. The count starts on the day before 1900
// with a leap day that never was, hence 30 December 1899.
func (b *Book) date(serial float64) string {
	day := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if b.date1904 {
		day = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if serial < 0 || serial > 2_958_465 { // the year 9999
		return Plain(serial)
	}
	return day.AddDate(0, 0, int(serial)).Format(time.DateOnly)
}

// Merged returns the merged ranges of the sheet that Rows went through last.
func (b *Book) Merged() []Area { return b.areas }

// addArea leaves out what is no range; nothing depends on its being there.
func (b *Book) addArea(ref string) {
	from, to, ok := strings.Cut(ref, ":")
	a := Area{FirstColumn: ColumnOf(from), FirstRow: rowOf(from), LastColumn: ColumnOf(to), LastRow: rowOf(to)}
	if ok && len(b.areas) < MaxRow && a.FirstColumn > 0 && a.FirstRow > 0 && a.LastColumn >= a.FirstColumn && a.LastRow >= a.FirstRow {
		b.areas = append(b.areas, a)
	}
}

func rowOf(ref string) int {
	n, err := strconv.Atoi(strings.TrimLeft(strings.ToUpper(ref), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil || n > MaxRow {
		return 0
	}
	return n
}

// ColumnOf returns the column of a reference: 8 for "H9", 0 for none.
func ColumnOf(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n
		}
		if n = n*26 + int(c-'A') + 1; n > MaxColumn {
			return n
		}
	}
	return n
}

// Letters returns the letters of a column: "H" for 8.
func Letters(column int) string {
	s := ""
	for ; column > 0; column = (column - 1) / 26 {
		s = string(rune('A'+(column-1)%26)) + s
	}
	return s
}
