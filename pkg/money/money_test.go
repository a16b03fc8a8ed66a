package money

import (
	"math"
	"strings"
	"testing"

	"pacesetter/pkg/errs"
)

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		unit Unit
		want Yuan
	}{
		"a sheet's cell in 万元":            {"3500", InWan, 35_000_000},
		"with a fraction":                 {"1017.69", InYi, 101_769_000_000},
		"to the yuan":                     {"0.0001", InWan, 1},
		"with its own unit":               {"3,500万元", InYuan, 35_000_000},
		"its own unit counts":             {"1.2亿", InWan, 120_000_000},
		"in 亿元":                           {"479.33亿元", InWan, 47_933_000_000},
		"in 元":                            {"12345元", InWan, 12_345},
		"in 千万":                           {"2千万", InYuan, 20_000_000},
		"in 百万元":                          {"2.5百万元", InYuan, 2_500_000},
		"in 万亿":                           {"1.5万亿元", InYuan, 1_500_000_000_000},
		"full-width digits":               {"３５００．５", InWan, 35_005_000},
		"full-width separators":           {"３，５００，０００", InYuan, 3_500_000},
		"blanks around and before a unit": {" 3500 万元\n", InYuan, 35_000_000},
		"an ideographic blank":            {"　3500　", InWan, 35_000_000},
		"a currency sign":                 {"￥3,500", InYuan, 3_500},
		"negative, for callers to refuse": {"-1.5", InWan, -15_000},
		"a full-width minus":              {"－1", InWan, -10_000},
		"a typographic minus":             {"−1", InWan, -10_000},
		"a plus":                          {"+1", InWan, 10_000},
		"nought":                          {"0", InWan, 0},
		"minus nought":                    {"-0.00", InWan, 0},
		"leading zeros":                   {"007", InYuan, 7},
		"what a formula leaves":           {"1017.6900000000001", InWan, 10_176_900},
		"what a formula leaves, below":    {"47.099999999999994", InWan, 471_000},
		"a third":                         {"3333.33333", InWan, 33_333_333},
		"half a yuan goes up":             {"0.00005", InWan, 1},
		"less than half goes down":        {"0.000049999", InWan, 0},
		"half below zero goes away from":  {"-0.5", InYuan, -1},
		"as a spreadsheet stores it":      {"1.5E+3", InWan, 15_000_000},
		"with a negative exponent":        {"5E-2", InWan, 500},
		"with a small exponent letter":    {"1e2", InYuan, 100},
		"tiny":                            {"1E-60", InWan, 0},
		"the largest":                     {"1000000亿", InYuan, Max},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Parse(tc.text, tc.unit); err != nil || got != tc.want {
				t.Fatalf("Parse(%q) = %d, %v, want %d", tc.text, got, err, tc.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":                        {"", "AMOUNT_NOT_A_NUMBER"},
		"a unit alone":                   {"万元", "AMOUNT_NOT_A_NUMBER"},
		"a sign alone":                   {"-", "AMOUNT_NOT_A_NUMBER"},
		"two signs":                      {"--1", "AMOUNT_NOT_A_NUMBER"},
		"a word":                         {"约3500万元", "AMOUNT_NOT_A_NUMBER"},
		"two points":                     {"1.2.3", "AMOUNT_NOT_A_NUMBER"},
		"a point without digits after":   {"5.", "AMOUNT_NOT_A_NUMBER"},
		"a point without digits before":  {".5", "AMOUNT_NOT_A_NUMBER"},
		"a separator in the wrong place": {"3,50", "AMOUNT_NOT_A_NUMBER"},
		"a separator at the front":       {",500", "AMOUNT_NOT_A_NUMBER"},
		"a separator at the end":         {"500,", "AMOUNT_NOT_A_NUMBER"},
		"four digits before it":          {"3500,000", "AMOUNT_NOT_A_NUMBER"},
		"a separator in the fraction":    {"1.000,5", "AMOUNT_NOT_A_NUMBER"},
		"a blank within":                 {"3 500", "AMOUNT_NOT_A_NUMBER"},
		"a percentage":                   {"47.1%", "AMOUNT_NOT_A_NUMBER"},
		"a spreadsheet's error":          {"#REF!", "AMOUNT_NOT_A_NUMBER"},
		"not a number":                   {"NaN", "AMOUNT_NOT_A_NUMBER"},
		"infinity":                       {"Inf", "AMOUNT_NOT_A_NUMBER"},
		"hexadecimal":                    {"0x10", "AMOUNT_NOT_A_NUMBER"},
		"underscores":                    {"1_000", "AMOUNT_NOT_A_NUMBER"},
		"an exponent without digits":     {"1E", "AMOUNT_NOT_A_NUMBER"},
		"an exponent with a fraction":    {"1E1.5", "AMOUNT_NOT_A_NUMBER"},
		"a monstrous exponent":           {"1E999999999999", "AMOUNT_NOT_A_NUMBER"},
		"two amounts":                    {"1亿2000万", "AMOUNT_NOT_A_NUMBER"},
		"digits of elsewhere":            {"٣٥٠٠", "AMOUNT_NOT_A_NUMBER"},
		"invalid UTF-8":                  {"35\xff", "AMOUNT_NOT_A_NUMBER"},
		"a very long number":             {strings.Repeat("9", 10_000), "AMOUNT_NOT_A_NUMBER"},
		"more than there is":             {"1000000.00000001亿", "AMOUNT_TOO_LARGE"},
		"rounded beyond the largest":     {"100000000000000.5元", "AMOUNT_TOO_LARGE"},
		"a large exponent":               {"1E30", "AMOUNT_TOO_LARGE"},
		"far below zero":                 {"-1E30", "AMOUNT_TOO_LARGE"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := ParseWan(tc.text); errs.ReasonOf(err) != tc.want || got != 0 {
				t.Fatalf("ParseWan() = %d, %v, want %s", got, err, tc.want)
			}
			if !errs.Base().Has(tc.want) {
				t.Fatalf("%s has no sentence", tc.want)
			}
		})
	}
}

func TestParseRoundedTellsWhatWasLost(t *testing.T) {
	for text, want := range map[string]bool{
		"3500":               false,
		"1017.6901":          false,
		"1017.69015":         true,
		"3333.33333":         true,
		"1017.6900000000001": false, // 1017.69 in a spreadsheet's arithmetic
		"47.099999999999994": false, // 47.1 likewise
		"0.5元":               true,
		"1E-10":              false, // nothing that anybody wrote on purpose
	} {
		if _, rounded, err := ParseRounded(text, InWan); err != nil || rounded != want {
			t.Errorf("ParseRounded(%q) = %v, %v, want %v", text, rounded, err, want)
		}
	}
}

func TestWriting(t *testing.T) {
	for name, tc := range map[string]struct{ got, want string }{
		"万元":                     {FormatWan(35_000_000), "3500"},
		"万元 to the yuan":         {FormatWan(10_176_901), "1017.6901"},
		"less than 万元":           {FormatWan(5), "0.0005"},
		"nought":                 {FormatWan(0), "0"},
		"hundreds keep zeros":    {FormatWan(1_000_000), "100"},
		"negative":               {FormatWan(-15_000), "-1.5"},
		"亿元":                     {FormatYi(47_933_000_000), "479.33"},
		"亿元 to the yuan":         {FormatYi(1), "0.00000001"},
		"the least int64":        {FormatWan(math.MinInt64), "-922337203685477.5808"},
		"shown 亿元":               {ShowYi(101_769_000_000, 2), "1,017.69"},
		"shown with zeros":       {ShowYi(120_000_000, 2), "1.20"},
		"shown 万元":               {ShowWan(12_345_678_901, 2), "1,234,567.89"},
		"half goes up":           {ShowYi(50_000_000, 0), "1"},
		"less than half is lost": {ShowYi(49_999_999, 0), "0"},
		"half below zero":        {ShowWan(-15_000, 0), "-2"},
		"no minus nought":        {ShowWan(-1, 2), "0.00"},
		"no decimals finer":      {ShowWan(1, 9), "0.0001"},
		"no negative decimals":   {ShowWan(1_000_000, -1), "100"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Fatalf("got %s, want %s", tc.got, tc.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"3,500万元", "1.2亿", "３５００．５", "-1.5E-3", "1000000亿", "¥ 5 元", "1,23", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		y, err := ParseWan(text)
		if err != nil {
			if r := errs.ReasonOf(err); y != 0 || r != "AMOUNT_NOT_A_NUMBER" && r != "AMOUNT_TOO_LARGE" {
				t.Fatalf("ParseWan(%q) = %d, %v", text, y, err)
			}
			return
		}
		if y > Max || y < -Max {
			t.Fatalf("ParseWan(%q) = %d", text, y)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, seed := range []int64{0, 1, -1, 47_933_000_000, int64(Max), -int64(Max)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		y := Yuan(n) % (Max + 1)
		for _, text := range []string{
			FormatWan(y), FormatWan(y) + "万元", FormatYi(y) + "亿", ShowWan(y, 4), ShowYi(y, 8) + "亿元",
		} {
			if back, err := ParseWan(text); err != nil || back != y {
				t.Fatalf("%d is written %s and read %d, %v", y, text, back, err)
			}
		}
		_ = FormatWan(Yuan(n)) + ShowYi(Yuan(n), 2) // every int64 can be written
	})
}
