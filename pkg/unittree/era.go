package unittree

import (
	"cmp"
	"slices"
	"sync"
)

// Marks in era.parent.
const (
	none   = -1 // a root
	absent = -2 // not part of the tree in these years
)

// era is the tree of a stretch of years in which nothing changes. All slices but
// roots and walk are by position in index.units.
//
// A unit whose parent is missing stands as a root of its own, so that it is seen
// by fewer and not by more until the parent arrives. Units that lie in a cycle
// belong to no root and are not part of the tree.
type era struct {
	index *index
	year  int // the first one

	once      sync.Once
	parent    []int
	children  [][]string
	ancestors [][]string
	roots     []string
	walk      []string // codes in depth-first order: a subtree is a stretch of it
	first     []int    // where the unit's subtree begins in walk
	end       []int    // and ends; equal to first for absent units

	namesOnce sync.Once
	names     map[string][]match
}

// build works the era out; once.Do guards it.
func (e *era) build() {
	n := len(e.index.units)
	e.parent = make([]int, n)
	e.first, e.end = make([]int, n), make([]int, n)
	e.ancestors, e.children = make([][]string, n), make([][]string, n)
	e.walk = make([]string, 0, n)

	below := make([][]int, n)
	for i := range n {
		e.parent[i] = e.parentOf(i)
		if p := e.parent[i]; p >= 0 {
			below[p] = append(below[p], i)
		}
	}
	for _, i := range e.inOrder(e.at(none)) {
		e.roots = append(e.roots, e.index.units[i].Code)
		e.visit(i, nil, below)
	}
}

// at lists the units whose parent is p.
func (e *era) at(p int) []int {
	var found []int
	for i, parent := range e.parent {
		if parent == p {
			found = append(found, i)
		}
	}
	return found
}

// inOrder sorts siblings as official tables print them: by GB/T 2260 code, those
// without one (development zones) last, by their own codes.
func (e *era) inOrder(siblings []int) []int {
	slices.SortFunc(siblings, func(a, b int) int {
		x, y := e.index.units[a], e.index.units[b]
		if (x.GBCode == "") != (y.GBCode == "") {
			return len(y.GBCode) - len(x.GBCode)
		}
		return cmp.Or(cmp.Compare(x.GBCode, y.GBCode), cmp.Compare(x.Code, y.Code))
	})
	return siblings
}

// parentOf is the position of the unit's parent, none or absent.
func (e *era) parentOf(i int) int {
	place, ok := e.index.units[i].placeIn(e.year)
	if !ok {
		return absent
	}
	p, ok := e.index.byCode[place.Parent]
	if !ok {
		return none
	}
	if _, ok := e.index.units[p].placeIn(e.year); !ok {
		return none
	}
	return p
}

// visit walks the subtree of unit i, whose ancestors are above it.
func (e *era) visit(i int, above []string, below [][]int) {
	code := e.index.units[i].Code
	e.first[i] = len(e.walk)
	e.walk = append(e.walk, code)
	e.ancestors[i] = append([]string{code}, above...)
	for _, c := range e.inOrder(below[i]) {
		e.children[i] = append(e.children[i], e.index.units[c].Code)
		e.visit(c, e.ancestors[i], below)
	}
	e.end[i] = len(e.walk)
}

// placeIn is where the unit lies in the year. Of places that overlap, which
// Check refuses, the first counts.
func (u Unit) placeIn(year int) (Place, bool) {
	if len(u.Places) == 0 {
		return Place{}, true
	}
	for _, p := range u.Places {
		if p.covers(year) {
			return p, true
		}
	}
	return Place{}, false
}
