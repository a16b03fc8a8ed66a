package indicator

// punctualityRate is how many of the reports that were due came by their day.
func punctualityRate() Indicator {
	return Indicator{
		Key: "punctuality_rate", Name: "月报及时率", Measure: Percent, Direction: Higher,
		Formula: "月报及时率 = 当月应报项目中首次提交不晚于报送期限、且月报已审核的项目数 ÷ 当月应报项目数 × 100%。期限按报送日历（各级可自定，未定的为当月 25 日），以首次报送时的日历为准；" +
			"按期提交后被退回的仍算及时；未报、待审核的不算，期限未到的月份随审核上升。",
		Source: "湛河区 2021 年工作方案第 5 条：每月 25 日前上报、按时保质",
		value:  func(in Input) Value { return punctuality(in).value(in) },
	}
}

// punctuality are the reports on time out of those due.
func punctuality(in Input) proportion {
	switch f := in.Figures; {
	case f.Projects == 0:
		return because(NoProjects)
	case f.Due <= 0:
		return because(NothingDue)
	case !f.Punctual():
		return because(PunctualityUntold)
	default:
		return proportion{part: f.OnTime, whole: f.Due}
	}
}
