package industry

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

func TestMatch(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"a name":                           {"医药制造业", []string{"27 name"}},
		"a section and a division":         {"C27", []string{"27 code"}},
		"a division":                       {"27", []string{"27 code"}},
		"a section":                        {"C", []string{"C code"}},
		"in small letters and full width":  {"ｃ２７", []string{"27 code"}},
		"a class, by its division":         {"C2710", []string{"27 code"}},
		"a group, by its division":         {"271", []string{"27 code"}},
		"a division of another section":    {"D27", nil},
		"a division that there is not":     {"98", nil},
		"a code and its name":              {"C27 医药制造业", []string{"27 code"}},
		"a name and its code":              {"医药制造业（27）", []string{"27 code"}},
		"a section's letter and its name":  {"C-制造业", []string{"C code"}},
		"a code and another name":          {"C26 医药制造业", []string{"27 name"}},
		"a name without its end":           {"医药制造", []string{"27 short name"}},
		"a name without more of its end":   {"医药", []string{"27 short name"}},
		"a name with other marks":          {"农林牧渔业", []string{"A name"}},
		"a name with other words between":  {"橡胶与塑料制品业", []string{"29 name"}},
		"a name with blanks":               {" 医 药\n制造业 ", []string{"27 name"}},
		"a section and division of a name": {"房地产业", []string{"70 name"}},
		"a section's name alone":           {"制造业", []string{"C name"}},
		"a part of one name":               {"医药制", []string{"27 part of a name"}},
		"a part of several":                {"煤炭", []string{"06 part of a name", "25 part of a name"}},
		"a name in a longer text":          {"生物医药制造业项目", []string{"27 name in a text"}},
		"a tag, no industry":               {"新能源", nil},
		"a character":                      {"业", nil},
		"nothing":                          {" ", nil},
		"a description":                    {strings.Repeat("建设医药制造", 20), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, h := range Match(tc.text) {
				got = append(got, h.Industry.Code+" "+string(h.By))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestEveryIndustryIsFoundByItsCodeAndName(t *testing.T) {
	for _, i := range append(Sections(), Divisions("")...) {
		for _, text := range []string{i.Code, i.Name, i.Code + i.Name, i.Section + strings.TrimPrefix(i.Code, i.Section) + " " + i.Name} {
			hits := Match(text)
			if len(hits) != 1 || hits[0].Industry.Name != i.Name {
				t.Errorf("%s: %+v", text, hits)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	for name, tc := range map[string]struct {
		text, reason, says string
		parts              Parts
	}{
		"a code":    {"c27", "", "", Parts{"C", "制造业", "27", "医药制造业", ByCode}},
		"a section": {"制造业", "", "", Parts{"C", "制造业", "", "", ByName}},
		"close to a name": {
			"生物医药制造业项目", "", "“生物医药制造业项目”按C27 医药制造业理解，请核对。", Parts{"C", "制造业", "27", "医药制造业", ByWhole},
		},
		"several":  {"煤炭", ReasonSeveral, "B06 煤炭开采和洗选业、C25 石油、煤炭及其他燃料加工业", Parts{}},
		"a dozen":  {"加工", ReasonSeveral, "", Parts{}},
		"no such":  {"新能源", ReasonUnknown, "不是 GB/T 4754-2017", Parts{}},
		"nothing":  {" ", ReasonShape, "请填写", Parts{}},
		"an essay": {strings.Repeat("长", 500), ReasonUnknown, "…", Parts{}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(tc.text)
			said := r.Message
			for _, w := range r.Warnings {
				said += w.Message
			}
			if r.Reason != tc.reason || r.Parts != tc.parts || !strings.Contains(said, tc.says) || (said == "") != (tc.says == "" && tc.reason == "") {
				t.Errorf("Check() = %+v", r)
			}
			if errs.ReasonOf(r.Err()) != tc.reason || r.Valid != (tc.reason == "") {
				t.Errorf("Err() = %v", r.Err())
			}
			if tc.reason != "" && !errs.Base().Has(tc.reason) {
				t.Errorf("%s has no sentence", tc.reason)
			}
		})
	}
}

// FuzzMatch holds for any text: what it finds stands in the standard, once, and by
// the best kind alone.
func FuzzMatch(f *testing.F) {
	for _, text := range []string{"医药制造业", "C27", "27", "C27 医药制造业", "医药制造业（27）", "煤炭", "\xff", "A", "制造"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hits := Match(text)
		seen := map[string]bool{}
		for _, h := range hits {
			if i, err := Lookup(h.Industry.Code); err != nil || i != h.Industry || seen[i.Code] || h.By != hits[0].By {
				t.Errorf("Match(%q) = %+v", text, hits)
			}
			seen[h.Industry.Code] = true
		}
		if r := Check(text); r.Valid != (len(hits) == 1) || r.Valid == (r.Reason != "") {
			t.Errorf("Check(%q) = %+v", text, r)
		}
	})
}
