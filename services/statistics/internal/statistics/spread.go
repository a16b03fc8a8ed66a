package statistics

// Tree answers which units lie above which, by year. unittree.Tree is one.
type Tree interface {
	// Ancestors lists the unit itself, its parent and so on up to the root;
	// nothing for a unit that the year doesn't have.
	Ancestors(year int, unit string) []string
}

// Spread lays cells of projects' own units out over the tree: to the unit itself
// and to each ancestor of that year, in both grains. What lies in a unit that the
// year's tree doesn't have counts nowhere until it does.
//
// Spread is linear, so differences may be spread like cells: where a unit moves,
// its own cells spread over the new tree less the same spread over the old one.
func Spread(own Cells, tree Tree) Cells {
	out := make(Cells, 4*len(own))
	for k, m := range own {
		if *m != (Measures{}) {
			spread(out, k, *m, tree.Ancestors(k.Year, k.Unit))
		}
	}
	out.Compact()
	return out
}

func spread(c Cells, k Key, m Measures, units []string) {
	sum := k
	sum.Category, sum.Nature = All, All
	for _, unit := range units {
		k.Unit, sum.Unit = unit, unit
		c.Add(k, m)
		c.Add(sum, m)
	}
}

// Recount is what the projects of a year add up to: the cells that incremental
// application has to arrive at.
func Recount(projects []Project, tree Tree) Cells {
	var (
		own   = make(Cells)
		mover Mover
	)
	for _, p := range projects {
		mover.Move(own, nil, &p)
	}
	return Spread(own, tree)
}
