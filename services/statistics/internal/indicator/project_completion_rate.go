package indicator

import "pacesetter/services/statistics/internal/statistics"

// projectCompletionRate is how many of the projects that were due to be completed have been.
func projectCompletionRate() Indicator {
	return Indicator{
		Key: "project_completion_rate", Name: "竣工率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "竣工率 = 应竣工项目中已竣工的项目数 ÷ 应竣工项目数 × 100%。应竣工：建设止年已过的；止年为当年的到 12 月应竣工。上年及以前竣工的、提前竣工的不计。",
		Source:  "本平台口径：计划只到建设止年，没有竣工月",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.CompletedOfDue], l[statistics.DueToComplete], NoCompletionDue)
		},
	}
}
