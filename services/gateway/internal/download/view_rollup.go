package download

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// rollup is a unit's figures with those of its sub-units and, if asked for, groups.
func (v Views) rollup(ctx context.Context, unit string, query url.Values) (tabular.Table, error) {
	request := &statisticsv1.GetRollupRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Unit = unit
	answer, err := v.Statistics.GetRollup(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	r := answer.GetRollup()
	what := narrowed(r.GetListing(), request.GetCategory(), request.GetNature())
	titles := []string{
		r.GetName() + " " + r.GetMonth() + what + " 汇总",
		asOf(r.GetAsOfTime(), r.GetCutoff()) + "；报齐 " + strconv.Itoa(int(r.GetUnitsReported())) + "/" + strconv.Itoa(int(r.GetUnits())) + " 个单位",
		"投资单位：亿元；超/欠时序单位：个百分点。年度完成为年初至今，未报的沿用上次月报。",
	}
	if request.GetBy() == "listing" {
		titles = append(titles, "一个项目可列入多个级别，各级别之和可能大于合计。")
	}
	if strings.HasPrefix(request.GetBy(), "tag:") {
		titles = append(titles, "一个项目可有同一体系的多个标签，各组之和可能大于合计；合计中每个项目只算一次。")
	}
	header := append([]string{"行", "名称", "编码"}, wording.FigureHeader("亿元")...)
	if request.GetGrowth() {
		header = append(header, wording.GrowthHeader("亿元")...)
		titles = append(titles, "累计同比与上年同期相比，环比与上月相比，当月同比与上年同月相比；各按其年度的清单和单位，空白为无从比较。")
	}
	return tabular.Table{
		Name: r.GetName() + r.GetMonth() + what + "汇总", Titles: titles, Header: header, Rows: tabular.Of(rollupRows(r, request.GetGrowth())),
	}, nil
}

func rollupRows(r *statisticsv1.Rollup, growth bool) [][]tabular.Cell {
	line := func(kind, name, code string, f *statisticsv1.RollupFigures) []tabular.Cell {
		cells := join([]tabular.Cell{tabular.Text(kind), tabular.Text(name), tabular.Text(code)}, figureCells(f, inYi)...)
		if growth {
			cells = append(cells, growthCells(f.GetGrowth())...)
		}
		return cells
	}
	rows := [][]tabular.Cell{line("合计", r.GetName(), r.GetUnit(), r.GetFigures())}
	for _, c := range r.GetChildren() {
		name := c.GetName()
		if c.GetItself() {
			name += "（本级）"
		}
		rows = append(rows, line("下级单位", name, c.GetUnit(), c.GetFigures()))
	}
	for _, g := range r.GetGroups() {
		rows = append(rows, line("分组", groupName(g), g.GetValue(), g.GetFigures()))
	}
	return rows
}

func groupName(g *statisticsv1.GroupRollup) string {
	switch {
	case g.GetName() != "":
		return g.GetName()
	case g.GetValue() == "":
		return "未注明"
	}
	return wording.Value(g.GetValue())
}

// figureCells are what wording.FigureHeader heads.
func figureCells(f *statisticsv1.RollupFigures, amount func(yuan int64) tabular.Cell) []tabular.Cell {
	return []tabular.Cell{
		count(f.GetProjects()), count(f.GetDue()), count(f.GetReported()), count(f.GetMissing()),
		amount(f.GetTotalInvestmentYuan()), amount(f.GetPlannedYuan()), amount(f.GetMonthYuan()), amount(f.GetInvestedYuan()),
		tabular.Number(f.GetRateShown()), tabular.Number(f.GetPaceShown()), tabular.Number(f.GetLeadShown()),
	}
}

// growthCells are what wording.GrowthHeader heads; blank where there is nothing to compare with.
func growthCells(g *statisticsv1.GrowthFigures) []tabular.Cell {
	amount := func(yuan *int64) tabular.Cell {
		if yuan == nil {
			return tabular.Text("")
		}
		return inYi(*yuan)
	}
	if g == nil {
		g = &statisticsv1.GrowthFigures{}
	}
	//nolint:protogetter // the getters hide that there is nothing to compare with
	return []tabular.Cell{
		amount(g.FormerYearInvestedYuan), tabular.Number(g.GetYearGrowth().GetShown()),
		amount(g.FormerMonthYuan), tabular.Number(g.GetMonthGrowth().GetShown()),
		amount(g.FormerYearMonthYuan), tabular.Number(g.GetSameMonthGrowth().GetShown()),
	}
}

func count(n int64) tabular.Cell { return tabular.Number(strconv.FormatInt(n, 10)) }

// Money stands exactly in a file; a workbook shows roll-ups in 亿元 with two decimals
// and single projects in 万元 without.
func inYi(yuan int64) tabular.Cell { return tabular.Amount(money.FormatYi(money.Yuan(yuan)), 2) }

func inWan(yuan int64) tabular.Cell { return tabular.Amount(money.FormatWan(money.Yuan(yuan)), 0) }
