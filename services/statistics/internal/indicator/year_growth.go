package indicator

// yearGrowth is how much more was invested since January than in the same months of
// the year before.
func yearGrowth() Indicator {
	return Indicator{
		Key: "year_growth", Name: "年度完成投资同比", Measure: Percent, Direction: Higher, With: FormerYear,
		Formula: "同比 = （年度完成投资 − 上年同期年度完成投资）÷ 上年同期年度完成投资 × 100%，按年初至当月累计。两年各按其年度的清单和单位；" +
			"当月未报的项目沿用上次的数。",
		Source: "统计通行口径：与上年同期相比，固定资产投资按累计数",
		value: func(in Input) Value {
			f := in.Figures
			switch {
			case f.Projects == 0:
				return missing(NoProjects)
			case f.Invested == 0 && f.Reported == 0:
				return missing(NoReports)
			case in.Compared.Invested <= 0:
				return missing(NoFormerYear)
			}
			return growth(f.Invested, in.Compared.Invested, in.Settings.Decimals)
		},
	}
}
