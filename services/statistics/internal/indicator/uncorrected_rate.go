package indicator

// uncorrectedRate is how many accepted reports stood as they were accepted.
func uncorrectedRate() Indicator {
	return Indicator{
		Key: "uncorrected_rate", Name: "月报免更正率", Measure: Percent, Direction: Higher,
		Formula: "月报免更正率 = 当月应报项目的已审核月报中审核后没有更正过的份数 ÷ 已审核份数 × 100%。审核前退回修改的不算更正；以后更正的，该月的数随之改变。",
		Source:  "本平台口径：更正与报送记录相同，按月报的已审核版次计",
		value:   func(in Input) Value { return uncorrected(in).value(in) },
	}
}

// uncorrected are the reports that were not corrected out of those accepted.
func uncorrected(in Input) proportion {
	f := in.Figures
	accepted := f.Due - f.Missing
	switch {
	case f.Projects == 0:
		return because(NoProjects)
	case accepted <= 0:
		return because(NoMonthReports)
	case !f.Punctual():
		return because(PunctualityUntold)
	default:
		return proportion{part: accepted - f.Corrected, whole: accepted}
	}
}
