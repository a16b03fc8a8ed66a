package projectcode

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// published are codes that stand in published notices of approval.
func published() []string {
	return []string{
		"2509-320193-89-01-544060", "2211-441900-04-02-310151",
		"2502-140109-89-01-287745", "2304-441900-04-01-135254",
	}
}

func TestPublishedCodesAreValid(t *testing.T) {
	for _, code := range published() {
		if r := Check(code); !r.Valid || r.Generation != New || len(r.Warnings) > 0 || r.Err() != nil {
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
		"an invented code, should end in 0":      {"2601-140100-89-01-123456", ReasonCheckDigit, nil, New},
		"an invented code, should end in 4":      {"2609-330100-04-01-100001", ReasonCheckDigit, nil, New},
		"a legacy code that happens to pass":     {"2020-370305-26-03-012345", "", nil, Legacy},
		"a legacy code that doesn't":             {"2020-370305-26-03-012346", "", []string{ReasonCheckDigit}, Legacy},
		"the first legacy year":                  {"2013-370305-26-03-012346", "", []string{ReasonCheckDigit}, Legacy},
		"a legacy type beyond the three":         {"2020-370305-26-04-012346", "", []string{ReasonCheckDigit, ReasonType}, Legacy},
		"the first month of the new ones":        {withCheck("2011-370305-04-01-00000"), "", nil, New},
		"the second month of the new ones":       {withCheck("2012-370305-04-01-00000"), "", nil, New},
		"a type not seen so far":                 {withCheck("2304-441900-04-06-13525"), "", []string{ReasonType}, New},
		"the type nought":                        {withCheck("2304-441900-04-00-13525"), "", []string{ReasonType}, New},
		"full-width characters":                  {"２５０９－３２０１９３－８９－０１－５４４０６０", "", nil, New},
		"dashes of a word processor":             {"2509—320193–89-01-544060", "", nil, New},
		"blanks around":                          {" 2509-320193-89-01-544060\n", "", nil, New},
		"month 13":                               {"2513-320193-89-01-544060", ReasonTime, nil, ""},
		"month 0":                                {"2500-320193-89-01-544060", ReasonTime, nil, ""},
		"the year 2000":                          {"2000-320193-89-01-544060", ReasonTime, nil, ""},
		"before the new ones began":              {"2010-320193-89-01-544060", ReasonTime, nil, ""},
		"long before":                            {"0001-320193-89-01-544060", ReasonTime, nil, ""},
		"after the last legacy year, month 21":   {"2021-320193-89-01-544060", ReasonTime, nil, ""},
		"nothing":                                {"", ReasonShape, nil, ""},
		"without hyphens":                        {"25093201938901544060", ReasonShape, nil, ""},
		"a digit too few":                        {"2509-320193-89-01-54406", ReasonShape, nil, ""},
		"a digit too many":                       {"2509-320193-89-01-5440600", ReasonShape, nil, ""},
		"a letter":                               {"2509-320193-89-01-54406O", ReasonShape, nil, ""},
		"groups of other lengths":                {"25093-20193-89-01-544060", ReasonShape, nil, ""},
		"a blank within":                         {"2509-320193-89-01 544060", ReasonShape, nil, ""},
		"a line break at the end and then more":  {"2509-320193-89-01-544060\nx", ReasonShape, nil, ""},
		"digits of another script":               {"٢٥٠٩-٣٢٠١٩٣-٨٩-٠١-٥٤٤٠٦٠", ReasonShape, nil, ""},
		"invalid UTF-8":                          {"2509-320193-89-01-54406\xff", ReasonShape, nil, ""},
		"something much too long":                {strings.Repeat("2509-", 10_000), ReasonShape, nil, ""},
		"a PPP project's code, which is another": {"PPP-320193-89-01-544060", ReasonShape, nil, ""},
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
	for _, reason := range []string{ReasonShape, ReasonTime, ReasonCheckDigit} {
		if !errs.Base().Has(reason) {
			t.Errorf("%s has none", reason)
		}
	}
}

func TestParts(t *testing.T) {
	for code, want := range map[string]Parts{
		"2304-441900-04-01-135254": {
			Year: 2023, Month: 4, Region: "441900", Department: "04",
			Type: "01", TypeName: "基本建设", Serial: "13525", CheckDigit: "4",
		},
		"2020-370305-26-03-012345": {
			Year: 2020, Region: "370305", Industry: "26", Type: "03", TypeName: "备案", Serial: "012345",
		},
	} {
		if diff := cmp.Diff(want, Check(code).Parts); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
}

func TestTheMessageNamesTheRightDigit(t *testing.T) {
	if m := Check("2601-140100-89-01-123456").Message; !strings.Contains(m, "应为 0") || !strings.Contains(m, "填写的是 6") {
		t.Fatal(m)
	}
}

// TestEveryWrongDigitIsNoticed replaces each digit of the published codes by each
// other: all 720 errors are caught, most by the check digit, the rest by the time.
func TestEveryWrongDigitIsNoticed(t *testing.T) {
	tried := 0
	for _, code := range published() {
		for i := range code {
			for d := byte('0'); code[i] != '-' && d <= '9'; d++ {
				if d == code[i] {
					continue
				}
				tried++
				if !noticed(code[:i] + string(d) + code[i+1:]) {
					t.Errorf("digit %d of %s may be %c", i, code, d)
				}
			}
		}
	}
	if tried != 720 {
		t.Fatalf("tried %d", tried)
	}
}

// TestMostSwappedNeighboursAreNoticed holds the method to what was measured of
// it: 61 of 64 within the groups' digits taken together.
func TestMostSwappedNeighboursAreNoticed(t *testing.T) {
	tried, caught := 0, 0
	for _, code := range published() {
		digits := strings.ReplaceAll(code, "-", "")
		for i := 1; i < len(digits); i++ {
			if digits[i] == digits[i-1] {
				continue
			}
			tried++
			swapped := digits[:i-1] + digits[i:i+1] + digits[i-1:i] + digits[i+1:]
			if last, ok := CheckDigit(swapped[:19]); ok && last != swapped[19:] {
				caught++
			}
		}
	}
	if tried != 64 || caught != 61 {
		t.Fatalf("caught %d of %d", caught, tried)
	}
}

func TestCheckDigitWantsNineteenDigits(t *testing.T) {
	for _, digits := range []string{"", "123", "123456789012345678x", "12345678901234567890"} {
		if _, ok := CheckDigit(digits); ok {
			t.Errorf("CheckDigit(%q) answers", digits)
		}
	}
}

// noticed tells whether an altered code is refused or, as a legacy one, doubted.
func noticed(code string) bool {
	r := Check(code)
	return !r.Valid || r.Generation == Legacy && len(r.Warnings) > 0
}

// withCheck completes a code without its last digit.
func withCheck(code string) string {
	last, _ := CheckDigit(strings.ReplaceAll(code, "-", ""))
	return code + last
}

func FuzzCheck(f *testing.F) {
	for _, code := range append(published(), "2513-320193-89-01-544060", "", "２５０９－", "\xff") {
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

// FuzzMade makes codes and spoils one digit of each.
func FuzzMade(f *testing.F) {
	f.Add(uint8(25), uint8(9), uint32(320193), uint8(89), uint32(54406), uint8(3), uint8(4))
	f.Fuzz(func(t *testing.T, year, month uint8, region uint32, department uint8, serial uint32, at, by uint8) {
		code := withCheck(fmt.Sprintf("%02d%02d-%06d-%02d-%02d-%05d",
			21+year%79, 1+month%12, region%1_000_000, department%100, 1+at%5, serial%100_000))
		r := Check(code)
		if !r.Valid || r.Code != code || r.Generation != New || len(r.Warnings) > 0 {
			t.Fatalf("Check(%s) = %+v", code, r)
		}
		i := int(at) % len(code)
		if code[i] == '-' {
			return
		}
		spoilt := code[:i] + string('0'+(code[i]-'0'+1+by%9)%10) + code[i+1:]
		if !noticed(spoilt) {
			t.Fatalf("%s spoilt to %s passes", code, spoilt)
		}
	})
}
