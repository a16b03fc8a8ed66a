package server

import (
	"context"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// mostPreviewed bounds what is judged at once: as much as a page shows.
const mostPreviewed = mostProjects

// PreviewReports implements registryv1.ProgressServiceServer.
func (s *Server) PreviewReports(ctx context.Context, req *registryv1.PreviewReportsRequest) (*registryv1.PreviewReportsResponse, error) {
	m, err := month.Parse(req.GetMonth())
	if err != nil {
		return nil, at(err, "month")
	}
	if len(req.GetDrafts()) > mostPreviewed {
		return nil, errs.Invalid("PREVIEW_TOO_MANY", "%d drafts", len(req.GetDrafts())).With("limit", rowNumber(mostPreviewed)).At("drafts")
	}
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.PreviewReportsResponse{}
	return resp, s.store.Look(ctx, func(tx *store.Tx) error {
		p, err := s.previewing(ctx, tx, a, m, req.GetDrafts())
		if err != nil {
			return err
		}
		for _, draft := range req.GetDrafts() {
			judged, err := p.judge(ctx, draft)
			if err != nil {
				return err
			}
			resp.Reports = append(resp.Reports, judged)
		}
		return nil
	})
}

// previewing is one picture of the register that drafts are judged by.
type previewing struct {
	s       *Server
	tx      *store.Tx
	a       access
	month   month.Month
	books   map[registry.ProjectID]registry.Book
	reports map[registry.ProjectID]registry.Report
	held    holds
}

func (s *Server) previewing(ctx context.Context, tx *store.Tx, a access, m month.Month, drafts []*registryv1.ReportDraft) (previewing, error) {
	p := previewing{s: s, tx: tx, a: a, month: m}
	ids := make([]registry.ProjectID, 0, len(drafts))
	for _, d := range drafts {
		if id, err := projectID(d.GetProjectId()); err == nil {
			ids = append(ids, id)
		}
	}
	projects, reports, err := tx.ReportsIn(ctx, ids, m)
	if err != nil {
		return p, err
	}
	p.reports = reports
	if p.books, err = tx.Books(ctx, projects); err != nil {
		return p, err
	}
	p.held, err = readHolds(ctx, tx, a.above(projects, m.Year), m)
	return p, err
}

// judge tells what saving a draft would do; a refusal is a finding like the others.
func (p previewing) judge(ctx context.Context, d *registryv1.ReportDraft) (*registryv1.PreviewedReport, error) {
	out := &registryv1.PreviewedReport{ProjectId: d.GetProjectId()}
	id, err := projectID(d.GetProjectId())
	if err != nil {
		return p.refuse(out, nil, err), nil
	}
	book, ok := p.books[id]
	if !ok {
		return p.refuse(out, nil, registry.ProjectNotFound(id)), nil
	}
	o, err := p.s.look(ctx, p.tx, p.a, book, p.reports[id], p.held)
	if err != nil {
		return nil, err
	}
	if err := o.checkProject(authz.ReportWrite, o.project, p.month.Year); err != nil {
		return p.refuse(out, nil, err), nil
	}
	if o.report.Version != d.GetVersion() {
		out.Newer = withoutWords(p.s.report(o.report, false))
		return p.refuse(out, nil, store.CheckVersion("report "+string(id), o.report.Version, d.GetVersion())), nil
	}
	if err := o.maySave(); err != nil {
		return p.refuse(out, nil, err), nil
	}
	draft := registry.Draft{Figures: toFigures(d.GetFigures()), Progress: d.GetProgress(), Problems: d.GetProblems(), Reason: d.GetReason()}
	_, found, err := o.report.Save(draft, o.author(o.year, o.unit), o.scrutiny(p.tx.Now()))
	if err != nil {
		return p.refuse(out, found, err), nil
	}
	out.Findings = p.s.findings(found)
	return out, nil
}

// refuse tells why a draft would be refused, beside what was found.
func (p previewing) refuse(out *registryv1.PreviewedReport, found []registry.Finding, err error) *registryv1.PreviewedReport {
	if e, ok := errs.As(err); ok && !registry.Refused(found) {
		found = append(found, findingOf(e))
	}
	out.Refused, out.Findings = true, p.s.findings(found)
	return out
}
