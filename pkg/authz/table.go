// Package authz is the one table of who may do what. Every service asks it, each
// for itself, and a test walks it: what isn't listed is refused.
//
// The table is data: role × action. Over which units a role holds is the grant's
// matter, and which unit lies under which is the unit tree's; callers bring that
// as a function. Some rules need more than a role, such as who submitted a
// report; those are the pure functions in rules.go, which take the roles by which
// the table lets a principal act.
package authz

import (
	"slices"

	"pacesetter/pkg/authn"
)

// Action is something that one may or may not do at a unit.
type Action string

// The actions, a closed list: those of the units, projects, reports and roll-ups
// that exist today.
const (
	UnitRead      Action = "unit.read"      // see units and their settings
	UnitWrite     Action = "unit.write"     // create, rename, move a unit, change its settings
	ProjectRead   Action = "project.read"   // see projects, their reports and history
	ProjectWrite  Action = "project.write"  // create or change a project, and its year
	ListingWrite  Action = "listing.write"  // put a project on a listing or take it off; see ListingVerdict
	PlanWrite     Action = "plan.write"     // change an annual plan that is not approved yet, propose one by month, and the next one
	PlanApprove   Action = "plan.approve"   // approve or return a submitted plan by month
	ReportWrite   Action = "report.write"   // draft and submit a monthly report
	ReportAccept  Action = "report.accept"  // accept or return a submitted report; see MayAccept
	ReportCorrect Action = "report.correct" // a new revision of an accepted month; see MayCorrect
	LifeWrite     Action = "life.write"     // propose a library, enter stages with evidence, resumption, statistics entry
	LifeApprove   Action = "life.approve"   // decide on such proposals, certify stages, excuse from resuming
	Import        Action = "import"         // upload, preview and commit sheets, and see them
	SheetExport   Action = "sheet.export"   // hand out the annexes of a unit as workbooks
	Bulk          Action = "bulk"           // the same by the thousand, for programs
	RollupRead    Action = "rollup.read"    // see figures, and the projects behind them
	CutoffPublish Action = "cutoff.publish" // freeze a month's figures; whoever lies under the unit reads them
	AuditRead     Action = "audit.read"     // see a service's record of its mutations; it is about all units
	PersonRead    Action = "person.read"    // see people and departments; contact data have a rule of their own
	PersonWrite   Action = "person.write"   // keep people and departments
	GrantWrite    Action = "grant.write"    // give, confirm, withdraw and list grants
	GrantRead     Action = "grant.read"     // ask what a principal holds, to mint tokens from it
	StateStream   Action = "state.stream"   // read every aggregate's present state, for repair
)

// Actions lists all actions.
func Actions() []Action {
	return []Action{
		UnitRead, UnitWrite, ProjectRead, ProjectWrite, ListingWrite, PlanWrite, PlanApprove,
		LifeWrite, LifeApprove, ReportWrite, ReportAccept, ReportCorrect, Import, SheetExport, Bulk, RollupRead, CutoffPublish,
		PersonRead, PersonWrite, GrantWrite, GrantRead, AuditRead, StateStream,
	}
}

// Rule lets a role do an action within the subtrees it is granted for, or, where
// Service is set, lets that service of ours do it everywhere. Where Named is set the
// role may do it only to what the principal is named on; see Table.Named.
type Rule struct {
	Action  Action
	Role    authn.Role
	Service string
	Named   bool
}

// Rules is the table. Each call makes a new slice, so that a test may leave rules
// out.
//
// An officer sees units and people; projects and their reports are theirs where they
// are named on one. An integrator reads; one that writes
// holds a second grant with the writing role.
func Rules() []Rule {
	readers := []authn.Role{
		authn.RoleTownship, authn.RoleCounty, authn.RoleApprover, authn.RoleFactor, authn.RoleCity,
		authn.RoleLeader, authn.RoleProvince, authn.RoleAdmin, authn.RoleIntegrator,
	}
	offices := []authn.Role{authn.RoleCounty, authn.RoleCity}
	return slices.Concat(
		allow(UnitRead, append([]authn.Role{authn.RoleOfficer}, readers...)),
		allow(UnitWrite, []authn.Role{authn.RoleAdmin}),
		allow(ProjectRead, readers),
		[]Rule{{Action: ProjectRead, Role: authn.RoleOfficer, Named: true}},
		allow(ProjectWrite, offices),
		allow(ListingWrite, offices),
		allow(PlanWrite, offices),
		allow(PlanApprove, []authn.Role{authn.RoleCity}),
		allow(LifeWrite, offices),
		allow(LifeApprove, []authn.Role{authn.RoleCity}),
		allow(ReportWrite, append([]authn.Role{authn.RoleTownship}, offices...)),
		[]Rule{{Action: ReportWrite, Role: authn.RoleOfficer, Named: true}},
		allow(ReportAccept, offices),
		allow(ReportCorrect, offices),
		allow(Import, offices),
		allow(SheetExport, readers),
		allow(Bulk, offices),
		allow(RollupRead, readers),
		allow(CutoffPublish, []authn.Role{authn.RoleCity}),
		allow(AuditRead, []authn.Role{authn.RoleAdmin}),
		allow(PersonRead, append([]authn.Role{authn.RoleOfficer}, readers...)),
		allow(PersonWrite, []authn.Role{authn.RoleAdmin}),
		allow(GrantWrite, []authn.Role{authn.RoleAdmin}),
		[]Rule{
			{Action: GrantRead, Role: authn.RoleService, Service: "gateway"},
			{Action: StateStream, Role: authn.RoleService, Service: "statistics"},
		},
	)
}

// allow makes a rule for each of the roles.
func allow(a Action, roles []authn.Role) []Rule {
	rules := make([]Rule, len(roles))
	for i, role := range roles {
		rules[i] = Rule{Action: a, Role: role}
	}
	return rules
}
