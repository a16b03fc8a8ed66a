// Package regions makes the table of GB/T 2260 codes that pkg/region embeds, out of
// the editions that openly licensed packages carry, a list of changes and what is
// corrected by hand. It fails where these leave a year or a successor open, so that
// the table holds no guess.
package regions

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// firstYear is that of the first edition: what stood in it began in or before it.
const firstYear = 2002

// Row is a row of the table: a code under one name, for a span of years. A year
// belongs to a row where the row stood at its end.
type Row struct {
	Code, Parent, Name, Short, Level string
	From, To                         int // To 0: still valid; From 0: since before the first edition
	Successor, Source                string
}

func (r Row) covers(year int) bool { return r.From <= year && (r.To == 0 || year <= r.To) }

// run is a code under one name from one edition to another.
type run struct {
	code, name  string
	first, last int
}

// builder holds what rows are judged by.
type builder struct {
	editions []Edition
	begun    map[[2]string][]Change
	ended    map[[2]string][]Change
	overlay  map[[2]string]Row
	rows     []Row
	doubts   []error
}

// Build makes the table.
func Build(editions []Edition, changes []Change) ([]Row, error) {
	b := &builder{editions: editions, begun: map[[2]string][]Change{}, ended: map[[2]string][]Change{}}
	var err error
	if b.overlay, err = readOverlay(); err != nil {
		return nil, err
	}
	if err := correct(editions); err != nil {
		return nil, err
	}
	for _, c := range changes {
		b.begun[[2]string{c.Begun, c.BegunName}] = append(b.begun[[2]string{c.Begun, c.BegunName}], c)
		b.ended[[2]string{c.Old, c.OldName}] = append(b.ended[[2]string{c.Old, c.OldName}], c)
	}
	runs := findRuns(editions)
	for i, r := range runs {
		var next run
		if i+1 < len(runs) && runs[i+1].code == r.code {
			next = runs[i+1]
		}
		b.rows = append(b.rows, b.row(r, next))
	}
	b.checkOverlay()
	b.findParents()
	b.checkSuccessors()
	return b.rows, errors.Join(b.doubts...)
}

func (b *builder) doubt(r Row, format string, args ...any) {
	b.doubts = append(b.doubts, fmt.Errorf("%s %s: %s", r.Code, r.Name, fmt.Sprintf(format, args...)))
}

// findRuns are the spans of all codes, by code and age. A name that comes back after
// an edition without it was there all the time.
func findRuns(editions []Edition) []run {
	var runs []run
	open := map[string]int{} // by code: its latest run
	for i, e := range editions {
		for code, name := range e.Names {
			if at, ok := open[code]; ok && runs[at].name == name {
				runs[at].last = i
				continue
			}
			open[code] = len(runs)
			runs = append(runs, run{code, name, i, i})
		}
	}
	slices.SortFunc(runs, func(x, y run) int { return cmp.Or(cmp.Compare(x.code, y.code), cmp.Compare(x.first, y.first)) })
	return runs
}

// row makes the row of a run; next is the code's next run, empty where there is none.
func (b *builder) row(r, next run) Row {
	out := Row{Code: r.code, Name: r.name, Short: Short(r.name), Level: level(r.code), Source: "editions"}
	hand := b.overlay[[2]string{r.code, r.name}]
	if r.first > 0 {
		out.From = b.began(out, r.first, hand.From)
	}
	if r.last < len(b.editions)-1 {
		gone := b.went(out, r.last, hand.To)
		out.To = max(gone.Year-1, out.From)
		out.Successor = hand.Successor
		if out.Successor == "" && next.first == r.last+1 {
			out.Successor = r.code
		}
		if out.Successor == "" && gone.Begun != "" {
			out.Successor = b.trusted(out, gone.Begun)
		}
	}
	if hand.Source != "" {
		out.Source = hand.Source
	}
	return out
}

// began is the year at whose end r stood first: by hand, by the list of changes, or
// between two editions of the same year.
func (b *builder) began(r Row, first, hand int) int {
	if hand > 0 {
		return hand
	}
	from, to := b.window(first)
	for _, c := range b.begun[[2]string{r.Code, r.Name}] {
		if from <= c.Year && c.Year <= to {
			return c.Year
		}
	}
	if from != to {
		b.doubt(r, "began between %d and %d", from, to)
	}
	return to
}

// went is the change by which r, last seen in an edition, ended; hand is its last year.
func (b *builder) went(r Row, last, hand int) Change {
	from, to := b.window(last + 1)
	gone := Change{}
	for _, c := range b.ended[[2]string{r.Code, r.Name}] {
		if from <= c.Year && c.Year <= to && (c.Begun != r.Code || c.BegunName != r.Name) {
			gone = c
		}
	}
	switch {
	case hand > 0:
		gone.Year = hand + 1
	case gone.Year == 0 && from != to:
		b.doubt(r, "ended between %d and %d", from, to)
		fallthrough
	case gone.Year == 0:
		gone.Year = to
	}
	return gone
}

// window is the span of years in which a change fell that an edition shows first.
func (b *builder) window(edition int) (from, to int) {
	before := b.editions[edition-1]
	from = before.year()
	if before.month() == 12 {
		from++
	}
	return from, b.editions[edition].year()
}

// trusted is the successor that the list of changes names. It matches names and goes
// wrong where another place bears the same: across provinces, or from a county to a
// city, only the overlay is believed.
func (b *builder) trusted(r Row, successor string) string {
	if successor[:2] != r.Code[:2] || r.Level == "county" && level(successor) != "county" {
		b.doubt(r, "succeeded by %s?", successor)
	}
	return successor
}

func level(code string) string {
	switch {
	case strings.HasSuffix(code, "0000"):
		return "province"
	case strings.HasSuffix(code, "00"):
		return "city"
	}
	return "county"
}

// at is the row of a code in a year.
func (b *builder) at(code string, year int) (Row, bool) {
	i := slices.IndexFunc(b.rows, func(r Row) bool { return r.Code == code && r.covers(year) })
	if i < 0 {
		return Row{}, false
	}
	return b.rows[i], true
}

// findParents finds each row's parent: the region of its first four digits where the
// table has one in all its years, else its province.
func (b *builder) findParents() {
	known := map[string]bool{}
	for _, r := range b.rows {
		known[r.Code] = true
	}
	for i := range b.rows {
		r := &b.rows[i]
		switch city := r.Code[:4] + "00"; {
		case r.Level == "province":
		case r.Level == "county" && known[city]:
			r.Parent = city
		default:
			r.Parent = r.Code[:2] + "0000"
		}
	}
}

// checkSuccessors finds rows whose successor doesn't stand when they end.
func (b *builder) checkSuccessors() {
	for _, r := range b.rows {
		if r.Successor == "" {
			continue
		}
		if _, ok := b.at(r.Successor, r.To+1); !ok {
			b.doubt(r, "ended in %d, when %s doesn't stand", r.To+1, r.Successor)
		}
	}
}

// checkOverlay finds hand-written rows that correct nothing.
func (b *builder) checkOverlay() {
	for key, hand := range b.overlay {
		if !slices.ContainsFunc(b.rows, func(r Row) bool { return r.Code == key[0] && r.Name == key[1] }) {
			b.doubt(hand, "stands in no edition")
		}
	}
}
