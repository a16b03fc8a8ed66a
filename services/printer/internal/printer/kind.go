// Package printer knows which pages of the console may be printed, and with which
// parameters. It is a closed list: nobody can make the browser open anything else. It
// knows no browser.
package printer

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// kind is one kind of print (打印件).
type kind struct {
	page  string            // of the console
	id    string            // the parameter that ends the path; empty for none
	width int               // of the paper between its margins, in pixels
	known map[string]isFunc // parameters, as the page's address has them
}

// Widths of paper between the margins that the console's style gives it, at 96 pixels
// an inch: what is laid out for a window of that width needs no second layout.
const (
	portrait  = 718  // A4
	landscape = 1047 // A4
	wall      = 1512 // A3
)

// Page is one page of the console, and how wide its window is.
type Page struct {
	Address string
	Width   int
}

type isFunc func(value string) bool

// The words of a parameter are keys of closed lists, which the page itself checks again.
var (
	uuid = matches(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	unit = matches(`^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$`)
	key  = matches(`^[a-z0-9_-]{1,40}$`)
	tag  = matches(`^[a-z0-9-]{1,40}/[a-z0-9-]{1,40}$`)
	sort = matches(`^[a-z_]{1,30}( desc)?$`)
)

// kinds are all that can be printed.
func kinds() map[string]kind {
	return map[string]kind{
		"project": {page: "/print/projects/", id: "id", width: portrait, known: map[string]isFunc{"id": uuid, "month": isMonth}},
		"list": {page: "/print/list", width: landscape, known: map[string]isFunc{
			"unit": unit, "month": isMonth, "listing": key, "category": key, "nature": key, "stage": key, "report": key, "library": key, "tag": tag, "proposed": key,
			"q": isText, "order": sort,
		}},
		"ranking": {page: "/print/ranking", width: landscape, known: map[string]isFunc{"unit": unit, "month": isMonth, "listing": key, "indicator": key, "cutoff": uuid}},
		"wall":    {page: "/print/wall", width: wall, known: map[string]isFunc{"unit": unit, "month": isMonth, "listing": key, "indicator": key, "at": unit}},
	}
}

// Kinds are the names of all kinds.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds())) }

// Parameters are the names of each kind's parameters, in the alphabet's order.
func Parameters() map[string][]string {
	all := map[string][]string{}
	for name, k := range kinds() {
		all[name] = slices.Sorted(maps.Keys(k.known))
	}
	return all
}

// PageOf is the console's page for a print. It refuses what is not on the list; an empty
// parameter is none.
func PageOf(name string, parameters map[string]string) (Page, error) {
	k, ok := kinds()[name]
	if !ok {
		return Page{}, errs.NotFound("PRINT_KIND_UNKNOWN", "kind %q", name).With("known", strings.Join(Kinds(), "、"))
	}
	query := url.Values{}
	for _, parameter := range slices.Sorted(maps.Keys(parameters)) {
		value := parameters[parameter]
		if err := k.check(parameter, value); err != nil {
			return Page{}, err
		}
		if parameter != k.id && value != "" {
			query.Set(parameter, value)
		}
	}
	address, err := k.address(parameters, query)
	return Page{Address: address, Width: k.width}, err
}

func (k kind) check(name, value string) error {
	is, ok := k.known[name]
	switch {
	case !ok:
		return errs.Invalid("PRINT_PARAMETER_UNKNOWN", "parameter %q", name).With("name", name)
	case value != "" && !is(value):
		return invalid(name)
	}
	return nil
}

func (k kind) address(parameters map[string]string, query url.Values) (string, error) {
	path := k.page
	if k.id != "" {
		if parameters[k.id] == "" {
			return "", invalid(k.id)
		}
		path += parameters[k.id]
	}
	if len(query) == 0 {
		return path, nil
	}
	return path + "?" + query.Encode(), nil
}

func invalid(name string) error {
	return errs.Invalid("PRINT_PARAMETER_INVALID", "parameter %q has no such value", name).With("name", name)
}

func matches(pattern string) isFunc { return regexp.MustCompile(pattern).MatchString }

func isMonth(value string) bool {
	_, err := month.Parse(value)
	return err == nil
}

// longestText is what people type to search by.
const longestText = 100

func isText(value string) bool {
	return utf8.ValidString(value) && utf8.RuneCountInString(value) <= longestText && !strings.ContainsFunc(value, unicode.IsControl)
}
