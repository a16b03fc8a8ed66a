package indicator

import "pacesetter/services/statistics/internal/statistics"

// reserveTotalInvestment is the total investment of the reserve library's projects.
func reserveTotalInvestment() Indicator {
	return Indicator{
		Key: "reserve_total_investment", Name: "储备项目总投资", Measure: Yuan, Direction: Higher, Lifecycle: true,
		Formula: "储备项目总投资 = 当年登记在储备库中的项目总投资之和，不论是否列入清单；按登记时所在的库计，库没有月份。",
		Source:  "临淄区 2020 年责任清单(四)：总投资 500 亿元以上；滨州市 2020 年 7844 亿元",
		value: func(in Input) Value {
			switch l := in.Figures.Lifecycle; {
			case in.NoLifecycle:
				return missing(LifecycleUntold)
			case l[statistics.Reserve] == 0:
				return missing(NoReserve)
			default:
				return yuan(l[statistics.ReserveTotal])
			}
		},
	}
}
