package statistics

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// Cutoff is a month's figures of a unit and all below it, frozen (月报截止). It never
// changes; a correction is another revision beside it.
type Cutoff struct {
	ID        string
	Unit      string
	UnitName  string // then
	Month     month.Month
	Revision  int        // of this unit and month, from 1
	Time      time.Time  // of publication; later than all that is counted
	EventTime *time.Time // when the newest event that was there was recorded; not after Time
	Publisher string
	Note      string
	Lifecycle bool // whether it froze lifecycles: not before there were any to freeze
}

// noteLength is how many characters a note may have.
const noteLength = 500

// Publish decides on the next revision of draft's unit and month, of which published
// are there. A month that hasn't begun has nothing to freeze, and whoever publishes
// again says why.
func Publish(draft Cutoff, published int, now time.Time) (Cutoff, error) {
	draft.Note = strings.TrimSpace(draft.Note)
	switch this := month.Of(now); {
	case this.Before(draft.Month):
		return Cutoff{}, errs.Precondition("CUTOFF_TOO_EARLY", "%s has not begun", draft.Month).With("month", draft.Month.String())
	case utf8.RuneCountInString(draft.Note) > noteLength || strings.ContainsRune(draft.Note, 0):
		return Cutoff{}, errs.Invalid("NOTE_INVALID", "a note has at most %d characters and no NUL", noteLength).At("note")
	case published > 0 && draft.Note == "":
		return Cutoff{}, errs.Precondition("CUTOFF_REASON_REQUIRED", "%s of %s is published; say why again", draft.Month, draft.Unit).
			With("month", draft.Month.String())
	}
	draft.Revision, draft.Time = published+1, now
	return draft, nil
}

// clockTick is the least by which two record times differ that the database keeps.
const clockTick = time.Microsecond

// clockLeeway is how far the clock that recorded something may be ahead of the publisher's.
const clockLeeway = 5 * time.Minute

// Dates are the newest of what a cut-off has to be dated after.
type Dates struct {
	Counted   time.Time // of what it counts: reports, projects, units
	Told      time.Time // of all that was told, of whichever unit: also of what counts elsewhere by now
	Published time.Time // of the unit's cut-offs
}

// After dates the cut-off after all of them, by as little as can be kept, if it is not later
// already. Nothing that is counted is newer: EventTime is not, either.
//
// RECORDED_AHEAD refuses what counts and is dated so far ahead that a clock must be wrong: the
// cut-off would bear a date that is not true. Where a stranger's clock was wrong, what it told
// is left aside; where the publisher's own was, before, its cut-off stands, and the next ones
// come after it.
func (c Cutoff) After(d Dates) (Cutoff, error) {
	if d.Counted.Sub(c.Time) > clockLeeway {
		return Cutoff{}, errs.Precondition("RECORDED_AHEAD", "something that counts is dated %s, which is yet to come: a clock is wrong", d.Counted.UTC().Format(time.RFC3339)).
			With("time", d.Counted.In(month.Shanghai()).Format(time.DateTime))
	}
	last := slices.MaxFunc([]time.Time{d.Counted, d.Published}, time.Time.Compare)
	if d.Told.After(last) && d.Told.Sub(c.Time) <= clockLeeway {
		last = d.Told
	}
	if !c.Time.After(last) {
		c.Time = last.UTC().Truncate(clockTick).Add(clockTick)
	}
	if c.EventTime != nil && c.EventTime.After(c.Time) { // what a wrong clock told of others
		c.EventTime = &c.Time
	}
	return c, nil
}

// Version is a project in a year as it was frozen or is known now: what counts of it
// at the month, and since when that is known (zero: nobody tells).
type Version struct {
	Project       Project // of its reports, the latest one up to the month
	Since         time.Time
	Revision      int32 // of that report; 0 without one
	ReportedSince time.Time
	Away          bool // it counts elsewhere, since Since
}

// FigureChange is a figure that is known otherwise than it was frozen.
type FigureChange struct {
	Figure   string
	Old, New int64
	Known    time.Time // zero if nobody tells
}

// AttributeChange is an attribute that is known otherwise.
type AttributeChange struct {
	Attribute string
	Old, New  string
	Known     time.Time
}

// Restate compares a project as it was frozen with how it is known now, each nil where
// it isn't there. Attributes are compared only where it is in both, lifecycles only if
// they were frozen, what was planned by the month only if it was shown, and what one of
// the two was not told of not at all.
func Restate(frozen, now *Version, m int, shown Shown) ([]FigureChange, []AttributeChange) {
	before, after := frozen.shown(m), now.shown(m)
	var figures []FigureChange
	for _, f := range restated(m, shown) {
		if o, n := f.of(before), f.of(after); o != n && frozen.tells(f, m) && now.tells(f, m) {
			figures = append(figures, FigureChange{f.name, o, n, now.since(frozen, f.reported)})
		}
	}
	if frozen == nil || now == nil || now.Away {
		return figures, nil
	}
	return figures, restateAttributes(frozen, now)
}

type restatedFigure struct {
	name     string
	of       func(Figures) int64
	reported bool                        // whether a report may be what changed it
	told     func(p Project, m int) bool // whether a project that is there tells it; nil: always
}

// Shown says what a cut-off shows beside the figures that all of them do.
type Shown struct {
	Lifecycle     bool
	PlannedToDate bool // its pace goes by the plans by month
	Reporting     bool // how its reports came; not in a cut-off that was not told it of all
}

// restated are the figures at a month by the names that the contract gives them.
func restated(m int, shown Shown) []restatedFigure {
	figures := []restatedFigure{
		{"projects", func(f Figures) int64 { return f.Projects }, false, nil},
		{"due", func(f Figures) int64 { return f.Due }, false, nil},
		{"reported", func(f Figures) int64 { return f.Reported }, true, nil},
		{"missing", func(f Figures) int64 { return f.Missing }, true, nil},
		{"total_investment_yuan", func(f Figures) int64 { return f.TotalInvestment }, false, nil},
		{"planned_yuan", func(f Figures) int64 { return f.Planned }, false, nil},
		{"invested_yuan", func(f Figures) int64 { return f.Invested }, true, nil},
		{"month_yuan", func(f Figures) int64 { return f.Month }, true, nil},
		{"unlisted", func(f Figures) int64 { return f.Unlisted }, true, nil},
	}
	if shown.Reporting {
		figures = append(figures,
			restatedFigure{"on_time", func(f Figures) int64 { return f.OnTime }, true, arrivalTold},
			restatedFigure{"corrected", func(f Figures) int64 { return f.Corrected }, true, arrivalTold})
	}
	if shown.PlannedToDate {
		figures = append(figures, restatedFigure{"planned_to_date_yuan", func(f Figures) int64 { return f.PlannedToDate(m) }, false, nil})
	}
	if !shown.Lifecycle {
		return figures
	}
	for measure, name := range LifecycleNames() {
		figures = append(figures, restatedFigure{name, func(f Figures) int64 { return f.Lifecycle[measure] }, false, toldOf(LifecycleMeasure(measure))})
	}
	return figures
}

// arrivalTold tells whether it is known how p's report of the month came, if there is one.
func arrivalTold(p Project, m int) bool {
	for _, r := range p.Reports {
		if r.Month == m {
			return r.Arrival != ArrivalUnknown
		}
	}
	return true
}

// toldOf says of which projects a lifecycle's measure is known: those of facts came later
// than the others.
func toldOf(measure LifecycleMeasure) func(Project, int) bool {
	if !slices.Contains([]LifecycleMeasure{Described, FactsListed, FactsFilled}, measure) {
		return nil
	}
	return func(p Project, _ int) bool { return p.Milestones.Described() }
}

// tells tells whether the figure is known of the version; of what isn't there everything is.
func (v *Version) tells(f restatedFigure, m int) bool {
	return v == nil || v.Away || f.told == nil || f.told(v.Project, m)
}

func (v *Version) shown(m int) Figures {
	if v == nil || v.Away {
		return Figures{}
	}
	f, _ := OfProject(v.Project, All, m)
	return f
}

// since is when what differs from frozen became known: the report, where it is another
// one and could be the cause, else the project. What is gone says nothing.
func (v *Version) since(frozen *Version, reported bool) time.Time {
	switch {
	case v == nil:
		return time.Time{}
	case v.Away || !reported || frozen != nil && v.Revision == frozen.Revision && v.latest() == frozen.latest():
		return v.Since
	case frozen == nil && v.Since.After(v.ReportedSince):
		return v.Since
	default:
		return v.ReportedSince
	}
}

func (v *Version) latest() Report {
	if n := len(v.Project.Reports); n > 0 {
		return v.Project.Reports[n-1]
	}
	return Report{}
}

func restateAttributes(frozen, now *Version) []AttributeChange {
	var changes []AttributeChange
	for _, a := range []struct {
		name string
		of   func(Project) string
	}{
		{"unit", func(p Project) string { return p.Unit }},
		{"category", func(p Project) string { return p.Category }},
		{"nature", func(p Project) string { return p.Nature }},
		{"listings", keysOf},
	} {
		if o, n := a.of(frozen.Project), a.of(now.Project); o != n {
			changes = append(changes, AttributeChange{a.name, o, n, now.Since})
		}
	}
	return changes
}

func keysOf(p Project) string {
	keys := make([]string, len(p.Listings))
	for i, l := range p.Listings {
		keys[i] = l.Key
	}
	return strings.Join(keys, ",")
}
