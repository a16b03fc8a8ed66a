package server

import (
	"context"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// GetRollup implements statisticsv1.StatisticsServiceServer.
func (s *Server) GetRollup(ctx context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.GetRollupResponse, error) {
	rollup, err := s.rollupAskedFor(ctx, req)
	if err != nil {
		return nil, err
	}
	return &statisticsv1.GetRollupResponse{Rollup: rollup}, nil
}

// rollupAskedFor is a view as known now, as known at a moment, or as frozen.
func (s *Server) rollupAskedFor(ctx context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.Rollup, error) {
	if req.GetCutoff() != "" {
		if req.GetAsOf() != nil {
			return nil, errCutoffWithAsOf()
		}
		return s.frozenRollup(ctx, req)
	}
	v, err := parseRequest(req)
	if err != nil {
		return nil, err
	}
	at, err := s.parseAsOf(req.GetAsOf())
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		return s.rollup(ctx, v, !req.GetNoChildren())
	}
	return s.rollupKnownAt(ctx, v, at, !req.GetNoChildren())
}

func parseRequest(req *statisticsv1.GetRollupRequest) (store.View, error) {
	return parseView(&statisticsv1.RollupFilter{
		Unit: req.GetUnit(), Month: req.GetMonth(), Listing: req.GetListing(), Category: req.GetCategory(), Nature: req.GetNature(),
		Lifecycle: req.GetLifecycle(), Growth: req.GetGrowth(),
	}, req.GetBy())
}

// parseView reads what is asked for; whether the unit exists is the tree's matter.
func parseView(f *statisticsv1.RollupFilter, by string) (store.View, error) {
	m, err := parseMonth(f.GetMonth())
	if err != nil {
		return store.View{}, err
	}
	listing, err := statistics.ParseListing(f.GetListing())
	if err != nil {
		return store.View{}, err
	}
	if err := statistics.CheckCategory(f.GetCategory()); err != nil {
		return store.View{}, err
	}
	if err := statistics.CheckNature(f.GetNature()); err != nil {
		return store.View{}, err
	}
	dimension, err := statistics.ParseDimension(by)
	if err != nil {
		return store.View{}, err
	}
	return store.View{
		Year: m.Year, Month: m.Month, Units: []string{f.GetUnit()},
		Part:      statistics.Part{Listing: listing, Category: f.GetCategory(), Nature: f.GetNature(), By: dimension},
		Lifecycle: f.GetLifecycle(), Growth: f.GetGrowth(),
	}, nil
}

// treeTries bounds how often a view is read again because the tree changed
// between looking at it and reading the cells that were added up by it.
const treeTries = 4

// rollup reads the view of its one unit, and of the units below it if wanted.
func (s *Server) rollup(ctx context.Context, v store.View, children bool) (*statisticsv1.Rollup, error) {
	var out *statisticsv1.Rollup
	err := s.byOneTree(ctx, v, func(tree store.Tree) (int64, error) {
		asked := v
		if children {
			asked.Units = withChildren(tree.Tree, v)
		}
		asked.Plan, asked.Below = byPlan(tree, v.Year, asked.Units), below(tree, v)
		asked.Dimensions = store.KeepsDimensions(tree.Tree, v.Units[0])
		views := withFormer(tree, asked)
		read, err := s.readAll(ctx, views)
		if err != nil {
			return 0, err
		}
		if err := checkPlaced(asked, read[0]); err != nil {
			return 0, err
		}
		out = toRollup(tree, asked, read[0], toFormers(tree, views, read))
		for _, r := range read[1:] {
			out.Change = max(out.GetChange(), r.Change)
		}
		return read[0].Tree, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// readAll reads views of one moment. One view alone may do without a transaction.
func (s *Server) readAll(ctx context.Context, views []store.View) ([]store.Rollup, error) {
	if len(views) > 1 {
		return s.store.Rollups(ctx, views)
	}
	r, err := s.store.Rollup(ctx, views[0])
	return []store.Rollup{r}, err
}

// byOneTree has the view's cells read by somebody who may see its unit. read gets the
// tree and tells the number of the one that its cells were added up by; where that is
// another one it is called again.
func (s *Server) byOneTree(ctx context.Context, v store.View, read func(tree store.Tree) (int64, error)) error {
	tree, err := s.store.Tree(ctx)
	for try := 1; err == nil; try++ {
		if err = s.allow(ctx, tree, v.Year, v.Units[0]); err != nil {
			break
		}
		var number int64
		if number, err = read(tree); err != nil || number == tree.Number || try == treeTries {
			break
		}
		tree, err = s.store.RefreshTree(ctx)
	}
	return err
}
