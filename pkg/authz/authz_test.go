package authz

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// covers is a tree in which a unit's code begins with its parent's: p, p/c, p/c/n.
func covers(root, unit string) bool {
	return unit == root || strings.HasPrefix(unit, root+"/")
}

func person(grants ...authn.Grant) authn.Principal {
	return authn.Principal{ID: "someone", Grants: grants}
}

func grant(role authn.Role, unit string) authn.Grant {
	return authn.Grant{Role: role, Unit: unit}
}

// TestTheTable writes the whole table down a second time, as a person reads it:
// one line per action, who may, and nobody else.
func TestTheTable(t *testing.T) {
	readers := "township county approver factor city leader province admin integrator"
	want := map[Action]string{
		UnitRead:      "officer " + readers,
		UnitWrite:     "admin",
		ProjectRead:   readers + " officer:named",
		ProjectWrite:  "county city",
		ListingWrite:  "county city",
		PlanWrite:     "county city",
		PlanApprove:   "city",
		LifeWrite:     "county city",
		LifeApprove:   "city",
		ReportWrite:   "township county city officer:named",
		ReportAccept:  "county city",
		ReportCorrect: "county city",
		Import:        "county city",
		SheetExport:   readers,
		Bulk:          "county city",
		RollupRead:    readers,
		AuditRead:     "admin",
		CutoffPublish: "city",
		PersonRead:    "officer " + readers,
		PersonWrite:   "admin",
		GrantWrite:    "admin",
		GrantRead:     "service:gateway",
		StateStream:   "service:statistics",
	}
	got := make(map[Action]string)
	for _, r := range Rules() {
		who := string(r.Role)
		if r.Service != "" {
			who += ":" + r.Service
		}
		if r.Named {
			who += ":named"
		}
		got[r.Action] = strings.TrimSpace(got[r.Action] + " " + who)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
	if len(want) != len(Actions()) {
		t.Fatalf("%d of %d actions have a rule", len(want), len(Actions()))
	}
}

func TestAllowsAsksRoleAndSubtree(t *testing.T) {
	table := NewTable(Rules())
	for name, tc := range map[string]struct {
		who    authn.Principal
		action Action
		unit   string
		want   bool
	}{
		"at one's own unit":                    {person(grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/c", true},
		"below it":                             {person(grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/c/n", true},
		"not above it":                         {person(grant(authn.RoleCounty, "p/c")), ProjectWrite, "p", false},
		"not beside it":                        {person(grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/d", false},
		"not by a name that begins alike":      {person(grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/cc", false},
		"not by a role that reads":             {person(grant(authn.RoleLeader, "p")), ProjectWrite, "p/c", false},
		"by a second grant":                    {person(grant(authn.RoleIntegrator, "p"), grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/c", true},
		"a second grant holds for its own":     {person(grant(authn.RoleIntegrator, "p"), grant(authn.RoleCounty, "p/c")), ProjectWrite, "p/d", false},
		"nobody":                               {person(), UnitRead, "p", false},
		"a grant without a unit is none":       {person(grant(authn.RoleAdmin, "")), UnitRead, "", false},
		"an unknown role":                      {person(grant("king", "p")), UnitRead, "p", false},
		"an unknown action":                    {person(grant(authn.RoleAdmin, "p")), "fly", "p", false},
		"an officer sees no project unnamed":   {person(grant(authn.RoleOfficer, "p")), ProjectRead, "p", false},
		"statistics streams the state":         {authn.Principal{Service: "statistics"}, StateStream, "", true},
		"another service doesn't":              {authn.Principal{Service: "factors"}, StateStream, "", false},
		"statistics writes nothing":            {authn.Principal{Service: "statistics"}, ProjectWrite, "p", false},
		"a person with the role service":       {person(grant(authn.RoleService, "p")), StateStream, "p", false},
		"a service has no use for roles":       {authn.Principal{Service: "factors", Grants: []authn.Grant{grant(authn.RoleAdmin, "p")}}, UnitWrite, "p", false},
		"an admin streams no state":            {person(grant(authn.RoleAdmin, "p")), StateStream, "p", false},
		"a department narrows nothing as yet":  {person(authn.Grant{Role: authn.RoleApprover, Unit: "p", Department: "fgw"}), RollupRead, "p/c", true},
		"the gateway asks for grants":          {authn.Principal{Service: "gateway"}, GrantRead, "", true},
		"an admin asks for nobody's grants so": {person(grant(authn.RoleAdmin, "p")), GrantRead, "p", false},
		"a township reports its own":           {person(grant(authn.RoleTownship, "p/c/n")), ReportWrite, "p/c/n", true},
		"a township corrects nothing accepted": {person(grant(authn.RoleTownship, "p/c/n")), ReportCorrect, "p/c/n", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := table.Allows(tc.who, tc.action, covers, tc.unit); got != tc.want {
				t.Fatalf("Allows(%s at %s) = %v", tc.action, tc.unit, got)
			}
		})
	}
}

// TestEachRuleMatters removes each rule in turn: the one that it lets in must be
// kept out then.
func TestEachRuleMatters(t *testing.T) {
	all := Rules()
	for i, r := range all {
		who := person(grant(r.Role, "p"))
		if r.Service != "" {
			who = authn.Principal{Service: r.Service}
		}
		with, without := NewTable(all).Named(), NewTable(slices.Delete(slices.Clone(all), i, i+1)).Named()
		if !with.Allows(who, r.Action, covers, "p/c") || without.Allows(who, r.Action, covers, "p/c") {
			t.Errorf("rule %v makes no difference", r)
		}
	}
	if (Table{}).Allows(person(grant(authn.RoleAdmin, "p")), UnitRead, covers, "p") {
		t.Error("the zero table allows something")
	}
}

func TestAnOfficerMayWhereTheyAreNamed(t *testing.T) {
	table, officer := NewTable(Rules()).Named(), person(grant(authn.RoleOfficer, "p"))
	for name, tc := range map[string]struct {
		action Action
		unit   string
		want   bool
	}{
		"reads the project":               {ProjectRead, "p/c", true},
		"reports it":                      {ReportWrite, "p/c", true},
		"corrects nothing accepted":       {ReportCorrect, "p/c", false},
		"changes nothing else":            {ProjectWrite, "p/c", false},
		"not outside the granted subtree": {ProjectRead, "q", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := table.Allows(officer, tc.action, covers, tc.unit); got != tc.want {
				t.Fatalf("Allows(%s at %s) = %v", tc.action, tc.unit, got)
			}
		})
	}
}

func TestUnitsAreTheRootsOfWhatOneMaySee(t *testing.T) {
	table := NewTable(Rules())
	who := person(
		grant(authn.RoleIntegrator, "p"), grant(authn.RoleCounty, "p/c"),
		grant(authn.RoleCity, "p/c"), grant(authn.RoleOfficer, "p/d"), grant(authn.RoleCounty, ""))
	for name, tc := range map[string]struct {
		action Action
		want   []string
	}{
		"where one reads by either grant": {RollupRead, []string{"p", "p/c"}},
		"where one writes, named once":    {ProjectWrite, []string{"p/c"}},
		"where an officer reads too":      {UnitRead, []string{"p", "p/c", "p/d"}},
		"nowhere":                         {UnitWrite, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, table.Units(who, tc.action)); diff != "" {
				t.Fatal(diff)
			}
		})
	}
	if got := table.Units(authn.Principal{Service: "statistics"}, StateStream); got != nil {
		t.Errorf("a service has units: %v", got)
	}
}

func TestCheckHidesWhatOneMayNotSee(t *testing.T) {
	table := NewTable(Rules())
	missing := errs.NotFound("PROJECT_NOT_FOUND", "no such project")
	for name, tc := range map[string]struct {
		who    authn.Principal
		action Action
		want   string
	}{
		"who may":                            {person(grant(authn.RoleCity, "p")), ProjectWrite, ""},
		"who may only see it":                {person(grant(authn.RoleLeader, "p")), ProjectWrite, "FORBIDDEN"},
		"who may not see it":                 {person(grant(authn.RoleCounty, "p/d")), ProjectWrite, "PROJECT_NOT_FOUND"},
		"who may not read it":                {person(grant(authn.RoleCounty, "p/d")), ProjectRead, "PROJECT_NOT_FOUND"},
		"an officer not named":               {person(grant(authn.RoleOfficer, "p")), ReportWrite, "PROJECT_NOT_FOUND"},
		"an import by a township":            {person(grant(authn.RoleTownship, "p/c")), Import, "FORBIDDEN"},
		"an import into a stranger's unit":   {person(grant(authn.RoleCounty, "p/d")), Import, "PROJECT_NOT_FOUND"},
		"a unit changed by a county":         {person(grant(authn.RoleCounty, "p/c")), UnitWrite, "FORBIDDEN"},
		"a roll-up of a stranger's unit":     {person(grant(authn.RoleCounty, "p/d")), RollupRead, "PROJECT_NOT_FOUND"},
		"a cut-off published by a county":    {person(grant(authn.RoleCounty, "p/c")), CutoffPublish, "FORBIDDEN"},
		"a cut-off of a stranger's unit":     {person(grant(authn.RoleCity, "p/d")), CutoffPublish, "PROJECT_NOT_FOUND"},
		"the state streamed by an admin":     {person(grant(authn.RoleAdmin, "p")), StateStream, "FORBIDDEN"},
		"a plan approved by a leader":        {person(grant(authn.RoleLeader, "p")), PlanApprove, "FORBIDDEN"},
		"a plan approved that isn't seen":    {person(grant(authn.RoleCity, "p/d")), PlanApprove, "PROJECT_NOT_FOUND"},
		"a certification of what isn't seen": {person(grant(authn.RoleCounty, "p/d")), LifeApprove, "PROJECT_NOT_FOUND"},
		"something that nobody has heard of": {person(grant(authn.RoleAdmin, "p")), "fly", "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			err := table.Check(tc.who, tc.action, covers, "p/c", missing)
			if got := errs.ReasonOf(err); got != tc.want {
				t.Fatalf("Check() = %v, want %q", err, tc.want)
			}
		})
	}
	var e *errs.Error
	if !errors.As(table.Check(person(grant(authn.RoleLeader, "p")), Import, covers, "p", missing), &e) || e.Params["roles"] != "county,city" {
		t.Fatalf("FORBIDDEN names the roles %v", e)
	}
}
