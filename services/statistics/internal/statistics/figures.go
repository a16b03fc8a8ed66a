package statistics

// Figures are what people read of a unit, group or project at a month.
type Figures struct {
	Projects        int64
	Due             int64     // projects due to report in the month
	Reported        int64     // accepted reports of the month
	Missing         int64     // due without an accepted report
	TotalInvestment int64     // yuan
	Planned         int64     // yuan
	Invested        int64     // year to date, carried forward, yuan
	Month           int64     // invested in the month, yuan
	Unlisted        int64     // accepted reports of projects that no listing has
	Timed           int64     // accepted reports of due projects of which it is known when they were first handed in
	OnTime          int64     // those of Timed handed in by their day
	Corrected       int64     // those of Timed corrected after their acceptance
	Plan            Plan      // up to the month
	Lifecycle       Lifecycle // at the end of the month
}

// Sum adds the cells of one view up to the month. The order of months doesn't
// matter; later ones are left out.
func Sum(month int, months map[int]Measures) Figures {
	var upTo, at Measures
	for n, m := range months {
		if n <= month {
			upTo = upTo.Plus(m)
		}
		if n == month {
			at = m
		}
	}
	return At(upTo, at)
}

// At makes figures of the measures added up to a month and those of the month
// itself.
func At(upTo, at Measures) Figures {
	return Figures{
		Projects:        upTo.Projects,
		Due:             upTo.DueChange,
		Reported:        at.Reported,
		Missing:         upTo.DueChange - at.Met,
		TotalInvestment: upTo.TotalInvestment,
		Planned:         upTo.Planned,
		Invested:        upTo.YearChange,
		Month:           at.Invested,
		Unlisted:        at.Unlisted,
		Timed:           at.Timed,
		OnTime:          at.OnTime,
		Corrected:       at.Corrected,
		Plan:            upTo.Plan,
		Lifecycle:       upTo.Lifecycle,
	}
}

// Plus is the sum of both.
func (f Figures) Plus(o Figures) Figures { return f.Minus(Figures{}.Minus(o)) }

// Minus is f without o: what is attached to a unit itself is what it has less what
// its sub-units have.
func (f Figures) Minus(o Figures) Figures {
	return Figures{
		Projects:        f.Projects - o.Projects,
		Due:             f.Due - o.Due,
		Reported:        f.Reported - o.Reported,
		Missing:         f.Missing - o.Missing,
		TotalInvestment: f.TotalInvestment - o.TotalInvestment,
		Planned:         f.Planned - o.Planned,
		Invested:        f.Invested - o.Invested,
		Month:           f.Month - o.Month,
		Unlisted:        f.Unlisted - o.Unlisted,
		Timed:           f.Timed - o.Timed,
		OnTime:          f.OnTime - o.OnTime,
		Corrected:       f.Corrected - o.Corrected,
		Plan:            f.Plan.Minus(o.Plan),
		Lifecycle:       f.Lifecycle.Minus(o.Lifecycle),
	}
}

// Punctual tells whether it is known of every accepted report of a due project how it
// came: else OnTime and Corrected are not the whole truth.
func (f Figures) Punctual() bool { return f.Timed == f.Due-f.Missing }

// Part is what n of the projects that f adds up have together, where f tells it: all
// of them, or none. Unlisted reports are of no project that counts, of the lifecycle some
// is, and how reports came is not told of rows.
func (f Figures) Part(n int64) (Figures, bool) {
	switch n {
	case f.Projects:
		f.Unlisted, f.Lifecycle = 0, Lifecycle{}
		f.Timed, f.OnTime, f.Corrected = 0, 0, 0
		return f, true
	case 0:
		return Figures{}, true
	}
	return Figures{}, false
}

// IsZero tells whether nothing at all is counted.
func (f Figures) IsZero() bool { return f == Figures{} }

// OfProject is what one project shows at the month in a listing (All for each
// project once), and the month of the report that gives the year to date, zero
// if there is none. A project outside the listing shows nothing.
func OfProject(p Project, listing string, month int) (Figures, int) {
	months := make(map[int]Measures, Months+1)
	for _, c := range Contributions(nil, p) {
		if c.Key.Listing == listing {
			months[c.Key.Month] = c.Measures
		}
	}
	latest := 0
	for _, r := range p.Reports {
		if r.Month <= month {
			latest = r.Month
		}
	}
	return Sum(month, months), latest
}
