package uscc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// published are codes that stand in public registers.
func published() []string {
	return []string{"91350200776049653A", "91440101MA5CJQ4N59", "91350200MA31E12PXF", "123502001549897397"}
}

func TestPublishedCodesAreValid(t *testing.T) {
	for _, code := range published() {
		if r := Check(code); !r.Valid || r.Generation != Standard || len(r.Warnings) > 0 || r.Err() != nil {
			t.Errorf("Check(%s) = %+v", code, r)
		}
	}
}

func TestCheck(t *testing.T) {
	for name, tc := range map[string]struct {
		code, reason string
		warnings     []string
		generation   Generation
	}{
		"a wrong check character":               {"91350200776049653B", ReasonCheck, nil, Standard},
		"a wrong digit":                         {"91350200776049654A", ReasonCheck, nil, Standard},
		"a real company's code of the trial":    {"91350100M0001TGQXM", "", []string{ReasonPilot}, Pilot},
		"a code of the trial that passes":       {must("91350100M0001TGQ"), "", nil, Pilot},
		"MA00 is no trial":                      {"91350100MA001TGQXM", ReasonCheck, nil, Standard},
		"the wrong organisation code inside":    {"91350200776049652" + string(checkOf("91350200776049652")), ReasonCheck, nil, Standard},
		"small letters":                         {"91350200ma31e12pxf", "", nil, Standard},
		"full-width characters":                 {"９１３５０２００ＭＡ３１Ｅ１２ＰＸＦ", "", nil, Standard},
		"blanks around":                         {" 91350200776049653A　\n", "", nil, Standard},
		"nothing":                               {"", ReasonShape, nil, ""},
		"a character too few":                   {"91350200776049653", ReasonShape, nil, ""},
		"a character too many":                  {"91350200776049653AA", ReasonShape, nil, ""},
		"a letter that isn't used":              {"9135020077604965OA", ReasonShape, nil, ""},
		"a letter in the region":                {"9135A200776049653A", ReasonShape, nil, ""},
		"a blank within":                        {"91350200 76049653A", ReasonShape, nil, ""},
		"an old registration number of 15":      {"350200100012345", ReasonShape, nil, ""},
		"Chinese characters":                    {"九一三五〇二〇〇七七六〇四九六五三A", ReasonShape, nil, ""},
		"digits of another script":              {"٩١٣٥٠٢٠٠٧٧٦٠٤٩٦٥٣A", ReasonShape, nil, ""},
		"invalid UTF-8":                         {"9135020077604965\xffA", ReasonShape, nil, ""},
		"something much too long":               {strings.Repeat("9", 100_000), ReasonShape, nil, ""},
		"eighteen bytes that are no characters": {strings.Repeat("\xff", 18), ReasonShape, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(tc.code)
			var warnings []string
			for _, w := range r.Warnings {
				warnings = append(warnings, w.Reason)
				if w.Message == "" {
					t.Errorf("warning %s says nothing", w.Reason)
				}
			}
			if r.Reason != tc.reason || r.Generation != tc.generation || !cmp.Equal(warnings, tc.warnings) {
				t.Fatalf("Check(%.60s) = %+v", tc.code, r)
			}
			if r.Valid != (tc.reason == "") || r.Valid != (r.Message == "") || errs.ReasonOf(r.Err()) != tc.reason {
				t.Fatalf("Check(%.60s) contradicts itself: %+v", tc.code, r)
			}
			if len([]rune(r.Code)) > 41 {
				t.Fatalf("the code echoed has %d characters", len([]rune(r.Code)))
			}
		})
	}
}

func TestRefusalsHaveSentences(t *testing.T) {
	for _, reason := range []string{ReasonShape, ReasonCheck} {
		if !errs.Base().Has(reason) {
			t.Errorf("%s has none", reason)
		}
	}
}

func TestParts(t *testing.T) {
	want := Parts{Authority: "9", Category: "1", Region: "350200", Organisation: "776049653", Check: "A"}
	if diff := cmp.Diff(want, Check("91350200776049653A").Parts); diff != "" {
		t.Fatal(diff)
	}
}

func TestTheMessageNamesTheRightCharacter(t *testing.T) {
	if m := Check("91350200776049653B").Message; !strings.Contains(m, "第 18 位应为 A，填写的是 B") {
		t.Fatal(m)
	}
	// 1 is what the standard computes for this company of the trial.
	if m := Check("91350100M0001TGQXM").Warnings[0].Message; !strings.Contains(m, "应为 1，填写的是 M") {
		t.Fatal(m)
	}
}

func TestOrganisationCodes(t *testing.T) {
	for _, code := range []string{"776049653", "MA5CJQ4N5", "MA31E12PX"} {
		if got := organisationCheck(code[:8]); got != code[8] {
			t.Errorf("%s ends in %c", code, got)
		}
	}
}

// TestEveryWrongCharacterIsNoticed replaces each character by each other.
func TestEveryWrongCharacterIsNoticed(t *testing.T) {
	for _, code := range published() {
		for i := range code {
			for _, c := range alphabet {
				spoilt := code[:i] + string(c) + code[i+1:]
				if spoilt != code && Check(spoilt).Valid {
					t.Errorf("character %d of %s may be %c", i, code, c)
				}
			}
		}
	}
}

func TestCompleteWantsSixteen(t *testing.T) {
	for _, text := range []string{"", "9135020077604965I", "913502007760496I", "91350200776049653"} {
		if code, ok := Complete(text); ok {
			t.Errorf("Complete(%q) = %s", text, code)
		}
	}
	if code, ok := Complete("9135020077604965"); !ok || code != "91350200776049653A" {
		t.Errorf("Complete() = %s, %v", code, ok)
	}
}

func must(first16 string) string {
	code, ok := Complete(first16)
	if !ok {
		panic(first16)
	}
	return code
}

func FuzzCheck(f *testing.F) {
	for _, code := range append(published(), "91350100M0001TGQXM", "", "９１", "\xff") {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Check(text)
		if r.Valid != (r.Reason == "") || r.Valid != (r.Err() == nil) {
			t.Fatalf("Check(%q) contradicts itself: %+v", text, r)
		}
		if r.Valid && !cmp.Equal(r, Check(r.Code)) {
			t.Fatalf("Check(%q) = %+v, in normal form %+v", text, r, Check(r.Code))
		}
	})
}

// FuzzMade makes codes and spoils one character of each.
func FuzzMade(f *testing.F) {
	f.Add(uint32(350200), uint64(77604965), uint8(3), uint8(4))
	f.Fuzz(func(t *testing.T, region uint32, organisation uint64, at, by uint8) {
		first := fmt.Sprintf("91%06d", region%1_000_000)
		for range 8 {
			first += string(alphabet[organisation%31])
			organisation /= 31
		}
		code, ok := Complete(first)
		r := Check(code)
		if !ok || !r.Valid || r.Code != code || len(r.Warnings) > 0 {
			t.Fatalf("Check(%s) = %+v", code, r)
		}
		i := int(at) % len(code)
		other := alphabet[(strings.IndexByte(alphabet, code[i])+1+int(by)%30)%31]
		spoilt := Check(code[:i] + string(other) + code[i+1:])
		if spoilt.Valid && len(spoilt.Warnings) == 0 {
			t.Fatalf("%s spoilt to %s passes", code, spoilt.Code)
		}
	})
}
