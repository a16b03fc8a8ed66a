package registry

import (
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// Days are a span of days, both ends included, as YYYY-MM-DD in Asia/Shanghai. An
// empty To is open.
type Days struct{ From, To string }

// Today is the business day of a moment.
func Today(now time.Time) string { return now.In(month.Shanghai()).Format(dateLayout) }

// Day reads a day, or today where nothing is said. It fails with DATE_INVALID.
func Day(text, path string, now time.Time) (string, error) {
	if text == "" {
		return Today(now), nil
	}
	return text, checkDay(text, path)
}

func checkDay(text, path string) error {
	t, err := time.Parse(dateLayout, text)
	if err != nil || t.Year() < month.MinYear || t.Year() > month.MaxYear {
		return errs.Invalid("DATE_INVALID", "day %.20q", text).With("value", shorten(text)).At(path)
	}
	return nil
}

// sound is the span with today as its first day where none is said. path leads to
// the two dates in the request.
func (d Days) sound(path string, now time.Time) (Days, error) {
	from, err := Day(d.From, path+"from_date", now)
	if err != nil {
		return Days{}, err
	}
	d.From = from
	if d.To == "" {
		return d, nil
	}
	if err := checkDay(d.To, path+"to_date"); err != nil {
		return Days{}, err
	}
	if d.To < d.From {
		return Days{}, errs.Invalid("DATE_ORDER", "from %s to %s", d.From, d.To).With("from", d.From).With("to", d.To).At(path + "to_date")
	}
	return d, nil
}

// Hold tells whether the day lies in the span.
func (d Days) Hold(day string) bool { return d.From <= day && (d.To == "" || day <= d.To) }

// Over tells whether the span has ended before the day.
func (d Days) Over(day string) bool { return d.To != "" && d.To < day }

// dayStart is the first moment of a day that was checked.
func dayStart(day string) time.Time {
	t, err := time.ParseInLocation(dateLayout, day, month.Shanghai())
	if err != nil {
		return time.Time{}
	}
	return t
}
