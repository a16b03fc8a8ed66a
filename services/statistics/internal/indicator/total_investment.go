package indicator

// totalInvestment is the planned investment of all projects of the year, over their
// whole time.
func totalInvestment() Indicator {
	return Indicator{
		Key: "total_investment", Name: "总投资", Measure: Yuan, Direction: Higher,
		Formula: "当年列入清单（含以后月份列入）的项目总投资之和，不论当月是否已报，以亿元显示，四舍五入到两位小数。",
		Source:  "本平台口径：与汇总相同",
		value: func(in Input) Value {
			if in.Figures.Projects == 0 {
				return missing(NoProjects)
			}
			return yuan(in.Figures.TotalInvestment)
		},
	}
}
