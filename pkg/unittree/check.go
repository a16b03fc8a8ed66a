package unittree

import (
	"strconv"

	"pacesetter/pkg/errs"
)

// Check judges whether the units make a tree in every year. It fails with
//
//   - PLACE_INVALID when a place ends before it begins,
//   - PLACE_OVERLAP when a unit lies in two places in one year,
//   - PARENT_MISSING when a parent is unknown or not part of the year,
//   - TREE_CYCLE when a unit lies below itself.
//
// Whoever changes a unit checks tree.With(changed) before storing it.
func (t Tree) Check() error {
	for _, u := range t.Units() {
		if err := u.checkPlaces(); err != nil {
			return err
		}
	}
	if t.index == nil {
		return nil
	}
	for _, year := range t.index.starts {
		if err := t.era(year).check(); err != nil {
			return err
		}
	}
	return nil
}

// checkPlaces judges the unit's places among themselves.
func (u Unit) checkPlaces() error {
	for i, p := range u.Places {
		if p.To != 0 && p.To < p.From || p.From < 0 || p.To < 0 {
			return errs.Invalid("PLACE_INVALID", "unit %s: place from %d to %d", u.Code, p.From, p.To).With("unit", u.Name)
		}
		for _, q := range u.Places[:i] {
			if p.covers(q.From) || q.covers(p.From) {
				year := max(p.From, q.From)
				return errs.Invalid("PLACE_OVERLAP", "unit %s lies in two places in %d", u.Code, year).
					With("unit", u.Name).With("year", strconv.Itoa(year))
			}
		}
	}
	return nil
}

// check judges the era's units together.
func (e *era) check() error {
	for i, u := range e.index.units {
		place, ok := u.placeIn(e.year)
		if !ok {
			continue
		}
		if place.Parent != "" && e.parent[i] == none {
			return errs.Invalid("PARENT_MISSING", "unit %s: no unit %s in %d", u.Code, place.Parent, e.year).
				With("unit", u.Name).With("parent", place.Parent).With("year", strconv.Itoa(e.year))
		}
		if e.end[i] == e.first[i] { // no root reached it
			return errs.Invalid("TREE_CYCLE", "unit %s lies below itself in %d", u.Code, e.year).
				With("unit", u.Name).With("year", strconv.Itoa(e.year))
		}
	}
	return nil
}
