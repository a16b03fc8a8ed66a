package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// access is what one caller may do, judged by the tree of the moment, and by which
// policies what they do is judged.
type access struct {
	who      authn.Principal
	table    authz.Table
	tree     unittree.Tree
	policies registry.PolicyBook
}

// access reads who is calling. It fails with TREE_NOT_READY while there is no tree and with
// POLICIES_NOT_READY until the policies were read.
func (s *Server) access(ctx context.Context) (access, error) {
	tree, err := s.store.Tree()
	if err != nil {
		return access{}, err
	}
	policies, err := s.store.Policies()
	return access{who: authn.PrincipalOf(ctx), table: s.table, tree: tree, policies: policies}, err
}

// covers asks the tree of one year.
func (a access) covers(year int) authz.Covers {
	return func(root, unit string) bool { return a.tree.Covers(year, root, unit) }
}

// check is nil where the caller may; missing is what those hear who may not know.
func (a access) check(action authz.Action, year int, unit string, missing error) error {
	return a.table.Check(a.who, action, a.covers(year), unit, missing)
}

func (a access) roles(action authz.Action, year int, unit string) []authn.Role {
	return a.table.Roles(a.who, action, a.covers(year), unit)
}

// checkProject asks for an action at the project's unit in a year, or in its latest
// year where it has no record of that one.
func (a access) checkProject(action authz.Action, p registry.Project, year int) error {
	unit, at := unitIn(p, year)
	return a.check(action, at, unit, registry.ProjectNotFound(p.ID))
}

// unitIn is the unit that answers for a project in a year, and in which year's tree.
func unitIn(p registry.Project, year int) (string, int) {
	if y, ok := p.Year(year); ok {
		return y.Unit, year
	}
	if len(p.Years) == 0 {
		return "", year
	}
	last := p.Years[len(p.Years)-1]
	return last.Unit, last.Year
}

// sight is which years of a project the caller sees: all of them where they may read
// what counts in the latest one, else those in which its unit was theirs. It fails
// with PROJECT_NOT_FOUND where that is none.
func (a access) sight(p registry.Project) (registry.Sight, error) {
	sight, some := p.Sight(func(y registry.Year) bool {
		return a.table.Allows(a.who, authz.ProjectRead, a.covers(y.Year), y.Unit)
	})
	if !some {
		return sight, registry.ProjectNotFound(p.ID)
	}
	return sight, nil
}

// shown is a project that the caller has written, as they see it afterwards.
func (a access) shown(p registry.Project) *registryv1.Project {
	sight, _ := a.sight(p) // whoever sees nothing of it is told its identity: they wrote it
	return events.Project(p.SeenWith(sight))
}

// subtree lists the units whose projects of a year the caller means and may see:
// those below unit, or all of theirs where unit is empty.
func (a access) subtree(year int, unit string) ([]string, error) {
	if unit != "" {
		missing := registry.UnitNotFound(unit)
		if !a.tree.Exists(year, unit) {
			return nil, missing
		}
		return a.tree.Subtree(year, unit), a.check(authz.ProjectRead, year, unit, missing)
	}
	units := []string{} // not nil: nothing to see is an empty list, not "all"
	for _, root := range a.table.Units(a.who, authz.ProjectRead) {
		for _, code := range a.tree.Subtree(year, root) {
			if !slices.Contains(units, code) {
				units = append(units, code)
			}
		}
	}
	return units, nil
}

// policy is what the caller's changes of a year's record are judged by.
func (s *Server) policy(a access, year int, unit string) registry.Policy {
	roles := a.roles(authz.ListingWrite, year, unit)
	return registry.Policy{
		Vocabulary: s.vocabulary, Tags: s.tags, Tree: a.tree,
		InForce: func(l registry.Level) bool { return authz.ListingVerdict(roles, levelOf(l)) == authz.InForce },
	}
}

func levelOf(l registry.Level) authz.Level {
	switch l {
	case registry.LevelProvince:
		return authz.LevelProvince
	case registry.LevelCity:
		return authz.LevelCity
	case registry.LevelCounty:
		return authz.LevelCounty
	}
	return authz.LevelProvince
}

// checkYear asks whether the caller may write this record of a year: where it was,
// where it goes, and its listings and plan as far as they change.
func (a access) checkYear(before, after registry.Year, missing error) error {
	if err := a.check(authz.ProjectWrite, after.Year, after.Unit, missing); err != nil {
		return err
	}
	if !slices.Equal(before.Listings, after.Listings) {
		if err := a.check(authz.ListingWrite, after.Year, after.Unit, missing); err != nil {
			return err
		}
	}
	if before.Planned != after.Planned {
		return a.check(authz.PlanWrite, after.Year, after.Unit, missing)
	}
	return nil
}

// author is the caller as somebody who writes reports of the unit.
func (a access) author(year int, unit string) registry.Author {
	return registry.Author{ID: a.who.ID, Role: string(authz.Highest(a.roles(authz.ReportWrite, year, unit)))}
}

// mayAfterCutoff tells whether the caller may still write a unit's reports of a month
// that is cut off.
func (a access) mayAfterCutoff(year int, unit string) bool {
	return authz.MayCorrect(a.roles(authz.ReportCorrect, year, unit), true)
}

// mayJudge is nil where the caller stands above who submitted the revision in force.
func (a access) mayJudge(r registry.Report, year int, unit string) error {
	if r.Accepted == nil || authz.MayAccept(a.roles(authz.ReportAccept, year, unit), authn.Role(r.Accepted.Role), false) {
		return nil
	}
	return errs.Denied("FORBIDDEN", "submitted by role %s", r.Accepted.Role).With("roles", "county,city")
}
