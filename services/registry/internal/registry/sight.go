package registry

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/month"
)

// Sight (可见范围) is which years of a project somebody sees. Units hand projects
// over, and nobody sees beyond their unit:
//
//	answers for its latest year | its whole life
//	answered for earlier years  | its identity, and those years
//	neither                     | nothing: to them there is no such project
//
// Name, codes, company, texts and stage are the identity. A year's record, its
// reports and what is recorded of them belong to the year; the opening balances to
// that of the first report.
type Sight struct {
	whole   bool
	years   []int
	opening bool
}

// Sight is what somebody sees of p who sees those years' units; false for nothing.
func (p Project) Sight(sees func(Year) bool) (Sight, bool) {
	var s Sight
	for _, y := range p.Years {
		if sees(y) {
			s.years = append(s.years, y.Year)
		}
	}
	s.whole = len(p.Years) > 0 && sees(p.Years[len(p.Years)-1])
	s.opening = p.Opening != nil && s.Sees(p.Opening.Month.Year)
	return s, s.whole || len(s.years) > 0
}

// Whole tells whether the project's whole life is seen.
func (s Sight) Whole() bool { return s.whole }

// Sees tells whether a year is seen.
func (s Sight) Sees(year int) bool { return s.whole || slices.Contains(s.years, year) }

// SeenWith is the project without what that sight leaves out.
func (p Project) SeenWith(s Sight) Project {
	p = p.shelved() // its library follows from all years
	p.Years = slices.DeleteFunc(slices.Clone(p.Years), func(y Year) bool { return !s.Sees(y.Year) })
	if p.Opening != nil && !s.Sees(p.Opening.Month.Year) {
		p.Opening = nil
	}
	return p
}

// Change is a recorded change as far as it is seen; false where nothing of it is.
func (s Sight) Change(c Change) (Change, bool) {
	if s.whole {
		return c, true
	}
	if text, isReport := strings.CutPrefix(c.Subject, "report/"); isReport {
		m, err := month.Parse(text)
		return c, err == nil && s.Sees(m.Year)
	}
	if text, isPlan := strings.CutPrefix(c.Subject, "plan/"); isPlan {
		year, err := strconv.Atoi(text)
		return c, err == nil && s.Sees(year)
	}
	if strings.HasPrefix(c.Subject, "rolling-plan/") {
		return c, false // it looks ahead, into years that are another's
	}
	if strings.HasPrefix(c.Subject, documentSubject) {
		return c, false // documents are of the whole life
	}
	if strings.HasPrefix(c.Subject, "responsibility/") {
		return c, s.Sees(month.Of(c.Time).Year)
	}
	c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f FieldChange) bool { return !s.field(f.Field) })
	return c, len(c.Fields) > 0
}

// Responsibility tells whether a responsibility is seen: one that holds in a year
// that is.
func (s Sight) Responsibility(r Responsibility) bool {
	return s.whole || slices.ContainsFunc(s.years, func(year int) bool {
		first, last := fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
		return r.Days.From <= last && (r.Days.To == "" || first <= r.Days.To)
	})
}

// field tells whether a field of a project, as the history names it, is seen.
func (s Sight) field(name string) bool {
	owner, _, _ := strings.Cut(name, ".")
	if owner == "opening" {
		return s.opening
	}
	year, err := strconv.Atoi(owner)
	return err != nil || s.Sees(year) // what is no year's is identity
}
