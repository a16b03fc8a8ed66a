package synth

import (
	"fmt"
	"iter"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Spec describes a synthetic province.
type Spec struct {
	Seed     uint64
	Year     int
	Cities   int
	Counties int // in all, dealt out to the cities
	Projects int // in all, dealt out to the counties
	Months   int // months reported, 1 to 12
	// LatePerMille of the reports come one or two months late, MissingPerMille never,
	// CorrectedPerMille are corrected a month later.
	LatePerMille, MissingPerMille, CorrectedPerMille int
	// HabitPerMille of the projects have an honest habit that looks odd, DishonestPerMille
	// of the others tell a lie: each kind as many.
	HabitPerMille, DishonestPerMille int
}

// National is a province of the size that the platform is designed for: 16 cities,
// 136 counties, 100,000 projects, a report for every month.
func National(seed uint64) Spec {
	return Spec{
		Seed: seed, Year: 2025, Cities: 16, Counties: 136, Projects: 100_000, Months: 12,
		LatePerMille: 30, CorrectedPerMille: 10,
	}
}

// Root is the province's own unit code.
const Root = "p"

// Units yields cities, then counties, parents before children. Synthetic units have
// no GB/T 2260 code: they are no real places.
func (s Spec) Units() iter.Seq[Unit] {
	return func(yield func(Unit) bool) {
		for c := range s.Cities {
			name := fmt.Sprintf("示范%02d市", c+1)
			if !yield(Unit{unit(cityCode(c), name, "", registryv1.UnitKind_UNIT_KIND_CITY), Root}) {
				return
			}
		}
		for n := range s.Counties {
			if !yield(Unit{s.county(n), cityCode(n % s.Cities)}) {
				return
			}
		}
	}
}

func cityCode(c int) string { return fmt.Sprintf("p-%02d", c+1) }

func (s Spec) county(n int) *registryv1.Unit {
	city := n % s.Cities
	return unit(fmt.Sprintf("%s-%03d", cityCode(city), n+1), fmt.Sprintf("示范%02d%03d县", city+1, n+1), "",
		registryv1.UnitKind_UNIT_KIND_COUNTY)
}

// Generate yields the projects with their reports.
func (s Spec) Generate() iter.Seq[Project] {
	return func(yield func(Project) bool) {
		for i := range s.Projects {
			if !yield(s.Project(i)) {
				return
			}
		}
	}
}

// Project makes the i-th project alone. The same seed in another year is the same
// project a year on; another seed shares no code and no company with it.
func (s Spec) Project(i int) Project {
	r := source(s.Seed, kindProject, i)
	d := draft{
		index: i, unit: s.county(i % s.Counties), region: fmt.Sprintf("99%02d%02d", (int(s.Seed%100)*7+i/100_000)%100, i%s.Cities+1),
		group: fmt.Sprintf("%02d%02d", 21+i%3, i%12+1), series: s.Seed,
		nature: registryv1.Nature_NATURE_CONTINUED, year: s.Year,
		listings: [][]string{{"county"}, {"county"}, {"county"}, {"city"}, {"city", "county"}, {"province", "city"}, {"renovation"}}[r.IntN(7)],
		planned:  int64(300+r.IntN(200)*r.IntN(300)) * Wan,
	}
	if r.IntN(100) < 40 {
		d.nature = registryv1.Nature_NATURE_NEW
	}
	invested := d.planned / 1000 * int64(s.Months*r.IntN(40)+s.Months*63) / 12 * 10 / Wan * Wan
	d.total = total(r.IntN(100), max(d.planned, invested))
	p := d.finish(invested, s.Months, s.Seed)
	p.Reports = s.disturb(s.live(p, i), i)
	return p
}

// live gives the project's year a habit or a lie, or neither.
func (s Spec) live(p Project, i int) []Report {
	r := source(s.Seed, kindCourse, i)
	c := courseOf(p)
	switch dice := r.IntN(1000); {
	case dice < s.HabitPerMille:
		h := habits[i%len(habits)]
		h.live(c, r)
		return c.reports(h.habit, "")
	case dice < s.HabitPerMille+s.DishonestPerMille:
		l := lies[i%len(lies)]
		if l.tell(c, r) {
			return c.reports("", l.lie)
		}
	}
	return p.Reports
}

// disturb makes reports late, missing or corrected, as counties do, and puts them in
// the order in which they arrive.
func (s Spec) disturb(reports []Report, i int) []Report {
	r := source(s.Seed, kindReports, i+s.Projects)
	due := make([][]Report, len(reports)+3)
	for m, report := range reports {
		switch dice := r.IntN(1000); {
		case dice < s.MissingPerMille:
			continue
		case dice < s.MissingPerMille+s.LatePerMille:
			report.Late = 1 + r.IntN(2)
		case dice < s.MissingPerMille+s.LatePerMille+s.CorrectedPerMille:
			due[m] = append(due[m], understated(report))
			report.Late, report.Correction = 1, true
			report.Row.Reason = "核对后更正"
		}
		due[m+report.Late] = append(due[m+report.Late], report)
	}
	var arrived []Report
	for _, month := range due {
		arrived = append(arrived, month...)
	}
	return arrived
}

// understated is the wrong first version of a report that is corrected later: one
// tenth of the month was forgotten.
func understated(right Report) Report {
	f := right.Row.GetFigures()
	forgotten := f.GetMonthYuan() / 10 / Wan * Wan
	return Report{Habit: right.Habit, Lie: right.Lie, Row: &registryv1.IngestReport{
		Project: right.Row.GetProject(), Month: right.Row.GetMonth(), Progress: right.Row.GetProgress(),
		Figures: &registryv1.Figures{
			MonthYuan: f.GetMonthYuan() - forgotten, YearToDateYuan: f.GetYearToDateYuan() - forgotten,
			CumulativeYuan: f.GetCumulativeYuan() - forgotten,
		},
	}}
}
