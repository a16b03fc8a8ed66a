package registry

import (
	"strconv"
	"time"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
)

// The checks of a month's sums against each other and against time.
const (
	ReasonCumulativeOverTotal = "CUMULATIVE_OVER_TOTAL"
	ReasonCumulativeMismatch  = "CUMULATIVE_MISMATCH"
	ReasonYearMismatch        = "YEAR_MISMATCH"
	ReasonLaterMonthLess      = "LATER_MONTH_LESS"
	ReasonMonthAhead          = "MONTH_AHEAD"
)

// The fields that checks point to, as the contract calls them.
const (
	onMonth      = "month_yuan"
	onYear       = "year_to_date_yuan"
	onCumulative = "cumulative_yuan"
	onProgress   = "progress"
)

// noParams is taken by checks that have nothing to set.
type noParams struct{}

type overTotalParams struct {
	Percent int64 `json:"percent"` // of the total investment
}

// cumulativeOverTotal: more was invested than the whole project is to cost.
func cumulativeOverTotal(p overTotalParams, f *Facts, _ time.Time) *hit {
	total := f.plan.TotalInvestment
	if !exceeds(f.Figures.Cumulative, total, p.Percent) {
		return nil
	}
	return &hit{onCumulative, []string{"total", yuan(total)}}
}

// cumulativeMismatch: the cumulative is not the opening balance and the months since.
func cumulativeMismatch(_ noParams, f *Facts, _ time.Time) *hit {
	opening := f.Project.Opening
	if opening == nil || f.Month.Before(opening.Month) {
		return nil
	}
	return f.mismatch(onCumulative, opening.Month, opening.Cumulative, f.Figures.Cumulative)
}

// yearMismatch: the year to date is not the sum of the year's months. January's is
// January itself, whatever else is known: a later month's sheet taken for January says
// something else.
func yearMismatch(_ noParams, f *Facts, _ time.Time) *hit {
	opening := f.Project.Opening
	if f.Month.Month == 1 && f.Figures.YearToDate != f.Figures.Month {
		return &hit{onYear, []string{"sum", yuan(f.Figures.Month), "told", yuan(f.Figures.YearToDate)}}
	}
	if opening == nil || f.Month.Before(opening.Month) {
		return nil
	}
	from, base := month.Month{Year: f.Month.Year, Month: 1}, money.Yuan(0)
	if opening.Month.Year == f.Month.Year {
		from, base = opening.Month, opening.Year
	}
	return f.mismatch(onYear, from, base, f.Figures.YearToDate)
}

// mismatch compares what is told with a balance and the months since. Where a month
// in between is missing the total may be larger, never smaller.
func (f *Facts) mismatch(field string, from month.Month, base, told money.Yuan) *hit {
	sum, whole := base+f.Figures.Month, true
	for at := from; at.Before(f.Month); at = at.Next() {
		known, ok := f.Accepted[at]
		sum, whole = sum+known.Figures.Month, whole && ok
	}
	if told < sum || whole && told != sum {
		return &hit{field, []string{"sum", yuan(sum), "told", yuan(told)}}
	}
	return nil
}

// laterMonthLess: a later month of the year, accepted already, has a smaller year to
// date. Sums only grow: this month's are wrong, or the sheet is of another month.
func laterMonthLess(_ noParams, f *Facts, _ time.Time) *hit {
	for at := f.Month.Next(); at.Year == f.Month.Year; at = at.Next() {
		later, ok := f.Accepted[at]
		if ok && later.Figures.YearToDate < f.Figures.YearToDate {
			return &hit{onYear, []string{"month", at.String(), "later", yuan(later.Figures.YearToDate), "told", yuan(f.Figures.YearToDate)}}
		}
	}
	return nil
}

type aheadParams struct {
	Months int `json:"months"` // that may be reported before they begin
}

// monthAhead: nobody can know what will be invested in a month that has not begun.
func monthAhead(p aheadParams, f *Facts, now time.Time) *hit {
	if !month.Of(now).Add(p.Months).Before(f.Month) {
		return nil
	}
	return &hit{onMonth, []string{"month", f.Month.String()}}
}

// exceeds tells whether an amount is more than so many percent of a whole. What has
// passed Figures.Check can't overflow here.
func exceeds(amount, whole money.Yuan, percent int64) bool {
	return int64(amount)*100 > int64(whole)*percent
}

// reaches tells whether an amount is at least so many percent of a whole that there is.
func reaches(amount, whole money.Yuan, percent int64) bool {
	return whole > 0 && int64(amount)*100 >= int64(whole)*percent
}

func number(n int) string { return strconv.Itoa(n) }
