package indicator

import "pacesetter/services/statistics/internal/statistics"

// reserveProjects counts the projects of the reserve library.
func reserveProjects() Indicator {
	return Indicator{
		Key: "reserve_projects", Name: "储备项目数", Measure: Count, Direction: Higher, Lifecycle: true,
		Formula: "储备项目数 = 当年登记在储备库中的项目数，不论是否列入清单；按登记时所在的库计，库没有月份。",
		Source:  "临淄区 2020 年责任清单(四)：策划储备项目 100 个以上；滨州市 2020 年 1191 个",
		value: func(in Input) Value {
			if in.NoLifecycle {
				return missing(LifecycleUntold)
			}
			return count(in.Figures.Lifecycle[statistics.Reserve])
		},
	}
}
