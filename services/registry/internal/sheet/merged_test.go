package sheet_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"pacesetter/services/registry/internal/sheet"
)

// merged is a workbook of three projects with these ranges merged.
func merged(t *testing.T, ranges ...[2]string) *sheet.Sheet {
	t.Helper()
	g := annex(project(1, "甲"), project(2, "乙"), project(3, "丙"))
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, g)))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ranges {
		if err := f.MergeCell("表1", r[0], r[1]); err != nil {
			t.Fatal(err)
		}
	}
	content := save(t, f)
	return read(t, content)
}

func TestAMergedTextIsEveryRows(t *testing.T) {
	s := merged(t, [2]string{"U5", "U6"}, [2]string{"S5", "S7"}, [2]string{"E6", "E7"})
	second, third := s.Rows[1], s.Rows[2]
	if second.Company != "甲公司" || third.Company != "丙公司" || third.UnitText != "某某街道" || third.EndYear != 2022 {
		t.Errorf("rows are %+v and %+v", second, third)
	}
	if second.Verbatim[sheet.ColumnCompany] != "甲公司" {
		t.Errorf("verbatim company %q", second.Verbatim[sheet.ColumnCompany])
	}
}

func TestAMergedAmountIsNotEveryRows(t *testing.T) {
	s := merged(t, [2]string{"G5", "G6"})
	if s.Rows[1].TotalInvestment != 0 || !s.Rows[1].Failed() {
		t.Errorf("row is %+v", s.Rows[1])
	}
}
