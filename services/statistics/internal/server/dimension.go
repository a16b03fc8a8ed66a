package server

import (
	"slices"

	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// parseWhere reads by which dimensions of theirs projects are narrowed down.
func parseWhere(req *statisticsv1.ListFigureProjectsRequest, year int) (statistics.Where, error) {
	w := statistics.Where{Size: req.GetSize(), Industry: req.GetIndustry(), Stage: req.GetStage(), Tag: req.GetTag()}
	for _, asked := range []struct {
		by    statistics.Dimension
		value string
	}{{statistics.BySize, w.Size}, {statistics.ByIndustry, w.Industry}, {statistics.ByStage, w.Stage}} {
		if err := asked.by.CheckValue(year, asked.value); err != nil {
			return statistics.Where{}, err
		}
	}
	return w, statistics.CheckTag(w.Tag)
}

// checkPlaced refuses to group projects by what was not known of all of them. Sizes are.
func checkPlaced(v store.View, r store.Rollup) error {
	if !r.Unplaced || v.By != statistics.ByIndustry && v.By != statistics.ByStage {
		return nil
	}
	return errs.Precondition("DIMENSION_NOT_TOLD", "%s of %d was not told of every project", v.By, v.Year).At("by")
}

// nameOfValue is what people call a group's value; empty for those of listing, category
// and nature, which clients know.
func nameOfValue(v store.View, value string) string {
	values := v.By.Values(v.Year)
	if i := slices.IndexFunc(values, func(one statistics.Value) bool { return one.Key == value }); i >= 0 {
		return values[i].Name
	}
	return ""
}

// below are the units that hold the projects of a view, where it goes through them: none,
// which is not nil, of a unit that the year doesn't have.
func below(tree store.Tree, v store.View) []string {
	if !v.By.OfProjects() {
		return nil
	}
	return append([]string{}, tree.Subtree(v.Year, v.Units[0])...)
}

// empty tells whether there is nothing to show of figures.
func (s shower) empty(f statistics.Figures) bool {
	if s.bare {
		f.Lifecycle = statistics.Lifecycle{}
	}
	return f.IsZero()
}
