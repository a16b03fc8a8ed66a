package server_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// monthly is 400,000 yuan in four months of the year's end, less what is taken off each.
func monthly(less int64) []int64 {
	months := make([]int64, 12)
	for i := 8; i < 12; i++ {
		months[i] = 100_000 - less
	}
	return months
}

func sum(months []int64) int64 {
	var total int64
	for _, m := range months {
		total += m
	}
	return total
}

// submitPlan saves and submits a plan of the project's 2020 as its county.
func (r *register) submitPlan(id string, version int64, months []int64, reason string) *registryv1.AnnualPlan {
	r.t.Helper()
	county := r.as(authn.RoleCounty, "bc")
	saved, err := r.SavePlan(county, &registryv1.SavePlanRequest{
		Id: id, Year: 2020, PlannedYuan: sum(months), MonthYuan: months, Reason: reason, Version: version, RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	submitted, err := r.SubmitPlan(county, &registryv1.SubmitPlanRequest{Id: id, Year: 2020, Version: saved.GetPlan().GetVersion(), RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatal(err)
	}
	return submitted.GetPlan()
}

// TestAPlanIsApprovedChangedAndKept: the city approves what the county submits; the
// baseline stays, and the annual plan changes by the next version alone.
func TestAPlanIsApprovedChangedAndKept(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("按月计划项目"))
	plan := r.submitPlan(p.GetId(), 0, monthly(0), "")
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	approval := &registryv1.ApprovePlanRequest{Id: p.GetId(), Year: 2020, Comment: "同意", Version: plan.GetVersion(), RequestId: uuid.NewString()}
	_, err := r.ApprovePlan(county, approval)
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	first, err := r.ApprovePlan(city, approval)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.ApprovePlan(city, approval) // a retry approves once
	if err != nil || !cmp.Equal(first, again, protocmp.Transform()) {
		t.Fatalf("a retry is answered %v, %v", again, err)
	}
	_, err = r.SetProjectYear(county, &registryv1.SetProjectYearRequest{
		Id: p.GetId(), Year: yearWith(first.GetProject(), 300_000), Version: first.GetProject().GetVersion(), RequestId: uuid.NewString(),
	})
	wantReason(t, err, errs.KindPrecondition, "PLAN_APPROVED")

	plan = r.submitPlan(p.GetId(), first.GetPlan().GetVersion(), monthly(25_000), "土地交付推迟")
	second, err := r.ApprovePlan(city, &registryv1.ApprovePlanRequest{Id: p.GetId(), Year: 2020, Version: plan.GetVersion(), RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.GetProject(county, &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	year := got.GetProject().GetYears()[0]
	if year.GetPlannedYuan() != 300_000 || year.GetPlan().GetNumber() != 2 || !slices.Equal(year.GetPlan().GetMonthYuan(), monthly(25_000)) {
		t.Errorf("the year says %v", year)
	}
	read, err := r.GetPlan(r.as(authn.RoleLeader, "bz"), &registryv1.GetPlanRequest{Id: p.GetId(), Year: 2020})
	if diff := cmp.Diff(second.GetPlan(), read.GetPlan(), protocmp.Transform()); err != nil || diff != "" {
		t.Errorf("read again: %v (-told +read)\n%s", err, diff)
	}
	if read.GetPlan().GetBaselineNumber() != 1 || read.GetPlan().GetInForceNumber() != 2 || read.GetPlan().GetVersions()[0].GetPlannedYuan() != 400_000 {
		t.Errorf("baseline %d, in force %d", read.GetPlan().GetBaselineNumber(), read.GetPlan().GetInForceNumber())
	}
	history, err := r.ListProjectHistory(county, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil || history.GetChanges()[0].GetSubject() != "plan/2020" || history.GetChanges()[1].GetSubject() != "project" {
		t.Errorf("history %v, %v", history, err)
	}
}

// yearWith is the project's year with another annual plan.
func yearWith(p *registryv1.Project, planned int64) *registryv1.ProjectYear {
	y := p.GetYears()[0]
	y.PlannedYuan = planned
	return y
}

// TestAPlanIsReturnedAndSubmittedAgain, by whoever saw its latest version only.
func TestAPlanIsReturnedAndSubmittedAgain(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("退回计划项目"))
	plan := r.submitPlan(p.GetId(), 0, monthly(0), "")
	city := r.as(authn.RoleCity, "bz")
	ret := &registryv1.ReturnPlanRequest{Id: p.GetId(), Year: 2020, Version: plan.GetVersion(), RequestId: uuid.NewString()}
	_, err := r.ReturnPlan(city, ret)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	ret.Reason, ret.Version = "上半年不应为零", plan.GetVersion()-1
	_, err = r.ReturnPlan(city, ret)
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	ret.Version++
	returned, err := r.ReturnPlan(city, ret)
	if err != nil {
		t.Fatal(err)
	}
	last := returned.GetPlan().GetVersions()[0]
	if last.GetState() != registryv1.PlanState_PLAN_STATE_RETURNED || last.GetComment() != "上半年不应为零" || last.GetDecider() != "city@bz" {
		t.Errorf("returned as %v", last)
	}
	plan = r.submitPlan(p.GetId(), returned.GetPlan().GetVersion(), monthly(1_000), "")
	if len(plan.GetVersions()) != 1 || plan.GetVersions()[0].GetState() != registryv1.PlanState_PLAN_STATE_SUBMITTED {
		t.Errorf("submitted again as %v", plan)
	}
	both := r.by(authn.Principal{ID: "county@bc", Grants: []authn.Grant{{Role: authn.RoleCity, Unit: "bz"}}})
	_, err = r.ApprovePlan(both, &registryv1.ApprovePlanRequest{Id: p.GetId(), Year: 2020, Version: plan.GetVersion(), RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindDenied, "OWN_PLAN")
	_, err = r.GetPlan(city, &registryv1.GetPlanRequest{Id: p.GetId(), Year: 2021})
	wantReason(t, err, errs.KindPrecondition, "PROJECT_YEAR_MISSING")
	all, err := r.ListPlans(city, &registryv1.ListPlansRequest{Id: p.GetId()})
	if err != nil || len(all.GetPlans()) != 1 {
		t.Errorf("plans %v, %v", all, err)
	}
}

// TestARollingPlanHasVersions: each is added once and changes no figure.
func TestARollingPlanHasVersions(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("滚动计划项目"))
	county := r.as(authn.RoleCounty, "bc")
	request := &registryv1.SaveRollingPlanRequest{Id: p.GetId(), Year: 2020, PlannedYuan: []int64{400_000, 300_000, 200_000}, RequestId: uuid.NewString()}
	first, err := r.SaveRollingPlan(county, request)
	if err != nil || len(first.GetPlan().GetVersions()) != 1 {
		t.Fatalf("first version %v, %v", first, err)
	}
	request.PlannedYuan, request.RequestId = []int64{400_000, 300_000, 300_000}, uuid.NewString()
	_, err = r.SaveRollingPlan(county, request)
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	request.Version = 1
	_, err = r.SaveRollingPlan(county, request)
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	request.Reason = "建设期延长"
	if _, err = r.SaveRollingPlan(county, request); err != nil {
		t.Fatal(err)
	}
	got, err := r.GetRollingPlan(r.as(authn.RoleLeader, "bz"), &registryv1.GetRollingPlanRequest{Id: p.GetId(), Year: 2020})
	if err != nil || len(got.GetPlan().GetVersions()) != 2 || !slices.Equal(got.GetPlan().GetVersions()[1].GetPlannedYuan(), request.GetPlannedYuan()) {
		t.Errorf("read again %v, %v", got, err)
	}
}

// TestWhoHandedAProjectOverSeesTheirYearsPlan, and nothing that looks ahead.
func TestWhoHandedAProjectOverSeesTheirYearsPlan(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("移交计划项目"))
	r.submitPlan(p.GetId(), 0, monthly(0), "")
	county := r.as(authn.RoleCounty, "bc")
	if _, err := r.SaveRollingPlan(county, &registryv1.SaveRollingPlanRequest{
		Id: p.GetId(), Year: 2020, PlannedYuan: []int64{400_000, 1, 1}, RequestId: uuid.NewString(),
	}); err != nil {
		t.Fatal(err)
	}
	year := newProject("").GetYears()[0]
	year.Year, year.Unit = 2021, "qd"
	if _, err := r.SetProjectYear(r.as(authn.RoleCity, "sd"), &registryv1.SetProjectYearRequest{
		Id: p.GetId(), Year: year, Version: p.GetVersion(), RequestId: uuid.NewString(),
	}); err != nil {
		t.Fatal(err)
	}
	plan, err := r.GetPlan(county, &registryv1.GetPlanRequest{Id: p.GetId(), Year: 2020})
	if err != nil || len(plan.GetPlan().GetVersions()) != 1 {
		t.Errorf("their own year's plan %v, %v", plan, err)
	}
	rolling, err := r.GetRollingPlan(county, &registryv1.GetRollingPlanRequest{Id: p.GetId(), Year: 2020})
	if err != nil || len(rolling.GetPlan().GetVersions()) != 0 {
		t.Errorf("the rolling plan %v, %v", rolling, err)
	}
	history, err := r.ListProjectHistory(county, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range history.GetChanges() {
		if c.GetSubject() == "rolling-plan/2020" {
			t.Errorf("the history tells %v", c)
		}
	}
}

// TestTotalsOfTheListFollowThePaceRule: of two projects of 400,000 yuan, one plans them
// for the last four months.
func TestTotalsOfTheListFollowThePaceRule(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("甲"))
	r.create(newProject("乙"))
	plan := r.submitPlan(p.GetId(), 0, monthly(0), "")
	if _, err := r.ApprovePlan(r.as(authn.RoleCity, "bz"), &registryv1.ApprovePlanRequest{
		Id: p.GetId(), Year: 2020, Version: plan.GetVersion(), RequestId: uuid.NewString(),
	}); err != nil {
		t.Fatal(err)
	}
	pace := func() string {
		got, err := r.ListProjects(r.as(authn.RoleCounty, "bc"), &registryv1.ListProjectsRequest{Month: "2020-09"})
		if err != nil {
			t.Fatal(err)
		}
		return got.GetTotals().GetPaceShown()
	}
	if got := pace(); got != "75.0" {
		t.Errorf("by the calendar: %s", got)
	}
	r.setting("bc", &registryv1.UnitSettings{PaceRule: registryv1.PaceRule_PACE_RULE_PLAN})
	if got := pace(); got != "50.0" { // (100,000 + 9/12 of 400,000) of 800,000
		t.Errorf("by plan: %s, want 50.0", got)
	}
}
