// Package month owns the calendar month that a report is about, and when its
// report is due. Months are business dates: they belong to Asia/Shanghai,
// wherever the process runs.
package month

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// The years that a plan or a report can be about. A year outside is a slip of
// the keyboard.
const (
	MinYear = 1990
	MaxYear = 2100
)

// Month is a calendar month. The zero Month is none.
type Month struct {
	Year  int
	Month int // 1 to 12
}

// Shanghai is the time zone of all business dates. China has had one zone without
// summer time since 1992, so a fixed one is exact, and no image has to carry a
// zone database for it.
func Shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// Parse reads "2020-05", also with full-width characters and blanks around it. It
// fails with MONTH_INVALID.
func Parse(text string) (Month, error) {
	s := strings.TrimSpace(width.Fold.String(text))
	if len(s) != len("2020-05") || s[4] != '-' {
		return Month{}, invalid(text)
	}
	year, ok := digits(s[:4])
	if !ok {
		return Month{}, invalid(text)
	}
	number, ok := digits(s[5:])
	m := Month{Year: year, Month: number}
	if !ok || !m.Valid() {
		return Month{}, invalid(text)
	}
	return m, nil
}

// digits reads a short number without sign.
func digits(s string) (int, bool) {
	n := 0
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = 10*n + int(r-'0')
	}
	return n, true
}

func invalid(text string) *errs.Error {
	return errs.Invalid("MONTH_INVALID", "month %.40q", text).With("value", shorten(text))
}

// shorten keeps what goes into a sentence for people to a readable length.
func shorten(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "?"))
	if len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return string(runes)
}

// Of is the month that t falls in, in Shanghai.
func Of(t time.Time) Month {
	t = t.In(Shanghai())
	return Month{Year: t.Year(), Month: int(t.Month())}
}

// Valid tells whether m is a month between January of MinYear and December of
// MaxYear.
func (m Month) Valid() bool {
	return m.Year >= MinYear && m.Year <= MaxYear && m.Month >= 1 && m.Month <= 12
}

// IsZero tells whether m is no month at all.
func (m Month) IsZero() bool { return m == Month{} }

// String is "2020-05".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// index counts months from the year 0, so that they can be added and compared.
func (m Month) index() int { return 12*m.Year + m.Month - 1 }

// Add is the month n months later.
func (m Month) Add(n int) Month {
	i := m.index() + n
	return Month{Year: i / 12, Month: i%12 + 1}
}

// Next is the month after.
func (m Month) Next() Month { return m.Add(1) }

// Prev is the month before.
func (m Month) Prev() Month { return m.Add(-1) }

// Before tells whether m is earlier than o.
func (m Month) Before(o Month) bool { return m.index() < o.index() }

// Compare is -1, 0 or 1, as slices.SortFunc wants it.
func (m Month) Compare(o Month) int {
	switch {
	case m.Before(o):
		return -1
	case o.Before(m):
		return 1
	}
	return 0
}

// Sub is how many months m is after o.
func (m Month) Sub(o Month) int { return m.index() - o.index() }

// First is the first moment of m in Shanghai.
func (m Month) First() time.Time {
	return time.Date(m.Year, time.Month(m.Month), 1, 0, 0, 0, 0, Shanghai())
}

// Due is the first moment at which m's report is late: the end of the day, offset
// months after m. A day that the month doesn't have, such as the 31st, is its last.
func (m Month) Due(day, offset int) time.Time {
	in := m.Add(offset)
	end := in.First().AddDate(0, 0, max(day, 1))
	if last := in.Next().First(); end.After(last) {
		return last
	}
	return end
}

// MarshalText is String, for JSON and logs.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText is Parse.
func (m *Month) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}
