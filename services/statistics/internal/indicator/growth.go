package indicator

import (
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// Former are figures of another month that those of a month are compared with.
type Former struct {
	Figures statistics.Figures
	Missing Missing // why they are not known; None where they are
}

// There tells whether there is anything to compare with.
func (f Former) There() bool { return f.Missing == None && !f.Figures.IsZero() }

// Growth is how investment has grown, as roll-ups tell it beside their figures.
type Growth struct {
	Year      Value // year to date on that of the year before: yearGrowth
	Month     Value // month on the month before: monthGrowth
	SameMonth Value // month on the same month of the year before
}

// GrowthOf compares figures with those of the month before and those of the same month of
// the year before, by the formulas of the indicators: there is one of each.
func GrowthOf(now statistics.Figures, month, year Former, settings unittree.Settings) Growth {
	against := func(f Former, value func(Input) Value) Value {
		if f.Missing != None {
			return missing(f.Missing)
		}
		return value(Input{Figures: now, Compared: f.Figures, Settings: settings})
	}
	return Growth{
		Year:  against(year, yearGrowth().value),
		Month: against(month, monthGrowth().value),
		SameMonth: against(year, func(in Input) Value {
			return monthOn(in, NoFormerYearMonth, FormerYearMonthZero)
		}),
	}
}
