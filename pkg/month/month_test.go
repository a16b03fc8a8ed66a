package month

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pacesetter/pkg/errs"
)

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want Month
	}{
		"as it is written":         {"2020-05", Month{2020, 5}},
		"December":                 {"2020-12", Month{2020, 12}},
		"in full-width characters": {"２０２０－０５", Month{2020, 5}},
		"with blanks around":       {" 2020-05\n", Month{2020, 5}},
		"the first year":           {"1990-01", Month{1990, 1}},
		"the last year":            {"2100-12", Month{2100, 12}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Parse(tc.text); err != nil || got != tc.want {
				t.Fatalf("Parse() = %v, %v", got, err)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":             "",
		"month 0":             "2020-00",
		"month 13":            "2020-13",
		"one digit":           "2020-5",
		"a day":               "2020-05-25",
		"no hyphen":           "2020/05",
		"six digits":          "202005",
		"a sign":              "2020-+5",
		"a sign in the year":  "+020-05",
		"a year far off":      "9020-05",
		"a year long gone":    "0020-05",
		"Chinese":             "2020年5月",
		"invalid UTF-8":       "2020-0\xff",
		"a blank inside":      "2020- 5",
		"digits of elsewhere": "٢٠٢٠-٠٥",
		"much too long":       string(make([]byte, 10_000)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(text)
			if errs.ReasonOf(err) != "MONTH_INVALID" || !got.IsZero() {
				t.Fatalf("Parse() = %v, %v", got, err)
			}
		})
	}
}

func TestTheRefusalHasASentence(t *testing.T) {
	if !errs.Base().Has("MONTH_INVALID") {
		t.Fatal("none")
	}
}

func TestCounting(t *testing.T) {
	may := Month{2020, 5}
	for name, tc := range map[string]struct{ got, want any }{
		"next":                     {may.Next(), Month{2020, 6}},
		"next of December":         {Month{2020, 12}.Next(), Month{2021, 1}},
		"previous":                 {may.Prev(), Month{2020, 4}},
		"previous of January":      {Month{2020, 1}.Prev(), Month{2019, 12}},
		"a year later":             {may.Add(12), Month{2021, 5}},
		"back and forth":           {may.Add(-29).Add(29), may},
		"difference":               {may.Sub(Month{2019, 12}), 5},
		"before":                   {may.Before(Month{2020, 6}), true},
		"not before itself":        {may.Before(may), false},
		"an earlier year is first": {Month{2019, 12}.Before(may), true},
		"first moment":             {may.First().UTC(), time.Date(2020, 4, 30, 16, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Fatalf("got %v, want %v", tc.got, tc.want)
			}
		})
	}
	months := []Month{{2020, 5}, {2019, 12}, {2020, 1}}
	slices.SortFunc(months, Month.Compare)
	if months[0] != (Month{2019, 12}) || months[2] != may {
		t.Fatalf("sorted: %v", months)
	}
}

func TestOfIsTheMonthInShanghai(t *testing.T) {
	for text, want := range map[string]Month{
		"2020-05-31T15:59:59Z": {2020, 5},
		"2020-05-31T16:00:00Z": {2020, 6}, // midnight there
		"2019-12-31T16:00:00Z": {2020, 1},
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(at); got != want {
			t.Errorf("Of(%s) = %s, want %s", text, got, want)
		}
	}
}

func TestDue(t *testing.T) {
	for name, tc := range map[string]struct {
		month       Month
		day, offset int
		want        string
	}{
		"the 25th of the month itself":  {Month{2021, 5}, 25, 0, "2021-05-26T00:00:00+08:00"},
		"the 5th of the next":           {Month{2021, 5}, 5, 1, "2021-06-06T00:00:00+08:00"},
		"the next of December":          {Month{2021, 12}, 5, 1, "2022-01-06T00:00:00+08:00"},
		"the 31st of a short month":     {Month{2021, 2}, 31, 0, "2021-03-01T00:00:00+08:00"},
		"the last of a leap February":   {Month{2020, 2}, 29, 0, "2020-03-01T00:00:00+08:00"},
		"a day before the first is it":  {Month{2021, 5}, 0, 0, "2021-05-02T00:00:00+08:00"},
		"the last day of a long month":  {Month{2021, 5}, 31, 0, "2021-06-01T00:00:00+08:00"},
		"a day far beyond is the last ": {Month{2021, 5}, 99, 0, "2021-06-01T00:00:00+08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.month.Due(tc.day, tc.offset).Format(time.RFC3339); got != tc.want {
				t.Fatalf("Due() = %s, want %s", got, tc.want)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	data, err := json.Marshal(map[Month]Month{{2020, 5}: {2020, 6}})
	if err != nil || string(data) != `{"2020-05":"2020-06"}` {
		t.Fatalf("Marshal() = %s, %v", data, err)
	}
	var back map[Month]Month
	if err := json.Unmarshal(data, &back); err != nil || back[Month{2020, 5}] != (Month{2020, 6}) {
		t.Fatalf("Unmarshal() = %v, %v", back, err)
	}
	var m Month
	if err := json.Unmarshal([]byte(`"2020-13"`), &m); errs.ReasonOf(err) != "MONTH_INVALID" {
		t.Fatalf("Unmarshal() = %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2020-05", "２０２０－０５", "2020-13", "", "-", "2020-0\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse(text)
		if err != nil {
			if errs.ReasonOf(err) != "MONTH_INVALID" {
				t.Fatalf("Parse(%q) = %v", text, err)
			}
			return
		}
		if back, err := Parse(m.String()); err != nil || back != m {
			t.Fatalf("Parse(%q) = %v, again %v, %v", text, m, back, err)
		}
		if !m.Valid() || m.Next().Prev() != m || !m.Before(m.Next()) {
			t.Fatalf("Parse(%q) = %v", text, m)
		}
	})
}
