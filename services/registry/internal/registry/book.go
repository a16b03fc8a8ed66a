package registry

import (
	"strconv"
	"time"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
)

// Book is what the register knows of a project's money when a month is judged: its
// total investment, its opening balances and the accepted figures of its months.
type Book struct {
	Total    money.Yuan
	Opening  *Opening // nil before the first report: nothing to compare with
	Accepted map[month.Month]Figures
}

// OpeningOf is what had been invested before m, by m's own report, which is the
// first of its project and thereby fixes the balances.
func OpeningOf(m month.Month, f Figures) Opening {
	return Opening{Month: m, Year: f.YearToDate - f.Month, Cumulative: f.Cumulative - f.Month}
}

// Check judges a month's figures: by themselves, and against the other months.
func (b Book) Check(m month.Month, f Figures) []Finding {
	found := findingsOf(f.Check(b.Total))
	if Refused(found) || b.Opening == nil || m.Before(b.Opening.Month) {
		return found
	}
	if sum, whole := b.sum(b.Opening.Month, m, f); broken(b.Opening.Cumulative+sum, f.Cumulative, whole) {
		found = append(found, mismatch(ReasonCumulativeMismatch, "cumulative_yuan", b.Opening.Cumulative+sum, f.Cumulative))
	}
	from, base := month.Month{Year: m.Year, Month: 1}, money.Yuan(0)
	if b.Opening.Month.Year == m.Year {
		from, base = b.Opening.Month, b.Opening.Year
	}
	if sum, whole := b.sum(from, m, f); broken(base+sum, f.YearToDate, whole) {
		found = append(found, mismatch(ReasonYearMismatch, "year_to_date_yuan", base+sum, f.YearToDate))
	}
	return found
}

// sum adds the months from the first to m, m by the figures at hand; whole tells
// whether every month in between was accepted.
func (b Book) sum(from, m month.Month, f Figures) (money.Yuan, bool) {
	sum, whole := f.Month, true
	for at := from; at.Before(m); at = at.Next() {
		known, ok := b.Accepted[at]
		sum, whole = sum+known.Month, whole && ok
	}
	return sum, whole
}

// broken tells whether a total contradicts the sum of its parts. Where a part is
// missing the total may be larger, never smaller.
func broken(sum, told money.Yuan, whole bool) bool {
	return told < sum || whole && told != sum
}

func mismatch(reason, field string, sum, told money.Yuan) Finding {
	return warn(reason, field, "sum", yuan(sum), "told", yuan(told))
}

func yuan(y money.Yuan) string { return strconv.FormatInt(int64(y), 10) }

// Settle is the project after one of its reports changed: the first accepted report
// fixes the opening balances, and nothing else of a report touches its project.
func (p Project) Settle(r Report, now time.Time) (Project, bool) {
	if p.Opening != nil || r.Accepted == nil {
		return p, false
	}
	opening := OpeningOf(r.Month, r.Accepted.Figures)
	p.Opening = &opening
	return p.touched(now), true
}
