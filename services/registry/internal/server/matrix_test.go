package server_test

import (
	"context"
	"flag"
	"slices"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/authz/authztest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/server"
)

var update = flag.Bool("update", false, "write the golden files")

// matrix is a register in which every unit has a project with a submitted report,
// one with an accepted one, and one that went to another city for 2021. The callers'
// grants are over bc.
type matrix struct {
	*register
	submitted, accepted, gone map[string]*registryv1.Project // by unit
	versions                  map[string]int64               // of the accepted reports, by unit
	imports                   map[string]string              // IDs, by unit
	people, duties            map[string]string              // IDs, by unit: of somebody of it, of a responsibility on the accepted project
	grants, proposed          map[string]*registryv1.Grant   // by unit: a county's, and an administrator's that waits
}

func relations() []authztest.Relation {
	return []authztest.Relation{
		{Name: "own", Unit: "bc"}, {Name: "sub", Unit: "bc-t"}, {Name: "sibling", Unit: "wd"}, {Name: "parent", Unit: "bz"},
	}
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	m := &matrix{
		register:  start(t),
		submitted: map[string]*registryv1.Project{}, accepted: map[string]*registryv1.Project{}, gone: map[string]*registryv1.Project{},
		versions: map[string]int64{}, imports: map[string]string{}, people: map[string]string{}, duties: map[string]string{},
		grants: map[string]*registryv1.Grant{}, proposed: map[string]*registryv1.Grant{},
	}
	officer := m.officerNamed()
	for _, relation := range relations() {
		unit := relation.Unit
		m.submitted[unit] = m.createIn(unit, "待审项目")
		m.accepted[unit] = m.createIn(unit, "已审项目")
		m.report(m.submitted[unit], unit)
		m.versions[unit] = m.accept(m.accepted[unit], m.report(m.accepted[unit], unit))
		m.imports[unit] = m.importIn(unit)
		m.gone[unit] = m.handTo("qd", m.createIn(unit, "移交项目"+unit))
		m.plantPeople(unit, officer)
	}
	return m
}

func (m *matrix) createIn(unit, name string) *registryv1.Project {
	m.t.Helper()
	p := newProject(name)
	p.Years[0].Unit = unit
	resp, err := m.CreateProject(m.as(authn.RoleCity, "bz"), &registryv1.CreateProjectRequest{Project: p, RequestId: uuid.NewString()})
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.GetProject()
}

// handTo gives a project to another unit for 2021.
func (m *matrix) handTo(unit string, p *registryv1.Project) *registryv1.Project {
	m.t.Helper()
	year := newProject("").GetYears()[0]
	year.Year, year.Unit = 2021, unit
	resp, err := m.SetProjectYear(m.as(authn.RoleCity, "sd"), &registryv1.SetProjectYearRequest{
		Id: p.GetId(), Year: year, Version: p.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.GetProject()
}

func (m *matrix) importIn(unit string) string {
	m.t.Helper()
	request := upload("2020-05", workbook(m.t, sound("新项目")))
	request.Unit = unit
	resp, err := m.CreateImport(m.as(authn.RoleCity, "bz"), request)
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.GetImport().GetId()
}

// report submits May as the unit's township would, so that the county may accept it.
func (m *matrix) report(p *registryv1.Project, unit string) *registryv1.Report {
	m.t.Helper()
	resp, err := m.SaveReport(m.as(authn.RoleTownship, unit), save(p.GetId(), "2020-05", 0, figures(1, 5, 9)))
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.GetReport()
}

func (m *matrix) accept(p *registryv1.Project, r *registryv1.Report) int64 {
	m.t.Helper()
	resp, err := m.AcceptReport(m.as(authn.RoleCounty, "bz"), &registryv1.AcceptReportRequest{
		ProjectId: p.GetId(), Month: "2020-05", Version: r.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.GetReport().GetVersion()
}

func (m *matrix) walk() authztest.Walk {
	return authztest.Walk{
		Probes: m.probes(), Relations: relations(),
		As: func(tb testing.TB, role authn.Role) context.Context {
			tb.Helper()
			return m.by(authztest.Principal(role, "bc"))
		},
	}
}

func TestAuthorizationMatrix(t *testing.T) {
	authztest.Golden(t, "testdata/matrix.golden", newMatrix(t).walk().Outcomes(t, append(authztest.Roles(), "officer:named", "service:gateway")...), *update)
}

func TestEveryRPCIsInTheMatrix(t *testing.T) {
	s := grpc.NewServer()
	server.New(server.Config{}).Register(s)
	authztest.Complete(t, s, (&matrix{register: &register{}}).probes())
}

func TestEachRuleOfTheRegisterMatters(t *testing.T) {
	m := newMatrix(t)
	actions := slices.DeleteFunc(authz.Actions(), func(a authz.Action) bool {
		return slices.Contains([]authz.Action{authz.RollupRead, authz.CutoffPublish, authz.AuditRead}, a) // statistics' own, and pkg/audit's
	})
	authztest.EachRuleMatters(t, "testdata/matrix.golden", actions, func(tb testing.TB, table authz.Table) authztest.Walk {
		tb.Helper()
		m.serve(table)
		return m.walk()
	})
}
