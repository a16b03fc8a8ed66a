package indicator

import "pacesetter/services/statistics/internal/statistics"

// factsRate is how many of the facts that the register asks for are filled in.
func factsRate() Indicator {
	return Indicator{
		Key: "facts_rate", Name: "要素齐全率", Measure: Percent, Direction: Higher, Lifecycle: true,
		Formula: "要素齐全率 = 已填的要素数 ÷ 应填的要素数 × 100%，按当年列入清单的项目相加。应填哪些由登记服务的要素清单定" +
			"（代码、信用代码、单位、类别、行业、规模、地点、年限、计划开工月、总投资、年度计划）；按现时登记的要素，没有月份。",
		Source: "要素清单为平台样例，见登记服务的 facts.json",
		value:  func(in Input) Value { return facts(in).value(in) },
	}
}

// facts are those filled in out of those listed.
func facts(in Input) proportion {
	l := in.Figures.Lifecycle
	switch {
	case in.Figures.Projects == 0:
		return because(NoProjects)
	case in.NoLifecycle || l[statistics.Described] != in.Figures.Projects:
		return because(FactsUntold)
	default:
		return proportion{part: l[statistics.FactsFilled], whole: l[statistics.FactsListed]}
	}
}
