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
	Percent float64 // percent, percentage points or points of a score, half up to 6 decimals; else 0
	Amount  int64   // yuan or number; else 0
	Times   float64 // half up to 6 decimals; else 0
	Shown   string  // as people read it; empty where there is none
	Parts   []Part  // of a score; else nil
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
	LifecycleUntold = Missing{"LIFECYCLE_UNTOLD", "当时还没有全部项目的建设进度"}
	NoStartDue      = Missing{"NO_START_DUE", "到当月没有应开工的项目"}
	NoResumptionDue = Missing{"NO_RESUMPTION_DUE", "没有应复工的项目"}
	NoCompletionDue = Missing{"NO_COMPLETION_DUE", "到当月没有应竣工的项目"}
	NoneStarted     = Missing{"NONE_STARTED", "到当月没有已开工的新建项目"}
	NoneCompleted   = Missing{"NONE_COMPLETED", "到当月没有当年竣工的项目"}
	NothingEligible = Missing{"NOTHING_ELIGIBLE", "到当月没有应统的项目"}
	NoReserve       = Missing{"NO_RESERVE", "储备库中没有项目"}
	NoFormerStarts  = Missing{"NO_FORMER_STARTS", "上年同期没有新开工项目，无从比较"}

	PunctualityUntold = Missing{"PUNCTUALITY_UNTOLD", "当时还没有全部月报的首次提交时间"}
	FactsUntold       = Missing{"FACTS_UNTOLD", "当时还没有全部项目的要素齐全情况"}
	NoStageEntered    = Missing{"NO_STAGE_ENTERED", "到当月没有开工或竣工可认定"}
	NothingToJudge    = Missing{"NOTHING_TO_JUDGE", "没有可以评价的内容"}

	NoFormerYearMonth      = Missing{"NO_FORMER_YEAR_MONTH", "上年同月没有已审核的月报，无从比较"}
	FormerYearMonthZero    = Missing{"FORMER_YEAR_MONTH_ZERO", "上年同月完成投资为零，无从比较"}
	FormerMonthNotFrozen   = Missing{"FORMER_MONTH_NOT_FROZEN", "公布时还没有包含本单位的上月定稿，无从比较"}
	FormerYearNotFrozen    = Missing{"FORMER_YEAR_NOT_FROZEN", "公布时还没有包含本单位的上年同月定稿，无从比较"}
	FormerDimensionNotTold = Missing{"FORMER_DIMENSION_NOT_TOLD", "所比月份还没有全部项目的行业和阶段，无从比较"}
)

// yiDecimals is how many decimals amounts in 亿元 are shown with.
const yiDecimals = 2

// timesDecimals are those that programs are told of multiples.
const timesDecimals = 6

func missing(why Missing) Value { return Value{Missing: why} }

func count(n int64) Value { return Value{Amount: n, Shown: strconv.FormatInt(n, 10)} }

func yuan(n int64) Value { return Value{Amount: n, Shown: money.ShowYi(money.Yuan(n), yiDecimals)} }

// times is how many times the whole that part is, which must be more than nothing.
func times(part, whole int64, decimals int) Value {
	exact := new(big.Rat).SetFrac64(part, whole)
	six, _ := strconv.ParseFloat(exact.FloatString(timesDecimals), 64) // what FloatString writes is a number
	return Value{Times: six, Shown: exact.FloatString(decimals)}
}

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
