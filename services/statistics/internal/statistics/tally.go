package statistics

import (
	"maps"
	"slices"
)

// Dimension is what figures are grouped by.
type Dimension string

// The dimensions.
const (
	ByNothing  Dimension = ""
	ByListing  Dimension = "listing"
	ByCategory Dimension = "category"
	ByNature   Dimension = "nature"
)

// Part says which part of the projects is meant, and how it is grouped.
type Part struct {
	Listing  string // or All
	Category string // empty for any
	Nature   string // empty for any
	By       Dimension
}

// Group are the figures of one value of a dimension.
type Group struct {
	Value   string
	Figures Figures
}

// Tally adds figures up to those of a view, where there are no cells to read: of
// the past, and of what was frozen. What it holds doesn't grow with what is added.
type Tally struct {
	part   Part
	year   int    // of what was added
	first  string // the unit whose figures are grouped
	units  map[string]Figures
	groups map[string]Figures
}

// NewTally counts for some units; the first is the one whose figures are grouped.
func NewTally(part Part, units []string) *Tally {
	t := &Tally{part: part, first: units[0], units: make(map[string]Figures, len(units)), groups: make(map[string]Figures)}
	for _, unit := range units {
		t.units[unit] = Figures{}
	}
	return t
}

// AddProject counts a project as Contributions does, for its own unit and each above.
func (t *Tally) AddProject(p Project, month int, tree Tree) {
	if !t.part.Takes(p.Category, p.Nature) {
		return
	}
	t.addTo(tree.Ancestors(p.Year, p.Unit), p, month)
}

// AddBelow counts a project that lies in the first unit, or below it, for that unit alone.
func (t *Tally) AddBelow(p Project, month int) {
	if t.part.Takes(p.Category, p.Nature) {
		t.addTo([]string{t.first}, p, month)
	}
}

func (t *Tally) addTo(units []string, p Project, month int) {
	t.year = p.Year
	for _, listing := range t.part.listings(p) {
		figures, _ := OfProject(p, listing, month)
		lot := Lot{Listing: listing, Category: p.Category, Nature: p.Nature, Figures: figures}
		if t.part.By.OfProjects() {
			lot.Values = p.In(t.part.By, month)
		}
		for _, unit := range units {
			t.Add(unit, lot)
		}
	}
}

// Lot are figures that have a listing (or All), category and nature in common.
type Lot struct {
	Listing, Category, Nature string
	Values                    []string // of a dimension of projects, if figures are grouped by one
	Figures                   Figures
}

// Add counts a unit's lot.
func (t *Tally) Add(unit string, l Lot) {
	have, wanted := t.units[unit]
	if !wanted || !t.part.Takes(l.Category, l.Nature) {
		return
	}
	if l.Listing == t.part.Listing {
		t.units[unit] = have.Plus(l.Figures)
	}
	if unit != t.first {
		return
	}
	for _, value := range t.part.groups(l) {
		t.groups[value] = t.groups[value].Plus(l.Figures)
	}
}

// Units are the figures of each unit asked about.
func (t *Tally) Units() map[string]Figures { return t.units }

// Groups are those of the first unit, in the order of the vocabulary.
func (t *Tally) Groups() []Group {
	var out []Group
	for _, value := range slices.SortedFunc(maps.Keys(t.groups), t.part.By.order(t.year)) {
		if f := t.groups[value]; !f.IsZero() {
			out = append(out, Group{value, f})
		}
	}
	return out
}

// SortGroups brings groups of a year into the order of people's papers.
func SortGroups(by Dimension, year int, groups []Group) {
	order := by.order(year)
	slices.SortFunc(groups, func(a, b Group) int { return order(a.Value, b.Value) })
}

// Takes tells whether the part has projects of the category and nature.
func (p Part) Takes(category, nature string) bool {
	return (p.Category == "" || p.Category == category) && (p.Nature == "" || p.Nature == nature)
}

// listings are those under which a project has to be looked at.
func (p Part) listings(project Project) []string {
	if p.By != ByListing {
		return []string{p.Listing}
	}
	all := []string{All}
	for _, l := range project.Listings {
		all = append(all, l.Key)
	}
	return all
}

// groups are the values that a lot is counted under: one at most, but for tags.
func (p Part) groups(l Lot) []string {
	if p.By.OfProjects() {
		if l.Listing == p.Listing {
			return l.Values
		}
		return nil
	}
	if value, ok := p.group(l); ok {
		return []string{value}
	}
	return nil
}

// group is the value of a dimension of cells that a lot is counted under.
func (p Part) group(l Lot) (string, bool) {
	switch p.By {
	case ByListing:
		return l.Listing, l.Listing != All && (p.Listing == All || p.Listing == l.Listing)
	case ByCategory:
		return l.Category, l.Listing == p.Listing
	case ByNature:
		return l.Nature, l.Listing == p.Listing
	case ByNothing, BySize, ByIndustry, ByStage:
	}
	return "", false
}
