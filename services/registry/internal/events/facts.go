package events

import (
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// UnitFacts are what others keep of a unit.
func UnitFacts(u unittree.Unit) *registryv1.UnitFacts { return &registryv1.UnitFacts{Unit: Unit(u)} }

// ProjectFacts are what others keep of a project.
func ProjectFacts(p registry.Project) *registryv1.ProjectFacts {
	facts := &registryv1.ProjectFacts{Id: string(p.ID), Version: p.Version, EndDate: p.EndDate(), Name: p.Name}
	facts.Stage, facts.EndYear, facts.Attraction = Stage(p.Stage), Small(p.EndYear), attraction(p.Attraction)
	facts.Library, facts.StatisticsEligible, facts.StatisticsEntryDate = Library(p.CurrentLibrary()), p.StatisticsEligible(), p.Statistics.Date
	for _, y := range p.Years {
		facts.Years = append(facts.Years, ProjectYear(y))
	}
	facts.FilledFacts, facts.Tags = filledFacts(p), Tags(p.Tags)
	for _, e := range p.Stages {
		facts.Stages = append(facts.Stages, StageEntry(p, e))
	}
	return facts
}

// ReportFacts are what others keep of a report.
func ReportFacts(r registry.Report) *registryv1.ReportFacts {
	facts := &registryv1.ReportFacts{ProjectId: string(r.Project), Month: r.Month.String(), Version: r.Version}
	if r.Accepted != nil {
		facts.OnTime = r.Punctual()
		facts.Revision, facts.Figures = Small(r.Accepted.Number), Figures(r.Accepted.Figures)
	}
	return facts
}
