package industry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// By says what a text has in common with the industry that it may mean.
type By string

// What a text may be. Match answers the best kind alone, in this order.
const (
	ByCode  By = "code"           // C27, 27, C, and C2710 or 271 by the division
	ByName  By = "name"           // 医药制造业
	ByShort By = "short name"     // 医药制造, 医药
	ByPart  By = "part of a name" // 煤炭 of two divisions
	ByWhole By = "name in a text" // 生物医药制造业项目
)

// Hit is an industry that a text may mean.
type Hit struct {
	Industry Industry
	By       By
}

// codeShape is a letter, two to four digits, or both, before or behind a name.
var codeShape = regexp.MustCompile(`^([A-T]?)(\d{2})\d{0,2}$|^([A-T])$`)

// codeInText finds the code that a sheet writes beside a name: C27医药制造业, 医药制造业(27).
var codeInText = regexp.MustCompile(`^([A-T]?\d{2,4}|[A-T])[ \-:.、,)]*([^\d\s].*)$|^(.*\D)[(\[]([A-T]?\d{2,4}|[A-T])[)\]]$`)

// longestMatch is the length in characters beyond which a text is a description.
const longestMatch = 60

// Match lists the sections and divisions that the text of a sheet's industry column
// may mean. Blanks, letter case and the width of characters don't matter. Several
// answers mean that a person has to decide, none that the text is no industry of the
// standard, as 新能源 is none.
func Match(text string) []Hit {
	text = normal(text)
	if text == "" || utf8.RuneCountInString(text) > longestMatch {
		return nil
	}
	if code, name, both := cutCode(text); both {
		if i, ok := byCode(code); ok && agrees(i, name) {
			return []Hit{{i, ByCode}}
		}
		text = name // where both contradict each other, what people read counts
	}
	if i, ok := byCode(text); ok {
		return []Hit{{i, ByCode}}
	}
	return byText(text)
}

// byCode reads a code alone; a letter that isn't the division's makes it none.
func byCode(text string) (Industry, bool) {
	m := codeShape.FindStringSubmatch(text)
	if m == nil {
		return Industry{}, false
	}
	i, err := Lookup(m[2] + m[3])
	return i, err == nil && (m[1] == "" || m[1] == i.Section)
}

// cutCode takes a text apart that has a code and a name.
func cutCode(text string) (code, name string, both bool) {
	m := codeInText.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	return m[1] + m[4], m[2] + m[3], true
}

// agrees tells whether a name beside a code is one of the code's industry.
func agrees(i Industry, name string) bool {
	return slices.ContainsFunc(byText(name), func(h Hit) bool {
		return h.Industry == i || h.Industry.Code == i.Section || i.IsSection() && h.Industry.Section == i.Section
	})
}

// byText finds the industries that a name means, by the best kind alone. A division
// goes before the section of the same name: 房地产业 is 70.
func byText(text string) []Hit {
	text = plain(text)
	brief := short(text)
	for _, kind := range []struct {
		by    By
		means func(name written) bool
	}{
		{ByName, func(name written) bool { return name.plain == text }},
		{ByShort, func(name written) bool { return name.short == brief }},
		{ByPart, func(name written) bool { return longEnough(text) && strings.Contains(name.plain, text) }},
		{ByWhole, func(name written) bool { return longEnough(name.short) && strings.Contains(text, name.short) }},
	} {
		var hits []Hit
		c := theClassification()
		for at, i := range c.list {
			if kind.means(c.names[at]) {
				hits = append(hits, Hit{i, kind.by})
			}
		}
		if len(hits) > 0 {
			return withoutSections(hits)
		}
	}
	return nil
}

// withoutSections leaves sections out where divisions fit as well.
func withoutSections(hits []Hit) []Hit {
	divisions := slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return h.Industry.IsSection() })
	if len(divisions) > 0 {
		return divisions
	}
	return hits
}

func longEnough(text string) bool { return utf8.RuneCountInString(text) > 1 }

// short is a plain name without what people leave out at its end: 医药 for 医药制造业.
func short(name string) string {
	for _, end := range []string{"制造业", "制品业", "业"} {
		if rest, cut := strings.CutSuffix(name, end); cut && longEnough(rest) {
			return rest
		}
	}
	if rest, cut := strings.CutSuffix(name, "制造"); cut && longEnough(rest) {
		return rest
	}
	return name
}

// plain leaves out what sheets put between the words of a name in their own way.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("、,，.;；和及与", r) {
			return -1
		}
		return r
	}, name)
}

// normal brings texts that differ only in blanks, case or width to one form.
func normal(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, width.Fold.String(strings.ToValidUTF8(text, "?")))
}

// shorten keeps foreign text in a message to a readable length.
func shorten(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if utf8.RuneCountInString(text) <= 40 {
		return text
	}
	return string([]rune(text)[:40]) + "…"
}
