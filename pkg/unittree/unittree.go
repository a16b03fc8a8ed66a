// Package unittree knows which assessment unit (考核单位) lies under which, year
// by year: provinces, cities, counties, development zones and townships.
//
// It owns the questions that authorisation, roll-ups and the readers of sheets
// ask of the tree: ancestors, subtrees, inherited settings, and which unit a
// clerk means by a name. A tree is an immutable value; whoever hears of a change
// makes a new one. It refuses to know where units are stored, and it never
// derives a parent from the digits of a GB/T 2260 code: development zones have
// no code, and the codes have exceptions that only a table can answer.
package unittree

import (
	"cmp"
	"maps"
	"slices"
)

// The kinds of units, a closed list.
const (
	KindProvince = "province" // 省
	KindCity     = "city"     // 市
	KindCounty   = "county"   // 县(市、区)
	KindZone     = "zone"     // 开发区, often without a GB/T 2260 code
	KindTownship = "township" // 乡镇、街道
)

// Kinds lists the kinds of units, the highest first.
func Kinds() []string {
	return []string{KindProvince, KindCity, KindCounty, KindZone, KindTownship}
}

// Unit is an assessment unit (考核单位) with everything that is known of it over
// the years.
type Unit struct {
	Code     string   // our own, stable for ever
	Name     string   // as printed, 滨城区
	Kind     string   // one of Kinds
	GBCode   string   // GB/T 2260, empty where the unit has none
	Aliases  []string // other names that sheets use
	Places   []Place  // where it lies, by year; none: a root in every year
	Settings OwnSettings
	Tile     *Tile // nil: the default grid finds it a place
	Version  int64
}

// Tile is where a unit's square (方格) stands among its siblings on the wall: a diagram,
// no map. Column and row count from 0, from the upper left.
type Tile struct{ Col, Row int }

// Place says under which parent a unit lies, from the first to the last year,
// both included. Whole years only: a plan year has one tree, so that a move in
// June never splits a year's figures.
type Place struct {
	Parent string // empty: the unit is a root in these years
	From   int    // zero: since ever
	To     int    // zero: open
}

// covers tells whether the place holds in the year.
func (p Place) covers(year int) bool {
	return p.From <= year && (p.To == 0 || year <= p.To)
}

// Tree answers questions about a fixed set of units. It is safe for concurrent
// use, and the zero Tree has no units. Slices that its methods return are shared:
// read them, never write to them.
type Tree struct{ index *index }

// index is what a Tree shares between its copies.
type index struct {
	units  []Unit // by code
	byCode map[string]int
	starts []int  // first years of the eras, ascending
	eras   []*era // eras[i] holds from starts[i] to starts[i+1]-1
}

// New makes the tree of the units; of two with the same code the later counts.
// It doesn't judge them (see Check) and costs little: each stretch of years
// between two changes is worked out when somebody first asks about it.
func New(units []Unit) Tree {
	last := make(map[string]Unit, len(units))
	for _, u := range units {
		last[u.Code] = u
	}
	ix := &index{
		units:  slices.SortedFunc(maps.Values(last), func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) }),
		byCode: make(map[string]int, len(last)),
	}
	for i, u := range ix.units {
		ix.byCode[u.Code] = i
	}
	ix.starts = changes(ix.units)
	ix.eras = make([]*era, len(ix.starts))
	for i, year := range ix.starts {
		ix.eras[i] = &era{index: ix, year: year}
	}
	return Tree{ix}
}

// changes lists the years in which any unit begins or ceases to lie somewhere,
// after the beginning of time, which is the first.
func changes(units []Unit) []int {
	years := []int{0}
	for _, u := range units {
		for _, p := range u.Places {
			years = append(years, max(p.From, 0))
			if p.To > 0 {
				years = append(years, p.To+1)
			}
		}
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// With is the tree with u added, or put in the place of the unit of its code.
func (t Tree) With(u Unit) Tree {
	return New(append(slices.Clone(t.Units()), u))
}

// Len is the number of units, whatever their years. A service whose tree has
// none has not heard of the units yet and can't judge who may do what.
func (t Tree) Len() int { return len(t.Units()) }

// Units lists all units by code, whatever their years.
func (t Tree) Units() []Unit {
	if t.index == nil {
		return nil
	}
	return t.index.units
}

// Unit is the unit of that code.
func (t Tree) Unit(code string) (Unit, bool) {
	if t.index == nil {
		return Unit{}, false
	}
	i, ok := t.index.byCode[code]
	if !ok {
		return Unit{}, false
	}
	return t.index.units[i], true
}

// Exists tells whether the unit is part of the year's tree.
func (t Tree) Exists(year int, code string) bool {
	_, _, ok := t.locate(year, code)
	return ok
}

// Parent is the unit above, empty for a root and for a unit that the year
// doesn't have.
func (t Tree) Parent(year int, code string) string {
	e, i, ok := t.locate(year, code)
	if !ok || e.parent[i] < 0 {
		return ""
	}
	return e.index.units[e.parent[i]].Code
}

// Roots lists the year's units without a parent, in the order of siblings: by
// GB/T 2260 code, units without one last, by their own codes.
func (t Tree) Roots(year int) []string {
	e := t.era(year)
	if e == nil {
		return nil
	}
	return e.roots
}

// Children lists the units right below, in the order of siblings.
func (t Tree) Children(year int, code string) []string {
	e, i, ok := t.locate(year, code)
	if !ok {
		return nil
	}
	return e.children[i]
}

// Ancestors lists the unit itself, its parent and so on up to the root.
func (t Tree) Ancestors(year int, code string) []string {
	e, i, ok := t.locate(year, code)
	if !ok {
		return nil
	}
	return e.ancestors[i]
}

// Subtree lists the unit and all below it, each parent before its
// children, and siblings in their order.
func (t Tree) Subtree(year int, code string) []string {
	e, i, ok := t.locate(year, code)
	if !ok {
		return nil
	}
	return e.walk[e.first[i]:e.end[i]:e.end[i]]
}

// Covers tells whether unit is root itself or lies somewhere below it. A unit
// that the year doesn't have is covered by nothing and covers nothing.
func (t Tree) Covers(year int, root, unit string) bool {
	e, r, ok := t.locate(year, root)
	if !ok {
		return false
	}
	_, u, ok := t.locate(year, unit)
	return ok && e.first[r] <= e.first[u] && e.first[u] < e.end[r]
}

// era finds the year's stretch of the tree, nil for a tree without units.
func (t Tree) era(year int) *era {
	if t.index == nil {
		return nil
	}
	i, found := slices.BinarySearch(t.index.starts, year)
	if !found {
		i-- // the era that began before
	}
	if i < 0 {
		return nil
	}
	e := t.index.eras[i]
	e.once.Do(e.build)
	return e
}

// locate finds the unit among those placed in the year.
func (t Tree) locate(year int, code string) (*era, int, bool) {
	e := t.era(year)
	if e == nil {
		return nil, 0, false
	}
	i, ok := e.index.byCode[code]
	return e, i, ok && e.end[i] > e.first[i]
}
