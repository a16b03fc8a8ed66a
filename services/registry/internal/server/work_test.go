package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) workProbes() []authztest.Probe {
	return []authztest.Probe{{RPC: "ListWork", Call: func(ctx context.Context, unit string) error {
		_, err := m.ListWork(ctx, &registryv1.ListWorkRequest{Unit: unit, Year: 2020})
		return err
	}}}
}

// work lists what waits in a unit as its holder of a role sees it, kind and name.
func (r *register) work(role authn.Role, unit string, mine bool) []string {
	r.t.Helper()
	resp, err := r.ListWork(r.as(role, unit), &registryv1.ListWorkRequest{Unit: unit, Mine: mine})
	if err != nil {
		r.t.Fatal(err)
	}
	return worded(resp)
}

func worded(resp *registryv1.ListWorkResponse) []string {
	var all []string
	for _, i := range resp.GetItems() {
		kind := strings.TrimPrefix(i.GetKind().String(), "WORK_KIND_")
		all = append(all, kind+" "+i.GetProjectName())
	}
	return all
}

// waiting makes one thing of each kind that waits, in bc.
func (r *register) waiting() {
	r.t.Helper()
	city := r.as(authn.RoleCity, "bz")
	_, _ = r.reported("乡镇报", authn.RoleTownship)
	_, _ = r.reported("县报", authn.RoleCounty)
	back, report := r.reported("退回", authn.RoleCounty)
	_, err := r.ReturnReport(city, &registryv1.ReturnReportRequest{
		ProjectId: back.GetId(), Month: "2020-05", Version: report.GetVersion(), Reason: "请核对", RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.propose(r.create(reserved()), registryv1.Library_LIBRARY_RESERVE); err != nil {
		r.t.Fatal(err)
	}
	planned := newProject("计划")
	r.submitPlan(r.create(planned).GetId(), 0, monthly(0), "")
}

// TestWhatWaitsForWhom: each office sees what it may do something about; as a whole the
// unit has all of it, with counts.
func TestWhatWaitsForWhom(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.waiting()
	for name, tc := range map[string]struct {
		role authn.Role
		unit string
		want []string
	}{
		"the county": {authn.RoleCounty, "bc", []string{"REPORT_RETURNED 退回", "REPORT_WAITING 乡镇报"}},
		"the city":   {authn.RoleCity, "bz", []string{"REPORT_RETURNED 退回", "REPORT_WAITING 县报", "LIBRARY_PROPOSED 晋级项目", "PLAN_WAITING 计划"}},
		"a leader":   {authn.RoleLeader, "bz", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, r.work(tc.role, tc.unit, true)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if all := r.work(tc.role, tc.unit, false); len(all) != 5 {
				t.Errorf("as a whole: %v", all)
			}
		})
	}
	if got := r.work(authn.RoleCounty, "wd", false); got != nil {
		t.Errorf("the neighbour sees %v", got)
	}
	r.cutOff("bz", "2020-05")
	if got := r.work(authn.RoleCounty, "bc", true); got != nil {
		t.Errorf("after the cut-off the county still has %v", got)
	}
	if got := r.work(authn.RoleCity, "bz", true); len(got) != 5 {
		t.Errorf("after the cut-off the city has %v", got)
	}
}

func TestPagesAndCountsOfWhatWaits(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.waiting()
	var all []string
	token := ""
	for page := 0; page == 0 || token != ""; page++ {
		resp, err := r.ListWork(r.as(authn.RoleCity, "bz"), &registryv1.ListWorkRequest{Unit: "bz", PageSize: 2, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		if page == 0 {
			want := "REPORT_RETURNED 1, REPORT_WAITING 2, STAGE_WAITING 0, LIBRARY_PROPOSED 1, PLAN_WAITING 1"
			if got := countsOf(resp); got != want {
				t.Errorf("counts %q, want %q", got, want)
			}
		} else if resp.GetCounts() != nil {
			t.Errorf("page %d has counts", page)
		}
		all, token = append(all, worded(resp)...), resp.GetNextPageToken()
	}
	if len(all) != 5 {
		t.Errorf("all pages: %v", all)
	}
	one, err := r.ListWork(r.as(authn.RoleCity, "bz"), &registryv1.ListWorkRequest{Unit: "bz", Kind: registryv1.WorkKind_WORK_KIND_REPORT_RETURNED})
	if err != nil {
		t.Fatal(err)
	}
	if item := one.GetItems()[0]; len(one.GetItems()) != 1 || countsOf(one) != "REPORT_RETURNED 1" || item.GetMonth() != "2020-05" || item.GetReason() != "请核对" || item.GetDueTime() == nil {
		t.Errorf("returned reports: %v", one)
	}
}

func countsOf(resp *registryv1.ListWorkResponse) string {
	var all []string
	for _, c := range resp.GetCounts() {
		all = append(all, fmt.Sprintf("%s %d", strings.TrimPrefix(c.GetKind().String(), "WORK_KIND_"), c.GetCount()))
	}
	return strings.Join(all, ", ")
}

func TestBadQuestionsAboutWhatWaits(t *testing.T) {
	t.Parallel()
	r := start(t)
	for name, tc := range map[string]struct {
		req    *registryv1.ListWorkRequest
		kind   errs.Kind
		reason string
	}{
		"no unit":           {&registryv1.ListWorkRequest{}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a stranger's unit": {&registryv1.ListWorkRequest{Unit: "qd"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no year":           {&registryv1.ListWorkRequest{Unit: "bz", Year: 3}, errs.KindInvalid, "YEAR_INVALID"},
		"no kind":           {&registryv1.ListWorkRequest{Unit: "bz", Kind: 9}, errs.KindInvalid, "ENUM_UNKNOWN"},
		"a foreign token":   {&registryv1.ListWorkRequest{Unit: "bz", PageToken: "x"}, errs.KindInvalid, "PAGE_TOKEN_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ListWork(r.as(authn.RoleCity, "bz"), tc.req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}

func TestPoliciesInForceAreTold(t *testing.T) {
	t.Parallel()
	r := start(t)
	resp, err := r.ListPolicies(r.as(authn.RoleLeader, "bz"), &registryv1.ListPoliciesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, p := range resp.GetPolicies() {
		keys = append(keys, p.GetKey())
		if p.GetVersion() < 1 || p.GetEffectiveDate() == "" || p.GetSource() == "" || p.GetName() == "" || len(p.GetRules()) == 0 {
			t.Errorf("policy %v", p)
		}
	}
	if diff := cmp.Diff([]string{"library", "annual_plan", "calendar", "checks", "conduct", "statistics_entry", "documents"}, keys); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
