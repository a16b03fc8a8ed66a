package xlsx_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

func TestColumnsHaveLetters(t *testing.T) {
	for n := 1; n <= xlsx.MaxColumn; n++ {
		if got := xlsx.ColumnOf(xlsx.Letters(n) + "9"); got != n {
			t.Fatalf("column %d is %s, which is %d", n, xlsx.Letters(n), got)
		}
	}
	for ref, want := range map[string]int{"": 0, "9": 0, "h9": 8, "XFD1": 16384, "ZZZZZZZZZZZZZZ1": 18278 * 26} {
		if got := xlsx.ColumnOf(ref); got != want && (want <= xlsx.MaxColumn || got <= xlsx.MaxColumn) {
			t.Errorf("ColumnOf(%q) = %d, want %d", ref, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for f, want := range map[float64]string{
		0.30000000000000004: "0.3", 1017.6900000000001: "1017.69", 1e21: "1000000000000000000000", 12000: "12000", -0.5: "-0.5",
	} {
		if got := xlsx.Plain(f); got != want {
			t.Errorf("Plain(%v) = %s, want %s", f, got, want)
		}
	}
}

// styled is a workbook of one number in several formats.
func styled(t *testing.T, formats ...string) *xlsx.Book {
	t.Helper()
	f := excelize.NewFile()
	for i, code := range formats {
		cell := xlsx.Letters(i+1) + "1"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellValue("Sheet1", cell, 44197), f.SetCellStyle("Sheet1", cell, cell, style)); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	book, err := xlsx.Open(b.Bytes(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestTheFormatTellsADateFromANumber(t *testing.T) {
	book := styled(t, "yyyy-mm-dd", `yyyy"年"m"月"`, "0.00", `#,##0"day"`, "[Red]0", "d/m")
	var got []xlsx.Cell
	for row, err := range book.Rows(book.Sheets[0]) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Cells...)
	}
	date, number := "2021-01-01", "44197"
	want := []xlsx.Cell{
		{Column: 1, Kind: xlsx.Date, Text: date},
		{Column: 2, Kind: xlsx.Date, Text: date},
		{Column: 3, Kind: xlsx.Number, Text: number},
		{Column: 4, Kind: xlsx.Number, Text: number},
		{Column: 5, Kind: xlsx.Number, Text: number},
		{Column: 6, Kind: xlsx.Date, Text: date},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells differ (-want +got):\n%s", diff)
	}
}

func TestACallerMayStopEarly(t *testing.T) {
	book := styled(t, "0")
	for row, err := range book.Rows(book.Sheets[0]) {
		if err != nil || row.Number != 1 {
			t.Errorf("row %d: %v", row.Number, err)
		}
		break
	}
}
