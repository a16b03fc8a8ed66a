package server

import (
	"context"
	"strings"

	"pacesetter/pkg/errs"
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
			return nil, errs.Invalid("CUTOFF_WITH_AS_OF", "a cut-off is of one moment already").At("as_of")
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
	dimension, err := parseDimension(by)
	if err != nil {
		return store.View{}, err
	}
	return store.View{
		Year: m.Year, Month: m.Month, Units: []string{f.GetUnit()},
		Part: statistics.Part{Listing: listing, Category: f.GetCategory(), Nature: f.GetNature(), By: dimension},
	}, nil
}

func parseDimension(text string) (statistics.Dimension, error) {
	switch d := statistics.Dimension(text); d {
	case statistics.ByNothing, statistics.ByListing, statistics.ByCategory, statistics.ByNature:
		return d, nil
	default:
		known := strings.Join([]string{string(statistics.ByListing), string(statistics.ByCategory), string(statistics.ByNature)}, " ")
		return "", errs.Invalid("DIMENSION_UNKNOWN", "no dimension %q, only %s", text, known).
			With("value", text).With("known", known).At("by")
	}
}

// treeTries bounds how often a view is read again because the tree changed
// between looking at it and reading the cells that were added up by it.
const treeTries = 4

// rollup reads the view of its one unit, and of the units below it if wanted.
func (s *Server) rollup(ctx context.Context, v store.View, children bool) (*statisticsv1.Rollup, error) {
	tree, err := s.store.Tree(ctx)
	for try := 1; err == nil; try++ {
		if err = s.allow(ctx, tree, v.Year, v.Units[0]); err != nil {
			break
		}
		asked := v
		if children {
			asked.Units = withChildren(tree.Tree, v)
		}
		var r store.Rollup
		if r, err = s.store.Rollup(ctx, asked); err != nil {
			break
		}
		if r.Tree == tree.Number || try == treeTries {
			return toRollup(tree, asked, r), nil
		}
		tree, err = s.store.RefreshTree(ctx)
	}
	return nil, err
}
