package registry_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/registry"
)

// importing is a sheet of May 2020 of bc, which has a township and accepts at once.
func importing(t *testing.T) registry.Importing {
	t.Helper()
	words, err := registry.DefaultVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	tree := unittree.New([]unittree.Unit{
		{Code: "bc", Name: "滨城区", Kind: unittree.KindCounty, Places: []unittree.Place{{From: 2019}}},
		{Code: "bc-t", Name: "试验镇", Kind: unittree.KindTownship, Places: []unittree.Place{{Parent: "bc", From: 2019}}},
		{Code: "zp", Name: "邹平市", Kind: unittree.KindCounty, GBCode: "371681", Places: []unittree.Place{{Parent: "bc", From: 2019}}},
	})
	return registry.Importing{
		Import: registry.Import{ID: "i", Unit: "bc", Annex: 3, Month: month.Month{Year: 2020, Month: 5}},
		Reason: "更正", Tree: tree, Words: words,
		Policy: func(string) registry.Policy {
			return registry.Policy{Vocabulary: words, Tree: tree, InForce: func(registry.Level) bool { return true }}
		},
		Author:     func(string) registry.Author { return registry.Author{ID: "clerk", Role: "county"} },
		AutoAccept: func(string) bool { return true },
		Due:        func(string, string) time.Time { return noon().AddDate(0, 0, 1) },
		Lock:       func(string) *registry.MonthLock { return nil },
		Held:       func(string) error { return nil },
		NewID:      func() registry.ProjectID { return "new" },
		Now:        time.Date(2020, 5, 20, 0, 0, 0, 0, time.UTC),
	}
}

func entry(row int, name string) registry.Entry {
	return registry.Entry{
		Row: row, Subject: registry.Subject{Name: name, Company: name + "公司"},
		New:   registry.Project{StartYear: 2019},
		Year:  registry.Year{TotalInvestment: 1000, Planned: 400},
		Said:  registry.Said{Figures: registry.Figures{Month: 10, YearToDate: 50, Cumulative: 60}, Progress: "主体"},
		Tells: registry.Tells{Progress: true, Plan: true},
	}
}

func plan(t *testing.T, i registry.Importing, now registry.Picture, known []registry.Known, entries ...registry.Entry) []registry.RowPlan {
	t.Helper()
	matched, err := i.Match(entries, known)
	if err != nil {
		t.Fatal(err)
	}
	return i.Plan(matched, now)
}

func TestDefaultsOfNewRows(t *testing.T) {
	county, industry := "county", "industry"
	for name, tc := range map[string]struct {
		section string
		start   int
		given   registry.Defaults
		want    registry.Defaults
	}{
		"started earlier":                     {"", 2019, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureContinued}},
		"starts in the year":                  {"", 2020, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureNew}},
		"no start known":                      {"", 0, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureContinued}},
		"the heading knows nature better":     {"一、续建项目", 2020, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureContinued}},
		"the heading says new":                {"二、新开工项目", 2019, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureNew}},
		"the heading says both":               {"新建、续建项目", 2020, registry.Defaults{}, registry.Defaults{county, industry, registry.NatureNew}},
		"the heading names a category":        {"三、基础设施类续建", 2020, registry.Defaults{}, registry.Defaults{county, "infrastructure", registry.NatureContinued}},
		"the heading says 民生":                 {"民生项目", 2019, registry.Defaults{}, registry.Defaults{county, "livelihood", registry.NatureContinued}},
		"what a person says beats everything": {"民生续建", 2019, registry.Defaults{"city", industry, registry.NatureNew}, registry.Defaults{"city", industry, registry.NatureNew}},
	} {
		t.Run(name, func(t *testing.T) {
			i, e := importing(t), entry(5, "甲")
			i.Options.Defaults, e.Section, e.New.StartYear = tc.given, tc.section, tc.start
			p := plan(t, i, registry.Picture{}, nil, e)[0]
			if diff := cmp.Diff(tc.want, p.Defaults); diff != "" {
				t.Errorf("defaults differ (-want +got):\n%s", diff)
			}
			if y := p.After.Years[0]; y.Category != tc.want.Category || y.Nature != tc.want.Nature || y.Listings[0].Key != tc.want.Listing {
				t.Errorf("the project got %+v", y)
			}
		})
	}
}

// A project that the register learns of in May missed no report before.
func TestANewProjectIsListedFromTheMonthOfItsSheet(t *testing.T) {
	p := plan(t, importing(t), registry.Picture{}, nil, entry(5, "甲"))[0]
	want := []registry.Listing{{Key: "county", FromMonth: 5, Confirmed: true}}
	if diff := cmp.Diff(want, p.After.Years[0].Listings); diff != "" {
		t.Errorf("listings differ (-want +got):\n%s", diff)
	}
}

// TestAProposedListingIsTold: the project is created and counts nowhere, which nobody
// would see from the sheet.
func TestAProposedListingIsTold(t *testing.T) {
	i := importing(t)
	i.Options.Defaults.Listing = "city"
	decided := i.Policy("bc")
	decided.InForce = func(l registry.Level) bool { return l == registry.LevelCounty }
	i.Policy = func(string) registry.Policy { return decided }
	p := plan(t, i, registry.Picture{}, nil, entry(5, "甲"))[0]
	if p.Action != registry.ActionCreate || len(p.Found) != 1 || p.Found[0].Reason != "LISTING_PROPOSED" || p.After.Years[0].Listings[0].Confirmed {
		t.Errorf("action %d, found %+v", p.Action, p.Found)
	}
}

func TestUnitOfARow(t *testing.T) {
	for text, want := range map[string]struct {
		unit, warned string
	}{
		"":       {"bc", ""},
		"试验镇":    {"bc-t", ""},
		"滨城区试验镇": {"bc-t", ""},
		"区工信局":   {"bc", "UNIT_UNMATCHED"},
		"邹平市":    {"zp", ""},
		"邹平县":    {"zp", "UNIT_BY_REGION"}, // as it was called until 2018
	} {
		t.Run(text, func(t *testing.T) {
			i, e := importing(t), entry(5, "甲")
			e.UnitText = text
			p := plan(t, i, registry.Picture{}, nil, e)[0]
			warned := ""
			for _, f := range p.Found {
				warned += f.Reason
			}
			if p.Unit != want.unit || warned != want.warned || p.Action != registry.ActionCreate {
				t.Errorf("unit %s, %+v", p.Unit, p.Found)
			}
		})
	}
}

func TestOneProjectInSeveralRows(t *testing.T) {
	other := entry(6, "甲（一期）")
	other.Name, other.Company = "甲 (一期)", "甲（一期）公司 " // as the register spells names, the same
	changed := other
	changed.Said.Figures.Month = 11
	for name, tc := range map[string]struct {
		second registry.Entry
		want   []registry.Action
	}{
		"they say the same: the first stands":      {other, []registry.Action{registry.ActionCreate, registry.ActionRefused}},
		"they contradict each other: none of them": {changed, []registry.Action{registry.ActionRefused, registry.ActionRefused}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []registry.Action
			for _, p := range plan(t, importing(t), registry.Picture{}, nil, entry(5, "甲（一期）"), tc.second) {
				got = append(got, p.Action)
				if p.Settled != (p.Action == registry.ActionCreate) {
					t.Errorf("row %d settles: %t", p.Row, p.Settled)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("actions differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRowsTheRegisterRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*registry.Entry)
		want string
	}{
		"more this month than this year":   {func(e *registry.Entry) { e.Said.Figures.Month = 51 }, "MONTH_OVER_YEAR"},
		"ten times the total investment":   {func(e *registry.Entry) { e.Said.Figures.Cumulative = 10_001 }, "CUMULATIVE_OVER_LIMIT"},
		"a year of construction long past": {func(e *registry.Entry) { e.New.StartYear = 1901 }, "YEAR_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			e := entry(5, "甲")
			tc.edit(&e)
			p := plan(t, importing(t), registry.Picture{}, nil, e)[0]
			if p.Action != registry.ActionRefused || p.Valid() || len(p.Found) == 0 || p.Found[len(p.Found)-1].Reason != tc.want {
				t.Errorf("row is %+v, want %s", p.Found, tc.want)
			}
		})
	}
}

// TestWhatASheetHasNoColumnForStays: an import corrects figures and takes nothing away.
func TestWhatASheetHasNoColumnForStays(t *testing.T) {
	i := importing(t)
	known := []registry.Known{{ID: "p", Name: "甲", Company: "甲公司", Unit: "bc"}}
	told := registry.Revision{Number: 1, State: registry.StateAccepted, Figures: registry.Figures{Month: 1, YearToDate: 2, Cumulative: 3}, Problems: "征地未完成"}
	now := registry.Picture{
		Projects: map[registry.ProjectID]registry.Project{"p": {ID: "p", Name: "甲", Version: 1, Years: []registry.Year{{Year: 2020, Unit: "bc", TotalInvestment: 1000}}}},
		Reports:  map[registry.ProjectID]registry.Report{"p": {Project: "p", Month: i.Import.Month, Version: 1, Accepted: &told}},
		Last:     map[registry.ProjectID]registry.Said{"p": {Figures: told.Figures}},
	}
	p := plan(t, i, now, known, entry(5, "甲"))[0]
	if p.Action != registry.ActionCorrect || p.Wrote.Accepted.Number != 2 || p.Wrote.Accepted.Problems != told.Problems {
		t.Errorf("action %d wrote %+v", p.Action, p.Wrote.Accepted)
	}
}

func TestFingerprintFollowsWhatWasSeen(t *testing.T) {
	i := importing(t)
	known := []registry.Known{{ID: "p", Name: "甲", Company: "甲公司", Unit: "bc"}}
	project := registry.Project{ID: "p", Name: "甲", Company: registry.Company{Name: "甲公司"}, Version: 4, Years: []registry.Year{{Year: 2020, Unit: "bc", TotalInvestment: 1000}}}
	picture := func(version int64) registry.Picture {
		p := project
		p.Version = version
		return registry.Picture{
			Projects: map[registry.ProjectID]registry.Project{"p": p},
			Reports:  map[registry.ProjectID]registry.Report{"p": {Project: "p", Month: i.Import.Month}},
		}
	}
	seen := i.Fingerprint(plan(t, i, picture(4), known, entry(5, "甲")))
	if again := i.Fingerprint(plan(t, i, picture(4), known, entry(5, "甲"))); again != seen {
		t.Error("the same register gives another fingerprint")
	}
	if moved := i.Fingerprint(plan(t, i, picture(5), known, entry(5, "甲"))); moved == seen {
		t.Error("a changed project leaves the fingerprint")
	}
	if gone := i.Fingerprint(plan(t, i, registry.Picture{}, nil, entry(5, "甲"))); gone == seen {
		t.Error("another match leaves the fingerprint")
	}
	i.Options.Decisions = map[int]registry.Decision{5: {Skip: true}}
	if decided := i.Fingerprint(plan(t, i, picture(4), known, entry(5, "甲"))); decided == seen {
		t.Error("a decision leaves the fingerprint")
	}
}
