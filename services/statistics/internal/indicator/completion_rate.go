package indicator

import "pacesetter/pkg/percent"

// completionRate is the year to date as a share of the annual plan.
func completionRate() Indicator {
	return Indicator{
		Key: "completion_rate", Name: "投资完成率", Measure: Percent, Direction: Higher,
		Formula: "投资完成率 = 年度完成投资 ÷ 年度计划投资 × 100%。年度完成：各项目截至当月最近一份已审核月报的年度完成投资之和，" +
			"当月未报的沿用上次的数；年度计划：当年列入清单的全部项目，不论是否已报。",
		Source: "各地月度通报的通行口径；滨州市 2020 年 5 月公布 47.1%",
		value: func(in Input) Value {
			if why := unplanned(in); why != None {
				return missing(why)
			}
			shown := againstPlan(in)
			return Value{Percent: shown.Rate6, Shown: shown.Rate}
		},
	}
}

// unplanned says why there is nothing to hold against a plan, if there is not.
func unplanned(in Input) Missing {
	switch f := in.Figures; {
	case f.Projects == 0:
		return NoProjects
	case f.Planned <= 0:
		return NoPlan
	case f.Invested == 0 && f.Reported == 0:
		return NoReports
	}
	return None
}

func againstPlan(in Input) percent.Shown {
	return percent.ShowAgainst(in.Figures.Pace(in.Month, in.Settings.PaceRule), in.Figures.Invested, in.Figures.Planned, in.Settings.PaceRounding, in.Settings.Decimals)
}
