package indicator

// projects is how many projects the year has. None is a number like any other.
func projects() Indicator {
	return Indicator{
		Key: "projects", Name: "项目数", Measure: Count, Direction: Higher,
		Formula: "当年列入清单（含以后月份列入）的项目数，不论当月是否已报，每个项目只计一次。一个项目可以列入多个清单，各清单之和可能大于合计。",
		Source:  "本平台口径：与汇总相同",
		value:   func(in Input) Value { return count(in.Figures.Projects) },
	}
}
