package unittree

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

func ptr[T any](v T) *T { return &v }

// sample is a province with two cities; 惠民 moves to the other city in 2021, and
// the zone begins in 2020.
func sample() []Unit {
	return []Unit{
		{Code: "sd", Name: "山东省", Kind: KindProvince, GBCode: "370000", Settings: OwnSettings{PaceRounding: ptr(RoundingCut), AutoAccept: ptr(true), TagSystems: []string{"ten-strong"}}},
		{Code: "bz", Name: "滨州市", Kind: KindCity, GBCode: "371600", Places: []Place{{Parent: "sd"}}, Settings: OwnSettings{Decimals: ptr(2)}},
		{Code: "dy", Name: "东营市", Kind: KindCity, GBCode: "370500", Places: []Place{{Parent: "sd"}}},
		{Code: "bc", Name: "滨城区", Kind: KindCounty, GBCode: "371602", Aliases: []string{"滨城区政府"}, Places: []Place{{Parent: "bz"}}},
		{Code: "hm", Name: "惠民县", Kind: KindCounty, GBCode: "371621", Places: []Place{{Parent: "bz", To: 2020}, {Parent: "dy", From: 2021}}},
		{Code: "bj", Name: "滨州经济技术开发区", Kind: KindZone, Places: []Place{{Parent: "bz", From: 2020}}},
		{Code: "dj", Name: "东营经济技术开发区", Kind: KindZone, Places: []Place{{Parent: "dy"}}},
		{Code: "ls", Name: "梨园镇", Kind: KindTownship, Places: []Place{{Parent: "hm"}}, Settings: OwnSettings{AutoAccept: ptr(false), TagSystems: []string{}}},
	}
}

func TestTheTreeOfAYear(t *testing.T) {
	tree := New(sample())
	for name, tc := range map[string]struct{ got, want any }{
		"roots":                                {tree.Roots(2020), []string{"sd"}},
		"children come by GB code, zones last": {tree.Children(2020, "bz"), []string{"bc", "hm", "bj"}},
		"a zone isn't there before it is":      {tree.Children(2019, "bz"), []string{"bc", "hm"}},
		"a moved county has left":              {tree.Children(2021, "bz"), []string{"bc", "bj"}},
		"a moved county has arrived":           {tree.Children(2021, "dy"), []string{"hm", "dj"}},
		"parent before the move":               {tree.Parent(2020, "hm"), "bz"},
		"parent after the move":                {tree.Parent(2021, "hm"), "dy"},
		"a root has no parent":                 {tree.Parent(2021, "sd"), ""},
		"ancestors begin with the unit":        {tree.Ancestors(2021, "ls"), []string{"ls", "hm", "dy", "sd"}},
		"a subtree begins with its root":       {tree.Subtree(2021, "dy"), []string{"dy", "hm", "ls", "dj"}},
		"a leaf is its own subtree":            {tree.Subtree(2021, "ls"), []string{"ls"}},
		"an unknown unit has no subtree":       {tree.Subtree(2021, "xx"), []string(nil)},
		"an unknown unit has no ancestors":     {tree.Ancestors(2021, "xx"), []string(nil)},
		"an unknown unit has no parent":        {tree.Parent(2021, "xx"), ""},
		"a zone exists from its first year":    {tree.Exists(2020, "bj"), true},
		"a zone doesn't exist before":          {tree.Exists(2019, "bj"), false},
		"nothing exists before year 0":         {tree.Exists(-1, "sd"), false},
		"a unit covers itself":                 {tree.Covers(2020, "bc", "bc"), true},
		"a city covers a township":             {tree.Covers(2020, "bz", "ls"), true},
		"but not after it moved":               {tree.Covers(2021, "bz", "ls"), false},
		"a township covers no city":            {tree.Covers(2020, "ls", "bz"), false},
		"siblings don't cover each other":      {tree.Covers(2020, "bc", "hm"), false},
		"an absent unit covers nothing":        {tree.Covers(2019, "bj", "bj"), false},
		"nor is it covered":                    {tree.Covers(2019, "bz", "bj"), false},
		"all units":                            {tree.Len(), 8},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, tc.got); diff != "" {
				t.Fatalf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTheZeroTreeHasNoUnits(t *testing.T) {
	var tree Tree
	if tree.Len() != 0 || tree.Exists(2020, "sd") || tree.Covers(2020, "sd", "sd") || tree.Roots(2020) != nil ||
		tree.Find(2020, "", "sd") != nil || tree.Check() != nil {
		t.Fatal("the zero tree knows a unit")
	}
	if _, ok := tree.Unit("sd"); ok {
		t.Fatal("the zero tree knows a unit")
	}
}

func TestWithReplacesTheUnitOfItsCode(t *testing.T) {
	tree := New(sample())
	renamed := Unit{Code: "bc", Name: "滨城新区", Places: []Place{{Parent: "dy"}}}
	if u, _ := tree.With(renamed).Unit("bc"); u.Name != "滨城新区" {
		t.Fatalf("With() kept %q", u.Name)
	}
	if u, _ := tree.Unit("bc"); u.Name != "滨城区" || tree.Parent(2020, "bc") != "bz" {
		t.Fatal("With() changed the tree it was asked of")
	}
}

func TestAUnitWithoutItsParentStandsAlone(t *testing.T) {
	tree := New([]Unit{
		{Code: "a"},
		{Code: "b", Places: []Place{{Parent: "later"}}},
		{Code: "c", Places: []Place{{Parent: "b"}}},
	})
	if diff := cmp.Diff([]string{"c", "b"}, tree.Ancestors(2020, "c")); diff != "" {
		t.Fatal(diff)
	}
	if tree.Covers(2020, "a", "b") {
		t.Fatal("covered by a stranger")
	}
}

func TestSettingsAreInherited(t *testing.T) {
	tree := New(sample())
	for name, tc := range map[string]struct {
		unit string
		want Settings
	}{
		"the province's own":                             {"sd", Settings{RoundingCut, PaceByCalendar, 1, true, []string{"ten-strong"}}},
		"a city adds its decimals":                       {"bz", Settings{RoundingCut, PaceByCalendar, 2, true, []string{"ten-strong"}}},
		"a county inherits both":                         {"bc", Settings{RoundingCut, PaceByCalendar, 2, true, []string{"ten-strong"}}},
		"a township turns it off again, and has no tags": {"ls", Settings{RoundingCut, PaceByCalendar, 2, false, []string{}}},
		"an unknown unit has defaults":                   {"xx", DefaultSettings()},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, tree.Settings(2020, tc.unit)); diff != "" {
				t.Fatal(diff)
			}
		})
	}
	if got := tree.Settings(2021, "ls").Decimals; got != 1 {
		t.Fatalf("after the move the old city's decimals still hold: %d", got)
	}
}

func TestCheckRefusesWhatIsNoTree(t *testing.T) {
	for name, tc := range map[string]struct {
		edit Unit
		want string
	}{
		"a good change":               {Unit{Code: "hm", Places: []Place{{Parent: "dy"}}}, ""},
		"years next to each other":    {Unit{Code: "hm", Places: []Place{{Parent: "dy", To: 2020}, {Parent: "bz", From: 2021}}}, ""},
		"two places in one year":      {Unit{Code: "hm", Places: []Place{{Parent: "dy", To: 2021}, {Parent: "bz", From: 2021}}}, "PLACE_OVERLAP"},
		"two open places":             {Unit{Code: "hm", Places: []Place{{Parent: "dy"}, {Parent: "bz", From: 2021}}}, "PLACE_OVERLAP"},
		"a place within a place":      {Unit{Code: "hm", Places: []Place{{Parent: "dy", From: 2015, To: 2016}, {Parent: "bz"}}}, "PLACE_OVERLAP"},
		"an end before the beginning": {Unit{Code: "hm", Places: []Place{{Parent: "dy", From: 2021, To: 2020}}}, "PLACE_INVALID"},
		"an unknown parent":           {Unit{Code: "hm", Places: []Place{{Parent: "xx"}}}, "PARENT_MISSING"},
		"a parent not yet there":      {Unit{Code: "hm", Places: []Place{{Parent: "bj", From: 2019}}}, "PARENT_MISSING"},
		"its own parent":              {Unit{Code: "hm", Places: []Place{{Parent: "hm"}}}, "TREE_CYCLE"},
		"below its own township":      {Unit{Code: "hm", Places: []Place{{Parent: "bz", To: 2024}, {Parent: "ls", From: 2025}}}, "TREE_CYCLE"},
	} {
		t.Run(name, func(t *testing.T) {
			err := New(sample()).With(tc.edit).Check()
			if got := errs.ReasonOf(err); got != tc.want {
				t.Fatalf("Check() = %v, want reason %q", err, tc.want)
			}
			if err != nil && !errs.Base().Has(tc.want) {
				t.Fatalf("%s has no sentence", tc.want)
			}
		})
	}
}

func TestUnitsOfACycleAreNotPartOfTheTree(t *testing.T) {
	tree := New(sample()).With(Unit{Code: "hm", Places: []Place{{Parent: "ls"}}})
	if tree.Exists(2020, "hm") || tree.Covers(2020, "hm", "ls") || tree.Ancestors(2020, "ls") != nil {
		t.Fatal("a cycle answers questions")
	}
}

func TestFindUnderstandsWhatClerksWrite(t *testing.T) {
	tree := New(sample())
	for name, tc := range map[string]struct {
		root, text string
		want       []string
	}{
		"own code":                        {"", "bc", []string{"bc"}},
		"own code in capitals":            {"", "BC", []string{"bc"}},
		"GB/T 2260 code":                  {"", "371602", []string{"bc"}},
		"code in full-width digits":       {"", "３７１６０２", []string{"bc"}},
		"name":                            {"", "滨城区", []string{"bc"}},
		"name with blanks and a break":    {"", " 滨　城\n区 ", []string{"bc"}},
		"name with a zero-width mark":     {"", "\ufeff滨城区", []string{"bc"}},
		"alias":                           {"", "滨城区政府", []string{"bc"}},
		"short name":                      {"", "滨城", []string{"bc"}},
		"name after the city's":           {"", "滨州市滨城区", []string{"bc"}},
		"name after all ancestors'":       {"", "山东省滨州市滨城区", []string{"bc"}},
		"short name of a city":            {"", "滨州", []string{"bz"}},
		"a zone's usual name":             {"", "滨州经开区", []string{"bj"}},
		"two zones, a person decides":     {"", "经开区", []string{"bj", "dj"}},
		"one zone within a city":          {"dy", "经开区", []string{"dj"}},
		"outside the subtree":             {"dy", "滨城区", nil},
		"below an unknown unit":           {"xx", "滨城区", nil},
		"unknown":                         {"", "海州", nil},
		"nothing":                         {"", " ", nil},
		"a piece of a name":               {"", "滨", nil},
		"a township, by its short name":   {"", "梨园", []string{"ls"}},
		"a unit of other years":           {"", "滨州惠民", nil},
		"a city's title alone is no name": {"", "市", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, u := range tree.Find(2020, tc.root, tc.text) {
				got = append(got, u.Code)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
	if got := tree.Find(2019, "", "滨州经开区"); got != nil {
		t.Fatalf("found before its time: %v", got)
	}
}

func TestAnExactNameBeatsAnothersShortName(t *testing.T) {
	tree := New([]Unit{{Code: "1", Name: "滨城区"}, {Code: "2", Name: "滨城"}})
	got := tree.Find(2020, "", "滨城")
	if len(got) != 1 || got[0].Code != "2" {
		t.Fatalf("Find() = %v, want unit 2 alone", got)
	}
}

// TestFindKnowsFormerNames: names and codes of other years lead to the unit, said so,
// and never beat a unit that is called so itself.
func TestFindKnowsFormerNames(t *testing.T) {
	above := []Place{{Parent: "bz"}}
	tree := New([]Unit{
		{Code: "bz", Name: "滨州市", GBCode: "371600"},
		{Code: "zp", Name: "邹平市", GBCode: "371681", Places: above},
		{Code: "zh", Name: "沾化", GBCode: "371624", Places: above}, // a unit with a code of former years
		{Code: "es", Name: "恩施土家族苗族自治州", GBCode: "422800"},
		{Code: "sx", Name: "上城区", GBCode: "330102"},
		{Code: "jg", Name: "江干区", GBCode: "330104"},
	})
	for name, tc := range map[string]struct{ text, code, region string }{
		"a former name":                       {"邹平县", "zp", "邹平县"},
		"a former name behind its city":       {"滨州市邹平县", "zp", "邹平县"},
		"a former code":                       {"371626", "zp", "邹平县"},
		"the name of today":                   {"邹平市", "zp", ""},
		"a later name":                        {"沾化区", "zh", "沾化区"},
		"a later code":                        {"371603", "zh", "沾化区"},
		"the region's own name":               {"沾化县", "zh", "沾化县"},
		"a region's short name":               {"恩施", "es", "恩施土家族苗族自治州"},
		"a unit's own name before a region's": {"江干区", "jg", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := tree.Find(2020, "", tc.text)
			if len(found) != 1 || found[0].Code != tc.code || found[0].Region != tc.region {
				t.Fatalf("Find() = %+v", found)
			}
		})
	}
}

func TestManyMayReadAtOnce(t *testing.T) {
	tree := New(sample())
	var wg sync.WaitGroup
	for year := range 8 {
		wg.Go(func() {
			if !tree.Covers(2017+year, "sd", "ls") || len(tree.Find(2017+year, "", "滨城")) != 1 {
				t.Error("wrong answer")
			}
		})
	}
	wg.Wait()
}

func TestSiblingsComeAsOfficialTablesPrintThem(t *testing.T) {
	tree := New([]Unit{
		{Code: "a-zone"},
		{Code: "sd", GBCode: "370000"},
		{Code: "b-zone"},
		{Code: "js", GBCode: "320000"},
		{Code: "z", GBCode: "370100", Places: []Place{{Parent: "sd"}}},
		{Code: "y", GBCode: "370200", Places: []Place{{Parent: "sd"}}},
		{Code: "b", Places: []Place{{Parent: "sd"}}},
		{Code: "a", Places: []Place{{Parent: "sd"}}},
	})
	if diff := cmp.Diff([]string{"js", "sd", "a-zone", "b-zone"}, tree.Roots(2020)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"sd", "z", "y", "a", "b"}, tree.Subtree(2020, "sd")); diff != "" {
		t.Error(diff)
	}
}

// TestSubtreesAgreeWithAncestors compares the two ways of looking at the tree,
// on one that is made to have every shape up to six units.
func TestSubtreesAgreeWithAncestors(t *testing.T) {
	for shape := range 1 * 2 * 3 * 4 * 5 {
		units := []Unit{{Code: "0"}}
		for i, rest := 1, shape; i < 6; i++ {
			units = append(units, Unit{Code: fmt.Sprint(i), Places: []Place{{Parent: fmt.Sprint(rest % i)}}})
			rest /= i
		}
		tree := New(units)
		for _, a := range units {
			in := map[string]bool{}
			for _, code := range tree.Subtree(2020, a.Code) {
				in[code] = true
			}
			for _, b := range units {
				above := false
				for _, code := range tree.Ancestors(2020, b.Code) {
					above = above || code == a.Code
				}
				if in[b.Code] != above || tree.Covers(2020, a.Code, b.Code) != above {
					t.Fatalf("shape %d: %s over %s: subtree %v, ancestors %v", shape, a.Code, b.Code, in[b.Code], above)
				}
			}
		}
	}
}

func BenchmarkCovers(b *testing.B) {
	tree := New(province(16, 10, 30))
	for b.Loop() {
		tree.Covers(2020, "c7", "t7.3.9")
	}
}

func BenchmarkNewAndFirstQuestion(b *testing.B) {
	units := province(16, 10, 30)
	for b.Loop() {
		New(units).Subtree(2020, "p")
	}
}

// province generates cities × counties × townships.
func province(cities, counties, townships int) []Unit {
	units := []Unit{{Code: "p", Name: "省"}}
	for c := range cities {
		city := fmt.Sprintf("c%d", c)
		units = append(units, Unit{Code: city, Name: city, Places: []Place{{Parent: "p"}}})
		for n := range counties {
			county := fmt.Sprintf("n%d.%d", c, n)
			units = append(units, Unit{Code: county, Name: county, Places: []Place{{Parent: city}}})
			for w := range townships {
				code := fmt.Sprintf("t%d.%d.%d", c, n, w)
				units = append(units, Unit{Code: code, Name: code, Places: []Place{{Parent: county}}})
			}
		}
	}
	return units
}
