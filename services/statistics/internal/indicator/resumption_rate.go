package indicator

import "pacesetter/services/statistics/internal/statistics"

// resumptionRate is how many of the continued projects have resumed in the year.
func resumptionRate() Indicator {
	return Indicator{
		Key: "resumption_rate", Name: "复工率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "复工率 = 应复工项目中已复工的项目数 ÷ 应复工项目数 × 100%。应复工：列入清单的续建项目，上年已竣工的、因不可抗力经批准的除外；全年应复工。",
		Source:  "临淄区 2020 年节点任务(1)：续建项目全部复工，不可抗力除外",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.Resumed], l[statistics.DueToResume], NoResumptionDue)
		},
	}
}
