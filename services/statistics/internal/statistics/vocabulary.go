package statistics

import (
	"cmp"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

// Listings lists the keys of the lists that figures are asked by: provincial,
// municipal and county key projects (省、市、县重点) and technical renovation (技改).
func Listings() []string { return []string{"province", "city", "county", "renovation"} }

// ParseListing reads the listing of a request; none means All. It fails with
// LISTING_UNKNOWN, which names the right ones.
func ParseListing(text string) (string, error) {
	if text == "" {
		return All, nil
	}
	if !slices.Contains(Listings(), text) {
		known := strings.Join(Listings(), " ")
		return "", errs.Invalid("LISTING_UNKNOWN", "no listing %q, only %s", text, known).
			With("value", text).With("known", known).At("listing")
	}
	return text, nil
}

// The natures (性质) of a project in a plan year: newly begun, or continued from the
// year before.
const (
	NatureNew       = "new"       // 新建
	NatureContinued = "continued" // 续建
)

// CheckNature judges the nature of a request; none is any. It fails with
// NATURE_UNKNOWN, which names the right ones.
func CheckNature(text string) error {
	if text == "" || text == NatureNew || text == NatureContinued {
		return nil
	}
	const known = NatureNew + " " + NatureContinued
	return errs.Invalid("NATURE_UNKNOWN", "no nature %q, only %s", text, known).
		With("value", text).With("known", known).At("nature")
}

// printed are the values of all dimensions in the order of people's papers.
var printed = append(Listings(), "industry", "infrastructure", "livelihood", NatureNew, NatureContinued)

// CompareValues orders the values of a dimension as the vocabulary lists them, and
// those that it doesn't know after them, by their text.
func CompareValues(a, b string) int {
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}

// order puts values of a dimension in the order of people's papers; see CompareValues.
func (d Dimension) order(year int) func(a, b string) int {
	if !d.OfProjects() {
		return CompareValues
	}
	values := d.Values(year)
	return func(a, b string) int {
		return cmp.Or(cmp.Compare(placeAmong(values, a), placeAmong(values, b)), cmp.Compare(a, b))
	}
}

func placeAmong(values []Value, key string) int {
	if i := slices.IndexFunc(values, func(v Value) bool { return v.Key == key }); i >= 0 {
		return i
	}
	return len(values)
}

func place(value string) int {
	if i := slices.Index(printed, value); i >= 0 {
		return i
	}
	return len(printed)
}

// CheckCategory judges the category of a request. Which ones there are is the
// registry's matter, and one without projects has no figures; but no text with a
// NUL is one, and PostgreSQL takes none. It fails with CATEGORY_UNKNOWN.
func CheckCategory(text string) error {
	if strings.ContainsRune(text, 0) {
		return errs.Invalid("CATEGORY_UNKNOWN", "no category %q", text).
			With("value", strings.ReplaceAll(text, "\x00", "")).At("category")
	}
	return nil
}
