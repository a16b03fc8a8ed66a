package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet"
)

// TestLedgersOfAnyLayout reads offices' own lists with what a person said of their headers.
func TestLedgersOfAnyLayout(t *testing.T) {
	t.Parallel()
	type row struct {
		Number              int
		Name, Company, Code string
		Total               int64 // 万元
	}
	for name, tc := range map[string]struct {
		content []byte
		own     sheet.Headers
		want    []row
		lacking []string
		refused string
	}{
		"the header in row 1, no serial number": {
			content: workbook(t, grid{{"项目名称", "总投资"}, {"甲", 100}, {"乙", 200}}),
			want:    []row{{2, "甲", "", "", 100}, {3, "乙", "", "", 200}},
		},
		"three lines of title, sections, a total and a signature": {
			content: workbook(t, grid{{"台账"}, {"某某局"}, {"单位：万元"}, {"序号", "工程名称", "业主单位", "总投资额"}, {"一、续建项目"}, {1, "甲", "甲公司", 100}, {"合计", nil, nil, 100}, {"填表人：某某"}}),
			want:    []row{{6, "甲", "甲公司", "", 100}},
		},
		"columns of nobody's kind lie between": {
			content: workbook(t, grid{{"经办", "名称", "领导批示", "投资总额", "下步打算"}, {"某", "甲", "抓紧", 100, "开工"}}),
			want:    []row{{2, "甲", "", "", 100}},
		},
		"the amount in 亿元, said by its header": {
			content: workbook(t, grid{{"名称", "盘子（亿元）"}, {"甲", 1.5}}),
			own:     sheet.Headers{"盘子": sheet.ColumnTotalInvestment},
			want:    []row{{2, "甲", "", "", 15000}},
		},
		"nobody knows the amount's column": {
			content: workbook(t, grid{{"名称", "盘子（亿元）"}, {"甲", 1.5}}),
			lacking: []string{"总投资"},
		},
		"and no column is left that could be it": {
			content: workbook(t, grid{{"名称", "盘子（亿元）"}, {"甲", 1.5}}),
			own:     sheet.Headers{"盘子": 0},
			refused: "SHEET_COLUMN_MISSING",
		},
		"two headers said to be one field": {
			content: workbook(t, grid{{"名称", "盘子", "投资"}, {"甲", 1, 2}}),
			own:     sheet.Headers{"盘子": sheet.ColumnTotalInvestment, "投资": sheet.ColumnTotalInvestment},
			refused: "SHEET_COLUMN_TWICE",
		},
		"the code, in full width and with a dash of its own": {
			content: workbook(t, grid{{"名称", "项目代码", "总投资"}, {"甲", "２２１１—441900—04—02—310151", 1}, {"乙", "2211-441900-04-02-310152", 1}}),
			want:    []row{{2, "甲", "", "2211-441900-04-02-310151", 1}, {3, "乙", "", "", 1}},
		},
		"a text that names no project": {content: workbook(t, grid{{"会议纪要"}, {"一、二、三"}}), refused: "SHEET_NO_HEADER"},
		"a name alone is no header":    {content: workbook(t, grid{{"项目名称"}, {"甲"}}), refused: "SHEET_NO_HEADER"},
		"the header and nothing below": {content: workbook(t, grid{{"项目名称", "总投资"}}), refused: "SHEET_EMPTY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sheet.ReadWith(tc.content, sheet.Ledger, sheet.DefaultLimits(), tc.own)
			if errs.ReasonOf(err) != tc.refused {
				t.Fatalf("ReadWith() = %v, want reason %q", err, tc.refused)
			}
			if tc.refused != "" {
				return
			}
			var got []row
			for _, r := range s.Rows {
				got = append(got, row{r.Number, r.Name, r.Company, r.Code, int64(r.TotalInvestment) / 10_000})
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("rows differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.lacking, s.Lacking); diff != "" {
				t.Errorf("lacking differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestALedgerIsNoAnnexOfOthers: what reads nearly anything is never what a sheet is said to be.
func TestALedgerIsNoAnnexOfOthers(t *testing.T) {
	t.Parallel()
	_, err := sheet.Read(workbook(t, grid{{"项目名称", "总投资"}, {"甲", 1}}), 3, sheet.DefaultLimits())
	if errs.ReasonOf(err) != "SHEET_NO_HEADER" {
		t.Errorf("Read() = %v", err)
	}
}

func TestHeadersAreComparedWithoutWhatChanges(t *testing.T) {
	t.Parallel()
	for a, b := range map[string]string{
		"5月完成额（万元）": "６ 月完成额", "2020年盘子": "2021年 盘子", "1-5月入库税收": "1-6月入库税收", "总 投资*": "总投资",
	} {
		if sheet.HeaderKey(a) != sheet.HeaderKey(b) {
			t.Errorf("%q is %q, %q is %q", a, sheet.HeaderKey(a), b, sheet.HeaderKey(b))
		}
	}
}
