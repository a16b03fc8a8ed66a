package server_test

import (
	"context"

	"github.com/google/uuid"

	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const packagePrefix = "/pacesetter.registry.v1."

// stale is a version that no row has: whoever may, is told so, and nothing changes.
const stale = 9_999

// probes call every RPC so that nothing changes, whatever the answer.
func (m *matrix) probes() []authztest.Probe {
	var all []authztest.Probe
	for service, probes := range map[string][]authztest.Probe{
		"UnitService": m.unitProbes(), "ProjectService": m.projectProbes(), "ReportService": m.reportProbes(),
		"ImportService": m.importProbes(), "BulkService": m.bulkProbes(), "StateService": m.stateProbes(),
		"HonestyService": m.honestyProbes(),
		"PeopleService":  m.peopleProbes(), "ResponsibilityService": m.responsibilityProbes(), "GrantService": m.grantProbes(),
		"SheetService":     m.sheetProbes(),
		"LifecycleService": m.lifecycleProbes(),
		"PlanService":      m.planProbes(),
		"ProgressService":  m.progressProbes(),
		"DocumentService":  m.documentProbes(),
		"MonthService":     m.monthProbes(),
		"CalendarService":  m.calendarProbes(),
		"WorkService":      m.workProbes(),
		"PolicyService":    m.policyProbes(),
	} {
		for _, p := range probes {
			p.RPC = packagePrefix + service + "/" + p.RPC
			all = append(all, p)
		}
	}
	return all
}

func (m *matrix) unitProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListUnits", Call: func(ctx context.Context, unit string) error {
			list, err := m.ListUnits(ctx, &registryv1.ListUnitsRequest{Year: 2020})
			return visible(err, list.GetUnits(), unit)
		}},
		{RPC: "GetUnit", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetUnit(ctx, &registryv1.GetUnitRequest{Code: unit})
			return err
		}},
		{RPC: "CreateUnit", Call: func(ctx context.Context, unit string) error {
			_, err := m.CreateUnit(ctx, &registryv1.CreateUnitRequest{Unit: &registryv1.Unit{Code: "Not A Code", Name: "新镇", Kind: registryv1.UnitKind_UNIT_KIND_TOWNSHIP}, Parent: unit, FromYear: 2020, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "UpdateUnit", Call: func(ctx context.Context, unit string) error {
			_, err := m.UpdateUnit(ctx, &registryv1.UpdateUnitRequest{Code: unit, Name: "改名", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "MoveUnit", Call: func(ctx context.Context, unit string) error {
			_, err := m.MoveUnit(ctx, &registryv1.MoveUnitRequest{Code: unit, Parent: "bc", FromYear: 2021, Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ArrangeTiles", Call: func(ctx context.Context, unit string) error {
			_, err := m.ArrangeTiles(ctx, &registryv1.ArrangeTilesRequest{Code: unit, RequestId: uuid.NewString()})
			return err
		}},
	}
}

// visible tells whether a unit is among those of a list; units above the caller's
// own are there too, for breadcrumbs.
func visible(err error, units []*registryv1.Unit, unit string) error {
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.GetCode() == unit {
			return nil
		}
	}
	return errs.NotFound("NOT_LISTED", "%s is not in the list", unit)
}

func (m *matrix) projectProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListProjects", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListProjects(ctx, &registryv1.ListProjectsRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: "GetProject", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetProject(ctx, &registryv1.GetProjectRequest{Id: m.accepted[unit].GetId()})
			return err
		}},
		{RPC: "GetProject", Name: "in other hands", Call: func(ctx context.Context, unit string) error {
			got, err := m.GetProject(ctx, &registryv1.GetProjectRequest{Id: m.gone[unit].GetId()})
			return told2021(err, got.GetProject().GetYears())
		}},
		{RPC: "ListProjectHistory", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListProjectHistory(ctx, &registryv1.ListProjectHistoryRequest{Id: m.accepted[unit].GetId()})
			return err
		}},
		{RPC: "CreateProject", Call: func(ctx context.Context, unit string) error {
			p := newProject("")
			p.Years[0].Unit = unit
			_, err := m.CreateProject(ctx, &registryv1.CreateProjectRequest{Project: p, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "UpdateProject", Call: func(ctx context.Context, unit string) error {
			_, err := m.UpdateProject(ctx, &registryv1.UpdateProjectRequest{Id: m.accepted[unit].GetId(), Project: m.accepted[unit], Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		m.yearProbe("listings", func(y *registryv1.ProjectYear) { y.Listings = nil }),
		m.yearProbe("plan", func(y *registryv1.ProjectYear) { y.PlannedYuan++ }),
		m.yearProbe("the rest", func(y *registryv1.ProjectYear) { y.Industry = "别的" }),
	}
}

// told2021 tells whether 2021 is among the years told of a project.
func told2021(err error, years []*registryv1.ProjectYear) error {
	if err != nil {
		return err
	}
	for _, y := range years {
		if y.GetYear() == 2021 {
			return nil
		}
	}
	return errs.NotFound("NOT_LISTED", "2021 is not told")
}

func (m *matrix) yearProbe(name string, edit func(*registryv1.ProjectYear)) authztest.Probe {
	return authztest.Probe{RPC: "SetProjectYear", Name: name, Call: func(ctx context.Context, unit string) error {
		year := newProject("x").GetYears()[0]
		year.Unit = unit
		edit(year)
		_, err := m.SetProjectYear(ctx, &registryv1.SetProjectYearRequest{Id: m.accepted[unit].GetId(), Year: year, Version: stale, RequestId: uuid.NewString()})
		return err
	}}
}

func (m *matrix) reportProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListReports", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: m.accepted[unit].GetId(), Year: 2020})
			return err
		}},
		{RPC: "SaveReport", Name: "draft", Call: func(ctx context.Context, unit string) error {
			_, err := m.SaveReport(ctx, save(m.accepted[unit].GetId(), "2020-04", stale, figures(1, 4, 8)))
			return err
		}},
		{RPC: "SaveReport", Name: "correction", Call: func(ctx context.Context, unit string) error {
			// The version is right and the reason missing: that is asked for last.
			_, err := m.SaveReport(ctx, save(m.accepted[unit].GetId(), "2020-05", m.versions[unit], figures(2, 6, 10)))
			return err
		}},
		{RPC: "SubmitReport", Call: func(ctx context.Context, unit string) error {
			_, err := m.SubmitReport(ctx, &registryv1.SubmitReportRequest{ProjectId: m.submitted[unit].GetId(), Month: "2020-05", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "AcceptReport", Call: func(ctx context.Context, unit string) error {
			_, err := m.AcceptReport(ctx, &registryv1.AcceptReportRequest{ProjectId: m.submitted[unit].GetId(), Month: "2020-05", Version: stale, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ReturnReport", Call: func(ctx context.Context, unit string) error {
			_, err := m.ReturnReport(ctx, &registryv1.ReturnReportRequest{ProjectId: m.submitted[unit].GetId(), Month: "2020-05", Version: stale, Reason: "再核", RequestId: uuid.NewString()})
			return err
		}},
	}
}

func (m *matrix) honestyProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "GetHonestyPolicy", Call: func(ctx context.Context, _ string) error {
			_, err := m.GetHonestyPolicy(ctx, &registryv1.GetHonestyPolicyRequest{})
			return err
		}},
		{RPC: "ExplainFinding", Call: func(ctx context.Context, unit string) error {
			_, err := m.ExplainFinding(ctx, &registryv1.ExplainFindingRequest{ProjectId: m.submitted[unit].GetId(), Month: "2020-05", Version: stale, Reason: "X", Text: "无", RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "JudgeReport", Call: func(ctx context.Context, unit string) error {
			// The version is right and the reason missing: that is asked for last.
			_, err := m.JudgeReport(ctx, &registryv1.JudgeReportRequest{ProjectId: m.accepted[unit].GetId(), Month: "2020-05", Version: m.versions[unit], RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "CheckStatedTotals", Call: func(ctx context.Context, unit string) error {
			_, err := m.CheckStatedTotals(ctx, &registryv1.CheckStatedTotalsRequest{Unit: unit, Year: 2020, Figures: []*registryv1.StatedFigure{{Measure: registryv1.Measure_MEASURE_PROJECTS, Value: 2}}})
			return err
		}},
		{RPC: "ListDuplicates", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListDuplicates(ctx, &registryv1.ListDuplicatesRequest{Unit: unit, Year: 2020})
			return err
		}},
		{RPC: "DecideDuplicate", Call: func(ctx context.Context, unit string) error {
			_, err := m.DecideDuplicate(ctx, &registryv1.DecideDuplicateRequest{ProjectId: m.accepted[unit].GetId(), OtherId: m.submitted[unit].GetId(), Apart: true, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ListReportingRecord", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListReportingRecord(ctx, &registryv1.ListReportingRecordRequest{Unit: unit, Year: 2020})
			return err
		}},
		{RPC: "ListRecordedReports", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListRecordedReports(ctx, &registryv1.ListRecordedReportsRequest{Unit: unit, Year: 2020, Kind: registryv1.RecordKind_RECORD_KIND_LATE})
			return err
		}},
	}
}

func (m *matrix) importProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "CreateImport", Call: func(ctx context.Context, unit string) error {
			_, err := m.CreateImport(ctx, &registryv1.CreateImportRequest{Unit: unit, Month: "2020-05", Annex: 3, FileName: "x.xlsx", Content: []byte("no sheet"), RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "GetImport", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetImport(ctx, &registryv1.GetImportRequest{Id: m.imports[unit]})
			return err
		}},
		{RPC: "PreviewImport", Call: func(ctx context.Context, unit string) error {
			_, err := m.PreviewImport(ctx, &registryv1.PreviewImportRequest{Id: m.imports[unit]})
			return err
		}},
		{RPC: "AnnotateImport", Call: func(ctx context.Context, unit string) error {
			stream, err := m.AnnotateImport(ctx, &registryv1.AnnotateImportRequest{Id: m.imports[unit]})
			if err != nil {
				return err
			}
			_, err = stream.Recv()
			return err
		}},
		{RPC: "CommitImport", Call: func(ctx context.Context, unit string) error {
			_, err := m.CommitImport(ctx, &registryv1.CommitImportRequest{Id: m.imports[unit], Fingerprint: "stale", RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "MapColumns", Call: func(ctx context.Context, unit string) error {
			choice := []*registryv1.ColumnChoice{{Header: "首席服务员", Choice: &registryv1.ColumnChoice_Ignore{Ignore: true}}}
			_, err := m.MapColumns(ctx, &registryv1.MapColumnsRequest{Id: m.imports[unit], Columns: choice, RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "PreviewUndo", Call: func(ctx context.Context, unit string) error {
			_, err := m.PreviewUndo(ctx, &registryv1.PreviewUndoRequest{Id: m.imports[unit]})
			return err
		}},
		{RPC: "UndoImport", Call: func(ctx context.Context, unit string) error {
			_, err := m.UndoImport(ctx, &registryv1.UndoImportRequest{Id: m.imports[unit], Reason: "传错了表", RequestId: uuid.NewString()})
			return err
		}},
		{RPC: "ListImports", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListImports(ctx, &registryv1.ListImportsRequest{Unit: unit})
			return err
		}},
	}
}

func (m *matrix) bulkProbes() []authztest.Probe {
	return []authztest.Probe{{RPC: "Ingest", Call: func(ctx context.Context, unit string) error {
		stream, err := m.Ingest(ctx)
		if err != nil {
			return err
		}
		p := newProject("")
		p.Years[0].Unit = unit
		if err := stream.Send(&registryv1.IngestRequest{RequestId: uuid.NewString(), Rows: []*registryv1.IngestRow{{Row: &registryv1.IngestRow_Project{Project: p}}}}); err != nil {
			return err
		}
		answer, err := stream.Recv()
		if err != nil {
			return err
		}
		return refusalOf(answer.GetResults()[0])
	}}}
}

// refusalOf is the first error among a row's findings.
func refusalOf(row *registryv1.RowResult) error {
	for _, f := range row.GetFindings() {
		if f.GetSeverity() == registryv1.Severity_SEVERITY_ERROR {
			return errs.Invalid(f.GetReason(), "refused")
		}
	}
	return nil
}

func (m *matrix) stateProbes() []authztest.Probe {
	return []authztest.Probe{{RPC: "StreamState", Call: func(ctx context.Context, _ string) error {
		stream, err := m.StreamState(ctx, &registryv1.StreamStateRequest{Entity: "unit"})
		if err != nil {
			return err
		}
		_, err = stream.Recv()
		return err
	}}}
}

func (m *matrix) sheetProbes() []authztest.Probe {
	return []authztest.Probe{{RPC: "ExportSheet", Call: func(ctx context.Context, unit string) error {
		stream, err := m.ExportSheet(ctx, &registryv1.ExportSheetRequest{Annex: 3, Unit: unit, Month: "2020-05"})
		if err != nil {
			return err
		}
		_, err = stream.Recv()
		return err
	}}}
}
