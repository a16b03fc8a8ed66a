package server

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const mostGrants = 500

// GiveGrant implements registryv1.GrantServiceServer.
func (s *Server) GiveGrant(ctx context.Context, req *registryv1.GiveGrantRequest) (*registryv1.GiveGrantResponse, error) {
	newResp := func() *registryv1.GiveGrantResponse { return &registryv1.GiveGrantResponse{} }
	return mutate(ctx, s, "GiveGrant", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.GiveGrantResponse, error) {
		a, err := s.access(ctx)
		if err != nil {
			return nil, err
		}
		in := toGrant(req.GetGrant())
		if err := a.check(authz.GrantWrite, s.businessYear(), in.Unit, registry.UnitNotFound(in.Unit).At("grant.unit")); err != nil {
			return nil, err
		}
		by, err := step(a, tx, req.GetReason())
		if err != nil {
			return nil, err
		}
		g, err := registry.NewGrant(uuid.NewString(), in, by)
		if err != nil {
			return nil, err
		}
		return &registryv1.GiveGrantResponse{Grant: s.grant(a, store.HeldGrant{Grant: g})}, tx.GiveGrant(ctx, g)
	})
}

// step is the caller doing something now, for a reason.
func step(a access, tx *store.Tx, reason string) (registry.Step, error) {
	reason, err := registry.Reason(reason)
	return registry.Step{By: a.who.ID, At: tx.Now(), Reason: reason}, err
}

// lockedGrant is a grant that the caller may act on, at the version they saw.
func (s *Server) lockedGrant(ctx context.Context, tx *store.Tx, id string, version int64) (access, store.HeldGrant, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, store.HeldGrant{}, err
	}
	g, err := tx.LockGrant(ctx, id)
	if err != nil {
		return a, g, err
	}
	if err := a.check(authz.GrantWrite, s.businessYear(), g.Unit, registry.GrantNotFound(id)); err != nil {
		return a, g, err
	}
	return a, g, store.CheckVersion("grant "+id, g.Version, version)
}

// ConfirmGrant implements registryv1.GrantServiceServer.
func (s *Server) ConfirmGrant(ctx context.Context, req *registryv1.ConfirmGrantRequest) (*registryv1.ConfirmGrantResponse, error) {
	newResp := func() *registryv1.ConfirmGrantResponse { return &registryv1.ConfirmGrantResponse{} }
	return mutate(ctx, s, "ConfirmGrant", "", req, newResp, func(tx *store.Tx) (*registryv1.ConfirmGrantResponse, error) {
		a, held, err := s.lockedGrant(ctx, tx, req.GetId(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		if held.Grant, err = held.Confirm(registry.Step{By: a.who.ID, At: tx.Now()}); err != nil {
			return nil, err
		}
		return &registryv1.ConfirmGrantResponse{Grant: s.grant(a, held)}, tx.ConfirmGrant(ctx, held.Grant)
	})
}

// WithdrawGrant implements registryv1.GrantServiceServer.
func (s *Server) WithdrawGrant(ctx context.Context, req *registryv1.WithdrawGrantRequest) (*registryv1.WithdrawGrantResponse, error) {
	newResp := func() *registryv1.WithdrawGrantResponse { return &registryv1.WithdrawGrantResponse{} }
	return mutate(ctx, s, "WithdrawGrant", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.WithdrawGrantResponse, error) {
		a, held, err := s.lockedGrant(ctx, tx, req.GetId(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		by, err := step(a, tx, req.GetReason())
		if err != nil {
			return nil, err
		}
		if held.Grant, err = held.Withdraw(by); err != nil {
			return nil, err
		}
		return &registryv1.WithdrawGrantResponse{Grant: s.grant(a, held)}, tx.WithdrawGrant(ctx, held.Grant)
	})
}

// ListGrants implements registryv1.GrantServiceServer.
func (s *Server) ListGrants(ctx context.Context, req *registryv1.ListGrantsRequest) (*registryv1.ListGrantsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	year := s.businessYear()
	if err := a.check(authz.GrantWrite, year, req.GetUnit(), registry.UnitNotFound(req.GetUnit())); err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := grantPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostGrants)
	found, err := s.store.Grants(ctx, store.GrantFilter{
		Units: a.tree.Subtree(year, req.GetUnit()), Principal: req.GetPrincipal(), WithEnded: req.GetWithEnded(), Day: registry.Today(s.now()),
	}, after, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListGrantsResponse{}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1].Position()
		resp.NextPageToken = pageToken{hash, []string{last.At.Format(time.RFC3339Nano), last.ID}}.String()
	}
	for _, g := range found {
		resp.Grants = append(resp.Grants, s.grant(a, g))
	}
	return resp, nil
}

// grantPosition reads where the page before ended, nil for the first page.
func grantPosition(token string, hash uint64) (*store.GrantPosition, error) {
	keys, err := pageKeys(token, hash, 2)
	if err != nil || keys == nil {
		return nil, err
	}
	when, err := time.Parse(time.RFC3339Nano, keys[0])
	if err != nil {
		return nil, errs.Invalid("PAGE_TOKEN_INVALID", "page token of no time").At("page_token").Wrap(err)
	}
	return &store.GrantPosition{At: when, ID: keys[1]}, nil
}

// GrantsOf implements registryv1.GrantServiceServer.
func (s *Server) GrantsOf(ctx context.Context, req *registryv1.GrantsOfRequest) (*registryv1.GrantsOfResponse, error) {
	if !s.table.Allows(authn.PrincipalOf(ctx), authz.GrantRead, nil, "") {
		return nil, s.table.Forbidden(authz.GrantRead)
	}
	grants, err := s.store.GrantsInForce(ctx, req.GetPrincipal(), registry.Today(s.now()))
	if err != nil {
		return nil, err
	}
	resp := &registryv1.GrantsOfResponse{}
	for _, g := range grants {
		resp.Grants = append(resp.Grants, &registryv1.Grant{Role: g.Role, Unit: g.Unit, Department: g.Department})
	}
	return resp, nil
}

// grant is a grant on the wire.
func (s *Server) grant(a access, g store.HeldGrant) *registryv1.Grant {
	unit, _ := a.tree.Unit(g.Unit)
	out := &registryv1.Grant{
		Id: g.ID, Principal: g.Principal, PersonName: g.PersonName, Role: g.Role, Unit: g.Unit, UnitName: unit.Name, Department: g.Department,
		FromDate: g.Days.From, ToDate: g.Days.To, State: grantState(g.State(registry.Today(s.now()))),
		GivenBy: g.Given.By, GiveTime: events.Time(g.Given.At), GiveReason: g.Given.Reason, Version: g.Version,
	}
	if c := g.Confirmed; c != nil {
		out.ConfirmedBy, out.ConfirmTime = c.By, events.Time(c.At)
	}
	if w := g.Withdrawn; w != nil {
		out.WithdrawnBy, out.WithdrawTime, out.WithdrawReason = w.By, events.Time(w.At), w.Reason
	}
	return out
}

func grantState(state registry.GrantState) registryv1.GrantState {
	switch state {
	case registry.GrantProposed:
		return registryv1.GrantState_GRANT_STATE_PROPOSED
	case registry.GrantInForce:
		return registryv1.GrantState_GRANT_STATE_IN_FORCE
	case registry.GrantEnded:
		return registryv1.GrantState_GRANT_STATE_ENDED
	case registry.GrantWithdrawn:
		return registryv1.GrantState_GRANT_STATE_WITHDRAWN
	}
	return registryv1.GrantState_GRANT_STATE_UNSPECIFIED
}

func toGrant(g *registryv1.Grant) registry.Grant {
	return registry.Grant{
		Principal: g.GetPrincipal(), Role: g.GetRole(), Unit: g.GetUnit(), Department: g.GetDepartment(),
		Days: registry.Days{From: g.GetFromDate(), To: g.GetToDate()},
	}
}
