package server

import (
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// report is a report on the wire. The sheet's cells go only to those who may write
// reports of the unit.
func (s *Server) report(r registry.Report, withCells bool) *registryv1.Report {
	out := &registryv1.Report{
		ProjectId: string(r.Project), Month: r.Month.String(), Version: r.Version, FirstSubmitTime: events.Time(r.FirstSubmit),
		Accepted: s.revision(r, r.Accepted, withCells), Pending: s.revision(r, r.Pending, withCells),
	}
	for _, v := range r.Verdicts {
		out.Verdicts = append(out.Verdicts, verdictOf(v))
	}
	return out
}

func verdictOf(v registry.Verdict) *registryv1.Verdict {
	return &registryv1.Verdict{IsFalse: v.False, Reason: v.Reason, Principal: v.By, Time: events.Time(v.Time), Revision: small(v.Revision)}
}

// revision is one revision of a report, with what was written about its findings.
func (s *Server) revision(of registry.Report, r *registry.Revision, withCells bool) *registryv1.Revision {
	if r == nil {
		return nil
	}
	out := &registryv1.Revision{
		Number: events.Reported(r).GetRevision(), State: events.ReportState(r.State), Figures: events.Figures(r.Figures),
		Progress: r.Progress, Problems: r.Problems, Reason: r.Reason, Author: r.Author,
		SubmitTime: events.Time(r.SubmitTime), AcceptTime: events.Time(r.AcceptTime),
		Findings: s.findings(r.Findings), ImportId: r.ImportID, Unexplained: small(len(of.Unexplained(*r))),
	}
	for i, f := range r.Findings {
		for _, e := range of.ExplanationsOf(*r, f) {
			out.Findings[i].Explanations = append(out.Findings[i].Explanations, &registryv1.Explanation{
				Text: e.Text, Principal: e.By, Time: events.Time(e.Time), Revision: small(e.Revision),
			})
		}
	}
	if withCells {
		out.Cells = r.Cells
	}
	return out
}

// findings are checks' results with their sentences.
func (s *Server) findings(found []registry.Finding) []*registryv1.Finding {
	out := make([]*registryv1.Finding, 0, len(found))
	for _, f := range found {
		out = append(out, &registryv1.Finding{
			Reason: f.Reason, Field: f.Field, Severity: severity(f.Severity), Message: s.catalogue.Sentence(f.Reason, f.Params),
			ExplanationAsked: f.Explain, BlocksAcceptance: f.Blocks,
		})
	}
	return out
}

func severity(s registry.Severity) registryv1.Severity {
	switch s {
	case registry.SeverityError:
		return registryv1.Severity_SEVERITY_ERROR
	case registry.SeverityInfo:
		return registryv1.Severity_SEVERITY_INFO
	case registry.SeverityWarning:
	}
	return registryv1.Severity_SEVERITY_WARNING
}

// findingOf is a refusal as the finding of a row.
func findingOf(e *errs.Error) registry.Finding {
	f := registry.Finding{Reason: e.Reason, Severity: registry.SeverityError, Params: e.Params}
	if len(e.Fields) > 0 {
		f.Field = e.Fields[0].Path
	}
	return f
}

func change(c registry.Change) *registryv1.Change {
	out := &registryv1.Change{
		Time: events.Time(c.Time), Principal: c.Principal, Call: c.Call, Subject: c.Subject,
		Version: c.Version, Reason: c.Reason, ImportId: c.ImportID,
	}
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, &registryv1.FieldChange{Field: f.Field, OldValue: f.Old, NewValue: f.New})
	}
	return out
}
