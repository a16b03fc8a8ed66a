package indicator

// pace is the share of the year that has passed at the end of the month, or of its plan
// that should be done by then: the line that completion is held against.
func pace() Indicator {
	return Indicator{
		Key: "pace", Name: "时序进度", Measure: Percent, Direction: Higher,
		Formula: "时序进度 = 已过月数 ÷ 12 × 100%，按单位的取舍规则（不取舍、截位、四舍五入）显示，是衡量完成率的参照线。" +
			"单位设为按分月计划的：截至当月的计划投资之和 ÷ 年度计划投资之和 × 100%；没有批准分月计划的项目，截至当月的计划 = 年度计划 × 已过月数 ÷ 12。" +
			"按日历的各单位相同，按分月计划的各单位不同。",
		Source: "各地月度通报的通行口径；滨州市 2020 年 5 月按截位为 41.6%",
		value: func(in Input) Value {
			shown := againstPlan(in)
			return Value{Percent: shown.Pace6, Shown: shown.Pace}
		},
	}
}
