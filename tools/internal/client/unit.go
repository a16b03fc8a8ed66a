package client

import (
	"context"
	"fmt"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// FoundUnit is a unit that somebody named. Region is set where the unit was found by
// what its region is or was called: 邹平县 for 邹平市.
type FoundUnit struct {
	*registryv1.Unit
	Region string
}

// FindUnit returns the unit that text means in a year: its own code, its GB/T 2260
// code, its name or one of its region's. What is unknown, or means several, is
// answered with a list.
func (c *Client) FindUnit(ctx context.Context, year int, text string) (FoundUnit, error) {
	res, err := c.Units.ListUnits(ctx, &registryv1.ListUnitsRequest{Year: int32(year)}) //nolint:gosec // a checked year
	if err != nil {
		return FoundUnit{}, fmt.Errorf("list units: %w", err)
	}
	return chooseUnit(res.GetUnits(), year, text)
}

func chooseUnit(units []*registryv1.Unit, year int, text string) (FoundUnit, error) {
	found := tree(units).Find(year, "", text)
	switch len(found) {
	case 1:
		return FoundUnit{byCode(units, found[0].Code), found[0].Region}, nil
	case 0:
		return FoundUnit{}, errs.NotFound("UNIT_UNKNOWN", "no unit %q", text).
			With("value", text).With("known", listUnits(units))
	default:
		var same []*registryv1.Unit
		for _, f := range found {
			same = append(same, byCode(units, f.Code))
		}
		return FoundUnit{}, errs.Invalid("UNIT_AMBIGUOUS", "%q means several units", text).
			With("value", text).With("known", listUnits(same))
	}
}

func tree(units []*registryv1.Unit) unittree.Tree {
	list := make([]unittree.Unit, len(units))
	for i, u := range units {
		list[i] = unittree.Unit{Code: u.GetCode(), Name: u.GetName(), GBCode: u.GetGbCode(), Aliases: u.GetAliases(), Places: places(u)}
	}
	return unittree.New(list)
}

func places(u *registryv1.Unit) []unittree.Place {
	var list []unittree.Place
	for _, p := range u.GetPlaces() {
		list = append(list, unittree.Place{Parent: p.GetParent(), From: int(p.GetFromYear()), To: int(p.GetToYear())})
	}
	return list
}

func byCode(units []*registryv1.Unit, code string) *registryv1.Unit {
	for _, u := range units {
		if u.GetCode() == code {
			return u
		}
	}
	return nil
}

// maxListed bounds the list of right answers: a nation's would fill the screen.
const maxListed = 200

func listUnits(units []*registryv1.Unit) string {
	var all []string
	for i, u := range units {
		if i == maxListed {
			all = append(all, "…")
			break
		}
		all = append(all, u.GetName()+" "+u.GetCode())
	}
	return strings.Join(all, "、")
}
