package money

import (
	"strconv"
	"strings"
)

// decimal is a number as written: its digits, and after how many of them the
// point stands, which may be before the first or beyond the last.
type decimal struct {
	negative bool
	digits   string
	point    int
}

// parseDecimal reads sign, digits in groups of three or without separators, a
// fraction and an exponent, as people and spreadsheets write them.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	if len(s) > maxText {
		return d, false
	}
	s, d.negative = cutSign(s)
	mantissa, exponent, scientific := strings.Cut(strings.ToUpper(s), "E")
	whole, fraction, pointed := strings.Cut(mantissa, ".")
	whole, ok := ungroup(whole)
	if !ok || whole == "" || pointed && fraction == "" || !isDigits(fraction) {
		return decimal{}, false
	}
	d.digits, d.point = whole+fraction, len(whole)
	if scientific {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > maxText || e < -maxText {
			return decimal{}, false
		}
		d.point += e
	}
	return d, true
}

// cutSign splits off a minus, written in any of the ways in use, or a plus.
func cutSign(s string) (string, bool) {
	for _, minus := range []string{"-", "−", "–"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return rest, true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

// ungroup removes separators where they stand before groups of three. Elsewhere
// they are refused: 3,50 may mean 3.50 or a lost digit, and guessing is worse
// than asking.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if !isDigits(g) || i > 0 && len(g) != 3 || len(groups) > 1 && (g == "" || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// isDigits tells whether s is made of the digits 0 to 9 alone.
func isDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// yuan is the number rounded half away from zero; false beyond Max.
func (d decimal) yuan() (Yuan, bool) {
	total := uint64(0)
	for i := range d.point {
		total = 10*total + d.digit(i)
		if total > uint64(Max) {
			return 0, false
		}
	}
	if d.digit(d.point) >= 5 {
		total++
	}
	if total > uint64(Max) {
		return 0, false
	}
	if d.negative {
		return -Yuan(total), true
	}
	return Yuan(total), true
}

// finer tells whether a fraction was written that is more than the noise of a
// spreadsheet's arithmetic, which shows as a row of noughts or nines.
func (d decimal) finer() bool {
	noughts, nines := true, true
	for i := range 5 {
		noughts = noughts && d.digit(d.point+i) == 0
		nines = nines && d.digit(d.point+i) == 9
	}
	return !noughts && !nines
}

// digit is the i-th digit; all beyond those written are zero.
func (d decimal) digit(i int) uint64 {
	if i < 0 || i >= len(d.digits) {
		return 0
	}
	return uint64(d.digits[i] - '0')
}
