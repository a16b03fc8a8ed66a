package registry

import (
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
)

// HandedIn is a month that was handed in, with what had been invested by its end.
type HandedIn struct {
	Month                  month.Month
	YearToDate, Cumulative money.Yuan
}

// Earlier is what had been invested before m, in its year and in all, by the last month
// that was handed in and the opening balances; false where there is neither. Whoever
// reports m adds to it.
func Earlier(m month.Month, last *HandedIn, opening *Opening) (Figures, bool) {
	var before Figures
	if opening != nil && opening.Month.Year == m.Year {
		before.YearToDate = opening.Year
	}
	if opening != nil {
		before.Cumulative = opening.Cumulative
	}
	if last != nil {
		before.Cumulative = last.Cumulative
		if last.Month.Year == m.Year {
			before.YearToDate = last.YearToDate
		}
	}
	return before, last != nil || opening != nil
}
