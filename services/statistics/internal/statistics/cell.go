// Package statistics decides what counts: which figures a project and its
// accepted reports add to which cells of the roll-up, and how the figures that
// people read come out of cells. It is pure: who stores cells, how events arrive
// and how percentages are shown is not its business.
package statistics

import "maps"

// All stands in a cell's key for every listing, category or nature.
const All = "*"

// OpeningMonth is the month of cells that hold what is true of the year from its
// beginning: projects, total investment, plan, and who is due from January.
const OpeningMonth = 0

// Months is the number of months of a plan year.
const Months = 12

// Key names a cell: where in the tree, when, and which part of the projects.
//
// Listing All counts each project once; the other listings each of theirs. A unit
// has cells of two grains: one per category and nature, and their sum under
// All/All, which is what nearly every view reads. Other sums (one category, any
// nature) are added up when read: keeping them too would double the writes for
// the rarest of views.
type Key struct {
	Year     int
	Unit     string
	Listing  string
	Category string
	Nature   string
	Month    int
}

// Measures are what a cell adds up. Due and year to date are kept as changes
// against the month before, so that a project or report touches one or two months
// instead of all that follow; so is all of the lifecycle.
type Measures struct {
	Projects        int64     // in OpeningMonth only, as are the next two
	TotalInvestment int64     // yuan
	Planned         int64     // yuan
	DueChange       int64     // projects due from this month on, less those no longer due
	YearChange      int64     // change of the year to date, yuan
	Invested        int64     // in the month, yuan
	Reported        int64     // accepted reports
	Met             int64     // accepted reports of projects that were due
	Unlisted        int64     // accepted reports of projects that no listing has
	Timed           int64     // of Met, those of which it is known when they were first handed in
	OnTime          int64     // of Timed, those handed in by their day
	Corrected       int64     // of Timed, those corrected after their acceptance
	Plan            Plan      // by month; see Plan
	Lifecycle       Lifecycle // changes of it
}

// Plus is the sum of both.
func (m Measures) Plus(o Measures) Measures {
	return Measures{
		Projects:        m.Projects + o.Projects,
		TotalInvestment: m.TotalInvestment + o.TotalInvestment,
		Planned:         m.Planned + o.Planned,
		DueChange:       m.DueChange + o.DueChange,
		YearChange:      m.YearChange + o.YearChange,
		Invested:        m.Invested + o.Invested,
		Reported:        m.Reported + o.Reported,
		Met:             m.Met + o.Met,
		Unlisted:        m.Unlisted + o.Unlisted,
		Timed:           m.Timed + o.Timed,
		OnTime:          m.OnTime + o.OnTime,
		Corrected:       m.Corrected + o.Corrected,
		Plan:            m.Plan.Plus(o.Plan),
		Lifecycle:       m.Lifecycle.Plus(o.Lifecycle),
	}
}

// Negated is what takes m away when added.
func (m Measures) Negated() Measures { return Measures{}.Minus(m) }

// Minus is m without o.
func (m Measures) Minus(o Measures) Measures {
	return Measures{
		Projects:        m.Projects - o.Projects,
		TotalInvestment: m.TotalInvestment - o.TotalInvestment,
		Planned:         m.Planned - o.Planned,
		DueChange:       m.DueChange - o.DueChange,
		YearChange:      m.YearChange - o.YearChange,
		Invested:        m.Invested - o.Invested,
		Reported:        m.Reported - o.Reported,
		Met:             m.Met - o.Met,
		Unlisted:        m.Unlisted - o.Unlisted,
		Timed:           m.Timed - o.Timed,
		OnTime:          m.OnTime - o.OnTime,
		Corrected:       m.Corrected - o.Corrected,
		Plan:            m.Plan.Minus(o.Plan),
		Lifecycle:       m.Lifecycle.Minus(o.Lifecycle),
	}
}

// Cells are measures by cell, or differences of them. A cell of zeros and a cell
// that is missing mean the same.
type Cells map[Key]*Measures

// Add adds m to the cell.
func (c Cells) Add(k Key, m Measures) {
	if have, ok := c[k]; ok {
		*have = have.Plus(m)
		return
	}
	c[k] = &m
}

// Compact drops cells of zeros.
func (c Cells) Compact() {
	maps.DeleteFunc(c, func(_ Key, m *Measures) bool { return *m == Measures{} })
}

// Minus is what has to be added to o to get c.
func (c Cells) Minus(o Cells) Cells {
	diff := make(Cells)
	for k, m := range c {
		diff.Add(k, *m)
	}
	for k, m := range o {
		diff.Add(k, m.Negated())
	}
	diff.Compact()
	return diff
}
