package indicator

import "pacesetter/services/statistics/internal/statistics"

// startRate is how many of the new projects that were due to start by the end of the month have.
func startRate() Indicator {
	return Indicator{
		Key: "start_rate", Name: "开工率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "开工率 = 应开工项目中已开工的项目数 ÷ 应开工项目数 × 100%。应开工：列入清单的新建项目，计划开工月在当月及以前的；计划没有开工月的到 12 月应开工。提前开工的不计，退库的自退库当月起不计。",
		Source:  "通报的通行口径（206 ÷ 255 = 80.8%）；临淄区 2020 年节点任务(1)(3)(4)",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.StartedOfDue], l[statistics.DueToStart], NoStartDue)
		},
	}
}
