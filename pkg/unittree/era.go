package unittree

import "sync"

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
	for i, p := range e.parent {
		if p == none {
			e.roots = append(e.roots, e.index.units[i].Code)
			e.visit(i, nil, below)
		}
	}
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
	for _, c := range below[i] {
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
