package server

import (
	"context"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ListMonthReports implements registryv1.ProgressServiceServer.
func (s *Server) ListMonthReports(ctx context.Context, req *registryv1.ListMonthReportsRequest) (*registryv1.ListMonthReportsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	asked := &registryv1.ListProjectsRequest{
		Unit: req.GetUnit(), Month: req.GetMonth(), ReportStatus: req.GetReportStatus(), Query: req.GetQuery(), PageToken: req.GetPageToken(),
	}
	filter, err := s.filter(a, asked)
	if err != nil {
		return nil, err
	}
	hash := filterHash(asked)
	after, err := positionOf(asked, hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostProjects)
	page, totals, err := s.store.List(ctx, filter, store.Order{}, after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListMonthReportsResponse{}
	if totals != nil {
		resp.Projects = totals.Projects
	}
	if len(page) > rows {
		page = page[:rows]
		last := page[rows-1].Position()
		resp.NextPageToken = pageToken{hash, []string{last.First, last.Second, last.ID}}.String()
	}
	return resp, s.store.Look(ctx, func(tx *store.Tx) error {
		resp.Rows, err = s.monthRows(ctx, tx, a, page, filter.Month)
		return err
	})
}

// monthRows tells the projects of a page with what is known of their month. One that was
// removed from the year since the page was read is left out.
func (s *Server) monthRows(ctx context.Context, tx *store.Tx, a access, page []store.ListedProject, m month.Month) ([]*registryv1.MonthRow, error) {
	ids := make([]registry.ProjectID, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	sheets, err := tx.MonthSheets(ctx, ids, m)
	if err != nil {
		return nil, err
	}
	projects := make(map[registry.ProjectID]registry.Project, len(sheets))
	for id, sheet := range sheets {
		projects[id] = sheet.Project
	}
	held, err := readHolds(ctx, tx, a.above(projects, m.Year), m)
	if err != nil {
		return nil, err
	}
	rows := make([]*registryv1.MonthRow, 0, len(page))
	for _, id := range ids {
		sheet, ok := sheets[id]
		if !ok {
			continue
		}
		o, err := s.look(ctx, tx, a, registry.Book{Project: sheet.Project}, sheet.Report, held)
		if err != nil {
			return nil, err
		}
		rows = append(rows, s.monthRow(o, *sheet))
	}
	return rows, nil
}

// above are the units of these projects in a year and those above them, each once: a
// hold of any of them holds a project's month.
func (a access) above(projects map[registry.ProjectID]registry.Project, year int) []string {
	seen := map[string]bool{}
	var units []string
	for _, p := range projects {
		unit, at := unitIn(p, year)
		for _, code := range a.tree.Ancestors(at, unit) {
			if !seen[code] {
				seen[code] = true
				units = append(units, code)
			}
		}
	}
	return units
}

// look is a report as openReport opens it, without a lock and for whoever asks.
func (s *Server) look(ctx context.Context, tx *store.Tx, a access, book registry.Book, r registry.Report, held holds) (opened, error) {
	o := opened{project: book.Project, report: r}
	var err error
	if o.access, err = s.forProject(ctx, tx, a, book.Project.ID); err != nil {
		return opened{}, err
	}
	o.unit, o.year = unitIn(o.project, r.Month.Year)
	o.book = book.In(a.tree, o.year, o.unit)
	o.held = o.hold(held, r.Month, o.year, o.unit)
	return o, nil
}

// hindrance is why the caller can't write the month as it stands; nil where they can.
func (o opened) hindrance() error {
	if err := o.checkProject(authz.ReportWrite, o.project, o.report.Month.Year); err != nil {
		return err
	}
	if err := o.maySave(); err != nil {
		return err
	}
	return o.report.MustBeOpen()
}

func (s *Server) monthRow(o opened, sheet store.MonthSheet) *registryv1.MonthRow {
	m := o.report.Month
	sight, _ := o.sight(o.project) // the list has asked whether they may see this year
	year, _ := o.project.Year(m.Year)
	unit, _ := o.tree.Unit(o.unit)
	row := &registryv1.MonthRow{
		ProjectId: string(o.project.ID), ProjectName: o.project.Name, UnitName: unit.Name, Year: events.ProjectYear(year),
	}
	if o.report.Version > 0 {
		row.Report = withoutWords(s.report(o.report, false))
	}
	if before, known := registry.Earlier(m, seenEarlier(sheet.Earlier, sight), seenOpening(o.project.Opening, sight)); known {
		row.Earlier = events.Figures(before)
	}
	for _, f := range sheet.Months {
		row.Months = append(row.Months, &registryv1.MonthFigures{Month: f.Month.String(), Figures: events.Figures(f.Figures)})
	}
	if e, ok := errs.As(o.hindrance()); ok {
		row.Hindrance = s.findings([]registry.Finding{findingOf(e)})[0]
	}
	return row
}

// withoutWords says nothing of explanations, which are read with single reports only.
func withoutWords(r *registryv1.Report) *registryv1.Report {
	for _, rev := range []*registryv1.Revision{r.GetAccepted(), r.GetPending()} {
		if rev != nil {
			rev.Unexplained = 0
		}
	}
	return r
}

func seenEarlier(e *registry.HandedIn, sight registry.Sight) *registry.HandedIn {
	if e == nil || !sight.Sees(e.Month.Year) {
		return nil
	}
	return e
}

func seenOpening(o *registry.Opening, sight registry.Sight) *registry.Opening {
	if o == nil || !sight.Sees(o.Month.Year) {
		return nil
	}
	return o
}
