package indicator

import "pacesetter/services/statistics/internal/statistics"

// startRateNoLand is the start rate of the projects that need no new land.
func startRateNoLand() Indicator {
	return Indicator{
		Key: "start_rate_no_land", Name: "不需新增用地项目开工率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "同开工率，只计当年不需新增用地的项目：其中已开工的项目数 ÷ 应开工项目数 × 100%。",
		Source:  "临淄区 2020 年节点任务(2)：上半年不需新征地项目全部开工",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.StartedNoLand], l[statistics.DueToStartNoLand], NoStartDue)
		},
	}
}
