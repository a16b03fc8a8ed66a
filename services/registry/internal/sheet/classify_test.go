package sheet_test

import (
	"testing"

	"pacesetter/services/registry/internal/sheet"
)

func TestWhatIsAProject(t *testing.T) {
	for name, tc := range map[string]struct {
		row  []any
		want string // why it is skipped; "" for a project
	}{
		"a total in the number":                       {[]any{"合计", nil, nil, nil, nil, nil, 100}, sheet.SkipTotal},
		"a total in the name":                         {[]any{nil, "小 计：", nil, nil, nil, nil, 100}, sheet.SkipTotal},
		"a total with a count":                        {[]any{"总计（12个）", nil, nil, nil, nil, nil, 100}, sheet.SkipTotal},
		"a total in a cell merged elsewhere":          {[]any{nil, nil, "合计", nil, nil, nil, 100}, sheet.SkipTotal},
		"a project whose name begins like one":        {[]any{7, "总计划展示中心", nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a heading":                                   {[]any{"二、新建项目"}, sheet.SkipSection},
		"a heading in brackets":                       {[]any{"（三）基础设施"}, sheet.SkipSection},
		"a heading without a number":                  {[]any{"续建项目（12个）"}, sheet.SkipSection},
		"a heading in the name":                       {[]any{nil, "一、产业项目"}, sheet.SkipSection},
		"a heading with subtotals":                    {[]any{"一", "产业项目", nil, nil, nil, nil, 100, 1, 3, 2}, sheet.SkipSection},
		"a heading merged, with subtotals":            {[]any{"一、产业项目（5个）", nil, nil, nil, nil, nil, 100, 1, 3, 2}, sheet.SkipSection},
		"a signature":                                 {[]any{"填报人：甲某", nil, nil, "审核：乙某"}, sheet.SkipSignature},
		"a signature further right":                   {[]any{nil, nil, nil, nil, "单位负责人（签字）：", nil, nil, "联系电话："}, sheet.SkipSignature},
		"a footnote":                                  {[]any{"备注：年度完成为1-5月。"}, sheet.SkipNote},
		"a name without anything else":                {[]any{nil, "无名仓库"}, ""},
		"amounts without a name":                      {[]any{3, nil, nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a number alone":                              {[]any{3}, ""},
		"text that fits nothing":                      {[]any{nil, nil, nil, "待定"}, ""},
		"a project called after its auditor":          {[]any{4, "审核大厅改造", nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a project with a Chinese number":             {[]any{5, "一、二号线接驳工程", nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a project without a number":                  {[]any{nil, "二期厂房扩建项目", nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a project with details, numbered in Chinese": {project("三", "新建厂房"), ""},
		"a project numbered by letters":               {[]any{"A1", "新建厂房项目", nil, nil, nil, nil, 100, 1, 3, 2}, ""},
		"a contact in the last column":                {[]any{6, "仓储基地", nil, nil, nil, nil, 100, 1, 3, 2, 21: "联系人：丙某"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, annex(project(1, "阀门生产线"), tc.row, project(2, "冷链物流园"))))
			got := ""
			for _, k := range s.Skipped {
				if k.Row == 6 {
					got = k.Why
				}
			}
			if got != tc.want {
				t.Errorf("skipped as %q, want %q", got, tc.want)
			}
			if rows := map[bool]int{true: 3, false: 2}[tc.want == ""]; len(s.Rows) != rows {
				t.Errorf("%d rows, want %d", len(s.Rows), rows)
			}
		})
	}
}

func TestNormaliseName(t *testing.T) {
	for name, want := range map[string]string{
		"阀门\n生产 线　(一期)":       "阀门生产线（一期）",
		"阀门生产线（一期）":           "阀门生产线（一期）",
		"\u200b５Ｇ基站\u00a0":    "5G基站",
		"Ａ－１ 地块":              "A-1地块",
		"":                    "",
		" \t\r\n":             "",
		"标准厂房，二期":             "标准厂房，二期",
		"\ufeff智能制造园\u00ad 区": "智能制造园区",
	} {
		if got := sheet.NormaliseName(name); got != want {
			t.Errorf("NormaliseName(%q) = %q, want %q", name, got, want)
		}
		if again := sheet.NormaliseName(want); again != want {
			t.Errorf("NormaliseName(%q) = %q, not idempotent", want, again)
		}
	}
}
