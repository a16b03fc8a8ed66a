package indicator

import (
	"math/big"
	"strconv"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/pkg/percent"
)

// Value is what an indicator says of a unit: a number, or why there is none.
type Value struct {
	Missing Missing // None where there is a number
	Percent float64 // percent or percentage points, half up to 6 decimals; else 0
	Amount  int64   // yuan or number; else 0
	Shown   string  // as people read it; empty where there is none
}

// Missing says why there is no value.
type Missing struct {
	Reason string // stable, for programs
	Text   string // Chinese, for people
}

// The reasons. None is that of a value that is there.
var (
	None            = Missing{}
	NoProjects      = Missing{"NO_PROJECTS", "当年没有列入清单的项目"}
	NoPlan          = Missing{"NO_PLAN", "没有年度计划投资"}
	NothingDue      = Missing{"NOTHING_DUE", "当月没有应报的项目"}
	NoReports       = Missing{"NO_REPORTS", "当年还没有完成投资，当月也没有已审核的月报"}
	NoMonthReports  = Missing{"NO_MONTH_REPORTS", "当月没有已审核的月报"}
	NoFormerMonth   = Missing{"NO_FORMER_MONTH", "上月没有已审核的月报，无从比较"}
	FormerMonthZero = Missing{"FORMER_MONTH_ZERO", "上月完成投资为零，无从比较"}
	NoFormerYear    = Missing{"NO_FORMER_YEAR", "上年同期没有完成投资，无从比较"}
)

// yiDecimals is how many decimals amounts in 亿元 are shown with.
const yiDecimals = 2

func missing(why Missing) Value { return Value{Missing: why} }

func count(n int64) Value { return Value{Amount: n, Shown: strconv.FormatInt(n, 10)} }

func yuan(n int64) Value { return Value{Amount: n, Shown: money.ShowYi(money.Yuan(n), yiDecimals)} }

// growth is how much more now is than before, which must be more than nothing.
func growth(now, before int64, decimals int) Value {
	grown, _ := percent.Of(now-before, before)
	return Value{Percent: grown.Percent6(), Shown: grown.Signed(decimals)}
}

// compareShown compares what people read: values that differ only in digits that are
// not shown are equal.
func compareShown(a, b Value) int { return a.shown().Cmp(b.shown()) }

func (v Value) shown() *big.Rat {
	number, ok := new(big.Rat).SetString(strings.ReplaceAll(v.Shown, ",", ""))
	if !ok {
		return new(big.Rat) // no value is shown otherwise than as a number
	}
	return number
}
