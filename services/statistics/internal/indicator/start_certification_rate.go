package indicator

import "pacesetter/services/statistics/internal/statistics"

// startCertificationRate is how many of the starts are certified.
func startCertificationRate() Indicator {
	return Indicator{
		Key: "start_certification_rate", Name: "开工认定率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "开工认定率 = 已开工的新建项目中开工已认定的项目数 ÷ 已开工的新建项目数 × 100%。认定须有佐证，由市级作出；认定晚于当月末的不计。",
		Source:  "滨州市 2020 年：每月一认定",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.StartsCertified], l[statistics.Started], NoneStarted)
		},
	}
}
