package registry

import (
	_ "embed" // when reports are due is policy data, not code
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

//go:embed calendar.json
var calendarJSON []byte

// Frequency is how often a category's projects report.
type Frequency string

// The frequencies.
const (
	Monthly     Frequency = "monthly"      // 按月
	HalfMonthly Frequency = "half_monthly" // 每半月
	Quarterly   Frequency = "quarterly"    // 按季
)

// secondHalf is the day on which the second half of a month begins: what is handed in
// before it reports the first.
const secondHalf = 16

// Calendar (报送日历) is the policy that says when reports are due, by category.
type Calendar struct {
	Version       int            `json:"version"`
	EffectiveDate string         `json:"effective_date"`
	Rules         []CalendarRule `json:"rules"`
}

// CalendarRule says when a category's reports are due, with the paper it comes from. The
// rule of the empty category holds for all that have none of their own.
type CalendarRule struct {
	Category    string    `json:"category"`
	Frequency   Frequency `json:"frequency"`
	DueDays     []int     `json:"due_days"` // in the order of the hand-ins
	MonthOffset int       `json:"due_month_offset"`
	Source      string    `json:"source"`
}

// DefaultCalendar is the policy that the register ships with.
func DefaultCalendar() (Calendar, error) { return ParseCalendar(calendarJSON) }

// ParseCalendar reads a policy. It fails with CALENDAR_INVALID for one without version or
// effective date, without exactly one rule of the empty category, or with a rule that
// has no source, repeats a category or names days that don't fit its frequency.
func ParseCalendar(data []byte) (Calendar, error) {
	var c Calendar
	if err := strictly(data, &c); err != nil {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "read calendar").Wrap(err)
	}
	if c.Version < 1 || c.EffectiveDate == "" {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "calendar without version or effective date")
	}
	seen := map[string]bool{}
	for _, r := range c.Rules {
		if seen[r.Category] || r.Source == "" || !r.sound() {
			return Calendar{}, errs.Internal("CALENDAR_INVALID", "rule of category %q", r.Category)
		}
		seen[r.Category] = true
	}
	if !seen[""] {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "no rule for categories without their own")
	}
	return c, nil
}

// sound tells whether the days fit the frequency.
func (r CalendarRule) sound() bool {
	times := map[Frequency]int{Monthly: 1, HalfMonthly: 2, Quarterly: 1}[r.Frequency]
	outside := func(day int) bool { return day < 1 || day > 31 }
	return times > 0 && len(r.DueDays) == times && !slices.ContainsFunc(r.DueDays, outside) &&
		slices.IsSorted(r.DueDays) && r.MonthOffset >= 0 && r.MonthOffset <= 12 &&
		(r.Frequency != HalfMonthly || r.MonthOffset == 0 && r.DueDays[1] >= secondHalf)
}

// Obligation is what a category's projects owe of a month.
type Obligation struct {
	Category string
	First    time.Time // first moment at which the first hand-in is late
	// Again is since when a second one is asked for, and Second the first moment at
	// which that is late; both zero where one is enough.
	Again, Second time.Time
}

// Obligations are those of a month, by category. A category that reports by quarter owes
// nothing in the months between.
func (c Calendar) Obligations(m month.Month) []Obligation {
	const monthsOfQuarter = 3
	var owed []Obligation
	for _, r := range c.Rules {
		if r.Frequency == Quarterly && m.Month%monthsOfQuarter != 0 {
			continue
		}
		o := Obligation{Category: r.Category, First: m.Due(r.DueDays[0], r.MonthOffset)}
		if r.Frequency == HalfMonthly {
			o.Again, o.Second = m.First().AddDate(0, 0, secondHalf-1), m.Due(r.DueDays[1], r.MonthOffset)
		}
		owed = append(owed, o)
	}
	return owed
}

// Categories are those that have a rule of their own.
func (c Calendar) Categories() []string {
	own := []string{}
	for _, r := range c.Rules {
		if r.Category != "" {
			own = append(own, r.Category)
		}
	}
	return own
}

// OverdueDays are the calendar days, in Shanghai, since the day up to which something was
// on time; 0 as long as it is. due is the first moment at which it is late.
func OverdueDays(due, now time.Time) int {
	if now.Before(due) {
		return 0
	}
	const hours = 24 // China has no daylight saving time
	last := due.In(month.Shanghai()).AddDate(0, 0, -1)
	return int(now.In(month.Shanghai()).Sub(last).Hours()) / hours
}

// DueCounts say how far the reports of a month have come.
type DueCounts struct{ Due, Accepted, Waiting, Outstanding, Overdue int64 }

// Plus adds counts.
func (c DueCounts) Plus(o DueCounts) DueCounts {
	return DueCounts{c.Due + o.Due, c.Accepted + o.Accepted, c.Waiting + o.Waiting, c.Outstanding + o.Outstanding, c.Overdue + o.Overdue}
}

// UnitDue is how far a unit's reports have come.
type UnitDue struct {
	Unit string
	DueCounts
}

// GatherDue gathers units' counts under the units below root that they lie in, in the
// order given; root's own stand under root, first, where it has any. The second is
// root's whole.
func GatherDue(root string, below []string, covers func(root, unit string) bool, counted []UnitDue) ([]UnitDue, DueCounts) {
	var total DueCounts
	own := UnitDue{Unit: root}
	gathered := make([]UnitDue, len(below))
	for i, unit := range below {
		gathered[i].Unit = unit
	}
	for _, c := range counted {
		total = total.Plus(c.DueCounts)
		i := slices.IndexFunc(below, func(unit string) bool { return covers(unit, c.Unit) })
		if i < 0 {
			own.DueCounts = own.Plus(c.DueCounts)
			continue
		}
		gathered[i].DueCounts = gathered[i].Plus(c.DueCounts)
	}
	if own.Due > 0 {
		gathered = append([]UnitDue{own}, gathered...)
	}
	return gathered, total
}
