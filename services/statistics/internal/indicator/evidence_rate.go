package indicator

import "pacesetter/services/statistics/internal/statistics"

// evidenceRate is how many entries into stages are proven.
func evidenceRate() Indicator {
	return Indicator{
		Key: "evidence_rate", Name: "佐证认定率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "佐证认定率 = （开工已认定 + 竣工已认定）÷（已开工的新建项目 + 当年竣工的项目）× 100%。没有佐证的不能认定，所以已认定的都有佐证；" +
			"有佐证而未认定的不计，投产不计。",
		Source: "滨州市 2020 年：每月一认定",
		value:  func(in Input) Value { return evidence(in).value(in) },
	}
}

// evidence are the certified entries into stages out of all; nothing is certified
// without evidence.
func evidence(in Input) proportion {
	l := in.Figures.Lifecycle
	entered := l[statistics.Started] + l[statistics.Completed]
	switch {
	case in.NoLifecycle:
		return because(LifecycleUntold)
	case in.Figures.Projects == 0:
		return because(NoProjects)
	case entered == 0:
		return because(NoStageEntered)
	default:
		return proportion{part: l[statistics.StartsCertified] + l[statistics.CompletionsCertified], whole: entered}
	}
}
