package indicator

import "pacesetter/services/statistics/internal/statistics"

// startedGrowth is how many more new projects have started since January than in the
// same months of the year before.
func startedGrowth() Indicator {
	return Indicator{
		Key: "started_growth", Name: "新开工项目数同比", Measure: Percent, Direction: Higher, Lifecycle: true, With: FormerYear,
		Formula: "同比 = （已开工的新建项目数 − 上年同期数）÷ 上年同期数 × 100%，按年初至当月累计，提前开工的计入。两年各按其年度的清单和单位。",
		Source:  "统计通行口径：与上年同期相比",
		value: func(in Input) Value {
			switch before := in.Compared.Lifecycle[statistics.Started]; {
			case in.NoLifecycle:
				return missing(LifecycleUntold)
			case in.Figures.Projects == 0:
				return missing(NoProjects)
			case before <= 0:
				return missing(NoFormerStarts)
			default:
				return growth(in.Figures.Lifecycle[statistics.Started], before, in.Settings.Decimals)
			}
		},
	}
}
