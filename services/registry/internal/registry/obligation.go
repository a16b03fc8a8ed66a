package registry

import (
	"time"

	"pacesetter/pkg/month"
)

const (
	daysOfWeek      = 7
	monthsOfQuarter = 3
)

// Window is one hand-in that is asked for: what comes from Since on does, and from Due on
// it is late. The first of a month is open from the beginning (the zero time).
type Window struct{ Since, Due time.Time }

// Windows are the hand-ins that a rule asks for of a month, in order; none where it asks
// for nothing, as of the months within a quarter.
func (r CalendarRule) Windows(m month.Month) []Window {
	switch r.Frequency {
	case Monthly:
		return []Window{{Due: r.FirstDue(m)}}
	case Quarterly:
		if m.Month%monthsOfQuarter != 0 {
			return nil
		}
		return []Window{{Due: r.FirstDue(m)}}
	case HalfMonthly:
		again := m.First().AddDate(0, 0, secondHalf-1)
		return []Window{{Due: r.FirstDue(m)}, {Since: again, Due: m.Due(r.DueDays[1], 0)}}
	case Weekly, Daily:
		return r.runningWindows(m)
	}
	return nil
}

// runningWindows follow each other without a gap: each begins when the one before is over.
func (r CalendarRule) runningWindows(m month.Month) []Window {
	step := 1
	if r.Frequency == Weekly {
		step = daysOfWeek
	}
	var windows []Window
	var since time.Time
	for due := r.FirstDue(m); !due.After(m.Next().First()); due = due.AddDate(0, 0, step) {
		windows = append(windows, Window{since, due})
		since = due
	}
	return windows
}

// FirstDue is the first moment at which the first hand-in of the month is late, also of a
// month within a quarter, of which none is asked for.
func (r CalendarRule) FirstDue(m month.Month) time.Time {
	switch r.Frequency {
	case Daily:
		return m.Due(1, 0)
	case Weekly:
		first := int(m.First().Weekday()+daysOfWeek-1)%daysOfWeek + 1 // Monday 1
		return m.Due(1+(r.DueDays[0]-first+daysOfWeek)%daysOfWeek, 0)
	case Monthly, HalfMonthly, Quarterly:
	}
	return m.Due(r.DueDays[0], r.MonthOffset)
}

// RuleFor is the rule of a category: its own, else that of the empty one.
func (c Calendar) RuleFor(category string) CalendarRule {
	var common CalendarRule
	for _, r := range c.Rules {
		switch r.Category {
		case category:
			return r
		case "":
			common = r
		}
	}
	return common
}
