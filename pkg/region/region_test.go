package region

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// seeds are the regions of the documents that the product is built from.
func seeds() map[string]string {
	return map[string]string{
		"370305": "山东省淄博市临淄区", "371600": "山东省滨州市", "210902": "辽宁省阜新市海州区",
		"410411": "河南省平顶山市湛河区", "141129": "山西省吕梁市中阳县",
	}
}

func TestTheRegionsOfTheSeeds(t *testing.T) {
	for code, want := range seeds() {
		r, err := Lookup(code)
		if err != nil || FullName(r) != want || r.Ended() || !r.In(2023) {
			t.Errorf("Lookup(%s) = %+v, %v, want %s", code, r, err, want)
		}
	}
}

func TestLookupAndAt(t *testing.T) {
	for name, tc := range map[string]struct {
		code         string
		year         int // 0: Lookup
		name, reason string
	}{
		"a county that became a city, by its old code": {"371626", 0, "邹平县", ""},
		"and by its new one":                           {"371681", 0, "邹平市", ""},
		"the old code in its last year":                {"371626", 2017, "邹平县", ""},
		"the old code in the year of the change":       {"371626", 2018, "", ReasonNotInYear},
		"the new code in the year of the change":       {"371681", 2018, "邹平市", ""},
		"the new code before":                          {"371681", 2017, "", ReasonNotInYear},
		"a county that became a district":              {"371624", 2013, "沾化县", ""},
		"the district":                                 {"371603", 2014, "沾化区", ""},
		"a name that changed under its code, before":   {"420600", 2009, "襄樊市", ""},
		"a name that changed under its code, after":    {"420600", 2010, "襄阳市", ""},
		"a code that was given out again, at first":    {"410307", 2005, "洛龙区", ""},
		"a code that was given out again, at last":     {"410307", 0, "偃师区", ""},
		"a code that was given out again, in between":  {"410307", 2015, "", ReasonNotInYear},
		"a year before the table":                      {"371626", 1999, "", ReasonYear},
		"a year to come":                               {"371681", 2040, "邹平市", ""},
		"a district of a municipality":                 {"310115", 0, "浦东新区", ""},
		"a zone's unofficial code":                     {"320193", 0, "", ReasonUnknown},
		"an official code that looks like a zone's":    {"140109", 0, "万柏林区", ""},
		"a collective code":                            {"110100", 0, "", ReasonUnknown},
		"a special administrative region":              {"810000", 0, "香港特别行政区", ""},
		"five digits":                                  {"37160", 0, "", ReasonShape},
		"letters":                                      {"37160x", 0, "", ReasonShape},
		"nothing":                                      {"", 2020, "", ReasonShape},
		"a leading nought":                             {"071600", 0, "", ReasonShape},
		"six bytes that are two characters":            {"滨州", 0, "", ReasonShape},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Lookup(tc.code)
			if tc.year > 0 {
				r, err = At(tc.code, tc.year)
			}
			if r.Name != tc.name || errs.ReasonOf(err) != tc.reason {
				t.Fatalf("got %s, %v, want %s %s", r.Name, err, tc.name, tc.reason)
			}
			if err != nil && !errs.Base().Has(tc.reason) {
				t.Errorf("%s has no sentence", tc.reason)
			}
		})
	}
}

func TestWhatLiesAboveAndBelow(t *testing.T) {
	for code, want := range map[string]string{
		"110105": "110000", // a municipality's district
		"500157": "500000",
		"429004": "420000", // a county that lies in a province itself
		"659001": "650000",
		"371602": "371600",
		"371600": "370000",
		"371202": "371200", // a district of a city that is no more
		"441900": "440000", // a city without counties
	} {
		r, err := Lookup(code)
		if up, ok := Parent(r); err != nil || !ok || up.Code != want {
			t.Errorf("Parent(%s) = %s, want %s", code, up.Code, want)
		}
	}
	if province, err := Lookup("370000"); err != nil {
		t.Error(err)
	} else if _, ok := Parent(province); ok {
		t.Error("a province has a parent")
	}
	names := func(year int) []string {
		var list []string
		for _, r := range Children("371600", year) {
			list = append(list, r.Name)
		}
		return list
	}
	if diff := cmp.Diff([]string{"滨城区", "惠民县", "阳信县", "无棣县", "沾化县", "博兴县", "邹平县"}, names(2013)); diff != "" {
		t.Errorf("滨州 in 2013: %s", diff)
	}
	if diff := cmp.Diff([]string{"滨城区", "沾化区", "惠民县", "阳信县", "无棣县", "博兴县", "邹平市"}, names(0)); diff != "" {
		t.Errorf("滨州 today: %s", diff)
	}
	if Children("441900", 0) != nil || Children("x", 0) != nil {
		t.Error("children where there are none")
	}
}

func TestLineage(t *testing.T) {
	for code, want := range map[string][]string{
		"371681": {"邹平县", "邹平市"},
		"371626": {"邹平县", "邹平市"},
		"371602": {"滨城区"},
		"420600": {"襄樊市", "襄阳市"},
		"410307": {"偃师市", "偃师区"}, // not 洛龙区, which bore the code before
		"370116": {"莱芜市", "莱城区", "莱芜区"},
		"320193": nil,
	} {
		var got []string
		for _, r := range Lineage(code) {
			got = append(got, r.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Lineage(%s): %s", code, diff)
		}
	}
}
