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
	Weekly      Frequency = "weekly"       // 按周
	Daily       Frequency = "daily"        // 按日
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
	DueDays     []int     `json:"due_days"` // in the order of the hand-ins; of a weekly rule the day of the week, Monday 1
	MonthOffset int       `json:"due_month_offset"`
	Source      string    `json:"source"`
}

// DefaultCalendar is the policy that the register ships with.
func DefaultCalendar() (Calendar, error) { return ParseCalendar(calendarJSON) }

// ParseCalendar reads a policy. It fails with CALENDAR_INVALID for one without version or
// effective date, or with rules that CheckRules refuses.
func ParseCalendar(data []byte) (Calendar, error) {
	var c Calendar
	if err := strictly(data, &c); err != nil {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "read calendar").Wrap(err)
	}
	if c.Version < 1 || c.EffectiveDate == "" {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "calendar without version or effective date")
	}
	if err := CheckRules(c.Rules); err != nil {
		return Calendar{}, errs.Internal("CALENDAR_INVALID", "rules of the calendar").Wrap(err)
	}
	return c, nil
}

// CheckRules fails with CALENDAR_RULE where there is not exactly one rule of the empty
// category, where a category is repeated, or where days don't fit their frequency; with
// CALENDAR_SOURCE for a rule that rests on nothing, and TEXT_TOO_LONG.
func CheckRules(rules []CalendarRule) error {
	seen := map[string]bool{}
	for i, r := range rules {
		path := "rules." + number(i)
		switch {
		case seen[r.Category]:
			return errs.Invalid("CALENDAR_RULE", "category %.40q twice", r.Category).At(path + ".category")
		case !r.sound():
			return errs.Invalid("CALENDAR_RULE", "%s on days %v, offset %d", r.Frequency, r.DueDays, r.MonthOffset).At(path + ".due_days")
		case r.Source == "":
			return errs.Invalid("CALENDAR_SOURCE", "rule of category %.40q", r.Category).At(path + ".source")
		case tooLong(r.Source, maxReason):
			return errs.Invalid("TEXT_TOO_LONG", "source").With("limit", maxReason.String()).At(path + ".source")
		}
		seen[r.Category] = true
	}
	if !seen[""] {
		return errs.Invalid("CALENDAR_RULE", "no rule for categories without their own").At("rules")
	}
	return nil
}

// sound tells whether the days fit the frequency.
func (r CalendarRule) sound() bool {
	times, last := map[Frequency]int{Monthly: 1, HalfMonthly: 2, Quarterly: 1, Weekly: 1, Daily: 0}, 31
	if r.Frequency == Weekly {
		last = daysOfWeek
	}
	want, known := times[r.Frequency]
	outside := func(day int) bool { return day < 1 || day > last }
	return known && len(r.DueDays) == want && !slices.ContainsFunc(r.DueDays, outside) &&
		slices.IsSorted(r.DueDays) && r.MonthOffset >= 0 && r.MonthOffset <= MonthsOfYear &&
		(want == 1 && r.Frequency != Weekly || r.MonthOffset == 0) &&
		(r.Frequency != HalfMonthly || r.DueDays[0] < secondHalf && r.DueDays[1] >= secondHalf)
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
