package server

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// PublishCutoff implements statisticsv1.CutoffServiceServer.
func (s *Server) PublishCutoff(ctx context.Context, req *statisticsv1.PublishCutoffRequest) (*statisticsv1.PublishCutoffResponse, error) {
	call, err := idempotency.CallOf(ctx, "PublishCutoff", req.GetRequestId(), req)
	if err != nil {
		return nil, err
	}
	draft, err := draftCutoff(ctx, req)
	if err != nil {
		return nil, err
	}
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.allowTo(ctx, authz.CutoffPublish, tree, draft.Month.Year, draft.Unit); err != nil {
		return nil, err // before anything is locked
	}
	newResp := func() *statisticsv1.PublishCutoffResponse { return &statisticsv1.PublishCutoffResponse{} }
	return store.Once(ctx, s.store, call, newResp, func(tx pgx.Tx) (*statisticsv1.PublishCutoffResponse, error) {
		c, err := s.store.Publish(ctx, tx, draft, s.decideCutoff(ctx), tellCutoff)
		if err != nil {
			return nil, err
		}
		return &statisticsv1.PublishCutoffResponse{Cutoff: events.Cutoff(c)}, nil
	})
}

func draftCutoff(ctx context.Context, req *statisticsv1.PublishCutoffRequest) (statistics.Cutoff, error) {
	m, err := parseMonth(req.GetMonth())
	if err != nil {
		return statistics.Cutoff{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return statistics.Cutoff{}, err
	}
	return statistics.Cutoff{
		ID: id.String(), Unit: req.GetUnit(), Month: m, Publisher: authn.PrincipalOf(ctx).ID, Note: req.GetNote(),
	}, nil
}

// decideCutoff judges by the tree that is frozen, which may be newer than the one
// that was looked at before.
func (s *Server) decideCutoff(ctx context.Context) func(unittree.Tree, statistics.Cutoff, int) (statistics.Cutoff, error) {
	return func(tree unittree.Tree, draft statistics.Cutoff, published int) (statistics.Cutoff, error) {
		now := store.Tree{Tree: tree}
		if err := s.allowTo(ctx, authz.CutoffPublish, now, draft.Month.Year, draft.Unit); err != nil {
			return statistics.Cutoff{}, err
		}
		draft.UnitName = nameOf(now, draft.Unit)
		return statistics.Publish(draft, published, s.now().UTC().Truncate(time.Microsecond))
	}
}

func tellCutoff(c statistics.Cutoff) (outbox.Message, error) {
	return events.OfCutoff(c, events.Published)
}

// ListCutoffs implements statisticsv1.CutoffServiceServer.
func (s *Server) ListCutoffs(ctx context.Context, req *statisticsv1.ListCutoffsRequest) (*statisticsv1.ListCutoffsResponse, error) {
	if err := checkYear(req.GetYear()); err != nil {
		return nil, err
	}
	year, unit := int(req.GetYear()), req.GetUnit()
	missing := errs.NotFound("UNIT_NOT_FOUND", "no unit %q in %d", unit, year).With("unit", unit).At("unit")
	if err := s.allowPublished(ctx, year, unit, missing); err != nil {
		return nil, err
	}
	found, err := s.store.Cutoffs(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	resp := &statisticsv1.ListCutoffsResponse{}
	for _, c := range found {
		resp.Cutoffs = append(resp.Cutoffs, events.Cutoff(c))
	}
	return resp, nil
}

// GetCutoff implements statisticsv1.CutoffServiceServer.
func (s *Server) GetCutoff(ctx context.Context, req *statisticsv1.GetCutoffRequest) (*statisticsv1.GetCutoffResponse, error) {
	c, err := s.cutoff(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return &statisticsv1.GetCutoffResponse{Cutoff: events.Cutoff(c)}, nil
}

// cutoff is the cut-off of that ID, for somebody who may see it.
func (s *Server) cutoff(ctx context.Context, id string) (statistics.Cutoff, error) {
	c, err := s.store.Cutoff(ctx, id)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	if err := s.allowPublished(ctx, c.Month.Year, c.Unit, store.CutoffNotFound(id)); err != nil {
		return statistics.Cutoff{}, err
	}
	return c, nil
}

// cutoffOf is the cut-off of that ID, if it is of that month.
func (s *Server) cutoffOf(ctx context.Context, id string, m month.Month) (statistics.Cutoff, error) {
	c, err := s.cutoff(ctx, id)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	if c.Month != m {
		return statistics.Cutoff{}, errs.Invalid("CUTOFF_OTHER_MONTH", "cut-off %s is of %s", c.ID, c.Month).With("month", c.Month.String()).At("month")
	}
	return c, nil
}

func errCutoffWithAsOf() error {
	return errs.Invalid("CUTOFF_WITH_AS_OF", "a cut-off is of one moment already").At("as_of")
}

// frozenRollup is a view as a cut-off froze it: by its tree, names and settings. What
// is answered depends on nothing that can change.
func (s *Server) frozenRollup(ctx context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.Rollup, error) {
	v, err := parseRequest(req)
	if err != nil {
		return nil, err
	}
	c, err := s.cutoffOf(ctx, req.GetCutoff(), month.Month{Year: v.Year, Month: v.Month})
	if err != nil {
		return nil, err
	}
	tree, err := s.frozenTree(ctx, c, v.Units[0])
	if err != nil {
		return nil, err
	}
	if !req.GetNoChildren() {
		v.Units = withChildren(tree.Tree, v)
	}
	v.Below = below(tree, v)
	r, err := s.store.FrozenRollup(ctx, c, v)
	if err != nil {
		return nil, err
	}
	if err := checkPlaced(v, r); err != nil {
		return nil, err
	}
	f, err := s.frozenFormers(ctx, c, v)
	if err != nil {
		return nil, err
	}
	out := toRollup(tree, v, r, f)
	out.Cutoff = c.ID
	return out, nil
}

// frozenTree is a cut-off's tree, if it has the unit.
func (s *Server) frozenTree(ctx context.Context, c statistics.Cutoff, unit string) (store.Tree, error) {
	tree, err := s.store.FrozenTree(ctx, c)
	if err != nil {
		return store.Tree{}, err
	}
	if !tree.Exists(c.Month.Year, unit) {
		return store.Tree{}, errs.NotFound("UNIT_NOT_FOUND", "no unit %q in cut-off %s", unit, c.ID).With("unit", unit).At("unit")
	}
	return store.Tree{Tree: tree}, nil
}
