package unittree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"pacesetter/pkg/region"
)

// rank says how good a match is; Find answers the best ones only, so that a
// unit's own name always beats the short name of another.
type rank int

const (
	byCode rank = iota
	byGBCode
	byName // the name, an alias, or either after its ancestors' names
	byShortName
	byRegion // a name or code that its region has, had or got
)

// match is a unit that a text may mean.
type match struct {
	unit   int
	rank   rank
	region string // by its region: the region's name that text is or shortens
}

// Found is a unit that a text may mean. Region is set where none of the unit's own
// names say so: the name that its region has or had in other years, 邹平县 for 邹平市.
// Whoever relies on it shows it.
type Found struct {
	Unit
	Region string
}

// Find lists the units of the year that text may mean: by own code, GB/T 2260
// code, name, alias, obvious short name, or what its region is or was called in any
// year, in this order of preference. Blanks, letter case and the width of characters
// don't matter. Only the subtree of root is searched, the whole tree where root is
// empty. More than one answer means that a person has to decide.
func (t Tree) Find(year int, root, text string) []Found {
	e := t.era(year)
	if e == nil {
		return nil
	}
	e.namesOnce.Do(e.buildNames)
	var found []Found
	best := byRegion
	for _, m := range e.names[normal(text)] {
		u := e.index.units[m.unit]
		if m.rank > best || root != "" && !t.Covers(year, root, u.Code) {
			continue
		}
		if m.rank < best {
			best, found = m.rank, nil
		}
		found = append(found, Found{u, m.region})
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
		e.name(match{i, byCode, ""}, u.Code)
		e.name(match{i, byGBCode, ""}, u.GBCode)
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			e.name(match{i, byName, ""}, name)
			e.nameWithAncestors(match{i, byName, ""}, name)
			for _, short := range shortNames(name, e.parentName(i)) {
				e.name(match{i, byShortName, ""}, short)
			}
		}
		e.nameByRegion(i, u.GBCode)
	}
}

// nameByRegion notes what the unit's region is called, was before and has become:
// sheets go on with 邹平县, and a unit of past years bears a code of then.
func (e *era) nameByRegion(i int, gbCode string) {
	for _, r := range region.Lineage(gbCode) {
		m := match{i, byRegion, r.Name}
		e.name(m, r.Code)
		e.name(m, r.Name)
		e.nameWithAncestors(m, r.Name)
		e.name(m, r.Short)
	}
}

// name notes that text means a unit, unless it already does by a better rank.
func (e *era) name(m match, text string) {
	key := normal(text)
	if key == "" {
		return
	}
	for _, known := range e.names[key] {
		if known.unit == m.unit {
			return
		}
	}
	e.names[key] = append(e.names[key], m)
}

// nameWithAncestors notes 滨州市滨城区 and 山东省滨州市滨城区 for 滨城区.
func (e *era) nameWithAncestors(m match, name string) {
	for _, code := range e.ancestors[m.unit][1:] {
		name = e.index.units[e.index.byCode[code]].Name + name
		e.name(m, name)
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
