package sheet_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet"
)

// clerks is a sheet with most of what clerks do to it.
func clerks() grid {
	return grid{
		{"附件3"},
		{"某某区2021年在建项目\n进展情况表"},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "单位： 万元"},
		upperHeader(),
		lowerHeader(),
		{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22},
		{"合  计", nil, nil, nil, nil, nil, 24000, 600, 5000, 1800},
		{"一、续建项目"},
		project(1, "阀门\n生产 线(一期)"),
		{" ", "　"},
		{"二", "新建项目（1个）", nil, nil, nil, nil, 12000, 300},
		with(project(2, "冷链物流园"), monthAt, nil),
		{nil, "小计", nil, nil, nil, nil, 12000, 300, 2500, 900},
		{"总计", nil, nil, nil, nil, nil, 24000},
		{"填报人：丁某", nil, nil, nil, nil, "审核：戊某", nil, nil, nil, "联系电话：000-0000"},
		{"注：1. 本表每月25日前报送。"},
	}
}

func TestClerksSheet(t *testing.T) {
	s := read(t, workbook(t, clerks()))

	got := struct {
		Name, Title             string
		Unit                    money.Unit
		HeaderRow, Year, Amount int
	}{s.Name, s.Title, s.Unit, s.HeaderRow, s.Year, len(s.Columns)}
	want := got
	want.Name, want.Title, want.Unit, want.HeaderRow, want.Year, want.Amount = "表1", "某某区2021年在建项目 进展情况表", money.InWan, 4, 2021, 22
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sheet differs (-want +got):\n%s", diff)
	}

	skipped := []string{}
	for _, k := range s.Skipped {
		skipped = append(skipped, k.Why)
		if !sheet.Catalogue().Has(k.Why) {
			t.Errorf("no sentence for %s", k.Why)
		}
	}
	if diff := cmp.Diff([]string{
		sheet.SkipTitle, sheet.SkipTitle, sheet.SkipUnit, sheet.SkipColumnNumbers, sheet.SkipTotal, sheet.SkipSection,
		sheet.SkipBlank, sheet.SkipSection, sheet.SkipTotal, sheet.SkipTotal, sheet.SkipSignature, sheet.SkipNote,
	}, skipped); diff != "" {
		t.Errorf("skipped rows differ (-want +got):\n%s", diff)
	}
}

func TestClerksRows(t *testing.T) {
	s := read(t, workbook(t, clerks()))
	if len(s.Rows) != 2 {
		t.Fatalf("%d rows, want 2: %+v", len(s.Rows), s.Rows)
	}
	first := s.Rows[0]
	if first.Verbatim[sheet.ColumnName] != "阀门\n生产 线(一期)" || len(first.Verbatim) != 22 {
		t.Errorf("verbatim cells were changed: %q", first.Verbatim)
	}
	first.Verbatim = nil
	if diff := cmp.Diff(sheet.Row{
		Number: 9, Section: "一、续建项目", Name: "阀门生产线（一期）", Industry: "装备制造", Scale: "年产 2 万台",
		Years: "2020-2022", StartYear: 2020, EndYear: 2022, Place: "某某街道",
		TotalInvestment: 120_000_000, Month: 3_000_000, Cumulative: 25_000_000, YearToDate: 9_000_000, PlannedYear: 40_000_000,
		Progress: "主体完工", Company: "阀门生产线（一期）公司", UnitText: "某某街道",
	}, first); diff != "" {
		t.Errorf("first row differs (-want +got):\n%s", diff)
	}
	second := s.Rows[1]
	if second.Number != 12 || second.Section != "二、新建项目（1个）" || second.Month != 0 || second.Failed() {
		t.Errorf("second row is %+v", second)
	}
	if diff := cmp.Diff([]string{"H12 warning AMOUNT_BLANK"}, findings(second)); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func TestFindings(t *testing.T) {
	for name, tc := range map[string]struct {
		at    int
		value any
		want  []string
	}{
		"a sound row":                     {plannedAt, 4000, nil},
		"no name":                         {nameAt, nil, []string{"B5 error NAME_MISSING"}},
		"blanks for a name":               {nameAt, " 　\n", []string{"B5 error NAME_MISSING"}},
		"a month left blank":              {monthAt, nil, []string{"H5 warning AMOUNT_BLANK"}},
		"a dash for the month":            {monthAt, "——", []string{"H5 warning AMOUNT_BLANK"}},
		"a slash for the month":           {monthAt, "／", []string{"H5 warning AMOUNT_BLANK"}},
		"no total":                        {totalAt, nil, []string{"G5 error AMOUNT_MISSING"}},
		"a dash for the total":            {totalAt, "-", []string{"G5 error AMOUNT_MISSING"}},
		"no cumulative":                   {cumulativeAt, nil, []string{"I5 error AMOUNT_MISSING"}},
		"no year to date":                 {yearAt, nil, []string{"J5 error AMOUNT_MISSING"}},
		"no plan":                         {plannedAt, nil, []string{"Q5 warning AMOUNT_BLANK"}},
		"words for the month":             {monthAt, "三百", []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"a date for the month":            {monthAt, time.Date(2021, 5, 1, 0, 0, 0, 0, time.UTC), []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"true for the month":              {monthAt, true, []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"a negative month":                {monthAt, -1, []string{"H5 error AMOUNT_NEGATIVE"}},
		"a negative plan":                 {plannedAt, -1, []string{"Q5 error AMOUNT_NEGATIVE"}},
		"a total that no project has":     {totalAt, "9e12", []string{"G5 error AMOUNT_TOO_LARGE"}},
		"a total beyond all numbers":      {totalAt, "99999999999999999999999", []string{"G5 error AMOUNT_TOO_LARGE"}},
		"a month over the year":           {monthAt, 901, []string{"H5 error MONTH_OVER_YEAR"}},
		"a year over the cumulative":      {yearAt, 2501, []string{"J5 error YEAR_OVER_CUMULATIVE"}},
		"a cumulative ten times over":     {cumulativeAt, 120001, []string{"I5 error CUMULATIVE_OVER_LIMIT"}},
		"a cumulative over the total":     {cumulativeAt, 12001, nil}, // the register's policy, not the sheet's
		"text as number":                  {monthAt, "300", nil},
		"a separator":                     {totalAt, "12,000", nil},
		"a unit of its own":               {totalAt, "1.2亿", nil},
		"full-width digits":               {monthAt, "３００", nil},
		"the cached value of a formula":   {cumulativeAt, formula{"SUM(H5:J5)", 2500}, nil},
		"digits of binary fractions":      {monthAt, 300.00000000000006, nil},
		"years without a year":            {4, "两年", []string{"E5 warning YEARS_UNREADABLE"}},
		"years that run backwards":        {4, "2022-2020", []string{"E5 warning YEARS_REVERSED"}},
		"garbled text":                    {3, "年产\uFFFD台", []string{"D5 error INVALID_UTF8"}},
		"garbled amount":                  {monthAt, "3\uFFFD0", []string{"H5 error INVALID_UTF8"}},
		"a name too long to be a key":     {nameAt, long(201), []string{"B5 error TEXT_TOO_LONG"}},
		"a text longer than the limit":    {3, long(2001), []string{"D5 error TEXT_TOO_LONG"}},
		"a name longer than any cell may": {nameAt, long(2001), []string{"B5 error TEXT_TOO_LONG"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, annex(with(project(1, "阀门生产线"), tc.at, tc.value), project(2, "冷链物流园"))))
			if len(s.Rows) != 2 {
				t.Fatalf("%d rows, want 2; skipped %+v", len(s.Rows), s.Skipped)
			}
			if diff := cmp.Diff(tc.want, findings(s.Rows[0])); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
			for _, i := range s.Rows[0].Issues {
				if i.Message == "" || i.ColumnName == "" || !sheet.Catalogue().Has(i.Reason) {
					t.Errorf("incomplete issue %+v", i)
				}
			}
		})
	}
}

func long(n int) string {
	runes := make([]rune, n)
	for i := range runes {
		runes[i] = '长'
	}
	return string(runes)
}

func TestIssueIsCompleteForTheClerk(t *testing.T) {
	s := read(t, workbook(t, annex(with(project(1, "阀门生产线"), monthAt, "约300万元"))))
	want := []sheet.Issue{{
		Cell: "H5", Column: sheet.ColumnMonth, ColumnName: "本月完成投资", Value: "约300万元", Severity: sheet.Error,
		Reason: "AMOUNT_NOT_A_NUMBER", Message: "“本月完成投资”不是金额：约300万元。", Suggestion: "300",
	}}
	if diff := cmp.Diff(want, s.Rows[0].Issues); diff != "" {
		t.Errorf("issue differs (-want +got):\n%s", diff)
	}
}

func TestYears(t *testing.T) {
	for text, want := range map[string][2]int{
		"2020-2022": {2020, 2022}, "2020年6月—2022年12月": {2020, 2022}, "２０２１": {2021, 2021},
		"2020.6": {2020, 2020}, "2019至2021年": {2019, 2021}, "三年": {0, 0},
		"2020年6月起": {2020, 0}, "2020-": {2020, 0}, "2022年底前": {0, 2022},
	} {
		t.Run(text, func(t *testing.T) {
			r := read(t, workbook(t, annex(with(project(1, "阀门生产线"), 4, text)))).Rows[0]
			if got := [2]int{r.StartYear, r.EndYear}; got != want {
				t.Errorf("years = %v, want %v", got, want)
			}
		})
	}
	t.Run("a date", func(t *testing.T) {
		r := read(t, workbook(t, annex(with(project(1, "阀门生产线"), 4, time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC))))).Rows[0]
		if r.StartYear != 2020 || r.Years != "2020-06-01" {
			t.Errorf("years = %d, %q", r.StartYear, r.Years)
		}
	})
}

func TestYearsAreReadAsWritten(t *testing.T) {
	for _, want := range [][2]int{{0, 0}, {2020, 2022}, {2021, 2021}, {2020, 0}, {0, 2022}} {
		if start, end := sheet.YearsIn(sheet.YearsText(want[0], want[1])); [2]int{start, end} != want {
			t.Errorf("%v reads as %d and %d", want, start, end)
		}
	}
}

func TestDuplicates(t *testing.T) {
	other := func(number any, name, company string) []any { return with(project(number, name), 20, company) }
	for name, tc := range map[string]struct {
		rows [][]any
		want [][]string
	}{
		"the same row twice": {
			[][]any{project(1, "阀门 生产线"), project(2, "阀门生产线")},
			[][]string{nil, {"B6 error ROW_DUPLICATE"}},
		},
		"three times": {
			[][]any{project(1, "阀门生产线"), project(2, "阀门生产线"), project(3, "阀门生产线")},
			[][]string{nil, {"B6 error ROW_DUPLICATE"}, {"B7 error ROW_DUPLICATE"}},
		},
		"the same amounts written differently": {
			[][]any{project(1, "阀门生产线"), with(project(2, "阀门生产线"), totalAt, "1.2亿元")},
			[][]string{nil, {"B6 error ROW_DUPLICATE"}},
		},
		"rows that differ": {
			[][]any{project(1, "阀门生产线"), with(project(2, "阀门生产线"), monthAt, 200)},
			[][]string{{"B5 error ROW_CONTRADICTS"}, {"B6 error ROW_CONTRADICTS"}},
		},
		"one without its company": {
			[][]any{project(1, "阀门生产线"), other(2, "阀门生产线", "")},
			[][]string{{"B5 error ROW_CONTRADICTS"}, {"B6 error ROW_CONTRADICTS"}},
		},
		"one name, two companies": {
			[][]any{other(1, "标准厂房", "甲公司"), other(2, "标准厂房", "乙公司")},
			[][]string{nil, nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got [][]string
			for _, r := range read(t, workbook(t, annex(tc.rows...))).Rows {
				got = append(got, findings(r))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}
