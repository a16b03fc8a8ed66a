package server

import (
	"context"
	"strconv"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/statistics/internal/store"
)

// allow judges whether the caller may read figures of the unit in the year's tree.
// Who may not is told what is told of a unit that doesn't exist.
func (s *Server) allow(ctx context.Context, tree store.Tree, year int, unit string) error {
	return s.allowTo(ctx, authz.RollupRead, tree, year, unit)
}

// allowTo judges whether the caller may do something at the unit.
func (s *Server) allowTo(ctx context.Context, action authz.Action, tree store.Tree, year int, unit string) error {
	if tree.Len() == 0 {
		return errs.Unavailable("TREE_NOT_READY", "no units known yet")
	}
	missing := errs.NotFound("UNIT_NOT_FOUND", "no unit %q in %d", unit, year).With("unit", unit).At("unit")
	if !tree.Exists(year, unit) {
		return missing
	}
	covers := func(root, unit string) bool { return tree.Covers(year, root, unit) }
	return s.table.Check(authn.PrincipalOf(ctx), action, covers, unit, missing)
}

// allowPublished judges whether the caller may read what the unit published: whoever
// may read roll-ups at it, above it or anywhere below it.
func (s *Server) allowPublished(ctx context.Context, year int, unit string, missing error) error {
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return err
	}
	if tree.Len() == 0 {
		return errs.Unavailable("TREE_NOT_READY", "no units known yet")
	}
	for _, own := range s.table.Units(authn.PrincipalOf(ctx), authz.RollupRead) {
		if tree.Covers(year, own, unit) || tree.Covers(year, unit, own) {
			return nil
		}
	}
	return missing
}

func parseMonth(text string) (month.Month, error) {
	m, err := month.Parse(text)
	if e, ok := errs.As(err); ok {
		return m, e.At("month")
	}
	return m, err
}

func checkYear(year int32) error {
	if year < month.MinYear || year > month.MaxYear {
		text := strconv.Itoa(int(year))
		return errs.Invalid("MONTH_INVALID", "no plan year %s", text).With("value", text).At("year")
	}
	return nil
}
