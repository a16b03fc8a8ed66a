package indicator

import "pacesetter/services/statistics/internal/statistics"

// completionCertificationRate is how many of the year's completions are certified.
func completionCertificationRate() Indicator {
	return Indicator{
		Key: "completion_certification_rate", Name: "竣工认定率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "竣工认定率 = 当年竣工的项目中竣工已认定的项目数 ÷ 当年竣工的项目数 × 100%。认定须有佐证，由市级作出；认定晚于当月末的不计。",
		Source:  "滨州市 2020 年：每月一认定",
		value: func(in Input) Value {
			l := in.Figures.Lifecycle
			return lifecycleShare(in, l[statistics.CompletionsCertified], l[statistics.Completed], NoneCompleted)
		},
	}
}
