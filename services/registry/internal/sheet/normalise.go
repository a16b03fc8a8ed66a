package sheet

import (
	"strings"
	"unicode"
)

// NormaliseName makes the one spelling of a name that is compared and kept: no
// blanks and line breaks (clerks use them to fit a name into its cell), Latin
// letters and digits in half width, brackets in full width as Chinese text has
// them. It is idempotent.
func NormaliseName(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case isBlank(c):
			return -1
		case c == '(' || c == '﹙':
			return '（'
		case c == ')' || c == '﹚':
			return '）'
		default:
			return halfWidth(c, isAlphanumeric)
		}
	}, name)
}

// fold reduces a header or a label to what two writings of it share: blanks and
// line breaks go, every full-width form becomes its half-width one.
func fold(text string) string {
	return strings.Map(func(c rune) rune {
		if isBlank(c) {
			return -1
		}
		return halfWidth(c, func(rune) bool { return true })
	}, text)
}

// halfWidth turns a full-width ASCII form into its half-width one where want
// accepts the outcome.
func halfWidth(c rune, want func(rune) bool) rune {
	const first, last, shift = '！', '～', '！' - '!'
	if c >= first && c <= last && want(c-shift) {
		return c - shift
	}
	return c
}

func isAlphanumeric(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-'
}

// isBlank covers what is seen as nothing: spaces of all widths, line ends,
// zero-width marks and control characters.
func isBlank(c rune) bool {
	return unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u3164'
}

// tidy is a text cell for people: line breaks and runs of blanks become one
// blank, the ends are cut.
func tidy(text string) string {
	return strings.Join(strings.FieldsFunc(text, isBlank), " ")
}
