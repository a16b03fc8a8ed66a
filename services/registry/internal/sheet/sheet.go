// Package sheet reads the three annexes of the monthly report (前期项目谋划表,
// 新建（竣工）项目情况表, 在建项目进展情况表) as clerks make them: bytes in, rows with
// their findings out. It knows no database and no RPC, matches no project and decides
// no month; it never drops a row without saying so.
package sheet

import (
	"errors"
	"fmt"
	"strconv"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Limits bound what a file may cost. All of them must be set.
type Limits struct {
	MaxBytes        int64 // of the file
	MaxUncompressed int64 // of everything in it, and of the text that its cells hold
	MaxRows         int   // rows that hold projects
	MaxCols         int   // columns that hold anything
	MaxCellRunes    int   // of one cell's text
}

// DefaultLimits let a whole province's sheet of 100,000 projects through.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 32 << 20, MaxUncompressed: 256 << 20, MaxRows: 100_000, MaxCols: 100, MaxCellRunes: 2_000}
}

// maxNameRunes bounds names of projects and companies, which are keys.
const maxNameRunes = 200

// Sheet is what one worksheet said.
type Sheet struct {
	Form      *Form
	Name      string
	Title     string
	Unit      money.Unit // of amounts without their own; 万元 where none is named
	HeaderRow int        // the first row of the header
	Year      int        // of the header 2021年计划完成投资; 0 where it names none
	Rows      []Row
	Skipped   []SkippedRow
	Columns   map[Column]int // where each column was found, 1 for A
	Made      Made
	Heads     []Heading // all columns of the header, from left to right
	Lacking   []string  // required columns that are missing: no row is read until a person says which they are
}

// Row is one project's row, normalised, with its findings.
type Row struct {
	Number  int    // of the sheet, 1 for the first
	Section string // the heading above it, such as 一、续建项目

	Name, Industry, Scale, Years, Place string
	StartYear, EndYear                  int // 0 where 建设年限 does not tell

	TotalInvestment, Month, Cumulative, YearToDate, PlannedYear money.Yuan

	Progress string
	Company  string
	UnitText string // 责任单位, as text: who that is, is for others to decide
	Code     string // 项目代码 as the sheet has it, empty where it is no such code

	Verbatim map[Column]string // all columns of the annex as the sheet has them
	Extra    map[string]string // filled cells under headers that the annex has not
	Issues   []Issue
}

// Failed reports whether a finding keeps the row out of the import.
func (r Row) Failed() bool {
	for _, i := range r.Issues {
		if i.Severity == Error {
			return true
		}
	}
	return false
}

// Says tells whether the row's cell of the column holds more than a dash.
func (r Row) Says(c Column) bool { return !isDash(fold(r.Verbatim[c])) }

// SkippedRow is a row that holds no project, and why it was taken for that.
type SkippedRow struct {
	Row  int
	Why  string // one of the Skip constants
	Text string // what stands in it, shortened
}

// Why rows are skipped; each has its Chinese word in the catalogue.
const (
	SkipTitle         = "SKIPPED_TITLE"
	SkipUnit          = "SKIPPED_UNIT"
	SkipHeader        = "SKIPPED_HEADER"
	SkipSection       = "SKIPPED_SECTION"
	SkipBlank         = "SKIPPED_BLANK"
	SkipTotal         = "SKIPPED_TOTAL"
	SkipSignature     = "SKIPPED_SIGNATURE"
	SkipNote          = "SKIPPED_NOTE"
	SkipColumnNumbers = "SKIPPED_COLUMN_NUMBERS"
)

// Read finds the annex in a workbook and reads it. The error is an *errs.Error
// of kind Invalid: the file as a whole cannot be imported. What is wrong with
// single cells is in the rows.
func Read(content []byte, annex int, lim Limits) (*Sheet, error) {
	return ReadWith(content, annex, lim, nil)
}

// ReadWith is Read with what the unit's headers mean beyond those of the annex.
func ReadWith(content []byte, annex int, lim Limits, own Headers) (*Sheet, error) {
	form, known := FormOf(annex)
	form = form.with(own)
	switch {
	case !known:
		return nil, errs.Invalid("SHEET_ANNEX_UNKNOWN", "annex %d", annex).With("annex", strconv.Itoa(annex))
	case len(content) == 0:
		return nil, errs.Invalid("SHEET_EMPTY", "no bytes")
	case int64(len(content)) > lim.MaxBytes:
		return nil, errs.Invalid("SHEET_TOO_LARGE", "%d bytes", len(content)).With("limit", megabytes(lim.MaxBytes))
	}
	s, err := readBook(content, form, lim)
	if err != nil {
		return nil, refuse(err)
	}
	if s == nil {
		return nil, noHeader(content, form, lim)
	}
	if len(s.Rows) == 0 && len(s.Lacking) == 0 {
		return nil, errs.Invalid("SHEET_EMPTY", "no project in sheet %s", s.Name)
	}
	s.markDuplicates(Catalogue())
	return s, nil
}

// readBook opens a workbook anew, since what may be unpacked is counted over its life.
func readBook(content []byte, form *Form, lim Limits) (*Sheet, error) {
	book, err := xlsx.Open(content, lim.MaxUncompressed)
	if err != nil {
		return nil, err
	}
	s, err := choose(book, form, lim)
	if err != nil || s == nil {
		return nil, err
	}
	s.Made, err = madeOf(book)
	return s, err
}

// choose reads the visible sheets; nil where none holds the annex. Two that hold it,
// one for each month say, are never a matter of guessing.
func choose(book *xlsx.Book, form *Form, lim Limits) (*Sheet, error) {
	var found *Sheet
	names := ""
	for _, tab := range book.Sheets {
		if tab.Hidden {
			continue
		}
		s, err := readSheet(book, tab, form, lim)
		switch {
		case errors.Is(err, errNoHeader):
			continue
		case err != nil:
			return nil, err
		case found != nil && len(found.Rows) > 0 && len(s.Rows) > 0:
			return nil, errs.Invalid("SHEET_SEVERAL", "sheets %s, %s", found.Name, s.Name).
				With("annex", strconv.Itoa(form.Annex)).With("sheets", names+"、"+s.Name)
		case found == nil || len(found.Rows) == 0 && (len(s.Rows) > 0 || len(found.Lacking) == 0):
			found, names = s, s.Name
		}
	}
	return found, nil
}

// noHeader says that the annex is not in the workbook, and which one is instead.
func noHeader(content []byte, form *Form, lim Limits) error {
	for _, other := range forms {
		if other.Annex == form.Annex || other.free { // nearly any sheet is of the free one
			continue
		}
		if s, err := readBook(content, other, lim); err == nil && s != nil {
			return errs.Invalid("SHEET_OTHER_ANNEX", "annex %d, not %d", other.Annex, form.Annex).
				With("annex", strconv.Itoa(form.Annex)).With("found", strconv.Itoa(other.Annex)).With("name", other.Name)
		}
	}
	return errs.Invalid("SHEET_NO_HEADER", "no header of annex %d", form.Annex).
		With("annex", strconv.Itoa(form.Annex)).With("columns", form.telling())
}

// refuse gives the container's errors their reasons.
func refuse(err error) error {
	if e, ok := errs.As(err); ok {
		return e
	}
	for cause, reason := range map[error]string{
		xlsx.ErrNotWorkbook: "SHEET_NOT_XLSX",
		xlsx.ErrLegacy:      "SHEET_NOT_XLSX",
		xlsx.ErrEncrypted:   "SHEET_ENCRYPTED",
		xlsx.ErrBomb:        "SHEET_BOMB",
		xlsx.ErrBroken:      "SHEET_BROKEN",
	} {
		if errors.Is(err, cause) {
			return errs.Invalid(reason, "read workbook").Wrap(err)
		}
	}
	return fmt.Errorf("read workbook: %w", err)
}

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MB" }
