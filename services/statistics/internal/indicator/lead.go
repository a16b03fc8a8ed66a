package indicator

// lead is how far the completion rate is ahead of the pace.
func lead() Indicator {
	return Indicator{
		Key: "lead", Name: "超/欠时序", Measure: Points, Direction: Higher,
		Formula: "超/欠时序 = 投资完成率 − 时序进度，单位为个百分点，正数为超、负数为欠。" +
			"时序进度按日历或按分月计划，见该指标。时序进度按截位或四舍五入显示的，为两个显示数之差；否则为精确差四舍五入一次。",
		Source: "滨州市 2020 年 5 月公布：47.1% − 41.6% = 5.5 个百分点",
		value: func(in Input) Value {
			if why := unplanned(in); why != None {
				return missing(why)
			}
			shown := againstPlan(in)
			return Value{Percent: shown.Lead6, Shown: shown.Lead}
		},
	}
}
