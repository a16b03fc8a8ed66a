package registry

import (
	"regexp"
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
	return p.Principal != "" && p.Principal == v.Principal || v.MaySeeContacts()
}

// MaySeeContacts tells whether a viewer needs the contact data of everybody in the
// matter of the unit, also those that sheets hold among other words.
func (v Viewer) MaySeeContacts() bool {
	return slices.ContainsFunc(v.Roles, func(role string) bool { return role == "admin" || role == "county" || role == "city" })
}

// phones are mobile numbers, and those of the fixed net with their area code, as clerks
// write them; not the digits of codes and amounts, which go on before or behind.
var phones = regexp.MustCompile(`(^|[^0-9.\-])((?:\+?86[ \-]?)?1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}|0[0-9]{2,3}[ \-]?[0-9]{7,8})($|[^0-9.\-])`)

// MaskContacts hides the phone numbers in a text that says other things too, such as a
// sheet's column 项目单位联系人及电话.
func MaskContacts(text string) string {
	folded := strings.Map(narrow, text)
	if !phones.MatchString(folded) {
		return text
	}
	for phones.MatchString(folded) { // of two that share a separator one is left over
		folded = phones.ReplaceAllStringFunc(folded, func(found string) string {
			parts := phones.FindStringSubmatch(found)
			return parts[1] + MaskPhone(strings.TrimPrefix(strings.TrimPrefix(parts[2], "+"), "86")) + parts[3]
		})
	}
	return folded
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

// narrow is the half-width form of what numbers are written with.
func narrow(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '－':
		return '-'
	case r == '＋':
		return '+'
	}
	return r
}

// tidyPhone brings a phone number to its kept form: one width, no blanks. It fails
// with PHONE_SHAPE, which does not repeat the number, where there are too few or too
// many digits for one, or other signs between them.
func tidyPhone(text string) (string, error) {
	const fewest, most = 5, 20
	phone := strings.ReplaceAll(Line(width.Fold.String(text)), " ", "")
	if phone == "" {
		return "", nil
	}
	strange := strings.Trim(strings.TrimPrefix(phone, "+"), "0123456789-")
	dashes := strings.Count(phone, "-")
	if strange != "" || len(phone)-dashes < fewest || len(phone) > most {
		return "", errs.Invalid("PHONE_SHAPE", "phone number of %d characters", len(phone)).At("person.phone")
	}
	return phone, nil
}
