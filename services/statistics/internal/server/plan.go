package server

import (
	"slices"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/store"
)

// byPlan tells whether the pace of any of the units goes by the plans by month, which
// have to be read then.
func byPlan(tree store.Tree, year int, units []string) bool {
	return slices.ContainsFunc(units, func(unit string) bool { return tree.Settings(year, unit).PaceRule == unittree.PaceByPlan })
}
