package sheet

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// headerWithin is how many rows may stand above the header.
const headerWithin = 40

// errNoHeader says that a worksheet is none of this annex.
var errNoHeader = errors.New("no header of the annex")

// reader takes a worksheet row by row: first it collects what stands above the
// header, then it turns rows into projects.
type reader struct {
	lim       Limits
	sheet     *Sheet
	head      *header
	pending   []xlsx.Row // rows above a header not found yet
	section   string
	blanks    []SkippedRow // blank rows not known to be inside the table yet
	unitNamed bool
	sampled   bool  // a row has shown what the columns hold
	text      int64 // bytes of all cells: many cells may share one long string
	sentences errs.Catalogue
}

func readSheet(book *xlsx.Book, tab xlsx.Sheet, form *Form, lim Limits) (*Sheet, error) {
	r := &reader{lim: lim, sentences: Catalogue(), sheet: &Sheet{Form: form, Name: tab.Name, Unit: money.InWan, Columns: make(map[Column]int)}}
	for row, err := range book.Rows(tab) {
		if err != nil {
			return nil, err
		}
		if err := r.take(row); err != nil {
			return nil, err
		}
	}
	if r.head == nil {
		if err := r.seekHeader(true); err != nil {
			return nil, err
		}
	}
	if r.head == nil {
		return nil, errNoHeader
	}
	r.spread(book.Merged())
	return r.sheet, nil
}

func (r *reader) take(row xlsx.Row) error {
	row.Cells = filled(row.Cells)
	if err := r.checkSize(row); err != nil {
		return err
	}
	if r.head != nil {
		return r.body(row)
	}
	row.Cells = slices.Clone(row.Cells)
	r.pending = append(r.pending, row)
	return r.seekHeader(false)
}

// filled drops cells that hold nothing but blanks.
func filled(cells []xlsx.Cell) []xlsx.Cell {
	return slices.DeleteFunc(cells, func(c xlsx.Cell) bool {
		return c.Kind != xlsx.Uncomputed && strings.TrimFunc(c.Text, isBlank) == ""
	})
}

// checkSize bounds a row's width and the text of all rows. A file names a string
// once and a million cells may hold it, so that the size of the file says little.
func (r *reader) checkSize(row xlsx.Row) error {
	for _, c := range row.Cells {
		r.text += int64(len(c.Text))
	}
	if r.text > r.lim.MaxUncompressed {
		return errs.Invalid("SHEET_BOMB", "over %d bytes of text", r.lim.MaxUncompressed)
	}
	if n := len(row.Cells); n > 0 && row.Cells[n-1].Column > r.lim.MaxCols {
		cell := cellName(row.Cells[n-1].Column, row.Number)
		return errs.Invalid("SHEET_TOO_MANY_COLUMNS", "cell %s", cell).
			With("cell", cell).With("limit", strconv.Itoa(r.lim.MaxCols))
	}
	return nil
}

func cellName(column, row int) string { return xlsx.Letters(column) + strconv.Itoa(row) }

// seekHeader looks at the last row but one, since the last may be the second row
// of its header; at the end of the sheet it looks at the last one too.
func (r *reader) seekHeader(atEnd bool) error {
	n := len(r.pending)
	if n >= 2 {
		if found, err := r.tryHeader(n-2, r.pending[n-1].Cells); found || err != nil {
			return err
		}
	}
	if atEnd && n >= 1 {
		_, err := r.tryHeader(n-1, nil)
		return err
	}
	if n > headerWithin {
		return errNoHeader
	}
	return nil
}

func (r *reader) tryHeader(at int, below []xlsx.Cell) (bool, error) {
	if at+1 < len(r.pending) && r.pending[at+1].Number != r.pending[at].Number+1 {
		below = nil
	}
	h, ok := r.sheet.Form.headerOf(r.pending[at].Cells, below)
	if !ok {
		return false, nil
	}
	if err := h.check(r.sheet.Name); err != nil {
		if errs.ReasonOf(err) != "SHEET_COLUMN_MISSING" || !h.open() {
			return false, err
		}
		r.sheet.Lacking = h.missing() // a person may know which column it is
	}
	return true, r.begin(h, at)
}

// check refuses a header that was found but cannot be used.
func (h *header) check(sheet string) error {
	if lacking := h.missing(); len(lacking) > 0 {
		return errs.Invalid("SHEET_COLUMN_MISSING", "sheet %s lacks %v", sheet, lacking).
			With("sheet", sheet).With("columns", strings.Join(lacking, "、"))
	}
	if twice := h.undecided(); len(twice) > 0 {
		return errs.Invalid("SHEET_COLUMN_TWICE", "sheet %s has %v twice", sheet, twice).
			With("sheet", sheet).With("columns", strings.Join(twice, "、"))
	}
	return nil
}

// begin settles the header that starts at pending[at].
func (r *reader) begin(h *header, at int) error {
	h.first = r.pending[at].Number
	r.head = h
	r.sheet.HeaderRow, r.sheet.Year, r.sheet.Columns, r.sheet.Heads = h.first, h.year, h.columns, h.all
	for _, row := range r.pending[:at] {
		if err := r.above(row); err != nil {
			return err
		}
	}
	rest := r.pending[min(at+h.rows, len(r.pending)):]
	r.pending = nil
	for _, row := range rest {
		if err := r.body(row); err != nil {
			return err
		}
	}
	return nil
}

// above takes a row above the header: title, unit, or whatever else stands there.
func (r *reader) above(row xlsx.Row) error {
	text := rowText(row)
	if text == "" {
		r.skip(row, SkipBlank)
		return nil
	}
	isUnit, err := r.takeUnit(text)
	if err != nil {
		return err
	}
	if !isUnit {
		r.takeTitle(shorten(tidy(row.Cells[0].Text)))
		r.skip(row, SkipTitle)
		return nil
	}
	r.skip(row, SkipUnit)
	return nil
}

// takeTitle prefers the line that speaks of projects to those around it (附件3).
func (r *reader) takeTitle(text string) {
	const word = "项目"
	if r.sheet.Title == "" || !strings.Contains(r.sheet.Title, word) && strings.Contains(text, word) {
		r.sheet.Title = text
	}
}

// takeUnit reads 单位：万元. A unit it does not know is refused, because every
// amount below would be wrong by the same factor.
func (r *reader) takeUnit(text string) (bool, error) {
	name := unitName(text)
	if name == "" {
		return false, nil
	}
	unit, ok := unitOf(name)
	if !ok {
		return false, errs.Invalid("SHEET_UNIT_UNKNOWN", "unit %q", name).With("unit", shorten(name))
	}
	if !r.unitNamed {
		r.sheet.Unit, r.unitNamed = unit, true
	}
	return true, nil
}

func (r *reader) skip(row xlsx.Row, why string) {
	r.sheet.Skipped = append(r.sheet.Skipped, SkippedRow{Row: row.Number, Why: why, Text: shorten(rowText(row))})
}

func rowText(row xlsx.Row) string {
	texts := make([]string, 0, len(row.Cells))
	for _, c := range row.Cells {
		texts = append(texts, tidy(c.Text))
	}
	return strings.Join(texts, " ")
}

// body takes a row below the header.
func (r *reader) body(row xlsx.Row) error {
	if len(row.Cells) == 0 {
		// Formatted rows without content trail behind most sheets; only those with a
		// row behind them are worth telling.
		r.blanks = append(r.blanks, SkippedRow{Row: row.Number, Why: SkipBlank})
		return nil
	}
	r.sheet.Skipped = append(r.sheet.Skipped, r.blanks...)
	r.blanks = nil
	v := r.view(row)
	if why := v.classify(); why != "" {
		if why == SkipSection {
			r.section = v.sectionTitle()
		}
		r.skip(row, why)
		return nil
	}
	if !r.sampled {
		r.sampled = true
		sampled(r.sheet.Heads, row)
	}
	if len(r.sheet.Lacking) > 0 {
		return nil
	}
	if len(r.sheet.Rows) >= r.lim.MaxRows {
		return errs.Invalid("SHEET_TOO_MANY_ROWS", "more than %d rows", r.lim.MaxRows).
			With("limit", strconv.Itoa(r.lim.MaxRows))
	}
	r.sheet.Rows = append(r.sheet.Rows, r.parse(v))
	return nil
}
