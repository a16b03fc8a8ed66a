package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// header is what the header rows told: which column of the sheet holds which
// column of the annex.
type header struct {
	form        *Form
	first, rows int
	columns     map[Column]int
	units       map[Column]money.Unit // only where a header names its own
	extra       map[int]string        // columns that are no column of the annex
	year        int
	ambiguous   []Column
	all         []Heading
}

// label is a header cell taken apart.
type label struct {
	text string
	year int
	unit money.Unit
	own  bool // the header names its own unit
}

// headerMarks are in headers without telling them apart: 审批、核准、备案, 总投资*.
var headerMarks = strings.NewReplacer("、", "", "*", "")

var (
	yearPattern     = regexp.MustCompile(`^(20\d\d)年?度?`)
	thisMonth       = regexp.MustCompile(`^(1[0-2]|[1-9])月份?`)
	sinceJanuary    = regexp.MustCompile(`^1(月份?)?[-~至—–到]([1-9]|1[0-2])月份?(累计)?`)
	bracketsPattern = regexp.MustCompile(`[(\[〔【][^)\]〕】]*[)\]〕】]`)
)

// parseLabel recognises the parts of a header that vary: the year of the plan,
// the month ("5月完成投资"), the span ("1-5月完成投资") and a unit in brackets.
func parseLabel(text string) label {
	l := label{text: headerMarks.Replace(fold(text))}
	if l.unit, l.own = findUnit(l.text); l.own || strings.ContainsAny(l.text, "([〔【") {
		l.text = bracketsPattern.ReplaceAllString(l.text, "")
	}
	if m := yearPattern.FindStringSubmatch(l.text); m != nil {
		l.year, _ = strconv.Atoi(m[1])
		l.text = "年" + l.text[len(m[0]):]
	}
	switch rest := strings.TrimPrefix(l.text, "年"); {
	case sinceJanuary.MatchString(rest):
		l.text = "年" + sinceJanuary.ReplaceAllString(rest, "")
	case thisMonth.MatchString(rest):
		l.text = "本月" + thisMonth.ReplaceAllString(rest, "")
	}
	return l
}

// recognise returns the column whose header the label is, and how far down the
// list of its forms it stands; 0 is the printed one.
func (f *Form) recognise(l label) (Column, int) {
	if l.text == "" {
		return 0, 0
	}
	if c, mine := f.own[l.text]; mine {
		return c, ownRank
	}
	found, rank := Column(0), 0
	for _, d := range f.fields {
		at := slices.Index(f.headers(d.column), l.text)
		if at == 0 {
			return d.column, 0 // printed there, whatever else it is short for elsewhere
		}
		if at > 0 && found == 0 {
			found, rank = d.column, at
		}
	}
	return found, rank
}

// read recognises a header cell.
func (f *Form) read(text string) Column {
	c, _ := f.recognise(parseLabel(text))
	return c
}

// headerOf reads a header that starts in row top, where bottom is the row below
// it or nil. It answers false where top is no header of this annex.
func (f *Form) headerOf(top, bottom []xlsx.Cell) (*header, bool) {
	upper, lower := textsByColumn(top), textsByColumn(bottom)
	if !f.names(upper, ColumnName) {
		return nil, false
	}
	h := &header{form: f, rows: 1, columns: make(map[Column]int), units: make(map[Column]money.Unit), extra: make(map[int]string)}
	if f.isSecondHeaderRow(upper, lower) {
		h.rows = 2
	} else {
		lower = nil
	}
	h.place(upper, lower)
	return h, h.isOfForm() && !f.isForeign(upper, lower)
}

// names reports whether a header row names the column.
func (f *Form) names(texts map[int]string, column Column) bool {
	for _, text := range texts {
		if f.read(text) == column {
			return true
		}
	}
	return false
}

// isOfForm reports whether the columns found tell the form from the others.
func (h *header) isOfForm() bool {
	if h.form.free {
		return len(h.columns)+len(h.extra) > 1
	}
	marks, amounts := 0, 0
	for c := range h.columns {
		if slices.Contains(h.form.marks, c) {
			marks++
		}
		if c.isAmount() {
			amounts++
		}
	}
	return marks > 0 && amounts >= h.form.amounts
}

// isForeign reports whether the header has what only another annex has.
func (f *Form) isForeign(upper, lower map[int]string) bool {
	for _, other := range forms {
		for _, c := range f.not {
			if other.names(upper, c) || other.names(lower, c) {
				return true
			}
		}
	}
	return false
}

func textsByColumn(cells []xlsx.Cell) map[int]string {
	texts := make(map[int]string, len(cells))
	for _, c := range cells {
		if fold(c.Text) != "" {
			texts[c.Column] = c.Text
		}
	}
	return texts
}

// isSecondHeaderRow reports whether lower continues the header: it names at least
// one column, and nothing in it stands below a column already named, unless it
// repeats its header.
func (f *Form) isSecondHeaderRow(upper, lower map[int]string) bool {
	named := 0
	for at, text := range lower {
		below := f.read(text)
		if below != 0 {
			named++
		}
		above := f.read(upper[at])
		if above != 0 && above != below {
			return false
		}
	}
	return named > 0
}

// place decides each sheet column. Where two claim the same column of the annex,
// the form nearer to the printed one wins; a tie between two amounts or names
// cannot be decided here.
func (h *header) place(upper, lower map[int]string) {
	rank, texts := make(map[Column]int), make(map[int]string)
	for _, at := range headerColumns(upper, lower) {
		text := upper[at]
		if lower[at] != "" {
			text = lower[at]
		}
		l := parseLabel(text)
		texts[at] = tidy(text)
		c, r := h.form.recognise(l)
		if c == 0 {
			h.extra[at] = tidy(text)
			continue
		}
		before, taken := h.columns[c]
		switch {
		case taken && r == rank[c]:
			h.ambiguous = append(h.ambiguous, c)
			h.extra[at] = tidy(text)
			continue
		case taken && r > rank[c]:
			h.extra[at] = tidy(text)
			continue
		case taken:
			h.extra[before] = texts[before]
		}
		h.take(c, at, l)
		rank[c] = r
	}
	h.spreadGroup()
	h.all = h.heads(upper, lower)
}

func (h *header) take(c Column, at int, l label) {
	h.columns[c] = at
	delete(h.units, c)
	if l.own {
		h.units[c] = l.unit
	}
	if c == ColumnPlannedYear {
		h.year = l.year
	}
}

// spreadGroup gives the columns of a group theirs where only the merged header
// above them was kept and unnamed columns follow it.
func (h *header) spreadGroup() {
	members := h.form.members()
	for at, text := range h.extra {
		last := at + len(members) - 1
		if len(members) == 0 || parseLabel(text).text != parseLabel(h.form.group.printed).text || h.columns[members[0]] > 0 || !h.unnamed(at+1, last) {
			continue
		}
		delete(h.extra, at)
		for i, c := range members {
			h.columns[c] = at + i
		}
		return
	}
}

func (h *header) unnamed(from, to int) bool {
	for _, at := range h.columns {
		if at >= from && at <= to {
			return false
		}
	}
	for at := from; at <= to; at++ {
		if h.extra[at] != "" {
			return false
		}
	}
	return true
}

func headerColumns(upper, lower map[int]string) []int {
	var all []int
	for at := range upper {
		all = append(all, at)
	}
	for at := range lower {
		if _, both := upper[at]; !both {
			all = append(all, at)
		}
	}
	slices.Sort(all)
	return all
}

// missing returns the headers of the required columns that the sheet lacks.
func (h *header) missing() []string {
	var names []string
	for _, c := range h.form.required() {
		if h.columns[c] == 0 {
			names = append(names, h.form.Header(c))
		}
	}
	return names
}

// undecided returns the headers that stand twice and matter.
func (h *header) undecided() []string {
	var names []string
	for _, c := range h.ambiguous {
		if name := h.form.Header(c); slices.Contains(h.form.required(), c) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
