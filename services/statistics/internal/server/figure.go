package server

import (
	"context"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// Sizes of a page.
const (
	defaultPage = 50
	largestPage = 500
)

// ListFigureProjects implements statisticsv1.StatisticsServiceServer.
func (s *Server) ListFigureProjects(
	ctx context.Context, req *statisticsv1.ListFigureProjectsRequest,
) (*statisticsv1.ListFigureProjectsResponse, error) {
	rows, err := parseRows(req)
	if err != nil {
		return nil, err
	}
	at, err := s.parseAsOf(req.GetAsOf())
	if err != nil {
		return nil, err
	}
	tree, err := s.treeFor(ctx, at, rows.Year, req.GetUnit())
	if err != nil {
		return nil, err
	}
	if !req.GetItself() {
		rows.Root = req.GetUnit()
		rows.Units = tree.Subtree(rows.Year, req.GetUnit())
	}
	found, totals, err := s.figureRows(ctx, rows, at)
	if err != nil {
		return nil, err
	}
	resp := &statisticsv1.ListFigureProjectsResponse{}
	if totals != nil {
		resp.Totals = toFigures(*totals, rows.Month, tree.Settings(rows.Year, req.GetUnit()))
	}
	if size := rows.Limit - 1; len(found) > size {
		found = found[:size]
		resp.NextPageToken = pageToken(req, found[size-1].Position)
	}
	for _, row := range found {
		resp.Projects = append(resp.Projects, toFigureProject(tree, rows, row))
	}
	return resp, nil
}

// treeFor is the tree as it is known, at a moment or (for zero) now, to somebody who
// may see the unit.
func (s *Server) treeFor(ctx context.Context, at time.Time, year int, unit string) (store.Tree, error) {
	if !at.IsZero() {
		return s.treeKnownAt(ctx, at, year, unit)
	}
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return store.Tree{}, err
	}
	return tree, s.allow(ctx, tree, year, unit)
}

func (s *Server) figureRows(ctx context.Context, rows store.Rows, at time.Time) ([]store.Row, *statistics.Figures, error) {
	if at.IsZero() {
		return s.store.FigureRows(ctx, rows)
	}
	return s.figureRowsKnownAt(ctx, rows, at)
}

// parseRows reads which rows are asked for. One more than a page is read, to know
// whether there is a next one.
func parseRows(req *statisticsv1.ListFigureProjectsRequest) (store.Rows, error) {
	v, err := parseView(&statisticsv1.RollupFilter{
		Unit: req.GetUnit(), Month: req.GetMonth(), Listing: req.GetListing(), Category: req.GetCategory(), Nature: req.GetNature(),
	}, "")
	if err != nil {
		return store.Rows{}, err
	}
	where, err := parseWhere(req, v.Year)
	if err != nil {
		return store.Rows{}, err
	}
	figure, err := parseFigure(req.GetFigure())
	if err != nil {
		return store.Rows{}, err
	}
	after, err := parsePageToken(req, req.GetPageToken())
	if err != nil {
		return store.Rows{}, err
	}
	return store.Rows{View: v, Figure: figure, Where: where, After: after, Limit: pageSize(req.GetPageSize()) + 1}, nil
}

func pageSize(asked int32) int {
	if asked <= 0 {
		return defaultPage
	}
	return min(int(asked), largestPage)
}

func parseFigure(text string) (store.Figure, error) {
	switch f := store.Figure(text); f {
	case "":
		return store.FigureProjects, nil
	case store.FigureProjects, store.FigureDue, store.FigureReported, store.FigureMissing, store.FigureLacking:
		return f, nil
	default:
		known := strings.Join([]string{
			string(store.FigureProjects), string(store.FigureDue), string(store.FigureReported), string(store.FigureMissing),
			string(store.FigureLacking),
		}, " ")
		return "", errs.Invalid("FIGURE_UNKNOWN", "no figure %q, only %s", text, known).
			With("value", text).With("known", known).At("figure")
	}
}

func toFigureProject(tree store.Tree, q store.Rows, row store.Row) *statisticsv1.FigureProject {
	figures, latest := statistics.OfProject(row.Project, q.Listing, q.Month)
	out := &statisticsv1.FigureProject{
		ProjectId: row.ID.String(), Name: row.Name, Unit: row.Unit, UnitName: nameOf(tree, row.Unit),
		Figures:  toFigures(figures, q.Month, tree.Settings(q.Year, row.Unit)),
		Category: row.Project.Category, Nature: row.Project.Nature,
		FactsListed: row.Project.Milestones.FactsListed, FactsFilled: row.Project.Milestones.FactsFilled,
		Tags: row.Project.Milestones.Tags,
	}
	if latest > 0 {
		out.ReportedMonth = month.Month{Year: q.Year, Month: latest}.String()
	}
	for _, l := range row.Project.Listings {
		out.Listings = append(out.Listings, l.Key)
	}
	return out
}
