package statistics

import (
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
