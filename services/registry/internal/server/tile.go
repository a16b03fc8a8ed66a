package server

import (
	"context"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ArrangeTiles implements registryv1.UnitServiceServer.
func (s *Server) ArrangeTiles(ctx context.Context, req *registryv1.ArrangeTilesRequest) (*registryv1.ArrangeTilesResponse, error) {
	newResp := func() *registryv1.ArrangeTilesResponse { return &registryv1.ArrangeTilesResponse{} }
	resp, err := mutate(ctx, s, "ArrangeTiles", "", req, newResp, func(tx *store.Tx) (*registryv1.ArrangeTilesResponse, error) {
		a, err := s.lockedTree(ctx, tx)
		if err != nil {
			return nil, err
		}
		year := s.businessYear()
		if err := a.check(authz.UnitWrite, year, req.GetCode(), registry.UnitNotFound(req.GetCode())); err != nil {
			return nil, err
		}
		changed, err := arranged(a.tree, year, req)
		if err != nil {
			return nil, err
		}
		return saveTiles(ctx, tx, changed)
	})
	return refreshed(ctx, s, resp, err)
}

// arranged are the units that change, none of which has moved on since it was seen.
func arranged(t unittree.Tree, year int, req *registryv1.ArrangeTilesRequest) ([]unittree.Unit, error) {
	asked := make([]registry.UnitTile, 0, len(req.GetTiles()))
	for _, tile := range req.GetTiles() {
		asked = append(asked, registry.UnitTile{Unit: tile.GetUnit(), Tile: toTile(tile.GetTile())})
	}
	if err := registry.CheckTiles(asked); err != nil {
		return nil, err
	}
	changed, err := registry.ArrangeTiles(t, year, req.GetCode(), asked)
	if err != nil {
		return nil, err
	}
	for _, tile := range req.GetTiles() {
		u, _ := t.Unit(tile.GetUnit())
		if err := store.CheckVersion("unit "+u.Code, u.Version, tile.GetVersion()); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

func saveTiles(ctx context.Context, tx *store.Tx, changed []unittree.Unit) (*registryv1.ArrangeTilesResponse, error) {
	resp := &registryv1.ArrangeTilesResponse{}
	for _, u := range changed {
		if err := tx.SaveUnit(ctx, u, events.Changed); err != nil {
			return nil, err
		}
		resp.Units = append(resp.Units, events.Unit(u))
	}
	return resp, nil
}

func toTile(t *registryv1.Tile) *unittree.Tile {
	if t == nil {
		return nil
	}
	return &unittree.Tile{Col: int(t.GetCol()), Row: int(t.GetRow())}
}
