package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/registry"
)

// tiled is a city with three counties, two of which have a place on the grid, and a
// township below one of them.
func tiled() unittree.Tree {
	below := func(code, parent string, at *unittree.Tile) unittree.Unit {
		return unittree.Unit{Code: code, Name: code, Kind: unittree.KindCounty, Version: 1, Tile: at, Places: []unittree.Place{{Parent: parent, From: 2019}}}
	}
	return unittree.New([]unittree.Unit{
		{Code: "bz", Name: "滨州市", Kind: unittree.KindCity, Version: 1, Places: []unittree.Place{{From: 1990}}},
		below("bc", "bz", tileAt(0, 0)), below("zp", "bz", tileAt(1, 0)), below("hm", "bz", nil), below("bc-t", "bc", nil),
	})
}

func tileAt(col, row int) *unittree.Tile { return &unittree.Tile{Col: col, Row: row} }

func TestSquaresAreArranged(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		asked []registry.UnitTile
		want  map[string]*unittree.Tile
	}{
		"to a free place":           {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(11, 11)}}, map[string]*unittree.Tile{"hm": tileAt(11, 11)}},
		"two change places":         {[]registry.UnitTile{{Unit: "bc", Tile: tileAt(1, 0)}, {Unit: "zp", Tile: tileAt(0, 0)}}, map[string]*unittree.Tile{"bc": tileAt(1, 0), "zp": tileAt(0, 0)}},
		"back to the default":       {[]registry.UnitTile{{Unit: "bc"}}, map[string]*unittree.Tile{"bc": nil}},
		"where it stands":           {[]registry.UnitTile{{Unit: "bc", Tile: tileAt(0, 0)}}, map[string]*unittree.Tile{}},
		"to where one is leaving":   {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(0, 0)}, {Unit: "bc"}}, map[string]*unittree.Tile{"hm": tileAt(0, 0), "bc": nil}},
		"two without a place agree": {[]registry.UnitTile{{Unit: "bc"}, {Unit: "zp"}}, map[string]*unittree.Tile{"bc": nil, "zp": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed, err := registry.ArrangeTiles(tiled(), 2020, "bz", tc.asked)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]*unittree.Tile{}
			for _, u := range changed {
				got[u.Code] = u.Tile
				if u.Version != 2 {
					t.Errorf("%s is at version %d, want 2", u.Code, u.Version)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("changed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSquaresThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		asked  []registry.UnitTile
		reason string
	}{
		"on another's":        {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(0, 0)}}, "TILE_TAKEN"},
		"two on one":          {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(5, 5)}, {Unit: "bc", Tile: tileAt(5, 5)}}, "TILE_TAKEN"},
		"left of the grid":    {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(-1, 0)}}, "TILE_OUTSIDE"},
		"below the grid":      {[]registry.UnitTile{{Unit: "hm", Tile: tileAt(0, 12)}}, "TILE_OUTSIDE"},
		"named twice":         {[]registry.UnitTile{{Unit: "hm"}, {Unit: "hm", Tile: tileAt(2, 0)}}, "UNIT_TWICE"},
		"a grandchild":        {[]registry.UnitTile{{Unit: "bc-t", Tile: tileAt(2, 0)}}, "UNIT_NOT_FOUND"},
		"the unit itself":     {[]registry.UnitTile{{Unit: "bz", Tile: tileAt(2, 0)}}, "UNIT_NOT_FOUND"},
		"nobody of that name": {[]registry.UnitTile{{Unit: strings.Repeat("x", 99)}}, "UNIT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := registry.ArrangeTiles(tiled(), 2020, "bz", tc.asked)
			if e, ok := errs.As(err); !ok || e.Reason != tc.reason {
				t.Errorf("got %v, want %s", err, tc.reason)
			}
		})
	}
}

// TestSquaresThatMeetByAMoveStopNobody: a unit that came from elsewhere brings its place.
func TestSquaresThatMeetByAMoveStopNobody(t *testing.T) {
	t.Parallel()
	guest := unittree.Unit{Code: "qd", Name: "qd", Kind: unittree.KindCounty, Version: 1, Tile: tileAt(0, 0), Places: []unittree.Place{{Parent: "bz", From: 2020}}}
	tree := tiled().With(guest)
	if _, err := registry.ArrangeTiles(tree, 2020, "bz", []registry.UnitTile{{Unit: "hm", Tile: tileAt(3, 3)}}); err != nil {
		t.Error(err)
	}
	if _, err := registry.ArrangeTiles(tree, 2020, "bz", []registry.UnitTile{{Unit: "qd", Tile: tileAt(1, 0)}}); err == nil {
		t.Error("a third one's place was given away")
	}
}

func TestRequestsToMoveSquares(t *testing.T) {
	t.Parallel()
	for reason, asked := range map[string][]registry.UnitTile{"TILES_MISSING": nil, "TILES_TOO_MANY": make([]registry.UnitTile, 145)} {
		if e, ok := errs.As(registry.CheckTiles(asked)); !ok || e.Reason != reason {
			t.Errorf("%d tiles: got %v, want %s", len(asked), e, reason)
		}
	}
}
