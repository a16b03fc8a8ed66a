package rollup

import (
	"testing"
	"time"

	"pacesetter/pkg/errs"
)

func TestParseMoment(t *testing.T) {
	now := time.Date(2020, 6, 1, 4, 0, 0, 0, time.UTC) // noon in Shanghai
	for name, tc := range map[string]struct {
		text, want, reason string
	}{
		"a day is its end":               {"2020-05-25", "2020-05-25T15:59:59.999999Z", ""},
		"today is now":                   {"2020-06-01", "2020-06-01T04:00:00Z", ""},
		"tomorrow is the service's word": {"2020-06-02", "2020-06-02T15:59:59.999999Z", ""},
		"a minute":                       {"2020-05-25 18:30", "2020-05-25T10:30:00Z", ""},
		"a second":                       {"2020-05-25 18:30:15", "2020-05-25T10:30:15Z", ""},
		"with a zone of its own":         {"2020-05-25T18:30:15.5Z", "2020-05-25T18:30:15.5Z", ""},
		"as --json writes it":            {"2020-05-25T16:30:00.500Z", "2020-05-25T16:30:00.5Z", ""},
		"in full-width digits":           {"２０２０－０５－２５", "2020-05-25T15:59:59.999999Z", ""},
		"a day that the month has not":   {"2020-05-32", "", "AS_OF_INVALID"},
		"a month":                        {"2020-05", "", "AS_OF_INVALID"},
		"words":                          {"昨天", "", "AS_OF_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := ParseMoment(tc.text, now)
			if errs.ReasonOf(err) != tc.reason {
				t.Fatalf("ParseMoment(%q) = %v, want %q", tc.text, err, tc.reason)
			}
			if got := at.UTC().Format(time.RFC3339Nano); err == nil && got != tc.want {
				t.Errorf("ParseMoment(%q) = %s, want %s", tc.text, got, tc.want)
			}
		})
	}
	if at, err := ParseMoment(" ", now); err != nil || !at.IsZero() {
		t.Errorf("nothing is %s, %v", at, err)
	}
}
