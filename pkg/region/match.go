package region

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// By says what a text has in common with the region that it means.
type By string

// What a text may be. Match answers the best kind alone, in this order.
const (
	ByCode   By = "code"
	ByName   By = "name"        // 邹平市, 滨州市邹平市
	ByShort  By = "short name"  // 邹平
	ByFormer By = "former name" // 邹平县, or a former code
)

// longestMatch is the length in characters that no path of names exceeds.
const longestMatch = 60

// Hit is a region that a text may mean.
type Hit struct {
	Region Region
	By     By
	Former Region // by a former name or code: the region that bore it
}

// Match lists the regions that text may mean in a year (today for 0), by code, name,
// short name or a name of former years, each also behind the names of regions above
// it; blanks and the width of characters don't matter. Only the regions within a code
// are searched, the whole country where it is empty. Several answers mean that a
// person has to decide, none that the text is no region's.
func Match(text, within string, year int) []Hit {
	text = normal(text)
	if text == "" || utf8.RuneCountInString(text) > longestMatch {
		return nil
	}
	var best []Hit
	for _, h := range theTable().hits(text, year) {
		if within != "" && !h.Region.within(within) {
			continue
		}
		switch {
		case len(best) == 0 || rankOf(h.By) < rankOf(best[0].By):
			best = []Hit{h}
		case h.By == best[0].By && !slices.ContainsFunc(best, func(b Hit) bool { return b.Region == h.Region }):
			best = append(best, h)
		}
	}
	slices.SortFunc(best, func(a, b Hit) int { return cmp.Compare(a.Region.Code, b.Region.Code) })
	return best
}

func rankOf(b By) int { return slices.Index([]By{ByCode, ByName, ByShort, ByFormer}, b) }

// hits are all readings of a text, good and bad, each led on to the year.
func (t *table) hits(text string, year int) []Hit {
	var hits []Hit
	for _, row := range t.byCode[text] {
		hits = t.lead(hits, row, ByCode, year)
	}
	for i := range text { // the name may stand behind those of the regions above
		name := text[i:]
		for _, row := range t.byName[name] {
			r := t.regions[row]
			if !after(r, text[:i]) {
				continue
			}
			by := ByShort
			if name == r.Name {
				by = ByName
			}
			hits = t.lead(hits, row, by, year)
		}
	}
	return hits
}

// lead follows a row to the region that stands in its place in the year.
func (t *table) lead(hits []Hit, row int, by By, year int) []Hit {
	was := t.regions[row]
	for {
		if r := t.regions[row]; standing(r, year) {
			hit := Hit{Region: r, By: by}
			if r != was {
				hit.By, hit.Former = ByFormer, was
			}
			return append(hits, hit)
		}
		next, ok := t.next[row]
		if !ok {
			return hits
		}
		row = next
	}
}

// after tells whether a text is made of names of regions above r, from the higher to
// the lower: 山东省滨州市, 山东省 or 滨州 for 邹平市. Nothing is.
func after(r Region, text string) bool {
	for _, up := range Path(r)[1:] {
		if text == "" {
			break
		}
		for _, name := range []string{up.Name, up.Short} {
			if rest, cut := strings.CutSuffix(text, name); cut {
				text = rest
				break
			}
		}
	}
	return text == ""
}

// within tells whether r lies in the region of a code, or is it.
func (r Region) within(code string) bool {
	return slices.ContainsFunc(Path(r), func(up Region) bool { return up.Code == code })
}

// Lineage lists the regions that a code's region was before and has become since,
// the oldest first, itself included: 沾化县 371624 and 沾化区 371603 for either code.
// An unknown code has none.
func Lineage(code string) []Region {
	t := theTable()
	rows := t.byCode[code]
	if len(rows) == 0 {
		return nil
	}
	self := rows[len(rows)-1]
	all := t.ancestry(self, nil)
	for row, ok := t.next[self]; ok; row, ok = t.next[row] {
		all = append(all, row)
	}
	lineage := make([]Region, len(all))
	for i, row := range all {
		lineage[i] = t.regions[row]
	}
	slices.SortStableFunc(lineage, func(a, b Region) int { return cmp.Compare(a.From, b.From) })
	return lineage
}

// ancestry lists a row and all rows that it followed on, directly or not.
func (t *table) ancestry(row int, list []int) []int {
	for _, before := range t.before[row] {
		list = t.ancestry(before, list)
	}
	return append(list, row)
}

// normal brings texts that differ only in blanks or width to one form.
func normal(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) { // Cf: zero-width marks that sheets bring along
			return -1
		}
		return r
	}, width.Fold.String(strings.ToValidUTF8(text, "?")))
}
