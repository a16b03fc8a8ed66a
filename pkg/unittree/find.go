package unittree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// rank says how good a match is; Find answers the best ones only, so that a
// unit's own name always beats the short name of another.
type rank int

const (
	byCode rank = iota
	byGBCode
	byName // the name, an alias, or either after its ancestors' names
	byShortName
)

// match is a unit that a text may mean.
type match struct {
	unit int
	rank rank
}

// Find lists the units of the year that text may mean: by own code, GB/T 2260
// code, name, alias or obvious short name, in this order of preference. Blanks,
// letter case and the width of characters don't matter. Only the subtree of root
// is searched, the whole tree where root is empty. More than one answer means
// that a person has to decide.
func (t Tree) Find(year int, root, text string) []Unit {
	e := t.era(year)
	if e == nil {
		return nil
	}
	e.namesOnce.Do(e.buildNames)
	var found []Unit
	best := byShortName
	for _, m := range e.names[normal(text)] {
		u := e.index.units[m.unit]
		if m.rank > best || root != "" && !t.Covers(year, root, u.Code) {
			continue
		}
		if m.rank < best {
			best, found = m.rank, nil
		}
		found = append(found, u)
	}
	return found
}

// buildNames indexes every text that means a unit; namesOnce.Do guards it.
func (e *era) buildNames() {
	e.names = make(map[string][]match, 8*len(e.index.units))
	for i, u := range e.index.units {
		if e.end[i] == e.first[i] {
			continue
		}
		e.name(i, byCode, u.Code)
		e.name(i, byGBCode, u.GBCode)
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			e.name(i, byName, name)
			e.nameWithAncestors(i, name)
			for _, short := range shortNames(name, e.parentName(i)) {
				e.name(i, byShortName, short)
			}
		}
	}
}

// name notes that text means unit i, unless it already does by a better rank.
func (e *era) name(i int, r rank, text string) {
	key := normal(text)
	if key == "" {
		return
	}
	for _, m := range e.names[key] {
		if m.unit == i {
			return
		}
	}
	e.names[key] = append(e.names[key], match{i, r})
}

// nameWithAncestors notes 滨州市滨城区 and 山东省滨州市滨城区 for 滨城区.
func (e *era) nameWithAncestors(i int, name string) {
	for _, code := range e.ancestors[i][1:] {
		name = e.index.units[e.index.byCode[code]].Name + name
		e.name(i, byName, name)
	}
}

// parentName is the name of the unit above, empty for a root.
func (e *era) parentName(i int) string {
	if e.parent[i] < 0 {
		return ""
	}
	return e.index.units[e.parent[i]].Name
}

// normal brings texts that differ only in blanks, case or width to one form.
func normal(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) { // Cf: zero-width marks that sheets bring along
			return -1
		}
		return unicode.ToLower(r)
	}, width.Fold.String(text))
}

// shortNames lists what people shorten a name to: 滨城 for 滨城区, 滨州经开区 and
// 经开区 for 滨州经济技术开发区 in 滨州市.
func shortNames(name, parent string) []string {
	name, parent = normal(name), normal(parent)
	brief := abbreviateZone(name)
	shorts := []string{brief, withoutSuffix(name)}
	if place := withoutSuffix(parent); place != "" {
		rest, cut := strings.CutPrefix(brief, place)
		if cut && utf8.RuneCountInString(rest) > 1 {
			shorts = append(shorts, rest)
		}
	}
	return shorts
}

// abbreviateZone shortens the official titles of development zones as everybody does.
func abbreviateZone(name string) string {
	return strings.NewReplacer(
		"高新技术产业开发区", "高新区", "高新技术开发区", "高新区",
		"经济技术开发区", "经开区", "经济开发区", "经开区",
	).Replace(name)
}

// withoutSuffix strips the title of a unit's kind, where a name of two characters
// or more is left: 忠县 stays, and so does 新区.
func withoutSuffix(name string) string {
	// Longer titles first, so that 街道办事处 isn't left as 街道办事.
	for _, title := range []string{
		"街道办事处", "自治区", "自治州", "自治县", "自治旗", "开发区", "街道", "地区", "林区", "特区", "新区",
		"省", "市", "县", "区", "旗", "盟", "镇", "乡",
	} {
		if rest, cut := strings.CutSuffix(name, title); cut {
			if utf8.RuneCountInString(rest) > 1 {
				return rest
			}
			return name
		}
	}
	return name
}
