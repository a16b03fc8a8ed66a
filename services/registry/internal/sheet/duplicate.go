package sheet

import (
	"maps"
	"slices"
	"strconv"

	"pacesetter/pkg/errs"
)

// Duplicate is one project that stands in several rows.
type Duplicate struct {
	Rows  []int // indexes into Sheet.Rows, in order
	Equal bool  // all of them say the same
}

// Duplicates groups the rows that are the same project: the same name and
// company. A row without a company may be any of those that share its name.
func (s *Sheet) Duplicates() []Duplicate {
	byName := map[string][]int{}
	for i, r := range s.Rows {
		if r.Name != "" {
			byName[r.Name] = append(byName[r.Name], i)
		}
	}
	var found []Duplicate
	for _, rows := range byName {
		for _, same := range s.splitByCompany(rows) {
			if len(same) > 1 {
				found = append(found, Duplicate{Rows: same, Equal: s.allEqual(same)})
			}
		}
	}
	slices.SortFunc(found, func(a, b Duplicate) int { return a.Rows[0] - b.Rows[0] })
	return found
}

func (s *Sheet) splitByCompany(rows []int) [][]int {
	byCompany := map[string][]int{}
	for _, i := range rows {
		byCompany[s.Rows[i].Company] = append(byCompany[s.Rows[i].Company], i)
	}
	if _, open := byCompany[""]; open {
		return [][]int{rows}
	}
	return slices.Collect(maps.Values(byCompany))
}

func (s *Sheet) allEqual(rows []int) bool {
	for _, i := range rows[1:] {
		if !s.sameContent(s.Rows[rows[0]], s.Rows[i]) {
			return false
		}
	}
	return true
}

// sameContent compares what the rows say, not how: 3,500 equals 3500, and the
// serial number counts for nothing.
func (s *Sheet) sameContent(a, b Row) bool {
	for _, c := range s.Form.Columns() {
		if c == ColumnNumber || c.isAmount() {
			continue
		}
		if NormaliseName(a.Verbatim[c]) != NormaliseName(b.Verbatim[c]) {
			return false
		}
	}
	return a.TotalInvestment == b.TotalInvestment && a.Month == b.Month && a.Cumulative == b.Cumulative &&
		a.YearToDate == b.YearToDate && a.PlannedYear == b.PlannedYear
}

// markDuplicates refuses the later ones of equal rows, and all of those that
// contradict each other, since nobody but the clerk knows which is right.
func (s *Sheet) markDuplicates(sentences errs.Catalogue) {
	for _, d := range s.Duplicates() {
		for n, i := range d.Rows {
			switch {
			case !d.Equal:
				s.mark(i, ReasonContradicts, d.Rows[(n+1)%len(d.Rows)], sentences)
			case n > 0:
				s.mark(i, ReasonDuplicate, d.Rows[0], sentences)
			}
		}
	}
}

func (s *Sheet) mark(i int, reason string, other int, sentences errs.Catalogue) {
	r := &s.Rows[i]
	params := map[string]string{"row": strconv.Itoa(s.Rows[other].Number)}
	r.Issues = append(r.Issues, Issue{
		Cell: s.Cell(ColumnName, r.Number), Column: ColumnName, ColumnName: s.ColumnName(ColumnName),
		Value: shorten(r.Name), Severity: Error, Reason: reason, Message: sentences.Sentence(reason, params),
	})
}
