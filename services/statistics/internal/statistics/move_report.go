package statistics

// MoveReport adds to cells what changes when only the report of one month did: it is Move of
// such a change, without looking at what no report changes. Reports are nearly all that
// happens, and a project's life is long to go through.
func (v *Mover) MoveReport(cells Cells, before, after *Project, month int) {
	if len(after.Listings) == 0 {
		v.moveIn(cells, after, All, month, after.unlistedIn(month).Minus(before.unlistedIn(month)))
		return
	}
	next := after.reportedAfter(month)
	for i := -1; i < len(after.Listings); i++ {
		l := after.anyListing()
		if i >= 0 {
			l = after.Listings[i]
		}
		v.moveIn(cells, after, l.Key, month, after.countedIn(l, month).Minus(before.countedIn(l, month)))
		if next <= Months { // whose change of the year to date is against this one
			v.moveIn(cells, after, l.Key, next, after.countedIn(l, next).Minus(before.countedIn(l, next)))
		}
	}
}

func (v *Mover) moveIn(cells Cells, p *Project, listing string, month int, more Measures) {
	if more == (Measures{}) {
		return
	}
	k := p.key(listing, month)
	cells.Add(k, more)
	attribute(v.Dimensions, p, k, &more)
}

// reportedAfter is the first month with a report after the month; beyond the year where
// there is none.
func (p *Project) reportedAfter(month int) int {
	for _, r := range p.Reports {
		if r.Month > month {
			return r.Month
		}
	}
	return Months + 1
}

// countedIn is what the month's report adds to a listing.
func (p *Project) countedIn(l Listing, month int) Measures {
	var soFar int64
	for _, r := range p.Reports {
		if r.Month == month {
			return Measures{}.with(r, p.due(l, month), soFar)
		}
		soFar = r.YearToDate
	}
	return Measures{}
}

// unlistedIn is what the month's report adds where no listing has the project.
func (p *Project) unlistedIn(month int) Measures {
	for _, r := range p.Reports {
		if r.Month == month {
			return Measures{Unlisted: 1}
		}
	}
	return Measures{}
}
