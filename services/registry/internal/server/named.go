package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authn"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// naming knows who is named on which project: the store, or a transaction.
type naming interface {
	Named(ctx context.Context, project registry.ProjectID, principal, day string) (bool, error)
}

// forProject is the caller's access to one project: an officer may more where they
// are named on it today. Nobody else costs a question.
func (s *Server) forProject(ctx context.Context, names naming, a access, id registry.ProjectID) (access, error) {
	if !a.isOfficer() {
		return a, nil
	}
	yes, err := names.Named(ctx, id, a.who.ID, registry.Today(s.now()))
	if yes {
		a.table = a.table.Named()
	}
	return a, err
}

func (a access) isOfficer() bool {
	return slices.ContainsFunc(a.who.Grants, func(g authn.Grant) bool { return g.Role == authn.RoleOfficer })
}

// reach is whose projects of a year the caller means and may see: those below unit,
// or all of theirs where unit is empty; of the units that they see as an officer
// only, those that they are named on.
func (s *Server) reach(a access, year int, unit string) (store.Reach, error) {
	if !a.isOfficer() {
		units, err := a.subtree(year, unit)
		return store.Reach{Open: units}, err
	}
	open, err := a.subtree(year, "")
	if err != nil {
		return store.Reach{}, err
	}
	a.table = a.table.Named()
	all, err := a.subtree(year, unit)
	reach := store.Reach{Open: []string{}, Named: []string{}, Principal: a.who.ID, Day: registry.Today(s.now())}
	for _, code := range all {
		if slices.Contains(open, code) {
			reach.Open = append(reach.Open, code)
		} else {
			reach.Named = append(reach.Named, code)
		}
	}
	return reach, err
}
