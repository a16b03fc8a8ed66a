package registry

import (
	"time"

	"pacesetter/pkg/money"
)

// The checks of a month's amount against the project's own earlier months.
const (
	ReasonMonthJump     = "MONTH_JUMP"
	ReasonRoundJump     = "ROUND_JUMP"
	ReasonSameAmount    = "SAME_AMOUNT"
	ReasonDecemberSpike = "DECEMBER_SPIKE"
)

// meanMonths is how far back a project's own mean looks.
const meanMonths = 12

type jumpParams struct {
	Times       int64 `json:"times"`        // of the project's own mean
	Months      int   `json:"months"`       // with investment that make a mean
	PlanPercent int64 `json:"plan_percent"` // of the annual plan, below which no jump matters
}

// monthJump: the month is far above what the project does in a month.
func monthJump(p jumpParams, f *Facts, _ time.Time) *hit {
	amount := f.Figures.Month
	if !reaches(amount, f.plan.Planned, p.PlanPercent) {
		return nil
	}
	mean, months := f.mean(meanMonths)
	if months < p.Months || int64(amount) < p.Times*int64(mean) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(amount), "mean", yuan(mean)}}
}

type roundParams struct {
	Times     int64      `json:"times"`
	Months    int        `json:"months"`
	Digits    int        `json:"digits"` // at most so many are not nought
	LeastYuan money.Yuan `json:"least_yuan"`
}

// roundJump: the month is well above the mean and as round as no invoice adds up to.
func roundJump(p roundParams, f *Facts, _ time.Time) *hit {
	amount := f.Figures.Month
	if amount < p.LeastYuan || significant(amount) > p.Digits {
		return nil
	}
	mean, months := f.mean(meanMonths)
	if months < p.Months || int64(amount) < p.Times*int64(mean) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(amount), "mean", yuan(mean)}}
}

// significant counts an amount's digits up to the last that is not nought.
func significant(amount money.Yuan) int {
	for amount != 0 && amount%10 == 0 {
		amount /= 10
	}
	digits := 0
	for ; amount != 0; amount /= 10 {
		digits++
	}
	return digits
}

type sameParams struct {
	Months    int        `json:"months"` // in a row, the reported one among them
	LeastYuan money.Yuan `json:"least_yuan"`
}

// sameAmount: building sites don't spend the same sum month after month.
func sameAmount(p sameParams, f *Facts, _ time.Time) *hit {
	if f.Figures.Month < p.LeastYuan {
		return nil
	}
	before := f.before(p.Months-1, func(t Told) bool { return t.Figures.Month == f.Figures.Month })
	if len(before) < p.Months-1 {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(f.Figures.Month), "months", number(p.Months)}}
}

type spikeParams struct {
	Month       int   `json:"month"`
	Times       int64 `json:"times"`        // of the mean of the year's earlier months
	YearPercent int64 `json:"year_percent"` // of the year to date
}

// decemberSpike: what is missing to the plan appears in the year's last month.
func decemberSpike(p spikeParams, f *Facts, _ time.Time) *hit {
	if f.Month.Month != p.Month {
		return nil
	}
	mean, months := f.mean(p.Month - 1)
	amount := f.Figures.Month
	if months == 0 || int64(amount) < p.Times*int64(mean) || !reaches(amount, f.Figures.YearToDate, p.YearPercent) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(amount), "mean", yuan(mean)}}
}

// mean is what the project did in a month of the last so many, and in how many of
// them it did anything: months of frost are no measure.
func (f *Facts) mean(back int) (money.Yuan, int) {
	var sum money.Yuan
	months := 0
	for i := 1; i <= back; i++ {
		if told, ok := f.Accepted[f.Month.Add(-i)]; ok && told.Figures.Month > 0 {
			sum += told.Figures.Month
			months++
		}
	}
	return sum / money.Yuan(max(months, 1)), months
}

// before are the accepted months right before this one of which something holds, the
// nearest first, at most n, and none beyond a gap or one of which it doesn't hold.
func (f *Facts) before(n int, holds func(Told) bool) []Told {
	var told []Told
	for i := 1; i <= n; i++ {
		t, ok := f.Accepted[f.Month.Add(-i)]
		if !ok || !holds(t) {
			break
		}
		told = append(told, t)
	}
	return told
}
