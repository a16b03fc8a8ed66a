package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// at moves business time to a moment of 2020 in Shanghai.
func (r *register) at(m time.Month, day, hour int) {
	r.clock.at.Store(time.Date(2020, m, day, hour-8, 0, 0, 0, time.UTC).Unix())
}

// due asks who has not reported May, as the city.
func (r *register) due(edit func(*registryv1.ListDueRequest)) *registryv1.ListDueResponse {
	r.t.Helper()
	req := &registryv1.ListDueRequest{Unit: "bz", Month: "2020-05"}
	edit(req)
	resp, err := r.ListDue(r.as(authn.RoleCity, "bz"), req)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp
}

func asIs(*registryv1.ListDueRequest) {}

// owing are the names of who has not reported, each with the days it is overdue.
func owing(resp *registryv1.ListDueResponse) []string {
	var all []string
	for _, p := range resp.GetProjects() {
		all = append(all, fmt.Sprintf("%s %d", p.GetProjectName(), p.GetOverdueDays()))
	}
	return all
}

func TestWhoHasNotReported(t *testing.T) {
	t.Parallel()
	r := start(t)
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	inForce, waits, returned := r.create(newProject("已审")), r.create(newProject("待审")), r.create(newProject("退回"))
	r.create(newProject("未报"))
	later, other := newProject("六月起"), newProject("无棣项目")
	later.Years[0].Listings[0].FromMonth = 6
	other.Years[0].Unit = "wd"
	r.create(later)
	r.create(other)
	var reports []*registryv1.Report
	for _, p := range []*registryv1.Project{inForce, waits, returned} {
		resp, err := r.SaveReport(county, save(p.GetId(), "2020-05", 0, figures(1, 5, 9)))
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, resp.GetReport())
	}
	if _, err := r.AcceptReport(city, accept(inForce, reports[0])); err != nil {
		t.Fatal(err)
	}
	back := &registryv1.ReturnReportRequest{ProjectId: returned.GetId(), Month: "2020-05", Version: reports[2].GetVersion(), Reason: "请核对", RequestId: uuid.NewString()}
	if _, err := r.ReturnReport(city, back); err != nil {
		t.Fatal(err)
	}

	r.at(time.May, 25, 23)
	onTime := r.due(func(q *registryv1.ListDueRequest) { q.Month = "" })
	if diff := cmp.Diff([]string{"未报 0", "退回 0", "无棣项目 0"}, owing(onTime)); diff != "" || onTime.GetMonth() != "2020-05" {
		t.Errorf("on the day (-want +got):\n%s", diff)
	}
	r.at(time.June, 4, 9)
	late := r.due(asIs)
	if diff := cmp.Diff([]string{"未报 10", "退回 10", "无棣项目 10"}, owing(late)); diff != "" {
		t.Errorf("ten days later (-want +got):\n%s", diff)
	}
	wantUnits := []*registryv1.DueUnit{
		{Unit: "bc", UnitName: "滨城区", Counts: &registryv1.DueCounts{Due: 4, Accepted: 1, Waiting: 1, Outstanding: 2, Overdue: 2}},
		{Unit: "wd", UnitName: "无棣县", Counts: &registryv1.DueCounts{Due: 1, Outstanding: 1, Overdue: 1}},
	}
	if diff := cmp.Diff(wantUnits, late.GetUnits(), protocmp.Transform()); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	wantTotal := &registryv1.DueCounts{Due: 5, Accepted: 1, Waiting: 1, Outstanding: 3, Overdue: 3}
	if diff := cmp.Diff(wantTotal, late.GetTotal(), protocmp.Transform()); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
	if rules := late.GetRules(); len(rules) != 1 || rules[0].GetDueDays()[0] != 25 || rules[0].GetSource() == "" {
		t.Errorf("rules %v", rules)
	}
}

func TestPagesOfWhoHasNotReported(t *testing.T) {
	t.Parallel()
	r := start(t)
	for i := range 5 {
		r.create(newProject(fmt.Sprintf("项目%d", i)))
	}
	var all []string
	token := ""
	for page := 0; page == 0 || token != ""; page++ {
		resp := r.due(func(q *registryv1.ListDueRequest) { q.PageSize, q.PageToken = 2, token })
		if first := page == 0; first != (resp.GetTotal() != nil) || first != (len(resp.GetRules()) > 0) {
			t.Errorf("page %d tells %v", page, resp.GetTotal())
		}
		all, token = append(all, owing(resp)...), resp.GetNextPageToken()
	}
	if diff := cmp.Diff([]string{"项目0 0", "项目1 0", "项目2 0", "项目3 0", "项目4 0"}, all); diff != "" {
		t.Errorf("all pages (-want +got):\n%s", diff)
	}
}

// TestOtherFrequencies: by half months what came before the 16th reports the first half
// alone; by quarter nothing is owed of May.
func TestOtherFrequencies(t *testing.T) {
	t.Parallel()
	r := start(t)
	var err error
	r.calendar, err = registry.ParseCalendar([]byte(`{"version": 2, "effective_date": "2020-01-01", "rules": [
		{"category": "", "frequency": "monthly", "due_days": [25], "due_month_offset": 0, "source": "样例"},
		{"category": "industry", "frequency": "half_monthly", "due_days": [15, 31], "due_month_offset": 0, "source": "样例"},
		{"category": "livelihood", "frequency": "quarterly", "due_days": [6], "due_month_offset": 1, "source": "样例"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.serve(authz.NewTable(authz.Rules()))
	road, school := newProject("道路"), newProject("学校")
	road.Years[0].Category, school.Years[0].Category = "infrastructure", "livelihood"
	half := r.create(newProject("厂房"))
	r.create(road)
	r.create(school)
	county := r.as(authn.RoleCounty, "bc")

	r.at(time.May, 14, 9)
	first, err := r.SaveReport(county, save(half.GetId(), "2020-05", 0, figures(1, 5, 9)))
	if err != nil {
		t.Fatal(err)
	}
	r.at(time.June, 2, 9)
	if diff := cmp.Diff([]string{"道路 8", "厂房 2"}, owing(r.due(asIs))); diff != "" {
		t.Errorf("after the first half's report (-want +got):\n%s", diff)
	}
	accepted, err := r.AcceptReport(r.as(authn.RoleCity, "bz"), accept(half, first.GetReport()))
	if err != nil {
		t.Fatal(err)
	}
	again := save(half.GetId(), "2020-05", accepted.GetReport().GetVersion(), figures(3, 7, 11))
	again.Reason = "下半月"
	if _, err := r.SaveReport(county, again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"道路 8"}, owing(r.due(asIs))); diff != "" {
		t.Errorf("after the second's (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"厂房 0", "道路 0", "学校 0"}, owing(r.due(func(q *registryv1.ListDueRequest) { q.Month = "2020-06" }))); diff != "" {
		t.Errorf("of June, which ends a quarter (-want +got):\n%s", diff)
	}
}

func TestBadQuestionsAboutWhatIsDue(t *testing.T) {
	t.Parallel()
	r := start(t)
	for name, tc := range map[string]struct {
		req    *registryv1.ListDueRequest
		kind   errs.Kind
		reason string
	}{
		"no unit":           {&registryv1.ListDueRequest{}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a stranger's unit": {&registryv1.ListDueRequest{Unit: "qd"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no month":          {&registryv1.ListDueRequest{Unit: "bz", Month: "2020-13"}, errs.KindInvalid, "MONTH_INVALID"},
		"a foreign token":   {&registryv1.ListDueRequest{Unit: "bz", PageToken: "x"}, errs.KindInvalid, "PAGE_TOKEN_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ListDue(r.as(authn.RoleCity, "bz"), tc.req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}
