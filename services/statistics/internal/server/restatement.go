package server

import (
	"context"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// ListRestatements implements statisticsv1.CutoffServiceServer.
func (s *Server) ListRestatements(
	ctx context.Context, req *statisticsv1.ListRestatementsRequest,
) (*statisticsv1.ListRestatementsResponse, error) {
	after, err := parseRestatementToken(req, req.GetPageToken())
	if err != nil {
		return nil, err
	}
	c, err := s.cutoff(ctx, req.GetCutoff())
	if err != nil {
		return nil, err
	}
	unit := req.GetUnit()
	if unit == "" {
		unit = c.Unit
	}
	sides, err := s.sides(ctx, c, unit)
	if err != nil {
		return nil, err
	}
	resp, err := sides.figures(ctx, s.store)
	if err != nil {
		return nil, err
	}
	sides.reporting = resp.GetFrozen().GetReporting() != nil
	resp.Restatements, resp.NextPageToken, err = sides.page(ctx, s.store, req, after)
	return resp, err
}

// sides are a unit as it was frozen and as it is known now.
type sides struct {
	cutoff      statistics.Cutoff
	unit        string
	frozen, now store.Tree
	reporting   bool // whether the cut-off shows how the unit's reports came
}

// sides judges by the tree as it is now: rows are about projects, which are shown to
// those who may see them, and not to everybody under the unit that published.
func (s *Server) sides(ctx context.Context, c statistics.Cutoff, unit string) (sides, error) {
	now, err := s.store.RefreshTree(ctx) // one that is a moment old would list what moved since as unchanged
	if err != nil {
		return sides{}, err
	}
	if err := s.allow(ctx, now, c.Month.Year, unit); err != nil {
		return sides{}, err
	}
	frozen, err := s.frozenTree(ctx, c, unit)
	return sides{cutoff: c, unit: unit, frozen: frozen, now: now}, err
}

// figures are the unit's, each side as it wants them shown.
func (d sides) figures(ctx context.Context, st *store.Store) (*statisticsv1.ListRestatementsResponse, error) {
	year, m := d.cutoff.Month.Year, d.cutoff.Month.Month
	v := store.View{Year: year, Month: m, Units: []string{d.unit}, Part: statistics.Part{Listing: statistics.All}, Lifecycle: d.cutoff.Lifecycle}
	v.Plan = byPlan(d.now, year, v.Units)
	frozen, err := st.FrozenRollup(ctx, d.cutoff, v)
	if err != nil {
		return nil, err
	}
	now, err := st.Rollup(ctx, v)
	if err != nil {
		return nil, err
	}
	frozenBy := shower{tree: d.frozen, view: v, bare: !d.cutoff.Lifecycle}
	nowBy := shower{tree: d.now, view: v, bare: !d.cutoff.Lifecycle}
	return &statisticsv1.ListRestatementsResponse{
		Frozen: frozenBy.show(frozen.Units[d.unit], d.unit, ofUnit(d.unit)),
		Now:    nowBy.show(now.Units[d.unit], d.unit, ofUnit(d.unit)),
	}, nil
}

// page lists what differs behind a project. One more than a page is looked for, to
// know whether there is a next one.
func (d sides) page(
	ctx context.Context, st *store.Store, req *statisticsv1.ListRestatementsRequest, after uuid.UUID,
) ([]*statisticsv1.Restatement, string, error) {
	var (
		size  = pageSize(req.GetPageSize())
		found []*statisticsv1.Restatement
		last  uuid.UUID
		token string
	)
	err := st.EachCompared(ctx, d.comparison(after), func(c store.Compared) bool {
		r := d.restatement(c)
		switch {
		case r == nil:
			return false
		case len(found) == size:
			token = restatementToken(req, last)
			return true
		}
		found, last = append(found, r), c.ID
		return false
	})
	return found, token, err
}

func (d sides) comparison(after uuid.UUID) store.Comparison {
	year := d.cutoff.Month.Year
	return store.Comparison{Cutoff: d.cutoff, Frozen: d.frozen.Subtree(year, d.unit), Now: d.now.Subtree(year, d.unit), After: after}
}

// restatement is what differs of a project, nil if nothing does.
func (d sides) restatement(c store.Compared) *statisticsv1.Restatement {
	figures, attributes := statistics.Restate(c.Frozen, c.Now, d.cutoff.Month.Month, statistics.Shown{
		Lifecycle: d.cutoff.Lifecycle, PlannedToDate: byPlan(d.frozen, d.cutoff.Month.Year, []string{d.unit}), Reporting: d.reporting,
	})
	if len(figures)+len(attributes) == 0 {
		return nil
	}
	out := &statisticsv1.Restatement{ProjectId: c.ID.String(), Name: c.Name}
	if c.Frozen != nil {
		out.Unit, out.UnitName = c.Frozen.Project.Unit, nameOf(d.frozen, c.Frozen.Project.Unit)
	} else {
		out.Unit, out.UnitName = c.Now.Project.Unit, nameOf(d.now, c.Now.Project.Unit)
	}
	for _, f := range figures {
		out.Figures = append(out.Figures, &statisticsv1.RestatedFigure{Figure: f.Figure, Old: f.Old, New: f.New, KnownTime: orAbsent(f.Known)})
	}
	for _, a := range attributes {
		out.Attributes = append(out.Attributes, &statisticsv1.RestatedAttribute{Attribute: a.Attribute, Old: a.Old, New: a.New, KnownTime: orAbsent(a.Known)})
	}
	return out
}

func orAbsent(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

// restatementToken says behind which project the next page begins.
func restatementToken(req *statisticsv1.ListRestatementsRequest, last uuid.UUID) string {
	return sealed(last[:], "restatements", req.GetCutoff(), req.GetUnit())
}

// parseRestatementToken reads a token of the same request; none is the beginning.
func parseRestatementToken(req *statisticsv1.ListRestatementsRequest, token string) (uuid.UUID, error) {
	if token == "" {
		return uuid.UUID{}, nil
	}
	body, ok := unsealed(token, "restatements", req.GetCutoff(), req.GetUnit())
	id, err := uuid.FromBytes(body)
	if !ok || err != nil {
		return uuid.UUID{}, errs.Invalid("PAGE_TOKEN_INVALID", "not a page token of this request").At("page_token")
	}
	return id, nil
}
