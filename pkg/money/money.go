// Package money owns amounts: whole yuan, read from what clerks write and written
// as they are used to reading it. There is no float anywhere, because sums over a
// province must equal the sums of its counties to the yuan.
//
// It refuses to judge an amount: whether it may be negative or exceed a total is
// for the caller to say.
package money

import (
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// Yuan is an amount in whole yuan (元).
type Yuan int64

// Max is the largest amount that Parse accepts, 100 万亿元. It is far beyond any
// project, and 90,000 of it still add up within an int64.
const Max Yuan = 100_000_000_000_000

// Unit is what a written number counts; its value is the power of ten of a yuan.
type Unit int

// The units that sheets state at their head.
const (
	InYuan Unit = 0 // 元
	InWan  Unit = 4 // 万元
	InYi   Unit = 8 // 亿元
)

// maxText is longer than any amount that anybody writes, and short enough for
// hostile cells to cost nothing.
const maxText = 64

// ParseWan reads an amount of a sheet in 万元.
func ParseWan(text string) (Yuan, error) { return Parse(text, InWan) }

// Parse reads an amount exactly: "3,500万元", "1.2亿", "３５００", "1.5E+3". A number
// without a unit of its own is in the unit given. What is finer than a yuan is
// rounded half up: cells with formulas hold 1017.6900000000001 and 3333.33333.
//
// It fails with AMOUNT_NOT_A_NUMBER, and with AMOUNT_TOO_LARGE beyond Max.
func Parse(text string, unit Unit) (Yuan, error) {
	y, _, err := ParseRounded(text, unit)
	return y, err
}

// ParseRounded is Parse, and tells whether something finer than a yuan was written
// and rounded. The noise that a spreadsheet's own arithmetic leaves in the last
// digits doesn't count as written.
func ParseRounded(text string, unit Unit) (Yuan, bool, error) {
	if len(text) > 4*maxText {
		return 0, false, notANumber(text)
	}
	rest := strings.TrimSpace(width.Fold.String(text))
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "¥"))
	rest, unit = cutUnit(rest, unit)
	d, ok := parseDecimal(rest)
	if !ok {
		return 0, false, notANumber(text)
	}
	d.point += int(unit)
	y, ok := d.yuan()
	if !ok {
		return 0, false, errs.Invalid("AMOUNT_TOO_LARGE", "amount %q is beyond %d yuan", text, Max).With("value", shorten(text))
	}
	return y, d.finer(), nil
}

// cutUnit splits off the unit that the text ends with, else the unit given holds.
func cutUnit(text string, given Unit) (string, Unit) {
	for _, u := range []struct {
		name string
		unit Unit
	}{
		// Longer names first: 万元 ends with 元, and 万亿 with 亿.
		{"万亿元", 12},
		{"万亿", 12},
		{"亿元", InYi},
		{"亿", InYi},
		{"千万元", 7},
		{"千万", 7},
		{"百万元", 6},
		{"百万", 6},
		{"万元", InWan},
		{"万", InWan},
		{"千元", 3},
		{"元", InYuan},
	} {
		if number, ok := strings.CutSuffix(text, u.name); ok {
			return strings.TrimSpace(number), u.unit
		}
	}
	return text, given
}

func notANumber(text string) *errs.Error {
	return errs.Invalid("AMOUNT_NOT_A_NUMBER", "amount %.40q is not a number", text).With("value", shorten(text))
}

// shorten keeps what goes into a sentence for people to a readable length.
func shorten(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "?"))
	if len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return string(runes)
}

// FormatWan writes the amount in 万元, exactly and without needless zeros: 3500,
// 0.5, 1017.6901.
func FormatWan(y Yuan) string { return exact(y, InWan) }

// FormatYi writes the amount in 亿元, exactly and without needless zeros: 479.33.
func FormatYi(y Yuan) string { return exact(y, InYi) }

// exact writes y in the unit, with as many decimals as it needs.
func exact(y Yuan, unit Unit) string {
	text := fixed(y, unit)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// fixed writes y in the unit with all its decimals.
func fixed(y Yuan, unit Unit) string {
	sign, digits := "", fmt.Sprintf("%0*d", int(unit)+1, magnitude(y))
	if y < 0 {
		sign = "-"
	}
	point := len(digits) - int(unit)
	return sign + digits[:point] + "." + digits[point:]
}

// magnitude is |y|, also of the one int64 whose negative doesn't fit.
func magnitude(y Yuan) uint64 {
	if y < 0 {
		return uint64(-(y + 1)) + 1 //nolint:gosec // -(y+1) is never negative, nor does it overflow as -y may
	}
	return uint64(y)
}

// ShowWan writes the amount in 万元 for reading: rounded half up to the decimals,
// with separators.
func ShowWan(y Yuan, decimals int) string { return show(y, InWan, decimals) }

// ShowYi writes the amount in 亿元 for reading: 1,017.69.
func ShowYi(y Yuan, decimals int) string { return show(y, InYi, decimals) }

// show rounds y to the decimals of the unit, away from zero at one half.
func show(y Yuan, unit Unit, decimals int) string {
	decimals = min(max(decimals, 0), int(unit))
	step := uint64(1)
	for range int(unit) - decimals {
		step *= 10
	}
	steps := magnitude(y) / step
	if magnitude(y)%step >= step-step/2 {
		steps++
	}
	digits := fmt.Sprintf("%0*d", decimals+1, steps)
	text := grouped(digits[:len(digits)-decimals])
	if decimals > 0 {
		text += "." + digits[len(digits)-decimals:]
	}
	if y < 0 && steps > 0 {
		return "-" + text
	}
	return text
}

// grouped sets a separator before every third digit from the right.
func grouped(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
