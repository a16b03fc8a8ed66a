// Package authztest walks every RPC of a service as every role at every relation
// between the grant and the object, and holds the outcomes against a committed
// table. It also takes one rule after the other out of the table of pkg/authz and
// sees that somebody notices: a rule that nothing asks for protects nothing.
//
// It knows no service; each brings its probes.
package authztest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
)

// Probe calls one RPC on an object of a unit. It must leave everything as it was,
// whatever the outcome: by a stale version, say, or a broken argument that is
// looked at after the caller's rights.
type Probe struct {
	RPC  string // full method
	Name string // tells several probes of one RPC apart; may be empty
	Call func(ctx context.Context, unit string) error
}

func (p Probe) key() string {
	name := p.RPC[strings.LastIndex(p.RPC, ".")+1:]
	if p.Name != "" {
		name += " (" + p.Name + ")"
	}
	return name
}

// Relation is how the object's unit stands to the unit of the caller's grant.
type Relation struct{ Name, Unit string }

// Walk is a service under test.
type Walk struct {
	Probes    []Probe
	Relations []Relation
	// As is the context of somebody with one grant of the role, or of the service
	// where the role is RoleService.
	As func(tb testing.TB, role authn.Role) context.Context
}

// Roles lists whoever may knock: every role, a service of ours, and nobody.
func Roles() []authn.Role {
	return []authn.Role{
		authn.RoleOfficer, authn.RoleTownship, authn.RoleCounty, authn.RoleApprover, authn.RoleFactor, authn.RoleCity,
		authn.RoleLeader, authn.RoleProvince, authn.RoleAdmin, authn.RoleIntegrator, authn.RoleService, "",
	}
}

// Two kinds of callers that are more than a role: somebody who is named on every
// object, which the walk has to see to, and another service of ours.
const (
	named   = ":named"
	service = "service:"
)

// CallerOf is who acts by a rule, for Outcomes: its role, "officer:named" where the
// rule asks for that, "service:gateway" where it is a service's.
func CallerOf(rule authz.Rule) authn.Role {
	switch {
	case rule.Service != "":
		return service + authn.Role(rule.Service)
	case rule.Named:
		return rule.Role + named
	default:
		return rule.Role
	}
}

// Principal is somebody with one grant of the role over unit, or whom CallerOf says;
// for RoleService a service that the table knows, and for no role somebody without
// any grant.
func Principal(role authn.Role, unit string) authn.Principal {
	if role == authn.RoleService {
		role = service + "statistics"
	}
	if name, ours := strings.CutPrefix(string(role), service); ours {
		return authn.Principal{ID: string(role), Service: name}
	}
	if role == "" {
		return authn.Principal{ID: "nobody"}
	}
	held := authn.Role(strings.TrimSuffix(string(role), named))
	return authn.Principal{ID: string(role) + "@" + unit, Grants: []authn.Grant{{Role: held, Unit: unit}}}
}

// Outcomes is what each role hears, one line per probe and role.
func (w Walk) Outcomes(tb testing.TB, roles ...authn.Role) map[string]string {
	tb.Helper()
	lines := map[string]string{}
	for _, role := range roles {
		ctx := w.As(tb, role)
		for _, p := range w.Probes {
			lines[lineOf(p, role)] = w.line(ctx, p)
		}
	}
	return lines
}

// notices names a probe by which a caller hears something else than before, and is
// empty where there is none. The probe named first is asked first.
func (w Walk) notices(tb testing.TB, role authn.Role, heard map[string]bool, first string) string {
	tb.Helper()
	ctx := w.As(tb, role)
	probes := slices.Clone(w.Probes)
	if i := slices.IndexFunc(probes, func(p Probe) bool { return p.key() == first }); i > 0 {
		probes[0], probes[i] = probes[i], probes[0]
	}
	for _, p := range probes {
		if !heard[lineOf(p, role)+" "+w.line(ctx, p)] {
			return p.key()
		}
	}
	return ""
}

func lineOf(p Probe, role authn.Role) string {
	return fmt.Sprintf("%-52s %-10s", p.key(), nameOf(role))
}

func nameOf(role authn.Role) string {
	if role == "" {
		return "nobody"
	}
	return string(role)
}

func (w Walk) line(ctx context.Context, p Probe) string {
	heard := make([]string, len(w.Relations))
	for i, relation := range w.Relations {
		heard[i] = relation.Name + "=" + outcome(p.Call(ctx, relation.Unit))
	}
	return strings.Join(heard, " ")
}

func outcome(err error) string {
	if err == nil || errors.Is(err, io.EOF) {
		return "OK"
	}
	return errs.ReasonOf(err)
}

// Golden compares outcomes with the committed table. With write it writes the
// table instead; read the difference before committing it.
func Golden(tb testing.TB, file string, outcomes map[string]string, write bool) {
	tb.Helper()
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(outcomes)) {
		fmt.Fprintf(&text, "%s %s\n", key, outcomes[key])
	}
	if write {
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		tb.Fatal(err)
	}
	for _, line := range differing(string(want), text.String()) {
		tb.Error(line)
	}
}

// differing lists the lines that only one of two texts has.
func differing(want, got string) []string {
	wanted, have := strings.Split(want, "\n"), strings.Split(got, "\n")
	var lines []string
	for _, line := range wanted {
		if !slices.Contains(have, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range have {
		if !slices.Contains(wanted, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return lines
}

// Complete fails when an RPC of the server has no probe.
func Complete(tb testing.TB, server *grpc.Server, probes []Probe) {
	tb.Helper()
	for service, info := range server.GetServiceInfo() {
		for _, method := range info.Methods {
			full := "/" + service + "/" + method.Name
			if !slices.ContainsFunc(probes, func(p Probe) bool { return p.RPC == full }) {
				tb.Errorf("%s has no probe", full)
			}
		}
	}
}

// EachRuleMatters takes every rule that actions names out of the table, one at a
// time, and fails when the rule's role hears the same as before. with makes the same
// service under another table; what it made before is not asked any more.
//
// What was heard before is read from Golden's file, and walked where that has nothing of
// a caller. It walks until the first difference and begins with the probe that noticed
// the last rule of the action: walking everything for every rule would take many minutes.
// Who noticed is asked again under the whole table, so that no other trouble is taken for
// a difference.
func EachRuleMatters(t *testing.T, file string, actions []authz.Action, with func(tb testing.TB, table authz.Table) Walk) {
	t.Helper()
	rules := authz.Rules()
	whole := authz.NewTable(rules)
	heard := linesOf(t, file)
	noticed := make(map[authz.Action]string) // the probe that noticed the last rule of an action
	for i, rule := range rules {
		if !slices.Contains(actions, rule.Action) {
			continue
		}
		caller := CallerOf(rule)
		t.Run(fmt.Sprintf("%s by %s", rule.Action, caller), func(t *testing.T) {
			rest := authz.NewTable(slices.Delete(slices.Clone(rules), i, i+1))
			without := with(t, rest)
			if !without.isTold(caller, heard) {
				maps.Copy(heard, with(t, whole).told(t, caller))
				without = with(t, rest)
			}
			probe := without.notices(t, caller, heard, noticed[rule.Action])
			if probe == "" {
				t.Fatal("nobody notices that the rule is gone")
			}
			noticed[rule.Action] = probe
			if again := with(t, whole); !again.hears(t, caller, probe, heard) {
				t.Errorf("%s answers otherwise than before under the whole table, too", probe)
			}
		})
	}
}

// hears tells whether a caller hears from one probe what was heard before.
func (w Walk) hears(tb testing.TB, role authn.Role, probe string, heard map[string]bool) bool {
	tb.Helper()
	w.Probes = slices.DeleteFunc(slices.Clone(w.Probes), func(p Probe) bool { return p.key() != probe })
	return len(w.Probes) > 0 && w.notices(tb, role, heard, "") == ""
}

// linesOf are the lines of Golden's file.
func linesOf(tb testing.TB, file string) map[string]bool {
	tb.Helper()
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		tb.Fatal(err)
	}
	lines := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		lines[strings.TrimSuffix(line, "\n")] = true
	}
	return lines
}

// isTold tells whether lines tell what a caller hears.
func (w Walk) isTold(role authn.Role, lines map[string]bool) bool {
	begin := lineOf(w.Probes[0], role) + " "
	for line := range lines {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	return false
}

// told are lines as Golden's file has them, of one caller.
func (w Walk) told(tb testing.TB, role authn.Role) map[string]bool {
	tb.Helper()
	lines := make(map[string]bool)
	for key, heard := range w.Outcomes(tb, role) {
		lines[key+" "+heard] = true
	}
	return lines
}
