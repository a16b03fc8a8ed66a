package server

import (
	"context"
	"strconv"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const mostPairs = 200

// ListDuplicates implements registryv1.HonestyServiceServer. Each page compares anew:
// what is alike changes with every project, and comparing is cheap.
func (s *Server) ListDuplicates(ctx context.Context, req *registryv1.ListDuplicatesRequest) (*registryv1.ListDuplicatesResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	units, err := s.unitsOf(ctx, int(req.GetYear()), req.GetUnit())
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	from, err := offsetOf(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	pairs, err := s.store.Alike(ctx, s.duplicates, int(req.GetYear()), units, req.GetWithDecided())
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListDuplicatesResponse{Total: small(len(pairs))}
	to := min(from+pageSize(req.GetPageSize(), mostPairs), len(pairs))
	if to < len(pairs) {
		resp.NextPageToken = pageToken{hash, []string{strconv.Itoa(to)}}.String()
	}
	for _, p := range pairs[min(from, to):to] {
		resp.Pairs = append(resp.Pairs, a.pair(p))
	}
	return resp, nil
}

// offsetOf reads how many rows the pages before had.
func offsetOf(token string, filter uint64) (int, error) {
	if token == "" {
		return 0, nil
	}
	keys, err := parsePageToken(token, filter, 1)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(keys[0])
	if err != nil || n < 0 {
		return 0, errs.Invalid("PAGE_TOKEN_INVALID", "offset %.20q", keys[0]).At("page_token")
	}
	return n, nil
}

func (a access) pair(p registry.Pair) *registryv1.DuplicatePair {
	return &registryv1.DuplicatePair{
		First: a.alike(p.First), Second: a.alike(p.Second), Score: small(p.Score), Likenesses: likenesses(p.Likenesses), Decided: p.Decided,
	}
}

func (a access) alike(p registry.Alike) *registryv1.AlikeProject {
	unit, _ := a.tree.Unit(p.Unit)
	return &registryv1.AlikeProject{
		Id: string(p.ID), Name: p.Name, NationalCode: p.Code, Company: p.Company, Place: p.Place,
		Unit: p.Unit, UnitName: unit.Name, TotalInvestmentYuan: int64(p.Total),
	}
}

func likenesses(ls []registry.Likeness) []*registryv1.Likeness {
	out := make([]*registryv1.Likeness, 0, len(ls))
	for _, l := range ls {
		out = append(out, &registryv1.Likeness{Reason: l.Reason, Title: l.Title, Score: small(l.Score)})
	}
	return out
}

// DecideDuplicate implements registryv1.HonestyServiceServer.
func (s *Server) DecideDuplicate(ctx context.Context, req *registryv1.DecideDuplicateRequest) (*registryv1.DecideDuplicateResponse, error) {
	newResp := func() *registryv1.DecideDuplicateResponse { return &registryv1.DecideDuplicateResponse{} }
	return mutate(ctx, s, "DecideDuplicate", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.DecideDuplicateResponse, error) {
		a, err := s.access(ctx)
		if err != nil {
			return nil, err
		}
		var ids []registry.ProjectID
		for _, text := range []string{req.GetProjectId(), req.GetOtherId()} {
			id, err := projectID(text)
			if err != nil {
				return nil, err
			}
			if err := a.mayChange(ctx, tx, id); err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		pair, reason, err := registry.Apart(ids[0], ids[1], req.GetReason())
		if err != nil {
			return nil, err
		}
		return newResp(), tx.DecidePair(ctx, pair, req.GetApart(), reason)
	})
}

// mayChange is nil where the caller may change the project at its unit of today.
func (a access) mayChange(ctx context.Context, tx *store.Tx, id registry.ProjectID) error {
	p, err := tx.ReadProject(ctx, id)
	if err != nil {
		return err
	}
	return a.checkProject(authz.ProjectWrite, p, 0)
}
