package sheet_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet"
)

// FuzzRead asks of any bytes that they are read or refused with a reason, and of
// what was read that every row is either told as skipped or has its cells.
func FuzzRead(f *testing.F) {
	good := workbook(f, clerks())
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("<html><table><tr><td>序号</td></tr></table></html>"))
	f.Add(ole("Workbook"))
	f.Add(ole("EncryptedPackage"))
	lim := sheet.Limits{MaxBytes: 1 << 20, MaxUncompressed: 4 << 20, MaxRows: 1_000, MaxCols: 100, MaxCellRunes: 500}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := sheet.Read(content, 3, lim)
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid || !sheet.Catalogue().Has(errs.ReasonOf(err)) {
				t.Errorf("Read() = %v, a refusal without its reason", err)
			}
			return
		}
		checkRows(t, s)
	})
}

// FuzzWorksheet puts any bytes where a worksheet's XML is, in a container that is
// sound: random changes to a zip end at its checksums.
func FuzzWorksheet(f *testing.F) {
	good := workbook(f, annex(project(1, "甲"), project(2, "乙")))
	rewrite(f, good, worksheetPart, func(s string) string {
		f.Add([]byte(s))
		f.Add([]byte(s[:len(s)/2]))
		f.Add([]byte(strings.ReplaceAll(s, `t="s"`, `t="inlineStr"`)))
		return s
	})
	f.Fuzz(func(t *testing.T, xml []byte) {
		if len(xml) > 1<<16 {
			return
		}
		s, err := sheet.Read(rewrite(t, good, worksheetPart, func(string) string { return string(xml) }), 3, sheet.DefaultLimits())
		if err == nil {
			checkRows(t, s)
		} else if errs.KindOf(err) != errs.KindInvalid {
			t.Errorf("Read() = %v", err)
		}
	})
}

// FuzzRows puts the text into a cell of a sound sheet, since random bytes hardly
// ever make a workbook.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{"300", "合计", "一、续建", "单位：亿元", "序号", "-", "2020-2022", "\xff", "1e99", "填报人："} {
		f.Add(seed, uint8(7), "本月完成")
	}
	f.Fuzz(func(t *testing.T, text string, at uint8, heading string) {
		if !utf8.ValidString(text) || !utf8.ValidString(heading) || len(text) > 1_000 || len(heading) > 200 {
			return // excelize writes no such cells
		}
		g := annex(with(project(1, "甲"), int(at)%22, text), project(2, "乙"))
		g[2][int(at)%22] = heading
		s, err := sheet.Read(workbook(t, g), 3, sheet.DefaultLimits())
		if err == nil {
			checkRows(t, s)
		} else if errs.KindOf(err) != errs.KindInvalid {
			t.Errorf("Read() = %v", err)
		}
	})
}

func checkRows(t *testing.T, s *sheet.Sheet) {
	t.Helper()
	for _, r := range s.Rows {
		if r.Number <= s.HeaderRow || len(r.Verbatim) != 22 {
			t.Errorf("row %+v", r)
		}
		if !r.Failed() && (r.Name == "" || r.Month < 0 || r.Month > r.YearToDate || r.YearToDate > r.Cumulative) {
			t.Errorf("a row that cannot be passed: %+v", r)
		}
		if sheet.NormaliseName(r.Name) != r.Name {
			t.Errorf("name %q is not normalised", r.Name)
		}
	}
}
