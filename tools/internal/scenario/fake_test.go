package scenario

import (
	"context"
	"fmt"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
)

// platform is registry and statistics in one: it keeps what it is sent and answers
// from that. The figures' formulas are the real services' business; here they are only
// as far as the places' files need them.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	registryv1.UnimplementedProjectServiceServer
	registryv1.UnimplementedBulkServiceServer
	registryv1.UnimplementedPeopleServiceServer
	registryv1.UnimplementedResponsibilityServiceServer
	registryv1.UnimplementedReportServiceServer
	registryv1.UnimplementedLifecycleServiceServer
	registryv1.UnimplementedHonestyServiceServer
	statisticsv1.UnimplementedStatisticsServiceServer
	statisticsv1.UnimplementedIndicatorServiceServer
	statisticsv1.UnimplementedTargetServiceServer

	units    map[string]*registryv1.Unit
	projects map[string]*registryv1.Project
	reports  map[string]*registryv1.IngestReport // by code/month
	people   []*registryv1.Person
	duties   map[string][]*registryv1.Responsibility // by project
	chunks   []int                                   // rows of each chunk
	writes   int                                     // calls that wrote
	spoil    func(*statisticsv1.Rollup)
	flags    []*registryv1.Contradiction // what it finds in any paper
	sheets   sheets
}

func newPlatform() *platform {
	return &platform{
		units:    map[string]*registryv1.Unit{"sd": {Code: "sd", Name: "山东省", Version: 1}},
		projects: map[string]*registryv1.Project{}, reports: map[string]*registryv1.IngestReport{},
		duties: map[string][]*registryv1.Responsibility{},
		spoil:  func(*statisticsv1.Rollup) {},
	}
}

func (p *platform) serve(t *testing.T) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, p)
		registryv1.RegisterProjectServiceServer(s, p)
		registryv1.RegisterBulkServiceServer(s, p)
		registryv1.RegisterPeopleServiceServer(s, p)
		registryv1.RegisterResponsibilityServiceServer(s, p)
		registryv1.RegisterReportServiceServer(s, p)
		registryv1.RegisterLifecycleServiceServer(s, p)
		registryv1.RegisterHonestyServiceServer(s, p)
		registryv1.RegisterSheetServiceServer(s, &p.sheets)
		registryv1.RegisterImportServiceServer(s, &p.sheets)
		statisticsv1.RegisterStatisticsServiceServer(s, p)
		statisticsv1.RegisterIndicatorServiceServer(s, p)
		statisticsv1.RegisterTargetServiceServer(s, p)
	})
}

func (p *platform) ListUnits(_ context.Context, req *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	res := &registryv1.ListUnitsResponse{}
	for _, u := range p.units {
		if len(u.GetPlaces()) == 0 || u.GetPlaces()[0].GetFromYear() <= req.GetYear() {
			res.Units = append(res.Units, u)
		}
	}
	return res, nil
}

func (p *platform) MoveUnit(_ context.Context, req *registryv1.MoveUnitRequest) (*registryv1.MoveUnitResponse, error) {
	p.writes++
	u := p.units[req.GetCode()]
	u.Places = []*registryv1.Place{{Parent: req.GetParent(), FromYear: req.GetFromYear()}}
	return &registryv1.MoveUnitResponse{Unit: u}, nil
}

func (p *platform) GetUnit(_ context.Context, req *registryv1.GetUnitRequest) (*registryv1.GetUnitResponse, error) {
	return &registryv1.GetUnitResponse{Unit: p.units[req.GetCode()]}, nil
}

func (p *platform) CreateUnit(_ context.Context, req *registryv1.CreateUnitRequest) (*registryv1.CreateUnitResponse, error) {
	if p.units[req.GetParent()] == nil {
		return nil, errs.NotFound("UNIT_NOT_FOUND", "no unit %s", req.GetParent())
	}
	if p.units[req.GetUnit().GetCode()] != nil {
		return nil, errs.Exists("UNIT_EXISTS", "unit %s is there", req.GetUnit().GetCode())
	}
	p.writes++
	u := proto.CloneOf(req.GetUnit())
	u.Places = []*registryv1.Place{{Parent: req.GetParent(), FromYear: req.GetFromYear()}}
	p.units[u.GetCode()] = u
	return &registryv1.CreateUnitResponse{Unit: u}, nil
}

func (p *platform) UpdateUnit(_ context.Context, req *registryv1.UpdateUnitRequest) (*registryv1.UpdateUnitResponse, error) {
	p.writes++
	u := p.units[req.GetCode()]
	u.Settings, u.Version = req.GetSettings(), u.GetVersion()+1
	return &registryv1.UpdateUnitResponse{Unit: u}, nil
}

// ListProjects answers in pages of 200.
func (p *platform) ListProjects(_ context.Context, req *registryv1.ListProjectsRequest) (*registryv1.ListProjectsResponse, error) {
	codes := p.sorted(req)
	res, t := &registryv1.ListProjectsResponse{}, &registryv1.ListTotals{}
	if req.GetPageToken() == "" {
		res.Totals = t
	}
	from := 0
	_, _ = fmt.Sscan(req.GetPageToken(), &from) // empty: the first page
	for _, code := range codes {
		t.Projects++
		t.PlannedYuan += p.projects[code].GetYears()[0].GetPlannedYuan()
		t.YearToDateYuan += p.latest(code, req.GetMonth()).GetFigures().GetYearToDateYuan()
	}
	for _, code := range codes[from:min(from+200, len(codes))] {
		res.Rows = append(res.Rows, &registryv1.ProjectRow{Id: code, NationalCode: code, ReportedMonth: p.latest(code, req.GetMonth()).GetMonth()})
	}
	if from+200 < len(codes) {
		res.NextPageToken = fmt.Sprint(from + 200)
	}
	return res, nil
}

// latest is the newest report of a project up to a month; nil if there is none.
func (p *platform) latest(code, month string) *registryv1.IngestReport {
	for m := month; m > month[:4]; {
		if r := p.reports[code+"/"+m]; r != nil {
			return r
		}
		var year, n int
		_, _ = fmt.Sscanf(m, "%d-%d", &year, &n)
		if n == 1 {
			return nil
		}
		m = fmt.Sprintf("%04d-%02d", year, n-1)
	}
	return nil
}

func (p *platform) ListPeople(context.Context, *registryv1.ListPeopleRequest) (*registryv1.ListPeopleResponse, error) {
	return &registryv1.ListPeopleResponse{People: p.people}, nil
}

func (p *platform) CreatePerson(_ context.Context, req *registryv1.CreatePersonRequest) (*registryv1.CreatePersonResponse, error) {
	p.writes++
	person := proto.CloneOf(req.GetPerson())
	person.Id = person.GetName()
	p.people = append(p.people, person)
	return &registryv1.CreatePersonResponse{Person: person}, nil
}

func (p *platform) ListResponsibilities(_ context.Context, req *registryv1.ListResponsibilitiesRequest) (*registryv1.ListResponsibilitiesResponse, error) {
	return &registryv1.ListResponsibilitiesResponse{Responsibilities: p.duties[req.GetProjectId()]}, nil
}

func (p *platform) AssignResponsibility(_ context.Context, req *registryv1.AssignResponsibilityRequest) (*registryv1.AssignResponsibilityResponse, error) {
	p.writes++
	p.duties[req.GetProjectId()] = append(p.duties[req.GetProjectId()], req.GetResponsibility())
	return &registryv1.AssignResponsibilityResponse{Responsibility: req.GetResponsibility()}, nil
}

func (p *platform) Ingest(stream registryv1.BulkService_IngestServer) error {
	for {
		req, err := stream.Recv()
		if err != nil {
			return nil //nolint:nilerr // the client has no more
		}
		p.chunks = append(p.chunks, len(req.GetRows()))
		res := &registryv1.IngestResponse{RequestId: req.GetRequestId()}
		for _, row := range req.GetRows() {
			res.Results = append(res.Results, &registryv1.RowResult{Outcome: p.take(row)})
		}
		if err := stream.Send(res); err != nil {
			return err
		}
	}
}

func (p *platform) take(row *registryv1.IngestRow) registryv1.RowOutcome {
	if project := row.GetProject(); project != nil {
		p.projects[project.GetNationalCode()] = project
		p.writes++
		return registryv1.RowOutcome_ROW_OUTCOME_CREATED
	}
	r := row.GetReport()
	if p.projects[r.GetProject()] == nil {
		return registryv1.RowOutcome_ROW_OUTCOME_REFUSED
	}
	p.reports[r.GetProject()+"/"+r.GetMonth()] = r
	p.writes++
	return registryv1.RowOutcome_ROW_OUTCOME_CREATED
}
