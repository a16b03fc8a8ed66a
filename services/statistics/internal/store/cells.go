package store

import (
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// cells are differences of every kind of cells.
type cells struct {
	grains     statistics.Cells
	dimensions statistics.DimensionCells
}

func newCells() cells { return cells{make(statistics.Cells), make(statistics.DimensionCells)} }

func (c cells) len() int { return len(c.grains) + c.dimensions.Len() }

// spread lays cells of projects' own units out over the tree.
func (c cells) spread(tree unittree.Tree) cells {
	return cells{statistics.Spread(c.grains, tree), spreadDimensions(c.dimensions, tree)}
}

// minus is what has to be added to o to get c.
func (c cells) minus(o cells) cells {
	diff := cells{c.grains.Minus(o.grains), make(statistics.DimensionCells)}
	diff.dimensions.Add(c.dimensions)
	diff.dimensions.Take(o.dimensions)
	diff.dimensions.Compact()
	return diff
}

// add adds o to c.
func (c cells) add(o cells) {
	for k, m := range o.grains {
		c.grains.Add(k, *m)
	}
	c.dimensions.Add(o.dimensions)
	c.grains.Compact()
	c.dimensions.Compact()
}
