package sheet_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet"
)

// short is a one-row header of the columns that must be there, with the name first.
func short(headers ...any) []any { return append([]any{"项目名称"}, headers...) }

func TestHeadersAsClerksWriteThem(t *testing.T) {
	type figures struct {
		Total, Month, Cumulative, Year, Planned money.Yuan
		HeaderRow, PlanYear                     int
	}
	plain := figures{1_000_000, 10_000, 300_000, 20_000, 0, 1, 0}
	for name, tc := range map[string]struct {
		grid grid
		want figures
	}{
		"short forms": {grid{
			short("总投资", "本月完成", "累计完成", "年度完成"), {"甲", 100, 1, 30, 2},
		}, plain},
		"another order": {grid{
			{"累计完成", "年度完成", "项目名称", "本月完成", "总投资"}, {30, 2, "甲", 1, 100},
		}, plain},
		"broken by line ends and blanks": {grid{
			{"项 目\n名 称", "总 投 资", "本月完\n成投资", "累计完成\r\n投资", "年度完成　投资"}, {"甲", 100, 1, 30, 2},
		}, plain},
		"units in full-width brackets": {grid{
			short("总投资（万元）", "本月完成投资（万元）", "累计完成投资（万元）", "年度完成投资（万元）"), {"甲", 100, 1, 30, 2},
		}, plain},
		"a unit of its own in one column": {grid{
			short("总投资(亿元)", "本月完成投资", "累计完成投资", "年度完成投资"), {"甲", "0.01", 1, 30, 2},
		}, plain},
		"the months by number": {grid{
			short("总投资", "5月完成投资", "累计完成投资", "1-5月完成投资"), {"甲", 100, 1, 30, 2},
		}, plain},
		"the months by number with the year": {grid{
			short("总投资", "2021年5月份完成投资", "自开工累计完成投资", "2021年1—5月累计完成投资"), {"甲", 100, 1, 30, 2},
		}, plain},
		"the plan with its year": {grid{
			short("总投资", "本月完成投资", "累计完成投资", "年度完成投资", "2022年计划完成投资"), {"甲", 100, 1, 30, 2, 4},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 40_000, 1, 2022}},
		"the plan in short, its year in full width": {grid{
			short("总投资", "本月完成", "累计完成", "年度完成", "２０２２年 计划"), {"甲", 100, 1, 30, 2, 4},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 40_000, 1, 2022}},
		"the plan without a year": {grid{
			short("总投资", "本月完成", "累计完成", "年度完成", "年计划"), {"甲", 100, 1, 30, 2, 4},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 40_000, 1, 0}},
		"amounts in yuan": {grid{
			{"金额单位：元"}, short("总投资", "本月完成", "累计完成", "年度完成"), {"甲", 1000000, 10000, 300000, 20000},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 0, 2, 0}},
		"amounts in hundred millions": {grid{
			{"表一", nil, "（单位:亿元）"}, short("总投资", "本月完成", "累计完成", "年度完成"), {"甲", 0.01, 0.0001, 0.003, 0.0002},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 0, 2, 0}},
		"the reporting unit is no unit of money": {grid{
			{"填报单位：某某街道"}, short("总投资", "本月完成", "累计完成", "年度完成"), {"甲", 100, 1, 30, 2},
		}, figures{1_000_000, 10_000, 300_000, 20_000, 0, 2, 0}},
		"amounts under a merged header": {grid{
			{"项目名称", "总投资", "投资完成情况（万元）"}, {nil, nil, "本月完成", "累计完成", "年度完成"}, {"甲", 100, 1, 30, 2},
		}, plain},
		"the header again on the second page": {grid{
			short("总投资", "本月完成", "累计完成", "年度完成"), short("总投资", "本月完成", "累计完成", "年度完成"), {"甲", 100, 1, 30, 2},
		}, plain},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, tc.grid))
			if len(s.Rows) != 1 {
				t.Fatalf("%d rows, want 1; skipped %+v", len(s.Rows), s.Skipped)
			}
			r := s.Rows[0]
			got := figures{r.TotalInvestment, r.Month, r.Cumulative, r.YearToDate, r.PlannedYear, s.HeaderRow, s.Year}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("row differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJointApprovals(t *testing.T) {
	for name, g := range map[string]grid{
		"under their merged header": annex(project(1, "甲")),
		"with the merged header alone": {
			upperHeader(), project(1, "甲"),
		},
		"with a short form broken by a line end": {
			upperHeader(),
			{11: "用地\n审批", 12: "审批核准备案", 13: "用地规划", 14: "建设\n规划", 15: "环评"},
			project(1, "甲"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, g))
			r := s.Rows[0]
			if r.Verbatim[sheet.ColumnLandApproval] != "已办" || r.Verbatim[sheet.ColumnBuildingPlanning] != "办理中" || len(r.Extra) > 0 {
				t.Errorf("verbatim = %v, extra = %v", r.Verbatim, r.Extra)
			}
		})
	}
}

func TestColumnsThatTheAnnexHasNotAreKept(t *testing.T) {
	g := annex(append(project(1, "甲"), "资金紧张", "加急"))
	g[2] = append(g[2], "存在问题")
	want := map[string]string{"存在问题": "资金紧张", "X": "加急"}
	if diff := cmp.Diff(want, read(t, workbook(t, g)).Rows[0].Extra); diff != "" {
		t.Errorf("extra cells differ (-want +got):\n%s", diff)
	}
}

func TestHeadersThatCannotBeUsed(t *testing.T) {
	for name, tc := range map[string]struct {
		grids []grid
		want  string
	}{
		"none":                    {[]grid{{{"会议纪要"}, {"第一项"}}}, "SHEET_NO_HEADER"},
		"of another annex":        {[]grid{{{"序号", "项目名称", "总投资", "签约情况"}, {1, "甲", 1, "已签"}}}, "SHEET_OTHER_ANNEX"},
		"without the cumulative":  {[]grid{{short("总投资", "本月完成", "年度完成"), {"甲", 1, 1, 1}}}, "SHEET_COLUMN_MISSING"},
		"the month twice":         {[]grid{{short("总投资", "本月完成", "本月完成", "累计完成", "年度完成"), {"甲", 1, 1, 1, 1, 1}}}, "SHEET_COLUMN_TWICE"},
		"on two sheets":           {[]grid{annex(project(1, "甲")), annex(project(1, "甲"))}, "SHEET_SEVERAL"},
		"in a unit nobody knows":  {[]grid{{{"单位：万美元"}, upperHeader(), lowerHeader(), project(1, "甲")}}, "SHEET_UNIT_UNKNOWN"},
		"and no project below":    {[]grid{annex()}, "SHEET_EMPTY"},
		"and only a total below":  {[]grid{annex([]any{"合计", nil, nil, nil, nil, nil, 1})}, "SHEET_EMPTY"},
		"below too many rows":     {[]grid{append(make(grid, 0), append(manyTitles(60), annex(project(1, "甲"))...)...)}, "SHEET_NO_HEADER"},
		"and a cell far outside":  {[]grid{annex(append(project(1, "甲"), make([]any, 90)...), slices.Concat(make([]any, 120), []any{"x"}))}, "SHEET_TOO_MANY_COLUMNS"},
		"an empty sheet":          {[]grid{{}}, "SHEET_NO_HEADER"},
		"the header is all of it": {[]grid{{upperHeader()}}, "SHEET_EMPTY"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read(workbook(t, tc.grids...), 3, sheet.DefaultLimits())
			if got := errs.ReasonOf(err); got != tc.want {
				t.Errorf("Read() = %v, want reason %s", err, tc.want)
			}
			if !sheet.Catalogue().Has(tc.want) {
				t.Errorf("no sentence for %s", tc.want)
			}
		})
	}
}

func manyTitles(n int) grid {
	g := grid{}
	for range n {
		g = append(g, []any{"标题"})
	}
	return g
}

func TestTheSheetAmongOthers(t *testing.T) {
	plans := grid{{"序号", "项目名称", "总投资", "签约情况"}, {1, "乙", 1, "已签"}}
	s := read(t, workbook(t, plans, annex(project(1, "甲")), annex()))
	if s.Name != "表2" || len(s.Rows) != 1 {
		t.Errorf("read sheet %s with %d rows", s.Name, len(s.Rows))
	}
}
