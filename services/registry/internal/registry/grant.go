package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
)

// Grant gives a principal a role over a unit's subtree (授权), for a department of
// that unit or for none. Each of its three steps is written once and stays:
//
//	given ──(not admin)──► in force ──► withdrawn, or over after its last day
//	  └─(admin)─► proposed ──confirmed by a second person──► in force
type Grant struct {
	ID         string
	Principal  string
	Role       string
	Unit       string
	Department string
	Days       Days
	Given      Step
	Confirmed  *Step
	Withdrawn  *Step
	Bootstrap  bool // from the configuration: one of the first administrators
	Version    int64
}

// Step is who did something, when and why.
type Step struct {
	By     string
	At     time.Time
	Reason string
}

// GrantState says how a grant stands.
type GrantState string

// The states.
const (
	GrantProposed  GrantState = "proposed"
	GrantInForce   GrantState = "in_force"
	GrantEnded     GrantState = "ended"
	GrantWithdrawn GrantState = "withdrawn"
)

// roleAdmin is the role that needs a second person: who holds it can give all others.
const roleAdmin = "admin"

// grantRoles is the closed list of roles that can be given; what a service may do
// is in the table of pkg/authz.
func grantRoles() []string {
	return []string{"officer", "township", "county", "approver", "factor", "city", "leader", "province", roleAdmin, "integrator"}
}

// GrantNotFound says that there is no such grant, or none the caller may know of.
func GrantNotFound(id string) *errs.Error {
	return errs.NotFound("GRANT_NOT_FOUND", "no grant %.60q", id)
}

// NewGrant is a grant as given now under id.
func NewGrant(id string, in Grant, by Step) (Grant, error) {
	in.Principal, in.Department = Line(in.Principal), Line(in.Department)
	g := Grant{ID: id, Principal: in.Principal, Role: in.Role, Unit: in.Unit, Department: in.Department, Given: by, Version: 1}
	switch {
	case g.Principal == "":
		return Grant{}, errs.Invalid("GRANT_PRINCIPAL_MISSING", "grant to nobody").At("grant.principal")
	case tooLong(g.Principal, maxPrincipal):
		return Grant{}, errs.Invalid("TEXT_TOO_LONG", "principal of a grant").With("limit", maxPrincipal.String()).At("grant.principal")
	case !slices.Contains(grantRoles(), g.Role):
		return Grant{}, errs.Invalid("ROLE_UNKNOWN", "role %.40q", g.Role).With("value", shorten(g.Role)).At("grant.role")
	case g.Department == "" && (g.Role == "approver" || g.Role == "factor"):
		return Grant{}, errs.Invalid("DEPARTMENT_MISSING", "role %s is held for a department", g.Role).At("grant.department")
	case g.Principal == by.By:
		return Grant{}, errs.Denied("OWN_GRANT", "grant to the giver")
	}
	var err error
	g.Days, err = in.Days.sound("grant.", by.At)
	return g, err
}

// FirstAdmin is the grant of one of the administrators whom the configuration names;
// somebody has to be able to enter a new installation.
func FirstAdmin(id, principal, unit string, now time.Time) Grant {
	by := Step{By: "migrate", At: now, Reason: "PACESETTER_REGISTRY_ROOT_ADMINS"}
	return Grant{
		ID: id, Principal: principal, Role: roleAdmin, Unit: unit, Days: Days{From: Today(now)},
		Given: by, Confirmed: &by, Bootstrap: true, Version: 1,
	}
}

// State is how the grant stands on a day.
func (g Grant) State(day string) GrantState {
	switch {
	case g.Withdrawn != nil:
		return GrantWithdrawn
	case g.Role == roleAdmin && g.Confirmed == nil:
		return GrantProposed
	case g.Days.Over(day):
		return GrantEnded
	default:
		return GrantInForce
	}
}

// Confirm puts a proposed grant in force. It takes somebody else than who gave it
// and who gets it.
func (g Grant) Confirm(by Step) (Grant, error) {
	switch {
	case g.State(Today(by.At)) != GrantProposed:
		return Grant{}, errs.Precondition("GRANT_NOT_PROPOSED", "grant %s waits for nobody", g.ID)
	case by.By == g.Principal:
		return Grant{}, errs.Denied("OWN_GRANT", "confirmed by who gets it")
	case by.By == g.Given.By:
		return Grant{}, errs.Denied("SECOND_PERSON_NEEDED", "confirmed by who gave it")
	}
	g.Confirmed, g.Version = &by, g.Version+1
	return g, nil
}

// Withdraw ends a grant at once.
func (g Grant) Withdraw(by Step) (Grant, error) {
	switch {
	case g.Withdrawn != nil:
		return Grant{}, errs.Precondition("GRANT_WITHDRAWN", "grant %s is withdrawn", g.ID)
	case by.Reason == "":
		return Grant{}, errs.Invalid("REASON_MISSING", "withdrawal without a reason").At("reason")
	}
	g.Withdrawn, g.Version = &by, g.Version+1
	return g, nil
}
