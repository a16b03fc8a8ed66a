package registry

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// limit is the most characters that a text may have.
type limit int

// The limits of texts.
const (
	maxName   limit = 200
	maxText   limit = 2000
	maxReason limit = 500
)

// String is the limit as sentences show it.
func (l limit) String() string { return strconv.Itoa(int(l)) }

func tooLong(s string, l limit) bool { return utf8.RuneCountInString(s) > int(l) }

// Line brings a text of one line to its kept form: no control characters, line
// breaks or zero-width marks, single blanks only, none at the ends.
func Line(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)), " ")
}

// Text brings a text of several lines to its kept form: line breaks stay, other
// control characters go (PostgreSQL takes no NUL).
func Text(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

// NormaliseName is the key under which names of projects and companies are
// compared: without blanks and line breaks, brackets unified, one width, lower case.
func NormaliseName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune("[{〔【［｛〈《「『", r):
			return '('
		case strings.ContainsRune("]}〕】］｝〉》」』", r):
			return ')'
		}
		return unicode.ToLower(r)
	}, width.Fold.String(s))
}

// Reason brings the reason of a change to its kept form. It fails with TEXT_TOO_LONG.
func Reason(s string) (string, error) {
	s = Text(s)
	if tooLong(s, maxReason) {
		return "", errs.Invalid("TEXT_TOO_LONG", "reason").With("limit", maxReason.String()).At("reason")
	}
	return s, nil
}
