package server_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const (
	lead     = registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_LEAD_OFFICIAL
	chief    = registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_CHIEF_SERVICE_OFFICER
	officer  = registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_SERVICE_OFFICER
	team     = registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_TEAM
	inCharge = registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_RESPONSIBLE_UNIT
)

// named tells who answers for a project, in the order told.
func (r *register) named(ctx context.Context, req *registryv1.ListResponsibilitiesRequest) []string {
	r.t.Helper()
	resp, err := r.ListResponsibilities(ctx, req)
	if err != nil {
		r.t.Fatal(err)
	}
	var named []string
	for _, one := range resp.GetResponsibilities() {
		named = append(named, one.GetProjectName()+" "+one.GetPerson().GetName()+one.GetTeam()+one.GetUnitName())
	}
	return named
}

func TestWhoAnswersForAProjectIsKeptWithItsHistory(t *testing.T) {
	t.Parallel()
	r := start(t)
	p, city := r.create(newProject("甲项目")).GetId(), r.as(authn.RoleCity, "bz")
	person := func(name, unit string) string { return r.newPerson(&registryv1.Person{Name: name, Unit: unit}).GetId() }
	one, two, boss := person("服务员一", "bc"), person("服务员二", "bc-t"), person("领导", "bz")

	first := r.assign("bz", p, &registryv1.Responsibility{Kind: chief, PersonId: one})
	_, err := r.AssignResponsibility(city, &registryv1.AssignResponsibilityRequest{
		ProjectId: p, Responsibility: &registryv1.Responsibility{Kind: chief, PersonId: two, FromDate: "2020-07-01"}, RequestId: uuid.NewString(),
	})
	wantReason(t, err, errs.KindExists, "CHIEF_OFFICER_TWICE")
	_, err = r.EndResponsibility(city, &registryv1.EndResponsibilityRequest{Id: first.GetId(), ToDate: "2020-06-30", Reason: "轮换", Version: 1, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []*registryv1.Responsibility{
		{Kind: chief, PersonId: two, FromDate: "2020-07-01"},
		{Kind: officer, PersonId: one},
		{Kind: officer, PersonId: two}, // several at a time
		{Kind: lead, PersonId: boss},
		{Kind: team, Team: "一号专班"},
		{Kind: inCharge, Unit: "bc-t"},
	} {
		r.assign("bz", p, in)
	}
	_, err = r.AssignResponsibility(city, &registryv1.AssignResponsibilityRequest{
		ProjectId: p, Responsibility: &registryv1.Responsibility{Kind: officer, PersonId: one}, RequestId: uuid.NewString(),
	})
	wantReason(t, err, errs.KindExists, "RESPONSIBILITY_TWICE")

	for date, want := range map[string][]string{
		"2020-05-20": {"甲项目 领导", "甲项目 服务员一", "甲项目 服务员一", "甲项目 服务员二", "甲项目 一号专班", "甲项目 试验镇"},
		"2020-07-01": {"甲项目 领导", "甲项目 服务员二", "甲项目 服务员一", "甲项目 服务员二", "甲项目 一号专班", "甲项目 试验镇"},
		"2020-05-19": nil,
	} {
		got := r.named(city, &registryv1.ListResponsibilitiesRequest{ProjectId: p, Date: date})
		if diff := cmp.Diff(want, got, cmp.Transformer("set", asSet)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", date, diff)
		}
	}
	history, err := r.ListProjectHistory(city, &registryv1.ListProjectHistoryRequest{Id: p})
	if err != nil {
		t.Fatal(err)
	}
	ended := history.GetChanges()[len(history.GetChanges())-3]
	if ended.GetSubject() != "responsibility/"+first.GetId() || ended.GetReason() != "轮换" || ended.GetFields()[0].GetNewValue() != "2020-06-30" {
		t.Errorf("history tells %v", ended)
	}
}

// asSet counts, since people of one kind and day come in the order of their IDs.
func asSet(names []string) map[string]int {
	set := map[string]int{}
	for _, n := range names {
		set[n]++
	}
	return set
}

func TestResponsibilitiesAreRefused(t *testing.T) {
	t.Parallel()
	r := start(t)
	p, county := r.create(newProject("甲项目")).GetId(), r.as(authn.RoleCounty, "bc")
	stranger := r.newPerson(&registryv1.Person{Name: "无棣的人", Unit: "wd"}).GetId()
	later := r.newPerson(&registryv1.Person{Name: "未到任", Unit: "bc", FromDate: "2020-06-01"}).GetId()
	for name, tc := range map[string]struct {
		in   *registryv1.Responsibility
		kind errs.Kind
		want string
	}{
		"somebody of another county": {&registryv1.Responsibility{Kind: officer, PersonId: stranger}, errs.KindNotFound, "PERSON_NOT_FOUND"},
		"nobody":                     {&registryv1.Responsibility{Kind: officer, PersonId: uuid.NewString()}, errs.KindNotFound, "PERSON_NOT_FOUND"},
		"another county's unit":      {&registryv1.Responsibility{Kind: inCharge, Unit: "wd"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a department that is none":  {&registryv1.Responsibility{Kind: inCharge, Unit: "bc", Department: "没有的"}, errs.KindNotFound, "DEPARTMENT_NOT_FOUND"},
		"not in office yet":          {&registryv1.Responsibility{Kind: officer, PersonId: later}, errs.KindPrecondition, "PERSON_NOT_IN_OFFICE"},
		"an unknown kind":            {&registryv1.Responsibility{Kind: 99, PersonId: later}, errs.KindInvalid, "RESPONSIBILITY_KIND_MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.AssignResponsibility(county, &registryv1.AssignResponsibilityRequest{ProjectId: p, Responsibility: tc.in, RequestId: uuid.NewString()})
			wantReason(t, err, tc.kind, tc.want)
		})
	}
	_, err := r.ListResponsibilities(county, &registryv1.ListResponsibilitiesRequest{})
	wantReason(t, err, errs.KindInvalid, "RESPONSIBILITY_FILTER_MISSING")
}

func TestProjectsThatHaveNobody(t *testing.T) {
	t.Parallel()
	r := start(t)
	ctx := r.as(authn.RoleCity, "bz")
	all, half := r.create(newProject("齐全")).GetId(), r.create(newProject("半缺")).GetId()
	r.create(newProject("全缺"))
	done := newProject("完工")
	done.Stage, done.Stages = registryv1.Stage_STAGE_COMPLETED, []*registryv1.StageEntry{{Stage: registryv1.Stage_STAGE_COMPLETED, Date: "2020-04-30"}}
	r.create(done)
	who := r.newPerson(&registryv1.Person{Name: "演示人员", Unit: "bz"}).GetId()
	for project, kinds := range map[string][]registryv1.ResponsibilityKind{all: {lead, officer}, half: {chief}} {
		for _, kind := range kinds {
			r.assign("bz", project, &registryv1.Responsibility{Kind: kind, PersonId: who})
		}
	}
	type lacks struct{ Lead, Officer bool }
	var total int64
	got := map[string]lacks{}
	req := &registryv1.ListUnassignedProjectsRequest{Unit: "bz", PageSize: 1}
	for {
		resp, err := r.ListUnassignedProjects(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		if (resp.GetTotal() > 0) != (req.GetPageToken() == "") {
			t.Errorf("a total of %d with page token %q", resp.GetTotal(), req.GetPageToken())
		}
		total += resp.GetTotal()
		for _, p := range resp.GetProjects() {
			got[p.GetName()] = lacks{p.GetLacksLeadOfficial(), p.GetLacksServiceOfficer()}
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			break
		}
	}
	if diff := cmp.Diff(map[string]lacks{"半缺": {true, false}, "全缺": {true, true}}, got); diff != "" || total != 2 {
		t.Errorf("%d in all (-want +got):\n%s", total, diff)
	}
	before, err := r.ListUnassignedProjects(ctx, &registryv1.ListUnassignedProjectsRequest{Unit: "bz", Date: "2020-05-19"})
	if err != nil || before.GetTotal() != 3 {
		t.Errorf("the day before: %v, %v", before, err)
	}
}

// TestAnOfficerSeesAndReportsTheirProjects names an officer on one of two projects,
// and lets the day pass.
func TestAnOfficerSeesAndReportsTheirProjects(t *testing.T) {
	t.Parallel()
	r := start(t)
	mine, other := r.create(newProject("我的")).GetId(), r.create(newProject("别人的")).GetId()
	ctx := r.by(authn.Principal{ID: "li", Grants: []authn.Grant{{Role: authn.RoleOfficer, Unit: "bc"}}})
	count := func() (int, int64) {
		t.Helper()
		list, err := r.ListProjects(ctx, &registryv1.ListProjectsRequest{Month: "2020-05"})
		if err != nil {
			t.Fatal(err)
		}
		return len(list.GetRows()), list.GetTotals().GetProjects()
	}
	if rows, total := count(); rows != 0 || total != 0 {
		t.Errorf("before they are named on one: %d rows of %d", rows, total)
	}
	person := r.newPerson(&registryv1.Person{Name: "演示服务员", Unit: "bc", Principal: "li"})
	duty := r.assign("bz", mine, &registryv1.Responsibility{Kind: officer, PersonId: person.GetId(), ToDate: "2020-05-31"})
	if rows, total := count(); rows != 1 || total != 1 {
		t.Errorf("named on one: %d rows of %d", rows, total)
	}
	if diff := cmp.Diff([]string{"我的 演示服务员"}, r.named(ctx, &registryv1.ListResponsibilitiesRequest{Mine: true, Date: "2020-05-20"})); diff != "" {
		t.Errorf("my projects (-want +got):\n%s", diff)
	}

	saved, err := r.SaveReport(ctx, save(mine, "2020-05", 0, figures(1, 5, 9)))
	if err != nil || saved.GetReport().GetPending().GetState() != registryv1.ReportState_REPORT_STATE_SUBMITTED {
		t.Fatalf("%v, %v", saved, err)
	}
	accepted, err := r.AcceptReport(r.as(authn.RoleCounty, "bc"), &registryv1.AcceptReportRequest{
		ProjectId: mine, Month: "2020-05", Version: saved.GetReport().GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatalf("the county accepts an officer's report: %v", err)
	}
	correction := save(mine, "2020-05", accepted.GetReport().GetVersion(), figures(2, 6, 10))
	correction.Reason = "看错了"
	_, err = r.SaveReport(ctx, correction)
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.SaveReport(ctx, save(other, "2020-05", 0, figures(1, 5, 9)))
	wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
	_, err = r.GetProject(ctx, &registryv1.GetProjectRequest{Id: other})
	wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")

	r.clock.advance(12 * 24 * 60 * 60 * 1e9) // past the duty's last day
	_, err = r.GetProject(ctx, &registryv1.GetProjectRequest{Id: mine})
	wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
	if rows, _ := count(); rows != 0 {
		t.Errorf("after %s: %d rows", duty.GetToDate(), rows)
	}
}

// TestAnOfficerWhoReadsElsewhereSeesBoth holds a reading role over one county and an
// officer's over another.
func TestAnOfficerWhoReadsElsewhereSeesBoth(t *testing.T) {
	t.Parallel()
	r := start(t)
	mine := r.create(newProject("我的")).GetId()
	r.create(newProject("别人的"))
	there := newProject("无棣的")
	there.Years[0].Unit = "wd"
	r.create(there)
	person := r.newPerson(&registryv1.Person{Name: "演示服务员", Unit: "bc", Principal: "li"})
	r.assign("bz", mine, &registryv1.Responsibility{Kind: officer, PersonId: person.GetId()})
	ctx := r.by(authn.Principal{ID: "li", Grants: []authn.Grant{{Role: authn.RoleOfficer, Unit: "bc"}, {Role: authn.RoleLeader, Unit: "wd"}}})
	list, err := r.ListProjects(ctx, &registryv1.ListProjectsRequest{Month: "2020-05"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, row := range list.GetRows() {
		got[row.GetName()] = true
	}
	if diff := cmp.Diff(map[string]bool{"我的": true, "无棣的": true}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
