package rollup

import (
	"io"
	"strconv"

	"pacesetter/pkg/money"
	"pacesetter/pkg/tabular"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// CSV writes the roll-up for spreadsheet programs: the unit, its sub-units and its
// groups, each row saying which it is; money exactly, in 亿元.
func CSV(w io.Writer, r *statisticsv1.Rollup) error {
	table := tabular.Table{
		Titles: []string{Title(r), "投资单位：亿元；超/欠时序单位：个百分点"},
		Header: append([]string{"行", "名称"}, header(withGrowth(r.GetFigures()))...),
		Rows:   tabular.Of(csvRows(r)),
	}
	return table.Write(w, tabular.CSV)
}

func csvRows(r *statisticsv1.Rollup) [][]tabular.Cell {
	var rows [][]tabular.Cell
	for _, l := range Lines(r) {
		kind := "合计"
		if l.Depth > 0 {
			kind = "下级单位"
		}
		rows = append(rows, csvCells(kind, l))
	}
	for _, l := range Groups(r) {
		rows = append(rows, csvCells("分组", l))
	}
	return rows
}

func csvCells(kind string, l Line) []tabular.Cell {
	f := l.Figures
	count := func(n int64) tabular.Cell { return tabular.Number(strconv.FormatInt(n, 10)) }
	yi := func(yuan int64) tabular.Cell { return tabular.Number(money.FormatYi(money.Yuan(yuan))) }
	return append([]tabular.Cell{
		tabular.Text(kind), tabular.Text(l.Name),
		count(f.GetProjects()), count(f.GetDue()), count(f.GetReported()), count(f.GetMissing()),
		yi(f.GetTotalInvestmentYuan()), yi(f.GetPlannedYuan()), yi(f.GetMonthYuan()), yi(f.GetInvestedYuan()),
		tabular.Number(f.GetRateShown()), tabular.Number(f.GetPaceShown()), tabular.Number(f.GetLeadShown()),
	}, csvGrowth(f)...)
}
