// Package table writes text in columns that line up on a terminal, where a Chinese
// character takes two places. It knows nothing of what the cells say.
package table

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Column is a column's header and which side its cells lean on.
type Column struct {
	Title string
	Right bool
}

// Write writes header, rule and rows; a row may be shorter than the header. Line ends
// within a cell, which sheets are full of, become blanks.
func Write(w io.Writer, columns []Column, rows [][]string) error {
	widths, header, rule := make([]int, len(columns)), make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		header[i], widths[i] = c.Title, Width(c.Title)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.Map(blank, row[i])
			widths[i] = max(widths[i], Width(row[i]))
		}
	}
	for i, n := range widths {
		rule[i] = strings.Repeat("-", n)
	}
	for _, row := range append([][]string{header, rule}, rows...) {
		if _, err := fmt.Fprintln(w, line(columns, widths, row)); err != nil {
			return err
		}
	}
	return nil
}

func blank(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

func line(columns []Column, widths []int, row []string) string {
	cells := make([]string, len(row))
	for i, text := range row {
		space := strings.Repeat(" ", widths[i]-Width(text))
		if columns[i].Right {
			cells[i] = space + text
		} else {
			cells[i] = text + space
		}
	}
	return strings.TrimRight(strings.Join(cells, "  "), " ")
}

// Width is how many places of a terminal the text takes.
func Width(text string) int {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		case width.Neutral, width.EastAsianAmbiguous, width.EastAsianNarrow, width.EastAsianHalfwidth:
			n++
		}
	}
	return n
}
