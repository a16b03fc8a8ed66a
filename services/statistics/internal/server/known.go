package server

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// parseAsOf reads the moment that is asked about; zero is now. What will be known
// nobody knows.
func (s *Server) parseAsOf(asOf *timestamppb.Timestamp) (time.Time, error) {
	if asOf == nil {
		return time.Time{}, nil
	}
	if err := asOf.CheckValid(); err != nil {
		return time.Time{}, errs.Invalid("AS_OF_INVALID", "not a time").At("as_of").Wrap(err)
	}
	at := asOf.AsTime()
	if at.After(s.now()) {
		return time.Time{}, errs.Invalid("AS_OF_IN_FUTURE", "%s is still to come", at).
			With("value", shanghai(at)).At("as_of")
	}
	return at, nil
}

// shanghai shows a moment to people.
func shanghai(at time.Time) string { return at.In(month.Shanghai()).Format(time.DateTime) }

// treeKnownAt is the tree as it was known then, if it had the unit. Whether the
// caller may see the unit is judged by the tree as it is now.
func (s *Server) treeKnownAt(ctx context.Context, at time.Time, year int, unit string) (store.Tree, error) {
	now, err := s.store.Tree(ctx)
	if err != nil {
		return store.Tree{}, err
	}
	if err := s.allow(ctx, now, year, unit); err != nil {
		return store.Tree{}, err
	}
	then, err := s.store.TreeKnownAt(ctx, at)
	if err != nil {
		return store.Tree{}, err
	}
	if !then.Exists(year, unit) {
		return store.Tree{}, errs.NotFound("UNIT_NOT_KNOWN_THEN", "no unit %q in %d was known at %s", unit, year, at).
			With("unit", unit).With("value", shanghai(at)).At("as_of")
	}
	return store.Tree{Tree: then}, nil
}

// rollupKnownAt adds the view up from what was known at a moment.
func (s *Server) rollupKnownAt(ctx context.Context, v store.View, at time.Time, children bool) (*statisticsv1.Rollup, error) {
	tree, err := s.treeKnownAt(ctx, at, v.Year, v.Units[0])
	if err != nil {
		return nil, err
	}
	if children {
		v.Units = withChildren(tree.Tree, v)
	}
	views := withFormer(tree, v)
	read, err := s.rollupsKnown(ctx, tree, views, at)
	if err != nil {
		return nil, err
	}
	if err := checkPlaced(v, read[0]); err != nil {
		return nil, err
	}
	return toRollup(tree, v, read[0], toFormers(tree, views, read)), nil
}

// rollupsKnown adds views up from what was known at a moment. Each year that their months
// lie in is gone through once.
func (s *Server) rollupsKnown(ctx context.Context, tree store.Tree, views []store.View, at time.Time) ([]store.Rollup, error) {
	years := make(map[int][]int) // of views
	tallies := make([]*statistics.Tally, len(views))
	for i, v := range views {
		years[v.Year] = append(years[v.Year], i)
		tallies[i] = statistics.NewTally(v.Part, v.Units)
	}
	out := make([]store.Rollup, len(views))
	for year, those := range years {
		told, placed := true, true
		past := store.Past{At: at, Year: year}
		for _, i := range those {
			past.Month, past.Units = max(past.Month, views[i].Month), subtrees(tree, year, views[i].Units)
		}
		err := s.store.EachKnown(ctx, past, func(k store.Known) {
			told, placed = told && k.Project.Milestones.Told(), placed && k.Project.Milestones.Placed
			for _, i := range those {
				tallies[i].AddProject(k.Project, views[i].Month, tree)
			}
		})
		if err != nil {
			return nil, err
		}
		for _, i := range those {
			out[i] = store.Rollup{
				Units: tallies[i].Units(), Groups: tallies[i].Groups(), NoLifecycle: !told, Unplaced: !placed, Status: store.Status{EventTime: &at},
			}
		}
	}
	return out, nil
}

// subtrees are all units at or below any of the units in the year.
func subtrees(tree store.Tree, year int, units []string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, unit := range units {
		for _, below := range tree.Subtree(year, unit) {
			if !seen[below] {
				seen[below] = true
				out = append(out, below)
			}
		}
	}
	return out
}

// withChildren are the unit asked about and those right below it.
func withChildren(tree unittree.Tree, v store.View) []string {
	return append([]string{v.Units[0]}, tree.Children(v.Year, v.Units[0])...)
}

// figureRowsKnownAt are a page of the projects behind a figure as they were known at
// a moment and, with the first page, the sums of all of them.
func (s *Server) figureRowsKnownAt(ctx context.Context, q store.Rows, at time.Time) ([]store.Row, *statistics.Figures, error) {
	var (
		page   = firstRows{after: q.After, limit: q.Limit}
		totals statistics.Figures
	)
	past := store.Past{At: at, Year: q.Year, Month: q.Month, Units: q.Units}
	err := s.store.EachKnown(ctx, past, func(k store.Known) {
		if !q.Takes(k.Project.Category, k.Project.Nature) || !q.Where.Takes(&k.Project, q.Month) {
			return
		}
		f, _ := statistics.OfProject(k.Project, q.Listing, q.Month)
		if !q.Figure.Shows(f) {
			return
		}
		totals = totals.Plus(f)
		page.offer(store.Row{Position: store.Position{Unit: k.Project.Unit, Name: k.Name, ID: k.ID}, Project: k.Project})
	})
	if err != nil || q.After != (store.Position{}) {
		return page.rows, nil, err
	}
	return page.rows, &totals, nil
}

// firstRows keeps the first rows after a position, in order, of however many come.
type firstRows struct {
	after store.Position
	limit int
	rows  []store.Row
}

func (p *firstRows) offer(row store.Row) {
	if comparePositions(row.Position, p.after) <= 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(p.rows, row, func(a, b store.Row) int { return comparePositions(a.Position, b.Position) })
	if i == p.limit {
		return
	}
	p.rows = slices.Insert(p.rows, i, row)
	p.rows = p.rows[:min(len(p.rows), p.limit)]
}

// comparePositions orders as PostgreSQL does in the collation "C".
func comparePositions(a, b store.Position) int {
	return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name), bytes.Compare(a.ID[:], b.ID[:]))
}
