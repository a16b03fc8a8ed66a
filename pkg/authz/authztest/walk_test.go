package authztest

import (
	"context"
	"testing"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// TestNoticesNamesTheProbeThatHearsSomethingElse, and asks the one first that is likely to.
func TestNoticesNamesTheProbeThatHearsSomethingElse(t *testing.T) {
	refused := map[string]bool{}
	var asked []string
	probe := func(name string) Probe {
		return Probe{RPC: "/p.v1.S/" + name, Call: func(context.Context, string) error {
			asked = append(asked, name)
			if refused[name] {
				return errs.Denied("FORBIDDEN", "no")
			}
			return nil
		}}
	}
	w := Walk{
		Probes: []Probe{probe("A"), probe("B"), probe("C")}, Relations: []Relation{{"own", "u"}},
		As: func(testing.TB, authn.Role) context.Context { return t.Context() },
	}
	heard := w.told(t, authn.RoleCity)
	if !w.isTold(authn.RoleCity, heard) || w.isTold(authn.RoleCounty, heard) {
		t.Errorf("%v tells of the wrong callers", heard)
	}
	if got := w.notices(t, authn.RoleCity, heard, ""); got != "" {
		t.Errorf("%s notices nothing", got)
	}
	refused["B"], refused["C"], asked = true, true, nil
	if got := w.notices(t, authn.RoleCity, heard, "S/C"); got != "S/C" || len(asked) != 1 {
		t.Errorf("%q notices after %v", got, asked)
	}
	if w.hears(t, authn.RoleCity, "S/B", heard) || !w.hears(t, authn.RoleCity, "S/A", heard) || w.hears(t, authn.RoleCity, "S/D", heard) {
		t.Error("who hears what was heard before is told wrongly")
	}
}
