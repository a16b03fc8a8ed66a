package server_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestCreateProjectRefusals(t *testing.T) {
	t.Parallel()
	r := start(t)
	known := newProject("已有项目")
	known.NationalCode = "2304-441900-04-01-135254"
	r.create(known)
	for name, tc := range map[string]struct {
		edit   func(*registryv1.Project)
		as     authn.Principal
		kind   errs.Kind
		reason string
		field  string
	}{
		"the same name, but for blanks and brackets": {edit: func(p *registryv1.Project) { p.Name = "已 有\n项目" }, kind: errs.KindExists, reason: "PROJECT_EXISTS"},
		"the same code":         {edit: func(p *registryv1.Project) { p.NationalCode = known.GetNationalCode() }, kind: errs.KindExists, reason: "PROJECT_EXISTS"},
		"no name":               {edit: func(p *registryv1.Project) { p.Name = "\n " }, kind: errs.KindInvalid, reason: "PROJECT_NAME_MISSING", field: "project.name"},
		"a misshapen code":      {edit: func(p *registryv1.Project) { p.NationalCode = "1" }, kind: errs.KindInvalid, reason: "PROJECT_CODE_SHAPE"},
		"a wrong check digit":   {edit: func(p *registryv1.Project) { p.NationalCode = "2601-140100-89-01-123456" }, kind: errs.KindInvalid, reason: "PROJECT_CODE_CHECK_DIGIT"},
		"a month that is none":  {edit: func(p *registryv1.Project) { p.NationalCode = "2513-441900-04-01-135254" }, kind: errs.KindInvalid, reason: "PROJECT_CODE_TIME"},
		"a short credit code":   {edit: func(p *registryv1.Project) { p.Company.CreditCode = "91350200" }, kind: errs.KindInvalid, reason: "USCC_SHAPE"},
		"a wrong credit code":   {edit: func(p *registryv1.Project) { p.Company.CreditCode = "91350200776049653B" }, kind: errs.KindInvalid, reason: "USCC_CHECK", field: "project.company.credit_code"},
		"an unknown listing":    {edit: func(p *registryv1.Project) { p.Years[0].Listings[0].Key = "nation" }, kind: errs.KindInvalid, reason: "LISTING_UNKNOWN"},
		"an unknown category":   {edit: func(p *registryv1.Project) { p.Years[0].Category = "x" }, kind: errs.KindInvalid, reason: "CATEGORY_UNKNOWN", field: "project.years.category"},
		"no nature":             {edit: func(p *registryv1.Project) { p.Years[0].Nature = 0 }, kind: errs.KindInvalid, reason: "NATURE_MISSING"},
		"a stage of no name":    {edit: func(p *registryv1.Project) { p.Stage = 99 }, kind: errs.KindInvalid, reason: "ENUM_UNKNOWN", field: "project.stage"},
		"a negative plan":       {edit: func(p *registryv1.Project) { p.Years[0].PlannedYuan = -1 }, kind: errs.KindInvalid, reason: "AMOUNT_NEGATIVE"},
		"an endless investment": {edit: func(p *registryv1.Project) { p.Years[0].TotalInvestmentYuan = 1 << 60 }, kind: errs.KindInvalid, reason: "AMOUNT_TOO_LARGE"},
		"a strange year":        {edit: func(p *registryv1.Project) { p.Years[0].Year = 20 }, kind: errs.KindInvalid, reason: "YEAR_INVALID", field: "project.years.year"},
		"no year":               {edit: func(p *registryv1.Project) { p.Years = nil }, kind: errs.KindInvalid, reason: "YEAR_INVALID"},
		"an endless name":       {edit: func(p *registryv1.Project) { p.Name = long(201) }, kind: errs.KindInvalid, reason: "TEXT_TOO_LONG"},
		"an unknown unit":       {edit: func(p *registryv1.Project) { p.Years[0].Unit = "nowhere" }, kind: errs.KindNotFound, reason: "UNIT_NOT_FOUND", field: "project.years.unit"},
		"somebody else's unit":  {edit: func(p *registryv1.Project) { p.Years[0].Unit = "wd" }, kind: errs.KindNotFound, reason: "UNIT_NOT_FOUND"},
		"by one who reads":      {as: somebody(authn.RoleProvince, "sd"), edit: func(*registryv1.Project) {}, kind: errs.KindDenied, reason: "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject("新项目")
			tc.edit(p)
			ctx := r.as(authn.RoleCounty, "bc")
			if tc.as.ID != "" {
				ctx = r.by(tc.as)
			}
			_, err := r.CreateProject(ctx, &registryv1.CreateProjectRequest{Project: p, RequestId: uuid.NewString()})
			wantReason(t, err, tc.kind, tc.reason)
			if e, _ := errs.As(err); tc.field != "" && (len(e.Fields) == 0 || e.Fields[0].Path != tc.field) {
				t.Errorf("fields %v, want %s", e.Fields, tc.field)
			}
		})
	}
}

// TestTwoClerksCommitTheSameProject: one of them registers it, the other is told.
func TestTwoClerksCommitTheSameProject(t *testing.T) {
	t.Parallel()
	r := start(t)
	var wg sync.WaitGroup
	failures := make([]error, 6)
	for i := range failures {
		wg.Go(func() {
			_, failures[i] = r.CreateProject(r.as(authn.RoleCounty, "bc"), &registryv1.CreateProjectRequest{
				Project: newProject("同一个项目"), RequestId: uuid.NewString(),
			})
		})
	}
	wg.Wait()
	created := 0
	for _, err := range failures {
		if err == nil {
			created++
			continue
		}
		wantReason(t, err, errs.KindExists, "PROJECT_EXISTS")
	}
	if created != 1 {
		t.Errorf("%d clerks registered it", created)
	}
}

func TestUpdateProjectKeepsItsHistory(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("旧名称"))
	county := r.as(authn.RoleCounty, "bc")
	p.Name, p.Stage = "新名称", registryv1.Stage_STAGE_COMPLETED
	p.Stages = []*registryv1.StageEntry{{Stage: registryv1.Stage_STAGE_COMPLETED, Date: "2020-05-18"}}
	updated, err := r.UpdateProject(county, &registryv1.UpdateProjectRequest{Id: p.GetId(), Project: p, Version: 1, Reason: "更名", RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.UpdateProject(county, &registryv1.UpdateProjectRequest{Id: p.GetId(), Project: p, Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	p.Stage = registryv1.Stage_STAGE_BUILDING
	_, err = r.UpdateProject(county, &registryv1.UpdateProjectRequest{Id: p.GetId(), Project: p, Version: 2, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "STAGE_ORDER")
	year := updated.GetProject().GetYears()[0]
	year.PlannedYuan = 500_000
	if _, err := r.SetProjectYear(county, &registryv1.SetProjectYearRequest{Id: p.GetId(), Year: year, Version: 2, Reason: "调整计划", RequestId: uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	var changes []*registryv1.Change
	for token := ""; ; {
		page, err := r.ListProjectHistory(r.as(authn.RoleLeader, "sd"), &registryv1.ListProjectHistoryRequest{Id: p.GetId(), PageSize: 2, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, page.GetChanges()...)
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if len(changes) != 3 || changes[0].GetCall() != "SetProjectYear" || changes[2].GetCall() != "CreateProject" {
		t.Fatalf("history: %v", changes)
	}
	want := &registryv1.Change{
		Principal: "county@bc", Call: "SetProjectYear", Subject: "project", Version: 3, Reason: "调整计划",
		Fields: []*registryv1.FieldChange{{Field: "2020.planned_yuan", OldValue: "400000", NewValue: "500000"}},
	}
	if diff := cmp.Diff(want, changes[0], protocmp.Transform(), protocmp.IgnoreFields(want, "time")); diff != "" {
		t.Errorf("last change (-want +got):\n%s", diff)
	}
	_, err = r.ListProjectHistory(county, &registryv1.ListProjectHistoryRequest{Id: p.GetId(), PageToken: "bm8"})
	wantReason(t, err, errs.KindInvalid, "PAGE_TOKEN_INVALID")
	_, err = r.ListProjectHistory(r.as(authn.RoleCounty, "wd"), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
}

// TestAHigherListingIsAProposal until the city confirms it.
func TestAHigherListingIsAProposal(t *testing.T) {
	t.Parallel()
	r := start(t)
	in := newProject("拟列省重点")
	in.Years[0].Listings = append(in.Years[0].Listings, &registryv1.Listing{Key: "province", FromMonth: 3, Confirmed: true})
	p := r.create(in)
	year := p.GetYears()[0]
	if got := year.GetListings(); !got[0].GetConfirmed() || got[1].GetConfirmed() {
		t.Fatalf("listings %v", got)
	}
	set := func(ctx context.Context, version int64) (*registryv1.SetProjectYearResponse, error) {
		return r.SetProjectYear(ctx, &registryv1.SetProjectYearRequest{Id: p.GetId(), Year: year, Version: version, RequestId: uuid.NewString()})
	}
	city := r.as(authn.RoleCity, "bz")
	kept, err := set(city, 1)
	if err != nil {
		t.Fatal(err)
	}
	if kept.GetProject().GetYears()[0].GetListings()[1].GetConfirmed() {
		t.Error("saving beside a proposal must not confirm it")
	}
	year.Listings[1].Confirmed = true
	confirmed, err := set(city, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !confirmed.GetProject().GetYears()[0].GetListings()[1].GetConfirmed() {
		t.Fatal("the city confirmed it")
	}
	year.Listings = year.GetListings()[:1]
	_, err = set(r.as(authn.RoleCounty, "bc"), 3)
	wantReason(t, err, errs.KindDenied, "FORBIDDEN") // what the city decided, the county can't take away
}

func TestListProjects(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bz")
	var ids []string
	for i, name := range []string{"丙项目", "甲项目", "乙项目", "丁_项目"} {
		p := newProject(name)
		p.Years[0].PlannedYuan = int64(100_000 * (i + 1))
		if i == 3 {
			p.Years[0].Unit, p.Years[0].Category, p.Library = "wd", "livelihood", registryv1.Library_LIBRARY_PROPOSED
			p.Years[0].Listings = append(p.Years[0].Listings, &registryv1.Listing{Key: "city", FromMonth: 1}) // above the county
		}
		ids = append(ids, r.create(p).GetId())
	}
	city := r.as(authn.RoleCity, "bz")
	for _, rep := range []*registryv1.SaveReportRequest{
		save(ids[0], "2020-04", 0, figures(10_000, 50_000, 60_000)),
		save(ids[0], "2020-05", 0, figures(5_000, 55_000, 65_000)),
		save(ids[1], "2020-04", 0, figures(1_000, 20_000, 20_000)),
	} {
		if _, err := r.SaveReport(city, rep); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		req  *registryv1.ListProjectsRequest
		want []string
	}{
		"by unit, name":       {&registryv1.ListProjectsRequest{}, []string{"丙项目", "乙项目", "甲项目", "丁_项目"}},
		"of one county":       {&registryv1.ListProjectsRequest{Unit: "wd"}, []string{"丁_项目"}},
		"of a category":       {&registryv1.ListProjectsRequest{Category: "livelihood"}, []string{"丁_项目"}},
		"of a listing":        {&registryv1.ListProjectsRequest{Listing: "province"}, nil},
		"of one in force":     {&registryv1.ListProjectsRequest{Listing: "city"}, nil},
		"of one proposed":     {&registryv1.ListProjectsRequest{Listing: "city", ListingProposed: true}, []string{"丁_项目"}},
		"of none proposed":    {&registryv1.ListProjectsRequest{Listing: "county", ListingProposed: true}, nil},
		"of any proposed":     {&registryv1.ListProjectsRequest{ListingProposed: true}, []string{"丁_项目"}},
		"reported":            {&registryv1.ListProjectsRequest{ReportStatus: registryv1.ReportStatus_REPORT_STATUS_REPORTED}, []string{"丙项目"}},
		"missing":             {&registryv1.ListProjectsRequest{ReportStatus: registryv1.ReportStatus_REPORT_STATUS_MISSING}, []string{"乙项目", "甲项目", "丁_项目"}},
		"by plan, descending": {&registryv1.ListProjectsRequest{OrderBy: "planned desc"}, []string{"丁_项目", "乙项目", "甲项目", "丙项目"}},
		"by rate":             {&registryv1.ListProjectsRequest{OrderBy: "rate"}, []string{"丁_项目", "乙项目", "甲项目", "丙项目"}},
		"by year to date":     {&registryv1.ListProjectsRequest{OrderBy: "year_to_date desc"}, []string{"丙项目", "甲项目", "乙项目", "丁_项目"}},
		"by words":            {&registryv1.ListProjectsRequest{Query: "公司 _"}, []string{"丁_项目"}},
		"of a library":        {&registryv1.ListProjectsRequest{Library: registryv1.Library_LIBRARY_KEY}, []string{"丙项目", "乙项目", "甲项目"}},
		"proposed for one":    {&registryv1.ListProjectsRequest{Library: registryv1.Library_LIBRARY_PROPOSED}, []string{"丁_项目"}},
		"of an empty library": {&registryv1.ListProjectsRequest{Library: registryv1.Library_LIBRARY_RESERVE}, nil},
		"of a stage":          {&registryv1.ListProjectsRequest{Stage: registryv1.Stage_STAGE_COMPLETED}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			tc.req.Month = "2020-05"
			var names []string
			for tc.req.PageSize = 1; ; {
				page, err := r.ListProjects(city, tc.req)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range page.GetRows() {
					names = append(names, row.GetName())
				}
				if first := tc.req.GetPageToken() == ""; first != (page.GetTotals() != nil) {
					t.Errorf("after %q the totals are %v: they belong to the first page", names, page.GetTotals())
				}
				if tc.req.PageToken = page.GetNextPageToken(); tc.req.GetPageToken() == "" {
					break
				}
			}
			if diff := cmp.Diff(tc.want, names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListProjectsSumsTheWholeFilter(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	first := r.create(newProject("甲"))
	r.create(newProject("乙"))
	county := r.as(authn.RoleCounty, "bc")
	rep := save(first.GetId(), "2020-04", 0, figures(10_000, 200_000, 250_000))
	rep.Progress = "主体封顶"
	if _, err := r.SaveReport(county, rep); err != nil {
		t.Fatal(err)
	}
	got, err := r.ListProjects(county, &registryv1.ListProjectsRequest{Month: "2020-05", PageSize: 1, OrderBy: "year_to_date desc"})
	if err != nil {
		t.Fatal(err)
	}
	want := &registryv1.ListTotals{
		Projects: 2, TotalInvestmentYuan: 2_000_000, PlannedYuan: 800_000, YearToDateYuan: 200_000, RateShown: "25.0", PaceShown: "41.7",
	}
	if diff := cmp.Diff(want, got.GetTotals(), protocmp.Transform()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	row := got.GetRows()[0]
	if row.GetReportedMonth() != "2020-04" || row.MonthYuan != nil || row.GetRateShown() != "50.0" || row.GetProgress() != "主体封顶" || row.GetUnitName() != "滨城区" {
		t.Errorf("April is carried forward, May is not there: %v", row)
	}
	for name, tc := range map[string]struct {
		req    *registryv1.ListProjectsRequest
		kind   errs.Kind
		reason string
	}{
		"no month":                {&registryv1.ListProjectsRequest{}, errs.KindInvalid, "MONTH_INVALID"},
		"an unknown listing":      {&registryv1.ListProjectsRequest{Month: "2020-05", Listing: "x"}, errs.KindInvalid, "LISTING_UNKNOWN"},
		"an unknown category":     {&registryv1.ListProjectsRequest{Month: "2020-05", Category: "x"}, errs.KindInvalid, "CATEGORY_UNKNOWN"},
		"a nature of no name":     {&registryv1.ListProjectsRequest{Month: "2020-05", Nature: 9}, errs.KindInvalid, "ENUM_UNKNOWN"},
		"a status of no name":     {&registryv1.ListProjectsRequest{Month: "2020-05", ReportStatus: 9}, errs.KindInvalid, "ENUM_UNKNOWN"},
		"an unknown order":        {&registryv1.ListProjectsRequest{Month: "2020-05", OrderBy: "id; DROP TABLE"}, errs.KindInvalid, "ORDER_UNKNOWN"},
		"somebody else's unit":    {&registryv1.ListProjectsRequest{Month: "2020-05", Unit: "wd"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no unit":                 {&registryv1.ListProjectsRequest{Month: "2020-05", Unit: "?"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"another filter's token":  {&registryv1.ListProjectsRequest{Month: "2020-04", PageToken: got.GetNextPageToken()}, errs.KindInvalid, "PAGE_TOKEN_INVALID"},
		"a token that is no such": {&registryv1.ListProjectsRequest{Month: "2020-05", PageToken: "%"}, errs.KindInvalid, "PAGE_TOKEN_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ListProjects(county, tc.req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
	nothing, err := r.ListProjects(r.as(authn.RoleOfficer, "bc"), &registryv1.ListProjectsRequest{Month: "2020-05"})
	if err != nil || len(nothing.GetRows()) != 0 || nothing.GetTotals().GetProjects() != 0 {
		t.Errorf("an officer named on no project sees %v, %v", nothing, err)
	}
}

// TestWhoHasNoRateComesLast: whether the slowest or the fastest are asked for.
func TestWhoHasNoRateComesLast(t *testing.T) {
	t.Parallel()
	r := start(t)
	unplanned := newProject("无计划项目")
	unplanned.Years[0].PlannedYuan = 0
	r.create(unplanned)
	r.create(newProject("有计划项目"))
	for _, order := range []string{"rate", "rate desc"} {
		list, err := r.ListProjects(r.as(authn.RoleCity, "bz"), &registryv1.ListProjectsRequest{Month: "2020-05", OrderBy: order})
		if err != nil || len(list.GetRows()) != 2 || list.GetRows()[1].GetName() != "无计划项目" {
			t.Errorf("by %s: %v, %v", order, list.GetRows(), err)
		}
	}
}
