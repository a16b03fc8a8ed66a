package region

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatch(t *testing.T) {
	for name, tc := range map[string]struct {
		text, within string
		year         int
		want         []string // code and how
	}{
		"a name":                            {"滨城区", "", 0, []string{"371602 name"}},
		"a name behind its city":            {"滨州市滨城区", "", 0, []string{"371602 name"}},
		"a name behind all above":           {"山东省滨州市滨城区", "", 0, []string{"371602 name"}},
		"a name behind its province":        {"山东滨城区", "", 0, []string{"371602 name"}},
		"a name behind a wrong city":        {"淄博市滨城区", "", 0, nil},
		"a name behind something else":      {"我市滨城区", "", 0, nil},
		"a short name":                      {"滨城", "", 0, []string{"371602 short name"}},
		"short names in a row":              {"滨州滨城", "", 0, []string{"371602 short name"}},
		"blanks and full width":             {" 滨　城\u200b区 ", "", 0, []string{"371602 name"}},
		"a code":                            {"371602", "", 0, []string{"371602 code"}},
		"a code in full width":              {"３７１６０２", "", 0, []string{"371602 code"}},
		"a former name":                     {"邹平县", "", 0, []string{"371681 former name"}},
		"a former name behind its city":     {"滨州市邹平县", "371600", 2020, []string{"371681 former name"}},
		"a former name in its own year":     {"邹平县", "", 2016, []string{"371626 name"}},
		"a former code":                     {"371626", "", 2020, []string{"371681 former name"}},
		"a name of later":                   {"邹平市", "", 2016, nil},
		"a short name of old and new":       {"邹平", "", 2020, []string{"371681 short name"}},
		"a city that went up in another":    {"莱芜市", "", 2020, []string{"370116 former name"}},
		"two changes in a row":              {"畹町", "", 0, nil}, // before the table's time
		"a name that many bear":             {"城关区", "", 0, []string{"540102 name", "620102 name"}},
		"a name that many bear, within one": {"城关区", "620100", 0, []string{"620102 name"}},
		"海州 in two provinces":               {"海州区", "", 0, []string{"210902 name", "320706 name"}},
		"海州 in the one that the seed means": {"海州", "210000", 2019, []string{"210902 short name"}},
		"outside":                           {"滨城区", "370300", 0, nil},
		"within itself":                     {"滨州市", "371600", 0, []string{"371600 name"}},
		"a municipality's district":         {"北京市朝阳区", "", 0, []string{"110105 name"}},
		"a county in no city":               {"湖北省仙桃市", "", 0, []string{"429004 name"}},
		"a long title's short name":         {"恩施州", "", 0, nil},
		"an autonomous prefecture's":        {"湘西", "", 0, []string{"433100 short name"}},
		"a district renamed under its code": {"东陵区", "210100", 0, []string{"210112 former name"}},
		"a title alone":                     {"市", "", 0, nil},
		"nothing":                           {" ", "", 0, nil},
		"half a character":                  {"滨\xe5", "", 0, nil},
		"a whole sentence":                  {"位于" + string(make([]byte, 400)), "", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, h := range Match(tc.text, tc.within, tc.year) {
				got = append(got, h.Region.Code+" "+string(h.By))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestAFormerNameSaysWhose(t *testing.T) {
	hits := Match("邹平县", "", 2020)
	if len(hits) != 1 || hits[0].Former.Code != "371626" || hits[0].Former.Name != "邹平县" {
		t.Errorf("got %+v", hits)
	}
}

// FuzzMatch holds for any text: what it finds stands in the year, lies within, and is
// found by the best kind alone.
func FuzzMatch(f *testing.F) {
	for _, text := range []string{"邹平县", "山东省滨州市邹平市", "371626", "海州", "\xff", "市", "滨州滨州滨州"} {
		f.Add(text, "370000", 2016)
	}
	f.Add("海州区", "", 0)
	f.Fuzz(func(t *testing.T, text, within string, year int) {
		hits := Match(text, within, year)
		for i, h := range hits {
			if !standing(h.Region, year) || within != "" && !h.Region.within(within) {
				t.Errorf("%q within %q in %d: %+v", text, within, year, h)
			}
			if (h.By == ByFormer) != (h.Former != Region{}) || h.By != hits[0].By {
				t.Errorf("%q by %+v", text, hits)
			}
			if slices.ContainsFunc(hits[:i], func(o Hit) bool { return o.Region == h.Region }) {
				t.Errorf("%q twice: %+v", text, h)
			}
		}
		if r := Check(text); r.Valid != Known(r.Code) || r.Valid != (r.Err() == nil) || !r.Valid && r.Message == "" {
			t.Errorf("Check(%q) = %+v", text, r)
		}
	})
}
