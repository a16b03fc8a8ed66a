package statistics

// DimensionKey names a cell of the third grain: figures of one value of a dimension of
// projects, one dimension at a time and not crossed.
type DimensionKey struct {
	Year    int
	Unit    string
	Listing string
	By      Dimension
	Value   string
	Month   int
}

// DimensionCells are cells of the third grain. Their measures are those of reports and
// plans, as changes: where a stage changes with a month, all that had added up moves to
// the next one.
type DimensionCells = CellsBy[DimensionKey]

// attribute adds what p contributes to a cell of its unit to the dimensions in which p stands:
// none before the registry has told them. Facts of before there were such cells are in none of
// them, and must not be taken from them when they are told.
func attribute(cells DimensionCells, p *Project, k Key, m Measures) {
	if cells == nil || !p.Milestones.Placed {
		return
	}
	m = m.placed()
	if m == (Measures{}) {
		return
	}
	at := DimensionKey{Year: k.Year, Unit: k.Unit, Listing: k.Listing, Month: k.Month}
	for _, by := range [...]Dimension{BySize, ByIndustry, ByStage} {
		at.By, at.Value = by, p.Value(by, k.Month)
		cells.Add(at, m)
	}
	follow(cells, p, at, m.lasting())
}

// follow takes what lasts along to the stages that p enters after the month of at.
func follow(cells DimensionCells, p *Project, at DimensionKey, m Measures) {
	if m == (Measures{}) {
		return
	}
	stages := &p.Milestones.Stages
	for month := at.Month + 1; month <= Months; month++ {
		if stages[month] == stages[month-1] {
			continue
		}
		at.By, at.Month = ByStage, month
		at.Value = stages[month-1].String()
		cells.Add(at, m.Negated())
		at.Value = stages[month].String()
		cells.Add(at, m)
	}
}

// placed are the measures that dimensions keep: all but the lifecycle.
func (m Measures) placed() Measures {
	m.Lifecycle = Lifecycle{}
	return m
}

// lasting are those that add up over months.
func (m Measures) lasting() Measures {
	return Measures{
		Projects: m.Projects, TotalInvestment: m.TotalInvestment, Planned: m.Planned, DueChange: m.DueChange, YearChange: m.YearChange, Plan: m.Plan,
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
	for k, m := range own {
		for _, unit := range tree.Ancestors(k.Year, k.Unit) {
			if keeps(unit) {
				k.Unit = unit
				out.Add(k, *m)
			}
		}
	}
	out.Compact()
	return out
}
