package indicator

import "pacesetter/services/statistics/internal/statistics"

// statisticsEntryRate is how many of those that belong into the fixed-asset statistics have entered.
func statisticsEntryRate() Indicator {
	return Indicator{
		Key: "statistics_entry_rate", Name: "应统尽统率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "应统尽统率 = 已入库纳统的项目数 ÷ 应统项目数 × 100%。应统：已开工（含续建）且计划总投资达到固定资产投资统计起点（500 万元）的项目；先入库、后有数。",
		Source:  "固定资产投资统计月报制度；临淄区 2020 年节点任务(4)“应统尽统”",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.StatisticsEntered], l[statistics.StatisticsEligible], NothingEligible)
		},
	}
}
