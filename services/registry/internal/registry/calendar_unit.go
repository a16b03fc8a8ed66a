package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// UnitCalendar (本级报送日历) is a version of a unit's own calendar. It is never changed.
type UnitCalendar struct {
	Unit   string
	Number int
	From   month.Month    // the first that it holds for
	Rules  []CalendarRule // none: the unit follows the one above again
	Reason string
	Author string
	Time   time.Time
}

// calendar is the version as what is in force.
func (u UnitCalendar) calendar() UnitsCalendar {
	return UnitsCalendar{
		Calendar: Calendar{Version: u.Number, EffectiveDate: u.From.First().Format(dateLayout), Rules: u.Rules}, Unit: u.Unit,
	}
}

// UnitsCalendar is the calendar that is in force of a unit's month, and whose it is:
// empty where the register ships with it.
type UnitsCalendar struct {
	Calendar

	Unit string
}

// Calendars are the calendar that the register ships with and those of units, each unit's
// in the order of their numbers.
type Calendars struct {
	shipped Calendar
	own     map[string][]UnitCalendar
}

// NewCalendars orders calendars by their units.
func NewCalendars(shipped Calendar, own []UnitCalendar) Calendars {
	c := Calendars{shipped, map[string][]UnitCalendar{}}
	for _, u := range own {
		c.own[u.Unit] = append(c.own[u.Unit], u)
	}
	for _, versions := range c.own {
		slices.SortFunc(versions, func(a, b UnitCalendar) int { return a.Number - b.Number })
	}
	return c
}

// Of are a unit's own versions, the earliest first.
func (c Calendars) Of(unit string) []UnitCalendar { return c.own[unit] }

// Version is the number of a unit's latest version, 0 for none.
func (c Calendars) Version(unit string) int64 { return int64(len(c.own[unit])) }

// InForce is the calendar of a month for the first of these units, the others being those
// above it, the nearest first: the own one of the nearest that has one. Of a unit's
// versions whose month has come the last decided holds.
func (c Calendars) InForce(m month.Month, ancestors []string) UnitsCalendar {
	for _, unit := range ancestors {
		for _, version := range slices.Backward(c.own[unit]) {
			if m.Before(version.From) {
				continue
			}
			if len(version.Rules) > 0 {
				return version.calendar()
			}
			break // it follows the unit above
		}
	}
	return UnitsCalendar{Calendar: c.shipped}
}

// CalendarsOfUnits are the calendars by which some units go in a month.
type CalendarsOfUnits struct {
	First  UnitsCalendar // of the first of them
	Others int           // how many of them go by another
}

// Same tells whether all of them go by one.
func (c CalendarsOfUnits) Same() bool { return c.Others == 0 }

// InForceOf are the calendars of a month for some units, one at least; above lists a unit
// and those above it, the nearest first.
func (c Calendars) InForceOf(m month.Month, units []string, above func(unit string) []string) CalendarsOfUnits {
	told := CalendarsOfUnits{First: c.InForce(m, above(units[0]))}
	for _, unit := range units[1:] {
		if in := c.InForce(m, above(unit)); in.Unit != told.First.Unit || in.Version != told.First.Version {
			told.Others++
		}
	}
	return told
}

// Decide judges the next version of a unit's calendar. It fails with CALENDAR_PAST for a
// month that is over, because what was asked of it stays, and with the failures of
// CheckRules and CATEGORY_UNKNOWN for the rules.
func (u UnitCalendar) Decide(v Vocabulary, now time.Time) (UnitCalendar, error) {
	var err error
	if u.Reason, err = Reason(u.Reason); err != nil {
		return UnitCalendar{}, err
	}
	switch {
	case u.Reason == "":
		return UnitCalendar{}, errs.Invalid("REASON_MISSING", "calendar of %s without a reason", u.Unit).At("reason")
	case u.From.Before(month.Of(now)):
		return UnitCalendar{}, errs.Invalid("CALENDAR_PAST", "calendar of %s from %s", u.Unit, u.From).
			With("month", u.From.String()).With("present", month.Of(now).String()).At("from_month")
	}
	u.Time = now
	if len(u.Rules) == 0 {
		return u, nil
	}
	u.Rules = slices.Clone(u.Rules)
	for i, r := range u.Rules {
		u.Rules[i].Source = Line(r.Source)
		if r.Category == "" {
			continue
		}
		if err := v.CheckCategory(r.Category); err != nil {
			return UnitCalendar{}, err
		}
	}
	return u, CheckRules(u.Rules)
}

// Due is the first moment at which a month's report of a category is late, for the first
// of these units, the others being those above it, the nearest first. It is the zero time
// where nothing is asked for of the month.
func (c Calendars) Due(m month.Month, ancestors []string, category string) time.Time {
	windows := c.InForce(m, ancestors).RuleFor(category).Windows(m)
	if len(windows) == 0 {
		return time.Time{}
	}
	return windows[0].Due
}

// Obligations say which calendar each of some units goes by in a month.
type Obligations struct {
	Month     month.Month
	Calendars []Calendar
	Units     []string
	By        []int // of Calendars, that of the unit at the same place
}

// Obligations are those of a month for units; above lists a unit and those above it, the
// nearest first.
func (c Calendars) Obligations(m month.Month, units []string, above func(unit string) []string) Obligations {
	type key struct {
		unit    string
		version int
	}
	o := Obligations{Month: m, Units: units, By: make([]int, len(units))}
	known := map[key]int{}
	for i, unit := range units {
		in := c.InForce(m, above(unit))
		k := key{in.Unit, in.Version}
		at, ok := known[k]
		if !ok {
			at = len(o.Calendars)
			known[k] = at
			o.Calendars = append(o.Calendars, in.Calendar)
		}
		o.By[i] = at
	}
	return o
}

// Passed tells whether the day of any report of the month is over.
func (o Obligations) Passed(now time.Time) bool {
	return slices.ContainsFunc(o.Calendars, func(c Calendar) bool {
		return slices.ContainsFunc(c.Rules, func(r CalendarRule) bool { return !now.Before(r.FirstDue(o.Month)) })
	})
}
