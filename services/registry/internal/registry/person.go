package registry

import (
	"time"

	"pacesetter/pkg/errs"
)

// PersonID is the UUID of a person in lower case.
type PersonID string

// Person is somebody who answers for something (人员).
type Person struct {
	ID         PersonID
	Name       string
	Unit       string
	Department string // empty for none
	Position   string // 职务
	Phone      string // contact data: see MaskPhone
	Principal  string // whom they sign in as; empty without an account
	Days       Days   // in office
	Version    int64
}

// Department is a department (部门) of a unit.
type Department struct {
	Unit, Name string
	Days       Days
	Version    int64
}

// maxPrincipal is what OpenID Connect allows for a subject.
const maxPrincipal limit = 255

// PersonNotFound says that there is no such person, or none the caller may know of.
func PersonNotFound(id string) *errs.Error {
	return errs.NotFound("PERSON_NOT_FOUND", "no person %.60q", id)
}

// DepartmentNotFound says that the unit has no such department.
func DepartmentNotFound(unit, name string) *errs.Error {
	return errs.NotFound("DEPARTMENT_NOT_FOUND", "unit %s has no such department", unit).With("department", shorten(name))
}

// NewPerson is a person as added now under id.
func NewPerson(id PersonID, in Person, now time.Time) (Person, error) {
	in.ID, in.Version = id, 1
	return in.checked(now)
}

// Edit replaces what is known of a person.
func (p Person) Edit(in Person, now time.Time) (Person, error) {
	in.ID, in.Version = p.ID, p.Version+1
	if in.Days.From == "" {
		in.Days.From = p.Days.From
	}
	return in.checked(now)
}

// checked is a person tidied and judged by themselves. No refusal repeats the phone
// number: refusals are logged.
func (p Person) checked(now time.Time) (Person, error) {
	p.Name, p.Department, p.Position, p.Principal = Line(p.Name), Line(p.Department), Line(p.Position), Line(p.Principal)
	if p.Name == "" {
		return Person{}, errs.Invalid("PERSON_NAME_MISSING", "person without a name").At("person.name")
	}
	for _, text := range []struct {
		path, text string
		most       limit
	}{
		{"name", p.Name, maxName},
		{"department", p.Department, maxName},
		{"position", p.Position, maxName},
		{"principal", p.Principal, maxPrincipal},
	} {
		if tooLong(text.text, text.most) {
			return Person{}, errs.Invalid("TEXT_TOO_LONG", "%s of a person", text.path).With("limit", text.most.String()).At("person." + text.path)
		}
	}
	var err error
	if p.Phone, err = tidyPhone(p.Phone); err != nil {
		return Person{}, err
	}
	p.Days, err = p.Days.sound("person.", now)
	return p, err
}

// NewDepartment is a department as added now.
func NewDepartment(in Department, now time.Time) (Department, error) {
	in.Name, in.Version, in.Days.To = Line(in.Name), 1, ""
	if in.Name == "" {
		return Department{}, errs.Invalid("DEPARTMENT_NAME_MISSING", "department without a name").At("department.name")
	}
	if tooLong(in.Name, maxName) {
		return Department{}, errs.Invalid("TEXT_TOO_LONG", "name of a department").With("limit", maxName.String()).At("department.name")
	}
	var err error
	in.Days, err = in.Days.sound("department.", now)
	return in, err
}

// Close ends a department after a day.
func (d Department) Close(to string) (Department, error) {
	days, err := d.Days.endedOn(to)
	d.Days, d.Version = days, d.Version+1
	return d, err
}

// endedOn is the span with another last day.
func (d Days) endedOn(to string) (Days, error) {
	if err := checkDay(to, "to_date"); err != nil {
		return Days{}, err
	}
	return Days{d.From, to}.sound("", time.Time{})
}
