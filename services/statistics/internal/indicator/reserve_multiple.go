package indicator

import "pacesetter/services/statistics/internal/statistics"

// reserveMultiple is how many times the year's plan the reserve is (储备倍数).
func reserveMultiple() Indicator {
	return Indicator{
		Key: "reserve_multiple", Name: "储备倍数", Measure: Times, Direction: Higher, Lifecycle: true,
		Formula: "储备倍数 = 储备项目总投资 ÷ 年度计划投资。储备项目：当年登记在储备库中的，不论是否列入清单；年度计划：当年列入清单的全部项目。",
		Source:  "中阳县 2023 年实施意见：储备项目规模保持在年度投资规模的 5 倍以上；“年度投资规模”取年度计划投资",
		value: func(in Input) Value {
			switch f := in.Figures; {
			case in.NoLifecycle:
				return missing(LifecycleUntold)
			case f.Lifecycle[statistics.Reserve] == 0:
				return missing(NoReserve)
			case f.Planned <= 0:
				return missing(NoPlan)
			default:
				return times(f.Lifecycle[statistics.ReserveTotal], f.Planned, in.Settings.Decimals)
			}
		},
	}
}
