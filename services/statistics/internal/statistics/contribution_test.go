package statistics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// flat is a tree in which every unit lies right below the city, every year.
type flat struct{}

func (flat) Ancestors(_ int, unit string) []string {
	if unit == "city" {
		return []string{"city"}
	}
	return []string{unit, "city"}
}

func project(edit func(*statistics.Project)) statistics.Project {
	p := statistics.Project{
		Year: 2020, Unit: "bincheng", Category: "industry", Nature: "new",
		Listings:        []statistics.Listing{{Key: "city", From: 1}},
		TotalInvestment: 1000, Planned: 120, LastDue: statistics.Months,
		Reports: []statistics.Report{{Month: 1, Invested: 10, YearToDate: 10}, {Month: 4, Invested: 7, YearToDate: 30}},
	}
	if edit != nil {
		edit(&p)
	}
	return p
}

func TestFiguresTellOfAllTheirProjectsOrNone(t *testing.T) {
	f := statistics.Figures{Projects: 3, Due: 3, Reported: 2, Missing: 1, TotalInvestment: 1000, Planned: 120, Invested: 30, Unlisted: 4}
	all := f
	all.Unlisted = 0
	for name, tc := range map[string]struct {
		of   int64
		want statistics.Figures
		held bool
	}{
		"all of them, without what is unlisted": {3, all, true},
		"none of them":                          {0, statistics.Figures{}, true},
		"some of them: which, only rows tell":   {2, statistics.Figures{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, held := f.Part(tc.of); got != tc.want || held != tc.held {
				t.Errorf("Part(%d) = %+v, %t", tc.of, got, held)
			}
		})
	}
}

func TestFiguresOfAProject(t *testing.T) {
	for name, tc := range map[string]struct {
		edit    func(*statistics.Project)
		listing string
		month   int
		want    statistics.Figures
		latest  int
	}{
		"a month with a report": {
			listing: statistics.All, month: 4, latest: 4,
			want: statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 30, Month: 7},
		},
		"a month without carries the year to date forward and is missing": {
			listing: statistics.All, month: 3, latest: 1,
			want: statistics.Figures{Projects: 1, Due: 1, Missing: 1, TotalInvestment: 1000, Planned: 120, Invested: 10},
		},
		"a listing from June is due from June, its plan counts all year": {
			edit:    func(p *statistics.Project) { p.Listings = []statistics.Listing{{Key: "city", From: 6}} },
			listing: "city", month: 5, latest: 4,
			want: statistics.Figures{Projects: 1, TotalInvestment: 1000, Planned: 120, Invested: 30},
		},
		"and is missing in June": {
			edit:    func(p *statistics.Project) { p.Listings = []statistics.Listing{{Key: "city", From: 6}} },
			listing: "city", month: 6, latest: 4,
			want: statistics.Figures{Projects: 1, Due: 1, Missing: 1, TotalInvestment: 1000, Planned: 120, Invested: 30},
		},
		"a report before the listing begins counts, but was not due": {
			edit:    func(p *statistics.Project) { p.Listings = []statistics.Listing{{Key: "city", From: 6}} },
			listing: "city", month: 4, latest: 4,
			want: statistics.Figures{Projects: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 30, Month: 7},
		},
		"of several listings the earliest makes the project due": {
			edit: func(p *statistics.Project) {
				p.Listings = []statistics.Listing{{Key: "city", From: 6}, {Key: "county", From: 2}}
			},
			listing: statistics.All, month: 2, latest: 1,
			want: statistics.Figures{Projects: 1, Due: 1, Missing: 1, TotalInvestment: 1000, Planned: 120, Invested: 10},
		},
		"the month of completion is due": {
			edit:    func(p *statistics.Project) { p.LastDue = 5 },
			listing: statistics.All, month: 5, latest: 4,
			want: statistics.Figures{Projects: 1, Due: 1, Missing: 1, TotalInvestment: 1000, Planned: 120, Invested: 30},
		},
		"the month after isn't": {
			edit:    func(p *statistics.Project) { p.LastDue = 5 },
			listing: statistics.All, month: 6, latest: 4,
			want: statistics.Figures{Projects: 1, TotalInvestment: 1000, Planned: 120, Invested: 30},
		},
		"a project completed before the year is never due": {
			edit:    func(p *statistics.Project) { p.LastDue = 0 },
			listing: statistics.All, month: 1, latest: 1,
			want: statistics.Figures{Projects: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 10, Month: 10},
		},
		"another listing shows nothing": {
			listing: "province", month: 4, latest: 4,
		},
		"without listings only the reports are counted, apart": {
			edit:    func(p *statistics.Project) { p.Listings = nil },
			listing: statistics.All, month: 4, latest: 4,
			want: statistics.Figures{Unlisted: 1},
		},
		"a corrected month may lower the year to date": {
			edit:    func(p *statistics.Project) { p.Reports[1].YearToDate = 5 },
			listing: statistics.All, month: 4, latest: 4,
			want: statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 5, Month: 7},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, latest := statistics.OfProject(project(tc.edit), tc.listing, tc.month)
			if diff := cmp.Diff(tc.want, got); diff != "" || latest != tc.latest {
				t.Errorf("OfProject() reported in %d, want %d; figures (-want +got):\n%s", latest, tc.latest, diff)
			}
		})
	}
}

func TestLastDue(t *testing.T) {
	for name, tc := range map[string]struct{ endYear, endMonth, want int }{
		"open":                      {0, 0, 12},
		"completed in a later year": {2021, 2, 12},
		"completed in May":          {2020, 5, 5},
		"completed the year before": {2019, 12, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := statistics.LastDue(2020, tc.endYear, tc.endMonth); got != tc.want {
				t.Errorf("LastDue() = %d, want %d", got, tc.want)
			}
		})
	}
}

func TestAProjectTouchesFewCells(t *testing.T) {
	p := project(nil)
	if got := len(statistics.Contributions(nil, p)); got != 6 { // opening and two reports, under All and its listing
		t.Errorf("%d contributions, want 6", got)
	}
	after := project(func(p *statistics.Project) {
		p.Reports = append(p.Reports, statistics.Report{Month: 5, Invested: 1, YearToDate: 31})
	})
	cells := make(statistics.Cells)
	new(statistics.Mover).Move(cells, &p, &after)
	if len(cells) != 2 {
		t.Errorf("a report touched %d cells, want 2", len(cells))
	}
}

func TestEachProjectOnceInTheTotalAndOnceInEachListing(t *testing.T) {
	cells := statistics.Recount([]statistics.Project{
		project(func(p *statistics.Project) {
			p.Listings = []statistics.Listing{{Key: "city", From: 1}, {Key: "province", From: 1}}
		}),
		project(func(p *statistics.Project) { p.Unit = "zouping" }),
		project(func(p *statistics.Project) { p.Unit = "city" }),
	}, flat{})
	for name, tc := range map[string]struct {
		unit, listing string
		want          int64
	}{
		"city, each project once":    {"city", statistics.All, 3},
		"city, municipal ones":       {"city", "city", 3},
		"city, provincial ones":      {"city", "province", 1},
		"a county":                   {"zouping", statistics.All, 1},
		"a county without that list": {"zouping", "province", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var got int64
			if m, ok := cells[statistics.Key{Year: 2020, Unit: tc.unit, Listing: tc.listing, Category: "*", Nature: "*"}]; ok {
				got = m.Projects
			}
			if got != tc.want {
				t.Errorf("%d projects, want %d", got, tc.want)
			}
		})
	}
}

func TestAUnitOutsideTheTreeCountsNowhere(t *testing.T) {
	if cells := statistics.Recount([]statistics.Project{project(nil)}, nowhere{}); len(cells) != 0 {
		t.Errorf("%d cells, want none", len(cells))
	}
}

type nowhere struct{}

func (nowhere) Ancestors(int, string) []string { return nil }

// TestBinzhouInMay uses the published sums: 433 projects, 479.33 of 1,017.69
// hundred million yuan by the end of May.
func TestBinzhouInMay(t *testing.T) {
	var projects []statistics.Project
	for i := range 433 {
		planned, invested := int64(101_769_000_000/433), int64(47_933_000_000/433)
		if i == 0 {
			planned += 101_769_000_000 % 433
			invested += 47_933_000_000 % 433
		}
		projects = append(projects, project(func(p *statistics.Project) {
			p.Unit, p.Planned = string(rune('a'+i%10)), planned
			p.Reports = []statistics.Report{{Month: 5, Invested: invested, YearToDate: invested}}
			if i == 1 { // reported April only: carried forward, and missing in May
				p.Reports[0].Month = 4
			}
		}))
	}
	months := make(map[int]statistics.Measures)
	for k, m := range statistics.Recount(projects, flat{}) {
		if k.Unit == "city" && k.Listing == statistics.All && k.Category == statistics.All {
			months[k.Month] = *m
		}
	}
	want := statistics.Figures{
		Projects: 433, Due: 433, Reported: 432, Missing: 1, TotalInvestment: 433_000,
		Planned: 101_769_000_000, Invested: 47_933_000_000, Month: 47_933_000_000 - 47_933_000_000/433,
	}
	if diff := cmp.Diff(want, statistics.Sum(5, months)); diff != "" {
		t.Errorf("figures in May (-want +got):\n%s", diff)
	}
}
