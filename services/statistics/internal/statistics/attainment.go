package statistics

import (
	"math/big"
	"slices"
)

// TargetState says how a target stands at a month.
type TargetState int

// The states.
const (
	TargetNoData   TargetState = iota + 1 // a share of nothing, nothing to attain, or nothing told
	TargetPending                         // not attained, its month not over
	TargetAttained                        // attained
	TargetMissed                          // its month is over, and it is not attained
)

// Attainment (完成情况) is how a target stands.
type Attainment struct {
	Goal int64 // percent, yuan or number
	Standing
	State TargetState
	// Forecast is the part at the end of the target's month, as Forecast has it.
	Forecast         int64
	ForecastAttained bool
}

// Judge says how a target with this goal stands at the end of a month, 1 to 12: of a
// later month than its own, how it stood at the end of its own. It is missed only when
// its month is over, as who asks says.
func (t Target) Judge(goal int64, s Standing, month int, over bool) Attainment {
	a := Attainment{Goal: goal, Standing: s, Forecast: t.forecast(s, month)}
	a.ForecastAttained = t.attained(goal, a.Forecast, s.Whole)
	switch {
	case t.IsShare() && s.Whole <= 0 || goal <= 0:
		a.State, a.ForecastAttained = TargetNoData, false
	case t.attained(goal, s.Part, s.Whole):
		a.State = TargetAttained
	case month < t.Month || !over:
		a.State = TargetPending
	default:
		a.State = TargetMissed
	}
	return a
}

func (t Target) attained(goal, part, whole int64) bool {
	if !t.IsShare() {
		return part >= goal
	}
	left, right := new(big.Int).Mul(big.NewInt(part), big.NewInt(100)), new(big.Int).Mul(big.NewInt(goal), big.NewInt(whole))
	return left.Cmp(right) >= 0
}

// Linear tells whether the forecast goes on at the pace of the year so far, and not by
// what there is: a stock, or a month that is over, doesn't grow.
func (t Target) Linear(month int) bool { return !t.Stock && month < t.Month }

// forecast is the part at the end of the target's month: the year's mean month so far,
// times the months. A number of projects never exceeds the whole that it is part of.
func (t Target) forecast(s Standing, month int) int64 {
	if !t.Linear(month) {
		return s.Part
	}
	part := new(big.Int).Mul(big.NewInt(s.Part), big.NewInt(int64(t.Month)))
	forecast := part.Quo(part, big.NewInt(int64(month))).Int64()
	if t.IsShare() && !inYuan(t.Part) {
		return max(s.Part, min(forecast, s.Whole))
	}
	return forecast
}

// Apportion shares a total out by weights so that the shares' sum is the total: each gets
// its whole part, and what is left goes to the largest fractions, of equal ones to the
// first. Without any weight nobody gets anything.
func Apportion(total int64, weights []int64) []int64 {
	shares, sum := make([]int64, len(weights)), new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(max(w, 0)))
	}
	if sum.Sign() == 0 {
		return shares
	}
	left, fractions := total, make([]*big.Int, len(weights))
	for i, w := range weights {
		whole, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(total), big.NewInt(max(w, 0))), sum, new(big.Int))
		shares[i], fractions[i] = whole.Int64(), rest
		left -= shares[i]
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return fractions[b].Cmp(fractions[a]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}
