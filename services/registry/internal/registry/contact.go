package registry

import (
	"slices"
	"strings"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// Viewer is who looks at somebody's contact data: their ID and the roles that they
// hold at the unit in question, which is the project's where somebody is named on
// one, and otherwise the person's own.
type Viewer struct {
	Principal string
	Roles     []string
}

// MaySeeContact tells whether a viewer needs a person's contact data: those who keep
// the people, the county and city offices who have to call them, and the person
// themselves. Everybody else sees them masked.
func MaySeeContact(v Viewer, p Person) bool {
	if p.Principal != "" && p.Principal == v.Principal {
		return true
	}
	return slices.ContainsFunc(v.Roles, func(role string) bool { return role == "admin" || role == "county" || role == "city" })
}

// MaskPhone hides a phone number but for what tells two people of one office apart:
// of a mobile number the first three digits and the last four ("138****0000"), of a
// shorter one the last two.
func MaskPhone(phone string) string {
	const stars, mobile, shortest = "****", 11, 7
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	switch n := len(digits); {
	case phone == "":
		return ""
	case n == mobile:
		return digits[:3] + stars + digits[n-4:]
	case n >= shortest:
		return stars + digits[n-2:]
	default:
		return stars
	}
}

// tidyPhone brings a phone number to its kept form: one width, no blanks. It fails
// with PHONE_SHAPE, which does not repeat the number.
func tidyPhone(text string) (string, error) {
	const fewest, most = 5, 20
	phone := strings.ReplaceAll(Line(width.Fold.String(text)), " ", "")
	if phone == "" {
		return "", nil
	}
	strange := strings.Trim(strings.TrimPrefix(phone, "+"), "0123456789-")
	if strange != "" || len(phone) < fewest || len(phone) > most {
		return "", errs.Invalid("PHONE_SHAPE", "phone number of %d characters", len(phone)).At("person.phone")
	}
	return phone, nil
}
