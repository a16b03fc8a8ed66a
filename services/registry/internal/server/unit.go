package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ListUnits implements registryv1.UnitServiceServer.
func (s *Server) ListUnits(ctx context.Context, req *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	year := int(req.GetYear())
	if year == 0 {
		year = s.businessYear()
	}
	var roots []string
	for _, root := range a.table.Units(a.who, authz.UnitRead) {
		if a.tree.Exists(year, root) {
			roots = append(roots, root)
		}
	}
	slices.Sort(roots)
	resp := &registryv1.ListUnitsResponse{Year: int32(year), Roots: roots} //nolint:gosec // came as an int32
	for _, top := range a.tree.Roots(year) {
		for _, code := range a.tree.Subtree(year, top) {
			if u := visible(a.tree, year, code, roots); u != nil {
				resp.Units = append(resp.Units, u)
			}
		}
	}
	return resp, nil
}

// visible is a unit as its viewer sees it: whole within their subtrees, by name and
// place above them, and not at all elsewhere.
func visible(t unittree.Tree, year int, code string, roots []string) *registryv1.Unit {
	u, _ := t.Unit(code)
	for _, root := range roots {
		if t.Covers(year, root, code) {
			return events.Unit(u)
		}
	}
	for _, root := range roots {
		if t.Covers(year, code, root) {
			parent := &registryv1.Place{Parent: t.Parent(year, code), FromYear: int32(year), ToYear: int32(year)} //nolint:gosec // a year
			return &registryv1.Unit{Code: u.Code, Name: u.Name, Kind: events.UnitKind(u.Kind), Places: []*registryv1.Place{parent}}
		}
	}
	return nil
}

// GetUnit implements registryv1.UnitServiceServer.
func (s *Server) GetUnit(ctx context.Context, req *registryv1.GetUnitRequest) (*registryv1.GetUnitResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	u, ok := a.tree.Unit(req.GetCode())
	if !ok {
		return nil, registry.UnitNotFound(req.GetCode())
	}
	year := yearFor(a.tree, u, s.businessYear())
	if err := a.check(authz.UnitRead, year, u.Code, registry.UnitNotFound(u.Code)); err != nil {
		return nil, err
	}
	return &registryv1.GetUnitResponse{Unit: events.Unit(u), Effective: effective(a.tree.Settings(year, u.Code)), TagSystems: tagSystems(s.tags.Settable())}, nil
}

// yearFor is the year in whose tree a unit is looked at: this one, or where it has
// no place in it, the last or first that it has.
func yearFor(t unittree.Tree, u unittree.Unit, now int) int {
	if t.Exists(now, u.Code) || len(u.Places) == 0 {
		return now
	}
	last := u.Places[len(u.Places)-1]
	if last.From > now {
		return last.From
	}
	return last.To
}

func effective(s unittree.Settings) *registryv1.UnitSettings {
	return events.OwnSettings(unittree.OwnSettings{
		PaceRounding: &s.PaceRounding, PaceRule: &s.PaceRule, Decimals: &s.Decimals, AutoAccept: &s.AutoAccept,
		TagSystems: append([]string{}, s.TagSystems...),
	})
}

// businessYear is the present year in Shanghai.
func (s *Server) businessYear() int { return month.Of(s.now()).Year }

// CreateUnit implements registryv1.UnitServiceServer.
func (s *Server) CreateUnit(ctx context.Context, req *registryv1.CreateUnitRequest) (*registryv1.CreateUnitResponse, error) {
	newResp := func() *registryv1.CreateUnitResponse { return &registryv1.CreateUnitResponse{} }
	resp, err := mutate(ctx, s, "CreateUnit", "", req, newResp, func(tx *store.Tx) (*registryv1.CreateUnitResponse, error) {
		a, err := s.lockedTree(ctx, tx)
		if err != nil {
			return nil, err
		}
		from := int(req.GetFromYear())
		if err := a.checkParent(from, req.GetParent()); err != nil {
			return nil, err
		}
		u, err := registry.CreateUnit(a.tree, toUnit(req.GetUnit()), req.GetParent(), from)
		if err != nil {
			return nil, err
		}
		return &registryv1.CreateUnitResponse{Unit: events.Unit(u)}, tx.SaveUnit(ctx, u, events.Created)
	})
	return refreshed(ctx, s, resp, err)
}

// checkParent asks whether the caller may put units below this one. A year that is
// none hides nothing: the domain names it.
func (a access) checkParent(year int, parent string) error {
	if year < month.MinYear || year > month.MaxYear {
		return errs.Invalid("YEAR_INVALID", "year %d", year).At("from_year")
	}
	return a.check(authz.UnitWrite, year, parent, registry.UnitNotFound(parent).At("parent"))
}

// lockedTree is the caller's access judged by the tree that nobody else can change
// until the transaction ends.
func (s *Server) lockedTree(ctx context.Context, tx *store.Tx) (access, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, err
	}
	a.tree, err = tx.LockTree(ctx)
	return a, err
}

// UpdateUnit implements registryv1.UnitServiceServer.
func (s *Server) UpdateUnit(ctx context.Context, req *registryv1.UpdateUnitRequest) (*registryv1.UpdateUnitResponse, error) {
	newResp := func() *registryv1.UpdateUnitResponse { return &registryv1.UpdateUnitResponse{} }
	resp, err := mutate(ctx, s, "UpdateUnit", "", req, newResp, func(tx *store.Tx) (*registryv1.UpdateUnitResponse, error) {
		a, before, err := s.lockedUnit(ctx, tx, req.GetCode(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		after, err := registry.EditUnit(a.tree, before, registry.UnitEdit{
			Name: req.GetName(), GBCode: req.GetGbCode(), Aliases: req.GetAliases(), Settings: toSettings(req.GetSettings()),
		})
		if err != nil {
			return nil, err
		}
		return &registryv1.UpdateUnitResponse{Unit: events.Unit(after)}, tx.SaveUnit(ctx, after, events.Changed)
	})
	return refreshed(ctx, s, resp, err)
}

// lockedUnit is a unit that the caller may change, at the version they saw.
func (s *Server) lockedUnit(ctx context.Context, tx *store.Tx, code string, version int64) (access, unittree.Unit, error) {
	a, err := s.lockedTree(ctx, tx)
	if err != nil {
		return a, unittree.Unit{}, err
	}
	u, ok := a.tree.Unit(code)
	if !ok {
		return a, unittree.Unit{}, registry.UnitNotFound(code)
	}
	year := yearFor(a.tree, u, s.businessYear())
	if err := a.check(authz.UnitWrite, year, code, registry.UnitNotFound(code)); err != nil {
		return a, unittree.Unit{}, err
	}
	return a, u, store.CheckVersion("unit "+code, u.Version, version)
}

// MoveUnit implements registryv1.UnitServiceServer.
func (s *Server) MoveUnit(ctx context.Context, req *registryv1.MoveUnitRequest) (*registryv1.MoveUnitResponse, error) {
	newResp := func() *registryv1.MoveUnitResponse { return &registryv1.MoveUnitResponse{} }
	resp, err := mutate(ctx, s, "MoveUnit", "", req, newResp, func(tx *store.Tx) (*registryv1.MoveUnitResponse, error) {
		a, before, err := s.lockedUnit(ctx, tx, req.GetCode(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		from := int(req.GetFromYear())
		if err := a.checkParent(from, req.GetParent()); err != nil {
			return nil, err
		}
		if old := a.tree.Parent(from, before.Code); old != "" && !a.table.Allows(a.who, authz.UnitWrite, a.covers(from), old) {
			return nil, a.table.Forbidden(authz.UnitWrite)
		}
		after, err := registry.MoveUnit(a.tree, before, req.GetParent(), from)
		if err != nil {
			return nil, err
		}
		return &registryv1.MoveUnitResponse{Unit: events.Unit(after)}, tx.SaveUnit(ctx, after, events.Moved)
	})
	return refreshed(ctx, s, resp, err)
}

// refreshed answers a change of the tree once this replica knows of it.
func refreshed[R any](ctx context.Context, s *Server, resp R, err error) (R, error) {
	if err == nil {
		_ = s.store.RefreshTree(ctx) // no failure of the change: the watch tries again within half a second
	}
	return resp, err
}
