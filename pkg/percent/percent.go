// Package percent works out shares exactly, from integers, and rounds only where
// they are shown: completion rate (投资完成率), pace (时序进度) and lead (超/欠时序).
//
// It owns the rounding rules, so that every service shows the same figure with the
// same digits. It refuses to know where money comes from and which unit set which
// rounding: both are arguments.
package percent

import (
	"math/big"
	"strings"
)

// Ratio is an exact share of a whole. The zero Ratio is nought.
type Ratio struct{ part, whole int64 }

// Of is part of whole; false where there is no whole to be part of.
func Of(part, whole int64) (Ratio, bool) {
	if whole <= 0 {
		return Ratio{}, false
	}
	return Ratio{part, whole}, true
}

// Pace is the share of the year that has passed at the end of the month (时序进度).
func Pace(month int) Ratio { return Ratio{int64(month), Months} }

// Months is the number of months of a plan year.
const Months = 12

// PaceByPlan is the share of the year's plan that should be done at the end of the month
// (按分月计划的时序进度): of the projects with a plan by month, toDate of byMonth, of the
// rest of planned the calendar's share. Without a plan it is the calendar's.
func PaceByPlan(planned, byMonth, toDate int64, month int) Ratio {
	by, ok := Of(Months*toDate+(planned-byMonth)*int64(month), Months*planned)
	if !ok {
		return Pace(month)
	}
	return by
}

// Shown is the percentage rounded half up to the decimals, e.g. "47.1".
func (r Ratio) Shown(decimals int) string {
	return digits(scale(r.fraction(), decimals, halfUp), decimals)
}

// Cut is the percentage with the digits after the decimals left off: 5/12 is 41.6.
func (r Ratio) Cut(decimals int) string {
	return digits(scale(r.fraction(), decimals, cut), decimals)
}

// Signed is Shown with a plus where it is more than nought: "+5.5", "-3.2", "0.0".
func (r Ratio) Signed(decimals int) string {
	return signed(scale(r.fraction(), decimals, halfUp), decimals)
}

// Percent6 is the percentage rounded half up to six decimals, for programs.
func (r Ratio) Percent6() float64 { return float6(r.fraction()) }

// fraction is the share as a fraction of two integers that stay exact.
func (r Ratio) fraction() fraction {
	if r.whole == 0 {
		return fraction{big.NewInt(0), big.NewInt(1)}
	}
	return fraction{big.NewInt(r.part), big.NewInt(r.whole)}
}

// fraction is num/den with den > 0; not reduced, for nobody looks at it.
type fraction struct{ num, den *big.Int }

// minus is f - g, exact.
func (f fraction) minus(g fraction) fraction {
	left, right := new(big.Int).Mul(f.num, g.den), new(big.Int).Mul(g.num, f.den)
	return fraction{left.Sub(left, right), new(big.Int).Mul(f.den, g.den)}
}

// mode says what becomes of the digits that are not shown.
type mode bool

const (
	cut    mode = false // towards nought
	halfUp mode = true  // to the nearer, a half away from nought
)

// scale is the percentage f × 100 in units of its last shown decimal. A half is
// rounded away from nought, so that a lag is shown like a lead of the same size.
func scale(f fraction, decimals int, m mode) *big.Int {
	n := new(big.Int).Mul(f.num, power10(decimals+2))
	if m == halfUp {
		n.Add(n.Lsh(n, 1), new(big.Int).Mul(f.den, big.NewInt(int64(n.Sign()))))
		return n.Quo(n, new(big.Int).Lsh(f.den, 1))
	}
	return n.Quo(n, f.den)
}

// power10 is 10ⁿ.
func power10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// float6 is the percentage half up to six decimals; only here it becomes a float.
func float6(f fraction) float64 {
	value, _ := new(big.Rat).SetFrac(scale(f, 6, halfUp), power10(6)).Float64()
	return value
}

// digits writes n units of the last decimal as a decimal number.
func digits(n *big.Int, decimals int) string {
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
	}
	text := new(big.Int).Abs(n).String()
	if decimals == 0 {
		return sign + text
	}
	if missing := decimals + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	point := len(text) - decimals
	return sign + text[:point] + "." + text[point:]
}
