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
	first, rows int
	columns     map[Column]int
	units       map[Column]money.Unit // only where a header names its own
	extra       map[int]string        // columns that are no column of the annex
	year        int
	ambiguous   []Column
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
func (l label) recognise() (Column, int) {
	if l.text == "" {
		return 0, 0
	}
	for _, c := range Columns() {
		if at := slices.Index(specs[c].headers, l.text); at >= 0 {
			return c, at
		}
	}
	return 0, 0
}

// headerOf reads a header that starts in row top, where bottom is the row below
// it or nil. It answers false where top is no header of this annex: the name and
// two of the amounts are what tells the annex from the others.
func headerOf(top, bottom []xlsx.Cell) (*header, bool) {
	upper, lower := textsByColumn(top), textsByColumn(bottom)
	if !names(upper, ColumnName) {
		return nil, false
	}
	two := isSecondHeaderRow(upper, lower)
	h := &header{rows: 1, columns: make(map[Column]int), units: make(map[Column]money.Unit), extra: make(map[int]string)}
	if two {
		h.rows = 2
	} else {
		lower = nil
	}
	h.place(upper, lower)
	amounts := 0
	for c := range h.columns {
		if c.isAmount() {
			amounts++
		}
	}
	return h, amounts >= 2 && h.investments() >= 1
}

// names reports whether a header row names the column.
func names(texts map[int]string, column Column) bool {
	for _, text := range texts {
		if c, _ := parseLabel(text).recognise(); c == column {
			return true
		}
	}
	return false
}

// investments counts the amounts that a monthly sheet has and a list of plans has not.
func (h *header) investments() int {
	n := 0
	for _, c := range []Column{ColumnMonth, ColumnCumulative, ColumnYearToDate} {
		if h.columns[c] > 0 {
			n++
		}
	}
	return n
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
func isSecondHeaderRow(upper, lower map[int]string) bool {
	named := 0
	for at, text := range lower {
		below, _ := parseLabel(text).recognise()
		if below != 0 {
			named++
		}
		above, _ := parseLabel(upper[at]).recognise()
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
	rank := make(map[Column]int)
	for _, at := range headerColumns(upper, lower) {
		text := upper[at]
		if lower[at] != "" {
			text = lower[at]
		}
		l := parseLabel(text)
		c, r := l.recognise()
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
			h.extra[before] = specs[c].headers[rank[c]]
		}
		h.take(c, at, l)
		rank[c] = r
	}
	h.spreadJointApprovals()
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

// spreadJointApprovals gives the five approvals their columns where only the
// merged header above them was kept and four unnamed columns follow it.
func (h *header) spreadJointApprovals() {
	for at, text := range h.extra {
		if fold(text) != jointHeader || h.columns[ColumnLandApproval] > 0 || !h.unnamed(at+1, at+4) {
			continue
		}
		delete(h.extra, at)
		for c := ColumnLandApproval; c <= ColumnEnvironment; c++ {
			h.columns[c] = at + int(c-ColumnLandApproval)
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
	for _, c := range Columns() {
		if specs[c].required && h.columns[c] == 0 {
			names = append(names, c.Header())
		}
	}
	return names
}

// undecided returns the headers that stand twice and matter.
func (h *header) undecided() []string {
	var names []string
	for _, c := range h.ambiguous {
		if specs[c].required && !slices.Contains(names, c.Header()) {
			names = append(names, c.Header())
		}
	}
	return names
}
