package indicator

import "pacesetter/pkg/percent"

// reportRate is how many of the projects that were due have an accepted report of the
// month.
func reportRate() Indicator {
	return Indicator{
		Key: "report_rate", Name: "月报报送率", Measure: Percent, Direction: Higher,
		Formula: "月报报送率 = 当月应报项目中月报已审核的项目数 ÷ 当月应报项目数 × 100%。不是应报项目的月报不计；迟报但已审核的计为已报。",
		Source:  "本平台口径：应报、已报、未报与汇总相同",
		value: func(in Input) Value {
			f := in.Figures
			if f.Projects == 0 {
				return missing(NoProjects)
			}
			rate, ok := percent.Of(f.Due-f.Missing, f.Due)
			if !ok {
				return missing(NothingDue)
			}
			return Value{Percent: rate.Percent6(), Shown: rate.Shown(in.Settings.Decimals)}
		},
	}
}
