package rollup

import (
	"pacesetter/pkg/money"
	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// growth is how investment has grown, under the contract's names; null where there is
// nothing to compare with.
type growth struct {
	FormerYearInvestedYuan *int64 `json:"former_year_invested_yuan"`
	FormerYearMonthYuan    *int64 `json:"former_year_month_yuan"`
	FormerMonthYuan        *int64 `json:"former_month_yuan"`
	YearGrowth             rate   `json:"year_growth"`
	MonthGrowth            rate   `json:"month_growth"`
	SameMonthGrowth        rate   `json:"same_month_growth"`
}

// rate is a growth in percent, or why there is none.
type rate struct {
	Percent percent `json:"percent"`
	Shown   string  `json:"shown"`
	Missing string  `json:"missing,omitempty"`
}

func convertGrowth(g *statisticsv1.GrowthFigures) *growth {
	if g == nil {
		return nil
	}
	//nolint:protogetter // the getters hide that there is nothing to compare with
	return &growth{
		FormerYearInvestedYuan: g.FormerYearInvestedYuan, FormerYearMonthYuan: g.FormerYearMonthYuan, FormerMonthYuan: g.FormerMonthYuan,
		YearGrowth: convertRate(g.YearGrowth), MonthGrowth: convertRate(g.MonthGrowth), SameMonthGrowth: convertRate(g.SameMonthGrowth),
	}
}

func convertRate(v *statisticsv1.IndicatorValue) rate {
	out := rate{Shown: v.GetShown(), Missing: v.GetMissing().GetReason()}
	if v != nil {
		out.Percent = percent{v.Percent} //nolint:protogetter // the getter hides that there is none
	}
	return out
}

// withGrowth tells whether the figures came with growth.
func withGrowth(f *statisticsv1.RollupFigures) bool { return f.GetGrowth() != nil }

// growthCells are what wording.GrowthHeader heads, money as the caller writes it and nothing
// as none says.
func growthCells(g *statisticsv1.GrowthFigures, none string, write func(money.Yuan) string) []string {
	amount := func(yuan *int64) string {
		if yuan == nil {
			return none
		}
		return write(money.Yuan(*yuan))
	}
	shown := func(v *statisticsv1.IndicatorValue) string {
		if v.GetShown() == "" {
			return none
		}
		return v.GetShown()
	}
	//nolint:protogetter // the getters hide that there is nothing to compare with
	return []string{
		amount(g.FormerYearInvestedYuan), shown(g.GetYearGrowth()), amount(g.FormerMonthYuan), shown(g.GetMonthGrowth()),
		amount(g.FormerYearMonthYuan), shown(g.GetSameMonthGrowth()),
	}
}

// header is the common one, with growth's if it was asked for.
func header(growth bool) []string {
	if growth {
		return append(wording.FigureHeader("亿元"), wording.GrowthHeader("亿元")...)
	}
	return wording.FigureHeader("亿元")
}

// csvGrowth are the cells of growth for spreadsheet programs: blank where there is none.
func csvGrowth(f *statisticsv1.RollupFigures) []tabular.Cell {
	if !withGrowth(f) {
		return nil
	}
	var cells []tabular.Cell
	for _, text := range growthCells(f.GetGrowth(), "", money.FormatYi) {
		cells = append(cells, tabular.Number(text))
	}
	return cells
}

// showGrowth are the cells of growth for people.
func showGrowth(f *statisticsv1.RollupFigures) []string {
	if !withGrowth(f) {
		return nil
	}
	return growthCells(f.GetGrowth(), wording.OrDash(""), func(y money.Yuan) string { return money.ShowYi(y, 2) })
}
