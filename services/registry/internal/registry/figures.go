package registry

import "pacesetter/pkg/money"

// Severity says whether a finding refuses a report, asks for an explanation, or only
// tells.
type Severity uint8

// The severities.
const (
	SeverityError   Severity = iota + 1 // refused
	SeverityWarning                     // accepted, and shown until it is explained
	SeverityInfo                        // worth a look, nothing is asked
)

// String returns the severity as interfaces spell it.
func (s Severity) String() string {
	switch s {
	case SeverityError:
		return "error"
	case SeverityWarning:
		return "warning"
	case SeverityInfo:
		return "info"
	default:
		return "none"
	}
}

// MaxAmount bounds every amount of a project: ten trillion yuan, far above any
// project there is. A province's sums of such amounts still fit into an int64.
const MaxAmount money.Yuan = 10_000_000_000_000

// cumulativeLimit is how many times its total investment a project may have
// swallowed before the figure is taken for a slip of the unit.
const cumulativeLimit = 10

// The fields that a violation can name.
const (
	FieldMonth           = "month"
	FieldYearToDate      = "year_to_date"
	FieldCumulative      = "cumulative"
	FieldTotalInvestment = "total_investment"
)

// The rules of report arithmetic.
const (
	ReasonNegative            = "AMOUNT_NEGATIVE"
	ReasonTooLarge            = "AMOUNT_TOO_LARGE"
	ReasonMonthOverYear       = "MONTH_OVER_YEAR"
	ReasonYearOverCumulative  = "YEAR_OVER_CUMULATIVE"
	ReasonCumulativeOverLimit = "CUMULATIVE_OVER_LIMIT"
)

// Figures are the three amounts of a monthly report (月报): the investment of the
// month, of the year to date, and since the project began.
type Figures struct {
	Month, YearToDate, Cumulative money.Yuan
}

// Violation is one rule of report arithmetic that figures break.
type Violation struct {
	Reason   string
	Field    string // the figure that is to be looked at first
	Severity Severity
}

// Check refuses what cannot be true, whoever says it; what can, but is worth a
// question, is policy (Checks). Amounts that are no amounts at all are reported
// alone, since comparing them says nothing.
func (f Figures) Check(total money.Yuan) []Violation {
	if broken := f.checkRange(total); len(broken) > 0 {
		return broken
	}
	var found []Violation
	if f.Month > f.YearToDate {
		found = append(found, Violation{ReasonMonthOverYear, FieldMonth, SeverityError})
	}
	if f.YearToDate > f.Cumulative {
		found = append(found, Violation{ReasonYearOverCumulative, FieldYearToDate, SeverityError})
	}
	if f.Cumulative > cumulativeLimit*total {
		found = append(found, Violation{ReasonCumulativeOverLimit, FieldCumulative, SeverityError})
	}
	return found
}

func (f Figures) checkRange(total money.Yuan) []Violation {
	var found []Violation
	for _, a := range []struct {
		field  string
		amount money.Yuan
	}{
		{FieldTotalInvestment, total},
		{FieldMonth, f.Month},
		{FieldYearToDate, f.YearToDate},
		{FieldCumulative, f.Cumulative},
	} {
		switch {
		case a.amount < 0:
			found = append(found, Violation{ReasonNegative, a.field, SeverityError})
		case a.amount > MaxAmount:
			found = append(found, Violation{ReasonTooLarge, a.field, SeverityError})
		}
	}
	return found
}
