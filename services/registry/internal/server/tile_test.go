package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestSquaresOfUnitsArePlaced by the administrator, seen by all, kept by other changes,
// and refused to whoever saw them long ago.
func TestSquaresOfUnitsArePlaced(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.as(authn.RoleAdmin, "bz")
	req := &registryv1.ArrangeTilesRequest{
		Code: "bz", RequestId: uuid.NewString(),
		Tiles: []*registryv1.UnitTile{{Unit: "bc", Version: 1, Tile: &registryv1.Tile{Col: 3, Row: 2}}},
	}
	for range 2 { // a retry changes nothing twice
		resp, err := r.ArrangeTiles(admin, req)
		if err != nil {
			t.Fatal(err)
		}
		if got := resp.GetUnits(); len(got) != 1 || got[0].GetVersion() != 2 {
			t.Fatalf("changed: %v", got)
		}
	}
	_, err := r.UpdateUnit(admin, &registryv1.UpdateUnitRequest{Code: "bc", Name: "滨城", Version: 2, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	seen, err := r.GetUnit(r.as(authn.RoleCounty, "bc"), &registryv1.GetUnitRequest{Code: "bc"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&registryv1.Tile{Col: 3, Row: 2}, seen.GetUnit().GetTile(), protocmp.Transform()); diff != "" {
		t.Errorf("tile (-want +got):\n%s", diff)
	}

	old := &registryv1.ArrangeTilesRequest{Code: "bz", RequestId: uuid.NewString(), Tiles: req.GetTiles()}
	wantReason(t, second(r.ArrangeTiles(admin, old)), errs.KindConflict, "STALE_VERSION")
	old.Tiles = []*registryv1.UnitTile{{Unit: "bc", Version: 3}}
	if _, err := r.ArrangeTiles(admin, old); err != nil {
		t.Fatal(err)
	}
	seen, err = r.GetUnit(admin, &registryv1.GetUnitRequest{Code: "bc"})
	if err != nil || seen.GetUnit().GetTile() != nil {
		t.Errorf("tile %v, %v; want none", seen.GetUnit().GetTile(), err)
	}
}

func TestSquaresAreRefusedByReason(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.as(authn.RoleAdmin, "bz")
	one := func(unit string, col int32) []*registryv1.UnitTile {
		return []*registryv1.UnitTile{{Unit: unit, Version: 1, Tile: &registryv1.Tile{Col: col}}}
	}
	for name, tc := range map[string]struct {
		tiles  []*registryv1.UnitTile
		kind   errs.Kind
		reason string
	}{
		"none":            {nil, errs.KindInvalid, "TILES_MISSING"},
		"too many":        {make([]*registryv1.UnitTile, 145), errs.KindInvalid, "TILES_TOO_MANY"},
		"outside":         {one("bc", 12), errs.KindInvalid, "TILE_OUTSIDE"},
		"twice":           {append(one("bc", 1), one("bc", 2)...), errs.KindInvalid, "UNIT_TWICE"},
		"another's child": {one("bc-t", 1), errs.KindNotFound, "UNIT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ArrangeTiles(admin, &registryv1.ArrangeTilesRequest{Code: "bz", Tiles: tc.tiles, RequestId: uuid.NewString()})
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}
