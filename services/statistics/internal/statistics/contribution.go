package statistics

import (
	"cmp"
	"slices"
)

// Project is a project (项目) in one plan year: what decides where it counts, and
// its accepted reports. A change in mid-year re-attributes the whole year.
type Project struct {
	Year            int
	Unit            string
	Category        string
	Nature          string
	Listings        []Listing // confirmed ones, by key
	TotalInvestment int64     // yuan
	Planned         int64     // yuan
	LastDue         int       // last month in which a report is due; see LastDue
	Milestones      Milestones
	Reports         []Report // by month
}

// Listing (省/市/县重点, 技改 …) is membership in a named list of the year.
type Listing struct {
	Key  string
	From int // first month in which a report is due for it
}

// Report is the accepted figures of a monthly report (月报).
type Report struct {
	Month      int
	Invested   int64 // in the month, yuan
	YearToDate int64 // yuan, as reported
	Arrival    Arrival
	Corrected  bool // since it was first accepted
}

// Arrival says how a report came, by its first submission.
type Arrival int8

// The arrivals. Of reports kept since before the registry told it, and of those whose
// first submission nobody kept, it is unknown.
const (
	ArrivalUnknown Arrival = iota
	OnTime                 // by the day on which it was due
	Late
)

// Contribution is what a project adds to one cell of its own unit.
type Contribution struct {
	Key      Key
	Measures Measures
}

// LastDue is the last month of the year in which a project that ended in endYear
// and endMonth has to report: the month of its completion still counts. Zero for
// endYear means that it is open.
func LastDue(year, endYear, endMonth int) int {
	switch {
	case endYear == 0 || endYear > year:
		return Months
	case endYear < year:
		return 0
	default:
		return endMonth
	}
}

// Contributions appends to dst what p adds to the cells of its unit, in the order
// of their keys. This is the one place that decides what counts:
//
//   - a project counts once under All, if any listing has it, and once in each of
//     its listings;
//   - it counts in the year's projects, total investment and plan whether it
//     reports or not;
//   - it is due from the month its listing begins (the earliest one under All)
//     until the month of its completion;
//   - the year to date of a month without a report is that of the report before;
//   - the reports of a project without listings are counted as unlisted, and
//     nothing else of it is, but for what Lifecycle says of such projects.
func Contributions(dst []Contribution, p Project) []Contribution {
	var steps lifecycleSteps
	p.lifecycle(&steps)
	if len(p.Listings) == 0 {
		return appendUnlisted(dst, p, &steps)
	}
	dst = appendListing(dst, p, p.anyListing(), &steps)
	for _, l := range p.Listings {
		dst = appendListing(dst, p, l, &steps)
	}
	return dst
}

// anyListing is All, from the month in which the earliest listing begins.
func (p *Project) anyListing() Listing {
	first := p.Listings[0].From
	for _, l := range p.Listings[1:] {
		first = min(first, l.From)
	}
	return Listing{All, first}
}

func appendUnlisted(dst []Contribution, p Project, steps *lifecycleSteps) []Contribution {
	reports := p.Reports
	for month, step := range steps {
		m := Measures{Lifecycle: step}
		if len(reports) > 0 && reports[0].Month == month {
			m.Unlisted, reports = 1, reports[1:]
		}
		if m != (Measures{}) {
			dst = append(dst, Contribution{p.key(All, month), m})
		}
	}
	return dst
}

// appendListing counts p in one listing: the opening first, then month by month.
func appendListing(dst []Contribution, p Project, l Listing, steps *lifecycleSteps) []Contribution {
	due := func(month int) bool { return p.due(l, month) }
	opening := Measures{Projects: 1, TotalInvestment: p.TotalInvestment, Planned: p.Planned, Plan: p.plan(OpeningMonth), Lifecycle: steps[OpeningMonth]}
	if due(1) {
		opening.DueChange = 1
	}
	dst = append(dst, Contribution{p.key(l.Key, OpeningMonth), opening})

	reports, soFar := p.Reports, int64(0)
	for month := 1; month <= Months; month++ {
		m := Measures{Plan: p.plan(month), Lifecycle: steps[month]}
		if month > 1 {
			m.DueChange = count(due(month)) - count(due(month-1))
		}
		if len(reports) > 0 && reports[0].Month == month {
			m = m.with(reports[0], due(month), soFar)
			reports, soFar = reports[1:], reports[0].YearToDate
		}
		if m != (Measures{}) {
			dst = append(dst, Contribution{p.key(l.Key, month), m})
		}
	}
	return dst
}

// due tells whether a report is due in the month for the listing.
func (p *Project) due(l Listing, month int) bool {
	return max(l.From, 1) <= month && month <= p.LastDue
}

// with is m with what an accepted report adds to a listing in its month; soFar is the year
// to date before it.
func (m Measures) with(r Report, due bool, soFar int64) Measures {
	m.Invested, m.Reported, m.YearChange = r.Invested, 1, r.YearToDate-soFar
	if due {
		m.Met = 1
		m.Timed, m.OnTime, m.Corrected = arrivals(r)
	}
	return m
}

// arrivals count how the report of a project that was due came.
func arrivals(r Report) (timed, onTime, corrected int64) {
	timed = count(r.Arrival != ArrivalUnknown)
	return timed, count(r.Arrival == OnTime), timed * count(r.Corrected)
}

func (p *Project) key(listing string, month int) Key {
	return Key{Year: p.Year, Unit: p.Unit, Listing: listing, Category: p.Category, Nature: p.Nature, Month: month}
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// Mover puts changes of projects into cells of their own units. It keeps its
// buffers between calls; the zero Mover is ready.
type Mover struct {
	// Dimensions gets what changes by size, industry and stage; nil if nobody wants it.
	Dimensions DimensionCells

	before, after []Contribution
}

// Move adds to cells what changes when before becomes after; nil is a project that
// is not there. Both lists come in the order of keys where the projects agree in
// unit, category and nature, so that what stays the same costs a comparison only.
func (v *Mover) Move(cells Cells, before, after *Project) {
	v.before, v.after = v.before[:0], v.after[:0]
	if before != nil {
		v.before = Contributions(v.before, *before)
	}
	if after != nil {
		v.after = Contributions(v.after, *after)
	}
	b, a := v.before, v.after
	stays := before != nil && after != nil && before.standsAs(after)
	for len(b) > 0 || len(a) > 0 {
		switch order := compareHeads(b, a); {
		case order < 0:
			cells.Add(b[0].Key, b[0].Measures.Negated())
			v.attributeLess(before, b[0])
			b = b[1:]
		case order > 0:
			cells.Add(a[0].Key, a[0].Measures)
			attribute(v.Dimensions, after, a[0].Key, &a[0].Measures)
			a = a[1:]
		default:
			if b[0].Measures != a[0].Measures {
				cells.Add(a[0].Key, a[0].Measures.Minus(b[0].Measures))
			}
			v.movePlaced(stays, before, after, b[0], a[0])
			b, a = b[1:], a[1:]
		}
	}
}

// movePlaced moves what a project adds to one cell: by the difference where it stays in
// all dimensions, else from where it stood to where it stands.
func (v *Mover) movePlaced(stays bool, before, after *Project, b, a Contribution) {
	switch {
	case !stays:
		v.attributeLess(before, b)
		attribute(v.Dimensions, after, a.Key, &a.Measures)
	case b.Measures != a.Measures:
		more := a.Measures.Minus(b.Measures)
		attribute(v.Dimensions, after, a.Key, &more)
	}
}

// attributeLess takes what p added to one cell from where p stood.
func (v *Mover) attributeLess(p *Project, c Contribution) {
	less := c.Measures.Negated()
	attribute(v.Dimensions, p, c.Key, &less)
}

// compareHeads says which list to take from next; an empty one comes last.
func compareHeads(b, a []Contribution) int {
	switch {
	case len(b) == 0:
		return 1
	case len(a) == 0:
		return -1
	}
	x, y := b[0].Key, a[0].Key
	return cmp.Or(
		cmp.Compare(x.Year, y.Year), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Listing, y.Listing),
		cmp.Compare(x.Category, y.Category), cmp.Compare(x.Nature, y.Nature), cmp.Compare(x.Month, y.Month),
	)
}

// SortListings brings listings into the order that Contributions needs.
func SortListings(listings []Listing) {
	slices.SortFunc(listings, func(a, b Listing) int { return cmp.Compare(a.Key, b.Key) })
}
