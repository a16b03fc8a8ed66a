package rollup

import (
	"strings"
	"time"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// ParseMoment reads a moment of the past as people write it, in Shanghai: a day is its
// end, because who asks for the 25th means what had been reported on it, and today is
// now. Empty is the zero time. It fails with AS_OF_INVALID.
func ParseMoment(text string, now time.Time) (time.Time, error) {
	folded := strings.TrimSpace(width.Fold.String(text))
	if folded == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, folded, month.Shanghai()); err == nil {
		end := day.AddDate(0, 0, 1).Add(-time.Microsecond) // as fine as moments are kept
		if day.Before(now) && end.After(now) {
			return now, nil
		}
		return end, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", time.DateTime, "2006-01-02T15:04:05", time.RFC3339Nano} {
		if at, err := time.ParseInLocation(layout, folded, month.Shanghai()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, errs.Invalid("AS_OF_INVALID", "%q is no moment", text).With("value", text)
}
