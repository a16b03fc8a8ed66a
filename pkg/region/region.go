// Package region knows the codes of China's administrative regions (行政区划代码,
// GB/T 2260), county level and above, year by year: which there are and were, what
// they are and were called, which lies in which and which followed on which.
//
// Everything is looked up in a table (regions.csv, its sources in README.md): the
// digits alone tell neither the parent of 110105 or 429004 nor that 邹平县 371626 is
// 邹平市 371681 today. The package refuses to know development zones and townships,
// which have no such code, and the assessment units that a deployment makes of regions.
package region

import (
	"slices"

	"pacesetter/pkg/errs"
)

// Level is the administrative level of a region.
type Level string

// The levels.
const (
	Province Level = "province" // 省、自治区、直辖市、特别行政区
	City     Level = "city"     // 地级市、地区、自治州、盟
	County   Level = "county"   // 县、县级市、市辖区、旗; some lie in a province itself
)

// FirstYear is the first year that the table knows.
const FirstYear = 2002

// The reasons for which a code is refused or doubted.
const (
	ReasonShape     = "REGION_CODE_SHAPE"  // not six digits
	ReasonUnknown   = "REGION_UNKNOWN"     // the table never had it
	ReasonNotInYear = "REGION_NOT_IN_YEAR" // it had, but not in that year
	ReasonYear      = "REGION_YEAR_EARLY"  // a year before FirstYear
	ReasonEnded     = "REGION_CODE_ENDED"  // a warning: a code of former years
)

// Region is a region (行政区划) under one code and name. A region that changes either
// is another Region from that year on, which the old one names as its successor.
type Region struct {
	Code, Name string
	Short      string // without its title, as people call it: 邹平
	Level      Level
	Parent     string // code of the region above; empty for a province
	From       int    // first year at whose end it stood; 0: FirstYear or before
	To         int    // last such year; 0: it still stands
	Successor  string // code of the region that took its place, empty for none
	Source     string // how its years are known, see README.md
}

// In tells whether the region stands in a year: at the year's end, as the published
// lists show it.
func (r Region) In(year int) bool {
	return r.From <= year && (r.To == 0 || year <= r.To)
}

// Ended tells whether the region is one of former years.
func (r Region) Ended() bool { return r.To != 0 }

// Lookup returns the region of a code that is valid or ever was; of several regions
// that bore it one after the other, the latest. Fails with Invalid/REGION_CODE_SHAPE
// and NotFound/REGION_UNKNOWN.
func Lookup(code string) (Region, error) {
	rows, err := rowsOf(code)
	if err != nil {
		return Region{}, err
	}
	return theTable().regions[rows[len(rows)-1]], nil
}

// At returns the region that bore a code in a year. Fails like Lookup, with
// NotFound/REGION_NOT_IN_YEAR where the code belongs to other years, and with
// Invalid/REGION_YEAR_EARLY for years that the table doesn't know.
func At(code string, year int) (Region, error) {
	rows, err := rowsOf(code)
	switch {
	case err != nil:
		return Region{}, err
	case year < FirstYear:
		return Region{}, errs.Invalid(ReasonYear, "year %d", year).With("first", numeral(FirstYear))
	}
	t := theTable()
	if i := slices.IndexFunc(rows, func(row int) bool { return t.regions[row].In(year) }); i >= 0 {
		return t.regions[rows[i]], nil
	}
	return Region{}, errs.NotFound(ReasonNotInYear, "region %s in %d", code, year).With("code", code).With("year", numeral(year))
}

// rowsOf are the rows of a code, the oldest first.
func rowsOf(code string) ([]int, error) {
	if !shaped(code) {
		return nil, errs.Invalid(ReasonShape, "region code %.20q", code).With("code", shorten(code))
	}
	rows := theTable().byCode[code]
	if len(rows) == 0 {
		return nil, errs.NotFound(ReasonUnknown, "no region %s", code).With("code", code)
	}
	return rows, nil
}

// Parent returns the region above r as it was in r's last year; false for a province.
func Parent(r Region) (Region, bool) {
	if r.Parent == "" {
		return Region{}, false
	}
	return parentIn(r, r.To)
}

// parentIn is the region above r in a year, in the present for 0.
func parentIn(r Region, year int) (Region, bool) {
	t := theTable()
	rows := t.byCode[r.Parent]
	for _, row := range slices.Backward(rows) {
		if p := t.regions[row]; year == 0 && !p.Ended() || year != 0 && p.In(year) {
			return p, true
		}
	}
	return Region{}, false
}

// Path lists r and the regions above it, up to the province.
func Path(r Region) []Region {
	path := []Region{r}
	for {
		up, ok := parentIn(path[len(path)-1], r.To)
		if !ok {
			return path
		}
		path = append(path, up)
	}
}

// FullName is the name with those of the regions above: 山东省滨州市邹平市.
func FullName(r Region) string {
	name := ""
	for _, up := range Path(r) {
		name = up.Name + name
	}
	return name
}

// Children lists the regions directly below a code in a year, by code; today's for
// year 0. Below a municipality these are its districts, below a province its cities
// and the counties that lie in no city.
func Children(code string, year int) []Region {
	t := theTable()
	var below []Region
	for _, row := range t.below[code] {
		if r := t.regions[row]; standing(r, year) {
			below = append(below, r)
		}
	}
	return below
}

// standing tells whether r stands in a year, today for 0.
func standing(r Region, year int) bool {
	return year == 0 && !r.Ended() || year != 0 && r.In(year)
}
