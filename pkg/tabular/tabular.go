// Package tabular writes tables as files that spreadsheet programs open, CSV and
// .xlsx. It owns what makes such a file safe and exact: no text of a project can
// become a formula on the desk of who opens it, numbers are numbers, and a table is
// written row by row, however long. It refuses to know what the cells mean.
package tabular

import (
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode"

	"pacesetter/pkg/errs"
)

// Table is a table with what has to be said about it above its header.
type Table struct {
	Name   string   // names the tab of a workbook, and files
	Titles []string // what it is, as of when, in which units; a row each
	Header []string
	Rows   iter.Seq2[[]Cell, error] // ends with its first error
}

// Of gives rows that are there already.
func Of(rows [][]Cell) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Cell is a text, a number or, as its zero value, nothing.
type Cell struct {
	text     string
	number   bool
	decimals int // that a workbook shows
}

// Text is a cell of words.
func Text(words string) Cell { return Cell{text: words} }

var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// Number is a number as people see it, "+5.5" or "1,017.69", shown with as many
// decimals. What is no number, "—" for one, stays a text; empty is nothing.
func Number(shown string) Cell {
	plain := strings.TrimPrefix(strings.ReplaceAll(shown, ",", ""), "+")
	if !plainNumber.MatchString(plain) {
		return Text(shown)
	}
	_, fraction, _ := strings.Cut(plain, ".")
	return Cell{text: plain, number: true, decimals: len(fraction)}
}

// Amount is an exact number that a workbook shows with so many decimals.
func Amount(exact string, decimals int) Cell {
	c := Number(exact)
	c.decimals = decimals
	return c
}

// Format is a kind of file.
type Format string

// The formats that there are.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// ParseFormat reads a format by its name; empty is a workbook. It fails with
// FORMAT_UNKNOWN.
func ParseFormat(text string) (Format, error) {
	switch f := Format(text); f {
	case "":
		return XLSX, nil
	case CSV, XLSX:
		return f, nil
	default:
		return "", errs.Invalid("FORMAT_UNKNOWN", "no format %q, only csv and xlsx", text).With("value", text).At("format")
	}
}

// ContentType is the format's media type.
func (f Format) ContentType() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Write writes t in the format. It stops at the first error of the rows or of w; what
// was written by then is no whole file.
func (t Table) Write(w io.Writer, f Format) error {
	if f == CSV {
		return t.writeCSV(w)
	}
	return t.writeXLSX(w)
}

// sayable drops what neither format can say.
func sayable(words string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(words, "\uFFFD"))
}
