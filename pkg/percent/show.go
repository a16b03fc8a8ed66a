package percent

import "math/big"

// Rounding says how the pace is rounded where it is shown; a setting of the unit.
type Rounding string

// The roundings of the pace. An unknown one counts as RoundingNone.
const (
	RoundingNone   Rounding = "none"    // the exact pace counts; the lead is rounded once
	RoundingCut    Rounding = "cut"     // 5/12 is 41.6
	RoundingHalfUp Rounding = "half_up" // 5/12 is 41.7
)

// Valid tells whether r is one of the three.
func (r Rounding) Valid() bool {
	return r == RoundingNone || r == RoundingCut || r == RoundingHalfUp
}

// Shown are rate, pace and lead as people and programs are told them.
type Shown struct {
	Rate, Pace, Lead    string  // Rate and Lead are empty without a plan; Lead has its sign
	Rate6, Pace6, Lead6 float64 // exact, half up to six decimals, whatever the rounding shown
	HasPlan             bool
}

// Show works out the completion rate of invested against planned and its distance
// to the pace at the end of the month. Where the pace is rounded, the lead is the
// difference of the two figures as shown, so that a reader can check it; else it
// is the exact difference, rounded once.
func Show(invested, planned int64, month int, rounding Rounding, decimals int) Shown {
	return ShowAgainst(Pace(month), invested, planned, rounding, decimals)
}

// ShowAgainst is Show against a pace that need not be the calendar's.
func ShowAgainst(pace Ratio, invested, planned int64, rounding Rounding, decimals int) Shown {
	paceUnits := paceAsShown(pace, rounding, decimals)
	s := Shown{Pace: digits(paceUnits, decimals), Pace6: pace.Percent6()}
	rate, ok := Of(invested, planned)
	if !ok {
		return s
	}
	exactLead := rate.fraction().minus(pace.fraction())
	rateUnits := scale(rate.fraction(), decimals, halfUp)
	lead := scale(exactLead, decimals, halfUp)
	if rounding == RoundingCut || rounding == RoundingHalfUp {
		lead = new(big.Int).Sub(rateUnits, paceUnits)
	}
	s.HasPlan = true
	s.Rate, s.Rate6 = digits(rateUnits, decimals), rate.Percent6()
	s.Lead, s.Lead6 = signed(lead, decimals), float6(exactLead)
	return s
}

// paceAsShown is the pace in units of its last shown decimal.
func paceAsShown(pace Ratio, rounding Rounding, decimals int) *big.Int {
	if rounding == RoundingCut {
		return scale(pace.fraction(), decimals, cut)
	}
	return scale(pace.fraction(), decimals, halfUp)
}

// signed writes a lead with a plus where it is one: "+5.5", "-3.2", "0.0".
func signed(n *big.Int, decimals int) string {
	if n.Sign() > 0 {
		return "+" + digits(n, decimals)
	}
	return digits(n, decimals)
}
