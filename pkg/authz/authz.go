package authz

import (
	"slices"
	"strings"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// Covers tells whether root is unit or lies above it, in the year the caller has
// in mind.
type Covers = func(root, unit string) bool

// Table answers questions by a list of rules. It is safe for concurrent use; the
// zero Table refuses everything.
type Table struct {
	rules map[Action][]Rule
	named bool
}

// NewTable makes a table of the rules, normally those of Rules.
func NewTable(rules []Rule) Table {
	t := Table{rules: make(map[Action][]Rule)}
	for _, r := range rules {
		t.rules[r.Action] = append(t.rules[r.Action], r)
	}
	return t
}

// Named is the table for things that the principal is named on: rules that hold only
// there count too. Who is named on what is known to whoever keeps it.
func (t Table) Named() Table {
	t.named = true
	return t
}

// Units lists the units, each the root of a subtree, where p may do a. None means
// that p may do it nowhere. Our own services act on no unit's behalf and get none.
func (t Table) Units(p authn.Principal, a Action) []string {
	var units []string
	for _, g := range p.Grants {
		if t.grants(g.Role, a) && g.Unit != "" && !slices.Contains(units, g.Unit) {
			units = append(units, g.Unit)
		}
	}
	return units
}

// Roles lists the roles by which p may do a at the unit.
func (t Table) Roles(p authn.Principal, a Action, covers Covers, unit string) []authn.Role {
	var roles []authn.Role
	for _, g := range p.Grants {
		if t.grants(g.Role, a) && g.Unit != "" && covers(g.Unit, unit) && !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}

// Allows tells whether p may do a at the unit. For our own services, who are
// trusted with every unit, covers isn't asked.
func (t Table) Allows(p authn.Principal, a Action, covers Covers, unit string) bool {
	if p.Service != "" {
		return slices.Contains(t.rules[a], Rule{Action: a, Role: authn.RoleService, Service: p.Service})
	}
	return len(t.Roles(p, a, covers, unit)) > 0
}

// grants tells whether a person's or program's role may do a.
func (t Table) grants(role authn.Role, a Action) bool {
	return slices.Contains(t.rules[a], Rule{Action: a, Role: role}) ||
		t.named && slices.Contains(t.rules[a], Rule{Action: a, Role: role, Named: true})
}

// Check is nil where p may do a at the unit. Otherwise missing, the caller's
// answer for a thing that doesn't exist, goes to those who may not know that it
// does; who may see it is told FORBIDDEN, with the roles that may.
func (t Table) Check(p authn.Principal, a Action, covers Covers, unit string, missing error) error {
	if t.Allows(p, a, covers, unit) {
		return nil
	}
	if sight, secret := sightOf(a); secret && !t.Allows(p, sight, covers, unit) {
		return missing
	}
	return t.Forbidden(a)
}

// Forbidden is the refusal of an action that others may do.
func (t Table) Forbidden(a Action) *errs.Error {
	var roles []string
	for _, r := range t.rules[a] {
		roles = append(roles, string(r.Role))
	}
	may := strings.Join(roles, ",")
	return errs.Denied("FORBIDDEN", "%s needs one of the roles %s", a, may).With("roles", may)
}

// sightOf is the action by which one sees what a is done to; false where there is
// nothing to hide, because nothing is named.
func sightOf(a Action) (Action, bool) {
	switch a {
	case UnitRead, UnitWrite:
		return UnitRead, true
	case ProjectRead, ProjectWrite, ListingWrite, PlanWrite, PlanApprove, LifeWrite, LifeApprove, ReportWrite, ReportAccept, ReportCorrect:
		return ProjectRead, true
	case Import, SheetExport, Bulk, GrantWrite:
		return UnitRead, true
	case PersonRead, PersonWrite:
		return PersonRead, true
	case RollupRead, CutoffPublish:
		return RollupRead, true
	case AuditRead, StateStream, GrantRead:
		return "", false
	}
	return "", false
}
