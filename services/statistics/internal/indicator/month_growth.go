package indicator

// monthGrowth is how much more was invested in the month than in the month before.
func monthGrowth() Indicator {
	return Indicator{
		Key: "month_growth", Name: "本月完成投资环比", Measure: Percent, Direction: Higher, With: FormerMonth,
		Formula: "环比 = （当月完成投资 − 上月完成投资）÷ 上月完成投资 × 100%。完成投资只计该月已审核的月报，未报的项目不计；" +
			"1 月与上年 12 月相比，两个月各按其年度的清单。",
		Source: "统计通行口径：与上一统计期相比",
		value:  func(in Input) Value { return monthOn(in, NoFormerMonth, FormerMonthZero) },
	}
}

// monthOn is how much more was invested in the month than in the one it is compared with,
// which may lack reports or be of nothing.
func monthOn(in Input, noReports, zero Missing) Value {
	switch {
	case in.Figures.Projects == 0:
		return missing(NoProjects)
	case in.Figures.Reported == 0:
		return missing(NoMonthReports)
	case in.Compared.Reported == 0:
		return missing(noReports)
	case in.Compared.Month <= 0:
		return missing(zero)
	}
	return growth(in.Figures.Month, in.Compared.Month, in.Settings.Decimals)
}
