package registry

import (
	"regexp"
	"slices"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/region"
	"pacesetter/pkg/unittree"
)

const (
	maxDecimals = 4
	maxAliases  = 50
)

// unitCode and gbCode are the shapes of a unit's own code and of its GB/T 2260 code.
func unitCode(code string) bool {
	return regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$`).MatchString(code)
}

func gbCode(code string) bool { return regexp.MustCompile(`^[1-9][0-9]{5}$`).MatchString(code) }

// checkUnit judges a unit by itself.
func checkUnit(u unittree.Unit) error {
	switch {
	case !unitCode(u.Code):
		return errs.Invalid("UNIT_CODE_SHAPE", "unit code %.60q", u.Code).With("value", u.Code).At("unit.code")
	case u.Name == "":
		return errs.Invalid("UNIT_NAME_MISSING", "unit %s has no name", u.Code).At("unit.name")
	case tooLong(u.Name, maxName):
		return errs.Invalid("TEXT_TOO_LONG", "name of unit %s", u.Code).With("limit", maxName.String()).At("unit.name")
	case len(u.Aliases) > maxAliases || slices.ContainsFunc(u.Aliases, func(a string) bool { return tooLong(a, maxName) }):
		return errs.Invalid("TEXT_TOO_LONG", "aliases of unit %s", u.Code).With("limit", maxName.String()).At("unit.aliases")
	case !slices.Contains(unittree.Kinds(), u.Kind):
		return errs.Invalid("UNIT_KIND_UNKNOWN", "unit kind %q", u.Kind).At("unit.kind")
	case u.GBCode != "" && !gbCode(u.GBCode):
		return errs.Invalid("GB_CODE_SHAPE", "GB/T 2260 code %.20q", u.GBCode).With("value", u.GBCode).At("unit.gb_code")
	case u.GBCode != "" && !region.Known(u.GBCode): // of any year: units of past years bear old codes
		return errs.Invalid("GB_CODE_UNKNOWN", "no GB/T 2260 code %s", u.GBCode).With("value", u.GBCode).At("unit.gb_code")
	}
	return checkSettings(u.Settings)
}

func checkSettings(s unittree.OwnSettings) error {
	if s.Decimals != nil && (*s.Decimals < 0 || *s.Decimals > maxDecimals) {
		return errs.Invalid("DECIMALS_INVALID", "%d decimals", *s.Decimals).At("unit.settings.decimals")
	}
	if s.PaceRounding != nil && !s.PaceRounding.Valid() {
		return errs.Invalid("PACE_ROUNDING_UNKNOWN", "rounding %q", *s.PaceRounding).At("unit.settings.pace_rounding")
	}
	if s.PaceRule != nil && !s.PaceRule.Valid() {
		return errs.Invalid("PACE_RULE_UNKNOWN", "pace rule %q", *s.PaceRule).At("unit.settings.pace_rule")
	}
	return checkTagSystems(s.TagSystems)
}

// tidyUnit removes what clerks' keyboards add to names.
func tidyUnit(u unittree.Unit) unittree.Unit {
	u.Name, u.GBCode = Line(u.Name), Line(u.GBCode)
	aliases := make([]string, 0, len(u.Aliases))
	for _, a := range u.Aliases {
		if a = Line(a); a != "" && !slices.Contains(aliases, a) {
			aliases = append(aliases, a)
		}
	}
	u.Aliases = aliases
	return u
}

// CreateUnit adds u below parent from a year on.
func CreateUnit(t unittree.Tree, u unittree.Unit, parent string, from int) (unittree.Unit, error) {
	u = tidyUnit(u)
	u.Places, u.Version = []unittree.Place{{Parent: parent, From: from}}, 1
	if err := checkUnit(u); err != nil {
		return unittree.Unit{}, err
	}
	if _, known := t.Unit(u.Code); known {
		return unittree.Unit{}, errs.Exists("UNIT_EXISTS", "unit %s is known", u.Code).With("unit", u.Code)
	}
	if err := checkParent(t, parent, from); err != nil {
		return unittree.Unit{}, err
	}
	return u, checkTree(t, u)
}

// RootUnit is the unit above all, which comes from the configuration.
func RootUnit(code, name, kind, gb string) (unittree.Unit, error) {
	u := tidyUnit(unittree.Unit{Code: code, Name: name, Kind: kind, GBCode: gb, Version: 1})
	u.Places = []unittree.Place{{From: month.MinYear}}
	return u, checkUnit(u)
}

// UnitEdit is what UpdateUnit replaces.
type UnitEdit struct {
	Name, GBCode string
	Aliases      []string
	Settings     unittree.OwnSettings
}

// EditUnit replaces name, code, aliases and settings of a unit.
func EditUnit(t unittree.Tree, u unittree.Unit, e UnitEdit) (unittree.Unit, error) {
	u.Name, u.GBCode, u.Aliases, u.Settings = e.Name, e.GBCode, e.Aliases, e.Settings
	u = tidyUnit(u)
	u.Version++
	if err := checkUnit(u); err != nil {
		return unittree.Unit{}, err
	}
	return u, checkTree(t, u)
}

// MoveUnit gives u another parent from a year on; earlier years keep their tree and
// later places, which the new one replaces, go.
func MoveUnit(t unittree.Tree, u unittree.Unit, parent string, from int) (unittree.Unit, error) {
	if len(t.Ancestors(from, u.Code)) == 1 {
		return unittree.Unit{}, errs.Precondition("UNIT_IS_ROOT", "unit %s is the root", u.Code).With("unit", u.Name)
	}
	if err := checkParent(t, parent, from); err != nil {
		return unittree.Unit{}, err
	}
	places := make([]unittree.Place, 0, len(u.Places)+1)
	for _, p := range u.Places {
		if p.From >= from {
			continue
		}
		if p.To == 0 || p.To >= from {
			p.To = from - 1
		}
		places = append(places, p)
	}
	places = append(places, unittree.Place{Parent: parent, From: from})
	u.Places = places
	u.Version++
	return u, checkTree(t, u)
}

// checkParent judges the unit above: it must be part of that year's tree.
func checkParent(t unittree.Tree, parent string, from int) error {
	if from < month.MinYear || from > month.MaxYear {
		return errs.Invalid("YEAR_INVALID", "year %d", from).At("from_year")
	}
	if !t.Exists(from, parent) {
		return UnitNotFound(parent).At("parent")
	}
	return nil
}

// checkTree judges the tree with u in it. A name that u would share with a sibling
// is allowed: sheets then have to use another text, and a person decides.
func checkTree(t unittree.Tree, u unittree.Unit) error {
	err := t.With(u).Check()
	if e, ok := errs.As(err); ok && e.Reason == "TREE_CYCLE" {
		return errs.Precondition("TREE_CYCLE", "%s", e.Msg).With("unit", u.Name)
	}
	return err
}

// UnitNotFound says that there is no such unit, or none the caller may know of.
func UnitNotFound(code string) *errs.Error {
	return errs.NotFound("UNIT_NOT_FOUND", "no unit %.60q", code).With("unit", shorten(code))
}
