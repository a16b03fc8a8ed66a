package registry

import (
	"strconv"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
)

// gridSide is how many columns and rows the tile grid has: 144 squares, where the
// largest city has under forty counties.
const gridSide = 12

// UnitTile is where a unit's square (方格) is to stand; nil leaves it to the default grid.
type UnitTile struct {
	Unit string
	Tile *unittree.Tile
}

// CheckTiles judges a request to move squares by itself.
func CheckTiles(asked []UnitTile) error {
	switch {
	case len(asked) == 0:
		return errs.Invalid("TILES_MISSING", "no tile is named").At("tiles")
	case len(asked) > gridSide*gridSide:
		return errs.Invalid("TILES_TOO_MANY", "%d tiles", len(asked)).With("limit", strconv.Itoa(gridSide*gridSide)).At("tiles")
	}
	return nil
}

// ArrangeTiles places squares of units below parent in a year's tree, and gives the
// units that changed. Two squares may change places in one go: only how all stand
// afterwards is judged.
func ArrangeTiles(t unittree.Tree, year int, parent string, asked []UnitTile) ([]unittree.Unit, error) {
	moved, err := movedTiles(t, year, parent, asked)
	if err != nil {
		return nil, err
	}
	if err := checkArrangement(t, year, parent, moved); err != nil {
		return nil, err
	}
	var changed []unittree.Unit
	for _, a := range asked {
		before, _ := t.Unit(a.Unit)
		if after := moved[a.Unit]; !sameTile(before.Tile, after.Tile) {
			after.Version++
			changed = append(changed, after)
		}
	}
	return changed, nil
}

// movedTiles are the named units as they are to stand, by code.
func movedTiles(t unittree.Tree, year int, parent string, asked []UnitTile) (map[string]unittree.Unit, error) {
	moved := make(map[string]unittree.Unit, len(asked))
	for _, a := range asked {
		if !t.Exists(year, a.Unit) || t.Parent(year, a.Unit) != parent {
			return nil, UnitNotFound(a.Unit).At("tiles")
		}
		u, _ := t.Unit(a.Unit)
		if _, twice := moved[u.Code]; twice {
			return nil, errs.Invalid("UNIT_TWICE", "unit %s is named twice", u.Code).With("unit", u.Name).At("tiles")
		}
		if a.Tile != nil && !inGrid(*a.Tile) {
			return nil, errs.Invalid("TILE_OUTSIDE", "unit %s at %d, %d", u.Code, a.Tile.Col, a.Tile.Row).
				With("unit", u.Name).With("limit", strconv.Itoa(gridSide)).At("tiles")
		}
		u.Tile = a.Tile
		moved[u.Code] = u
	}
	return moved, nil
}

// checkArrangement refuses two squares in one place, whoever of both has moved. Two that
// came to lie so by a change of the tree, and are left alone, stop nobody.
func checkArrangement(t unittree.Tree, year int, parent string, moved map[string]unittree.Unit) error {
	taken := map[unittree.Tile]string{}
	for _, code := range t.Children(year, parent) {
		u, _ := t.Unit(code)
		after, moves := moved[code]
		if moves {
			u = after
		}
		if u.Tile == nil {
			continue
		}
		other, known := taken[*u.Tile]
		if _, otherMoves := moved[other]; known && (moves || otherMoves) {
			first, _ := t.Unit(other)
			return errs.Invalid("TILE_TAKEN", "units %s and %s at %d, %d", other, code, u.Tile.Col, u.Tile.Row).
				With("unit", u.Name).With("other", first.Name).At("tiles")
		}
		taken[*u.Tile] = code
	}
	return nil
}

func inGrid(t unittree.Tile) bool { return 0 <= min(t.Col, t.Row) && max(t.Col, t.Row) < gridSide }

func sameTile(a, b *unittree.Tile) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
