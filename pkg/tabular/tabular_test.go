package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
)

func sample() Table {
	return Table{
		Name: "滨州市/2020年5月[汇总]", Titles: []string{"滨州市 2020年5月 汇总", "截至 2020-05-26 00:30:00；投资单位：亿元"},
		Header: []string{"单位", "项目数", "完成率（%）", "超/欠时序", "年度计划"},
		Rows: Of([][]Cell{
			{Text("滨城区"), Number("1,057"), Number("49.0"), Number("+7.5"), Amount("142.71003", 2)},
			{Text("=HYPERLINK(\"http://x\",\"点我\")"), Number("0"), Number(""), Number("—"), Amount("-0.5", 2)},
		}),
	}
}

func csvOf(t *testing.T, table Table) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := table.Write(&out, CSV); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), byteOrderMark)
	if !marked || !strings.Contains(text, "\r\n") {
		t.Fatalf("Excel reads %q in another code page", out.String())
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVSaysWhatItIsAndWritesNumbersExactly(t *testing.T) {
	want := [][]string{
		{"滨州市 2020年5月 汇总"},
		{"截至 2020-05-26 00:30:00；投资单位：亿元"},
		{"单位", "项目数", "完成率（%）", "超/欠时序", "年度计划"},
		{"滨城区", "1057", "49.0", "7.5", "142.71003"},
		{"'=HYPERLINK(\"http://x\",\"点我\")", "0", "", "—", "-0.5"},
	}
	if diff := cmp.Diff(want, csvOf(t, sample())); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsAFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "　=1", " \t=1", "\t1", "\n=1", "=cmd|' /C calc'!A0", "\x00=1"} {
		row := csvOf(t, Table{Header: []string{text}, Rows: Of([][]Cell{{Text(text)}})})
		for _, got := range []string{row[0][0], row[1][0]} {
			if !strings.HasPrefix(got, "'") {
				t.Errorf("%q is written as %q", text, got)
			}
		}
	}
	for _, text := range []string{"", "滨城区", "3-5 万元", "（=1）"} {
		if got := harmless(text); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func TestXLSXHasNumbersAsNumbersAndWordsAsWords(t *testing.T) {
	var out bytes.Buffer
	if err := sample().Write(&out, XLSX); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tab := f.GetSheetName(0)
	if tab != "滨州市_2020年5月_汇总_" {
		t.Errorf("the tab is %q", tab)
	}
	for cell, want := range map[string]struct {
		kind  excelize.CellType
		shown string
	}{
		"A1": {excelize.CellTypeInlineString, "滨州市 2020年5月 汇总"},
		"B4": {excelize.CellTypeNumber, "1,057"},
		"C4": {excelize.CellTypeNumber, "49.0"},
		"D4": {excelize.CellTypeNumber, "7.5"},
		"E4": {excelize.CellTypeNumber, "142.71"},
		"A5": {excelize.CellTypeInlineString, "=HYPERLINK(\"http://x\",\"点我\")"},
		"D5": {excelize.CellTypeInlineString, "—"},
		"E5": {excelize.CellTypeNumber, "-0.50"},
	} {
		kind, _ := f.GetCellType(tab, cell)
		shown, _ := f.GetCellValue(tab, cell)
		if formula, _ := f.GetCellFormula(tab, cell); formula != "" || shown != want.shown || kind != want.kind && kind != excelize.CellTypeUnset {
			t.Errorf("%s is %q of kind %d, formula %q, want %q", cell, shown, kind, formula, want.shown)
		}
	}
	if raw, _ := f.GetCellValue(tab, "E4", excelize.Options{RawCellValue: true}); raw != "142.71003" {
		t.Errorf("behind 142.71 stands %s", raw)
	}
}

func TestRowsThatBreakOffEndTheFile(t *testing.T) {
	gone := errors.New("gone")
	broken := Table{Header: []string{"x"}, Rows: func(yield func([]Cell, error) bool) {
		_ = yield([]Cell{Text("1")}, nil) && yield(nil, gone)
	}}
	for _, f := range []Format{CSV, XLSX} {
		if err := broken.Write(&bytes.Buffer{}, f); !errors.Is(err, gone) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for text, want := range map[string]Format{"": XLSX, "xlsx": XLSX, "csv": CSV} {
		if got, err := ParseFormat(text); err != nil || got != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"pdf", "CSV", "csv\x00"} {
		if _, err := ParseFormat(text); errs.ReasonOf(err) != "FORMAT_UNKNOWN" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
