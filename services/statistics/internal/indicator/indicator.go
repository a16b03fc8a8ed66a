// Package indicator owns the figures by which units are compared (指标) and the order
// in which they stand. An indicator is data (name, measure, formula) and one pure
// function of a unit's figures; a new one is a file of its own, its test and its line
// in All. It knows no store and no wire: where figures come from is its caller's
// matter.
package indicator

import (
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// Measure says what a value counts.
type Measure int

// The measures.
const (
	Percent Measure = iota + 1 // %
	Points                     // percentage points, 个百分点
	Yuan                       // shown in 亿元
	Count
	Times // 倍
	Score // 0 to 100, 分
)

// Direction says which value is the better one.
type Direction int

// The directions.
const (
	Higher Direction = iota + 1
	Lower
)

// Indicator is a figure by which units are compared.
type Indicator struct {
	Key       string // stable; a change of meaning is another indicator
	Name      string // Chinese
	Measure   Measure
	Direction Direction
	Formula   string // 口径, for people
	Source    string // where the formula comes from, for people
	With      With
	Lifecycle bool // whether it looks at lifecycles, which are as many cells again
	value     func(Input) Value
}

// With says which figures an indicator compares those of the month with.
type With int

// What there is to compare with.
const (
	Nothing     With = iota
	FormerMonth      // the month before; of January, December of the year before
	FormerYear       // the same month of the year before
)

// Input is what an indicator looks at: figures of one unit, and how percentages are
// shown.
type Input struct {
	Month    int // 1 to 12
	Figures  statistics.Figures
	Compared statistics.Figures // of the month that the indicator compares with; else zero
	Settings unittree.Settings
	// NoLifecycle says that the figures were made without lifecycles: of a cut-off that
	// froze none, of a moment at which the register had not told all of them.
	NoLifecycle bool
}

// All lists the indicators in the order of people's papers.
func All() []Indicator {
	return []Indicator{
		completionRate(), lead(), pace(), reportRate(), monthGrowth(), yearGrowth(), projects(), totalInvestment(),
		startRate(), startRateNoLand(), resumptionRate(), projectCompletionRate(), startCertificationRate(), completionCertificationRate(),
		startedGrowth(), statisticsEntryRate(), reserveProjects(), reserveTotalInvestment(), reserveMultiple(),
		punctualityRate(), factsRate(), uncorrectedRate(), evidenceRate(), quality(),
	}
}

// Parse finds the indicator of a key. It fails with INDICATOR_UNKNOWN, which names the
// right ones.
func Parse(key string) (Indicator, error) {
	all := All()
	keys := make([]string, len(all))
	for i, one := range all {
		if one.Key == key {
			return one, nil
		}
		keys[i] = one.Key
	}
	known := strings.Join(keys, " ")
	return Indicator{}, errs.Invalid("INDICATOR_UNKNOWN", "no indicator %.40q, only %s", key, known).
		With("value", key).With("known", known).At("indicator")
}

// Compared is the month whose figures i compares those of m with; false where it
// compares with none.
func (i Indicator) Compared(m month.Month) (month.Month, bool) {
	switch i.With {
	case FormerMonth:
		return m.Prev(), true
	case FormerYear:
		return m.Add(-statistics.Months), true
	case Nothing:
	}
	return month.Month{}, false
}

// Value is i's value of a unit.
func (i Indicator) Value(in Input) Value { return i.value(in) }
