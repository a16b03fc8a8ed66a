package store

import (
	"sync"
	"unique"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// memory is what the applier remembers from one apply to the next. It is true only
// while the applier row bears the stamp of the apply that left it: another
// replica's apply, a rollback and a lost commit all leave another stamp, and then
// everything is forgotten. Only who holds the applier row touches it; the mutex
// tells the race detector, and Go, what PostgreSQL's lock already says.
type memory struct {
	mu    sync.Mutex
	stamp int64 // 0: nothing is remembered
	limit int
	years map[yearKey]*yearState
	tree  *unittree.Tree
}

func newMemory(limit int) *memory {
	return &memory{limit: limit, years: make(map[yearKey]*yearState)}
}

// during runs f on the memory that fits the stamp found in the applier row. If f
// fails or panics, everything is forgotten: it may know more than the database will.
func (m *memory) during(stamp int64, f func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open(stamp)
	sound := false
	defer func() {
		if !sound {
			m.forget()
		}
	}()
	err := f()
	sound = err == nil
	return err
}

// open makes the memory fit the stamp found in the applier row.
func (m *memory) open(stamp int64) {
	if m.stamp != stamp || stamp == 0 {
		m.forget()
	}
	if len(m.years) > m.limit {
		m.years = make(map[yearKey]*yearState)
	}
	m.stamp = stamp
}

func (m *memory) forget() {
	m.stamp, m.tree = 0, nil
	m.years = make(map[yearKey]*yearState)
}

// yearState is what is kept of a project in a year: where it counts, if it is
// known, and its reports. The reports of a project that isn't known yet wait here.
type yearState struct {
	known    bool
	project  statistics.Project // its Reports are the accepted ones, by month
	versions [statistics.Months + 1]int64
}

// counted is what counts of the state now, nil if nothing does. Its reports are
// copied into buf, so that the state may change under it.
func (y *yearState) counted(buf *countBuffer) *statistics.Project {
	if !y.known {
		return nil
	}
	buf.project = y.project
	buf.project.Reports = append(buf.reports[:0], y.project.Reports...)
	return &buf.project
}

// countBuffer holds a project as it was; reused, because there are so many.
type countBuffer struct {
	project statistics.Project
	reports [statistics.Months]statistics.Report
}

// has tells whether the month has accepted figures.
func (y *yearState) has(month int) bool {
	for _, r := range y.project.Reports {
		if r.Month == month {
			return true
		}
	}
	return false
}

// set takes a report into the state.
func (y *yearState) set(r *Report) {
	y.versions[r.Month] = r.Version
	reports := y.project.Reports
	i := 0
	for i < len(reports) && reports[i].Month < r.Month {
		i++
	}
	there := i < len(reports) && reports[i].Month == r.Month
	fact := r.fact()
	switch {
	case r.Revision == 0 && there:
		reports = append(reports[:i], reports[i+1:]...)
	case r.Revision == 0:
	case there:
		reports[i] = fact
	default:
		reports = append(withRoom(reports), statistics.Report{})
		copy(reports[i+1:], reports[i:])
		reports[i] = fact
	}
	y.project.Reports = reports
}

// withRoom has room for another report, and never for more than a year's: a hundred thousand
// years with room for four reports too many are most of what could be saved.
func withRoom(reports []statistics.Report) []statistics.Report {
	if len(reports) < cap(reports) {
		return reports
	}
	grown := make([]statistics.Report, len(reports), min(2*len(reports)+2, statistics.Months))
	copy(grown, reports)
	return grown
}

// place says where the project counts from now on; its reports stay.
func (y *yearState) place(p *statistics.Project) {
	reports := y.project.Reports
	y.project = *p
	y.project.Reports = reports
	m := &y.project.Milestones
	for _, text := range []*string{&y.project.Unit, &y.project.Category, &y.project.Nature, &m.Library, &m.Section} {
		*text = unique.Make(*text).Value() // a hundred thousand projects share a few hundred words
	}
	for i, tag := range m.Tags {
		m.Tags[i] = unique.Make(tag).Value()
	}
	for i := range y.project.Listings {
		l := &y.project.Listings[i]
		l.Key = unique.Make(l.Key).Value()
	}
	y.known = true
}

// remove makes the project unknown in the year; its reports stay.
func (y *yearState) remove() {
	y.known = false
	y.project = statistics.Project{Reports: y.project.Reports}
}
