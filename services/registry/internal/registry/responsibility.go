package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
)

// ResponsibilityKind is what somebody answers for a project as.
type ResponsibilityKind string

// The kinds, a closed list.
const (
	KindLeadOfficial        ResponsibilityKind = "lead_official"         // 包联领导
	KindChiefServiceOfficer ResponsibilityKind = "chief_service_officer" // 首席服务员, one at a time
	KindServiceOfficer      ResponsibilityKind = "service_officer"       // 驻企服务员
	KindTeam                ResponsibilityKind = "team"                  // 专班
	KindResponsibleUnit     ResponsibilityKind = "responsible_unit"      // 责任单位
)

// ResponsibilityKinds lists the kinds in the order in which they are shown, which is
// that of the contract's numbers too.
func ResponsibilityKinds() []ResponsibilityKind {
	return []ResponsibilityKind{KindLeadOfficial, KindChiefServiceOfficer, KindServiceOfficer, KindTeam, KindResponsibleUnit}
}

// Responsibility is who answers for a project, as what, and when. It is never
// overwritten: its end is set once, and whoever follows gets one of their own.
type Responsibility struct {
	ID         string
	Project    ProjectID
	Kind       ResponsibilityKind
	Person     PersonID // of officials and officers; the head of a team or none
	Team       string   // name of a team
	Unit       string   // a responsible unit
	Department string   // of that unit, or none
	Days       Days
	Version    int64
}

// ResponsibilityNotFound says that there is none, or none the caller may know of.
func ResponsibilityNotFound(id string) *errs.Error {
	return errs.NotFound("RESPONSIBILITY_NOT_FOUND", "no responsibility %.60q", id)
}

// NewResponsibility is a responsibility as given now under id. person is who bears
// it, nil where nobody is named.
func NewResponsibility(id string, in Responsibility, person *Person, now time.Time) (Responsibility, error) {
	in.ID, in.Version, in.Team, in.Department = id, 1, Line(in.Team), Line(in.Department)
	if err := in.checkBearer(); err != nil {
		return Responsibility{}, err
	}
	days, err := in.Days.sound("responsibility.", now)
	if err != nil {
		return Responsibility{}, err
	}
	in.Days = days
	if person != nil && !person.Days.Hold(days.From) {
		return Responsibility{}, errs.Precondition("PERSON_NOT_IN_OFFICE", "person %s is not in office on %s", person.ID, days.From).With("date", days.From)
	}
	return in, nil
}

// checkBearer judges whether the kind has the bearer that it needs, and no other.
func (r Responsibility) checkBearer() error {
	if !slices.Contains(ResponsibilityKinds(), r.Kind) {
		return errs.Invalid("RESPONSIBILITY_KIND_MISSING", "responsibility without a kind").At("responsibility.kind")
	}
	missing := func(field string) error {
		return errs.Invalid("BEARER_MISSING", "%s needs %s", r.Kind, field).At("responsibility." + field)
	}
	switch {
	case tooLong(r.Team, maxName):
		return errs.Invalid("TEXT_TOO_LONG", "name of a team").With("limit", maxName.String()).At("responsibility.team")
	case r.Kind == KindTeam && r.Team == "":
		return missing("team")
	case r.Kind == KindResponsibleUnit && r.Unit == "":
		return missing("unit")
	case r.byPerson() && r.Person == "":
		return missing("person_id")
	case r.Kind != KindTeam && r.Team != "", r.Kind != KindResponsibleUnit && r.Unit+r.Department != "",
		r.Kind == KindResponsibleUnit && r.Person != "":
		return errs.Invalid("BEARER_STRANGE", "%s has a bearer of another kind", r.Kind).At("responsibility.kind")
	}
	return nil
}

// byPerson tells whether the kind is borne by a person.
func (r Responsibility) byPerson() bool { return r.Kind != KindTeam && r.Kind != KindResponsibleUnit }

// End sets the last day. What has an end keeps it unless it still lies ahead: nobody
// rewrites who answered in the past.
func (r Responsibility) End(to string, now time.Time) (Responsibility, error) {
	if r.Days.Over(Today(now)) {
		return Responsibility{}, errs.Precondition("RESPONSIBILITY_ENDED", "responsibility %s ended on %s", r.ID, r.Days.To).With("to", r.Days.To)
	}
	days, err := r.Days.endedOn(to)
	r.Days, r.Version = days, r.Version+1
	return r, err
}

// Subject is how a project's history calls it.
func (r Responsibility) Subject() string { return "responsibility/" + r.ID }

// DiffResponsibility lists the fields in which two states differ. bearer is who
// bears it in words: the history stays readable when people move on.
func DiffResponsibility(before, after Responsibility, bearer string) []FieldChange {
	return diff(before.values(bearer), after.values(bearer))
}

func (r Responsibility) values(bearer string) []value {
	if r.Version == 0 {
		return nil
	}
	return []value{{"kind", string(r.Kind)}, {"bearer", bearer}, {"from_date", r.Days.From}, {"to_date", r.Days.To}}
}
