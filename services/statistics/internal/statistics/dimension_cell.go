package statistics

import "maps"

// DimensionKey names a page of cells of the third grain: the figures of a unit and listing
// in a month by one dimension of projects, one dimension at a time and not crossed.
type DimensionKey struct {
	Year    int
	Unit    string
	Listing string
	By      Dimension
	Month   int
}

// DimensionCells are cells of the third grain, or differences of them, page by page. A
// report touches all of a page's values sooner or later, so that they are kept together.
type DimensionCells map[DimensionKey]Page

// Page holds the cells of a page by the dimension's value. A cell of zeros and a cell that
// is missing mean the same.
type Page map[string]*Placed

// PlacedMeasures is how many measures cells of the third grain have.
const PlacedMeasures = 14

// Placed are the measures of a cell of the third grain, those of reports and plans, as
// changes: where a stage changes with a month, all that had added up moves to the next one.
// Their order is that of Measures, and of what is stored.
type Placed [PlacedMeasures]int64

// inMonth are the places in Placed of what is counted in its month alone; the others add
// up over months.
const firstInMonth, lastInMonth = 5, 11

// placed are the measures that dimensions keep: all but the lifecycle.
func (m Measures) placed() Placed {
	return Placed{
		m.Projects, m.TotalInvestment, m.Planned, m.DueChange, m.YearChange,
		m.Invested, m.Reported, m.Met, m.Unlisted, m.Timed, m.OnTime, m.Corrected,
		m.Plan.ByMonth, m.Plan.ToDate,
	}
}

// Measures are those of the cell.
func (p *Placed) Measures() Measures {
	return Measures{
		Projects: p[0], TotalInvestment: p[1], Planned: p[2], DueChange: p[3], YearChange: p[4],
		Invested: p[5], Reported: p[6], Met: p[7], Unlisted: p[8], Timed: p[9], OnTime: p[10], Corrected: p[11],
		Plan: Plan{ByMonth: p[12], ToDate: p[13]},
	}
}

// lasting are those that add up over months.
func (p *Placed) lasting() Placed {
	out := *p
	for i := firstInMonth; i <= lastInMonth; i++ {
		out[i] = 0
	}
	return out
}

func (p *Placed) negated() Placed {
	var out Placed
	for i := range p {
		out[i] = -p[i]
	}
	return out
}

// Add adds m to the value's cell.
func (p Page) Add(value string, m *Placed) {
	have, ok := p[value]
	if !ok {
		first := *m
		p[value] = &first
		return
	}
	for i := range have {
		have[i] += m[i]
	}
}

// Compact drops cells of zeros.
func (p Page) Compact() {
	maps.DeleteFunc(p, func(_ string, m *Placed) bool { return *m == Placed{} })
}

// Page is the page of a key, made where there is none.
func (c DimensionCells) Page(k DimensionKey) Page {
	p, ok := c[k]
	if !ok {
		p = make(Page)
		c[k] = p
	}
	return p
}

// Add adds the cells of o.
func (c DimensionCells) Add(o DimensionCells) {
	for k, page := range o {
		to := c.Page(k)
		for value, m := range page {
			to.Add(value, m)
		}
	}
}

// Take takes the cells of o away.
func (c DimensionCells) Take(o DimensionCells) {
	for k, page := range o {
		to := c.Page(k)
		for value, m := range page {
			less := m.negated()
			to.Add(value, &less)
		}
	}
}

// Compact drops cells of zeros, and pages without any.
func (c DimensionCells) Compact() {
	maps.DeleteFunc(c, func(_ DimensionKey, p Page) bool {
		p.Compact()
		return len(p) == 0
	})
}

// Len is how many cells there are on all pages.
func (c DimensionCells) Len() int {
	n := 0
	for _, page := range c {
		n += len(page)
	}
	return n
}

// attribute adds what p contributes to a cell of its unit to the dimensions in which p stands:
// none before the registry has told them. Facts of before there were such cells are in none of
// them, and must not be taken from them when they are told.
func attribute(cells DimensionCells, p *Project, k Key, m *Measures) {
	if cells == nil || !p.Milestones.Placed {
		return
	}
	placed := m.placed()
	if placed == (Placed{}) {
		return
	}
	at := DimensionKey{Year: k.Year, Unit: k.Unit, Listing: k.Listing, Month: k.Month}
	for _, by := range [...]Dimension{BySize, ByIndustry, ByStage} {
		at.By = by
		cells.Page(at).Add(p.Value(by, k.Month), &placed)
	}
	follow(cells, p, at, placed.lasting())
}

// follow takes what lasts along to the stages that p enters after the month of at.
func follow(cells DimensionCells, p *Project, at DimensionKey, m Placed) {
	if m == (Placed{}) {
		return
	}
	stages, less := &p.Milestones.Stages, m.negated()
	for month := at.Month + 1; month <= Months; month++ {
		if stages[month] == stages[month-1] {
			continue
		}
		at.By, at.Month = ByStage, month
		page := cells.Page(at)
		page.Add(stages[month-1].String(), &less)
		page.Add(stages[month].String(), &m)
	}
}

// standsAs tells whether p and o stand in the same place in every dimension all year.
func (p *Project) standsAs(o *Project) bool {
	return p.Year == o.Year && p.Milestones.Placed == o.Milestones.Placed && p.Milestones.Section == o.Milestones.Section && p.Milestones.Stages == o.Milestones.Stages &&
		p.Value(BySize, OpeningMonth) == o.Value(BySize, OpeningMonth)
}

// SpreadDimensions lays cells of projects' own units out to those of their ancestors that
// keep such cells. It is linear, as Spread is.
func SpreadDimensions(own DimensionCells, tree Tree, keeps func(unit string) bool) DimensionCells {
	out := make(DimensionCells)
	for k, page := range own {
		for _, unit := range tree.Ancestors(k.Year, k.Unit) {
			if !keeps(unit) {
				continue
			}
			k.Unit = unit
			to := out.Page(k)
			for value, m := range page {
				to.Add(value, m)
			}
		}
	}
	out.Compact()
	return out
}
