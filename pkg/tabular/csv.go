package tabular

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// byteOrderMark tells Excel that the file is UTF-8; without it Chinese is garbled.
const byteOrderMark = "\uFEFF"

// formulaStarts are what spreadsheet programs take for the beginning of a formula,
// the full-width forms included, which a Chinese Excel folds.
const formulaStarts = "=+-@＝＋－＠"

func (t Table) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write the byte order mark: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, title := range t.Titles {
		_ = out.Write([]string{harmless(title)}) // Error tells it below
	}
	_ = out.Write(textsOf(words(t.Header)))
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := out.Write(textsOf(row)); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

func words(texts []string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i] = Text(text)
	}
	return cells
}

func textsOf(row []Cell) []string {
	texts := make([]string, len(row))
	for i, c := range row {
		texts[i] = c.text
		if !c.number {
			texts[i] = harmless(c.text)
		}
	}
	return texts
}

// harmless puts an apostrophe before what would be computed when the file is opened:
// a CSV file cannot say that =HYPERLINK(…) is the name of a project.
func harmless(text string) string {
	text = sayable(text)
	start := strings.TrimLeft(text, " \t\n\u3000")
	if start != "" && strings.ContainsRune(formulaStarts, []rune(start)[0]) || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\n") {
		return "'" + text
	}
	return text
}
