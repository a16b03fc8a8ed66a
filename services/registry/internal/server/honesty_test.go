package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// overspent reports a cumulative over the total of newProject.
func (r *register) overspent(project string) *registryv1.Report {
	r.t.Helper()
	resp, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), save(project, "2020-04", 0, figures(10, 40, 1_000_001)))
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.GetReport()
}

func explain(report *registryv1.Report, text string) *registryv1.ExplainFindingRequest {
	return &registryv1.ExplainFindingRequest{
		ProjectId: report.GetProjectId(), Month: report.GetMonth(), Reason: "CUMULATIVE_OVER_TOTAL", Text: text,
		Version: report.GetVersion(), RequestId: uuid.NewString(),
	}
}

func (r *register) april(project string) *registryv1.Report {
	r.t.Helper()
	list, err := r.ListReports(r.as(authn.RoleCounty, "bc"), &registryv1.ListReportsRequest{ProjectId: project, Year: 2020})
	if err != nil || len(list.GetReports()) != 1 {
		r.t.Fatalf("reports %v, %v", list, err)
	}
	return list.GetReports()[0]
}

func TestAnExplanationStandsBesideTheAcceptedReport(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("水厂"))
	county := r.as(authn.RoleCounty, "bc")
	report := r.overspent(p.GetId())
	finding := report.GetAccepted().GetFindings()[0]
	if finding.GetReason() != "CUMULATIVE_OVER_TOTAL" || !finding.GetExplanationAsked() || report.GetAccepted().GetUnexplained() != 1 {
		t.Fatalf("finding %v, unexplained %d", finding, report.GetAccepted().GetUnexplained())
	}
	req := explain(report, "概算已调整，批复待下达")
	said, err := r.ExplainFinding(county, req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ExplainFinding(county, req); err != nil {
		t.Errorf("a retry: %v", err)
	}
	if said.GetReport().GetVersion() != report.GetVersion() {
		t.Error("an explanation changed the report")
	}
	got := r.april(p.GetId()).GetAccepted()
	words := got.GetFindings()[0].GetExplanations()
	if len(words) != 1 || words[0].GetText() != "概算已调整，批复待下达" || words[0].GetPrincipal() != "county@bc" || got.GetUnexplained() != 0 {
		t.Fatalf("explanations %v, unexplained %d", words, got.GetUnexplained())
	}
	same := save(p.GetId(), "2020-04", report.GetVersion(), figures(10, 40, 1_000_001))
	same.Reason, same.Progress = "补充形象进度", "主体施工"
	if _, err := r.SaveReport(county, same); err != nil {
		t.Fatal(err)
	}
	if n := r.april(p.GetId()).GetAccepted().GetUnexplained(); n != 0 {
		t.Errorf("the same figures ask again: %d unexplained", n)
	}
	other := save(p.GetId(), "2020-04", r.april(p.GetId()).GetVersion(), figures(10, 40, 1_000_002))
	other.Reason = "再次更正"
	if _, err := r.SaveReport(county, other); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.april(p.GetId()).GetAccepted().GetFindings() {
		if len(f.GetExplanations()) > 0 {
			t.Errorf("other figures are explained by the words about the first: %v", f)
		}
	}
	history, err := r.ListProjectHistory(county, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, c := range history.GetChanges() {
		found = found || c.GetCall() == "ExplainFinding" && c.GetFields()[0].GetNewValue() == "概算已调整，批复待下达"
	}
	if !found {
		t.Error("the history doesn't tell of it")
	}
}

func TestExplanationsAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("水厂"))
	report := r.overspent(p.GetId())
	for name, tc := range map[string]struct {
		edit   func(*registryv1.ExplainFindingRequest)
		role   authn.Role
		kind   errs.Kind
		reason string
	}{
		"without words":            {func(q *registryv1.ExplainFindingRequest) { q.Text = " " }, authn.RoleCounty, errs.KindInvalid, "EXPLANATION_MISSING"},
		"with too many":            {func(q *registryv1.ExplainFindingRequest) { q.Text = long(501) }, authn.RoleCounty, errs.KindInvalid, "TEXT_TOO_LONG"},
		"of what was not found":    {func(q *registryv1.ExplainFindingRequest) { q.Reason = "SAME_AMOUNT" }, authn.RoleCounty, errs.KindNotFound, "FINDING_NOT_FOUND"},
		"of another field":         {func(q *registryv1.ExplainFindingRequest) { q.Field = "progress" }, authn.RoleCounty, errs.KindNotFound, "FINDING_NOT_FOUND"},
		"of a month without one":   {func(q *registryv1.ExplainFindingRequest) { q.Month, q.Version = "2020-03", 0 }, authn.RoleCounty, errs.KindNotFound, "REPORT_NOT_FOUND"},
		"of a stale version":       {func(q *registryv1.ExplainFindingRequest) { q.Version++ }, authn.RoleCounty, errs.KindConflict, "STALE_VERSION"},
		"by somebody who may read": {func(*registryv1.ExplainFindingRequest) {}, authn.RoleLeader, errs.KindDenied, "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			req := explain(report, "有批复")
			tc.edit(req)
			_, err := r.ExplainFinding(r.as(tc.role, "bc"), req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}

// blocking serves a policy under which a cumulative over the total must be explained
// before the report is accepted.
func (r *register) blocking() {
	r.t.Helper()
	r.approvePolicy(r.proposePolicy(policyProposal("checks", overTotal("warning", true))))
}

func TestABlockingFindingIsExplainedBeforeTheReportIsAccepted(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.blocking()
	r.autoAccept("bc")
	p := r.create(newProject("水厂"))
	report := r.overspent(p.GetId())
	if got := report.GetPending(); got.GetState() != registryv1.ReportState_REPORT_STATE_SUBMITTED || !got.GetFindings()[0].GetBlocksAcceptance() {
		t.Fatalf("auto-accept took it: %v", report)
	}
	accept := func() error {
		_, err := r.AcceptReport(r.as(authn.RoleCity, "bz"), &registryv1.AcceptReportRequest{
			ProjectId: p.GetId(), Month: "2020-04", Version: report.GetVersion(), RequestId: uuid.NewString(),
		})
		return err
	}
	wantReason(t, accept(), errs.KindPrecondition, "FINDING_UNEXPLAINED")
	if _, err := r.ExplainFinding(r.as(authn.RoleTownship, "bc"), explain(report, "概算已调整")); err != nil {
		t.Fatal(err)
	}
	if err := accept(); err != nil {
		t.Fatal(err)
	}
	// The same by bulk: it waits for a person.
	q := r.create(newProject("电厂"))
	resp, err := r.ingest(r.as(authn.RoleCounty, "bc"), chunk(reportRow(q.GetId(), "2020-04", figures(10, 40, 1_000_001))))
	if err != nil || resp.GetResults()[0].GetOutcome() != registryv1.RowOutcome_ROW_OUTCOME_CREATED {
		t.Fatalf("%v, %v", resp, err)
	}
	if got := r.april(q.GetId()); got.GetAccepted() != nil || got.GetPending().GetUnexplained() != 1 {
		t.Errorf("bulk put it in force: %v", got)
	}
}

func TestStatedTotalsAreComparedThroughTheInterface(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.create(newProject("唯一"))
	const cent = 1_000_000
	total, projects := registryv1.Measure_MEASURE_TOTAL_INVESTMENT, registryv1.Measure_MEASURE_PROJECTS
	resp, err := r.CheckStatedTotals(r.as(authn.RoleLeader, "bc"), &registryv1.CheckStatedTotalsRequest{Unit: "bc", Year: 2020, Figures: []*registryv1.StatedFigure{
		{Measure: total, Value: 36817 * cent, RoundedTo: cent},
		{Measure: total, Dimension: "类别", Key: "产业", Value: 30530 * cent, RoundedTo: cent},
		{Measure: total, Dimension: "类别", Key: "基础设施", Value: 4711 * cent, RoundedTo: cent},
		{Measure: total, Dimension: "类别", Key: "民生保障", Value: 1608 * cent, RoundedTo: cent},
		{Measure: projects, Value: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.GetContradictions()) != 2 || resp.GetCompared() != 3 {
		t.Fatalf("%d compared: %v", resp.GetCompared(), resp.GetContradictions())
	}
	c := resp.GetContradictions()[0]
	if c.GetDifference() != 32*cent || c.GetMessage() != "合计为 368.17 亿元，按“类别”各项之和为 368.49 亿元，相差 0.32 亿元。" {
		t.Errorf("%v", c)
	}
	if k := resp.GetContradictions()[1].GetKind(); k != registryv1.ContradictionKind_CONTRADICTION_KIND_REGISTER {
		t.Errorf("the register has 1,000,000 yuan, and that is %s", k)
	}
}

// TestContradictionsSpeakChinese: a decomposition of the register's own is called what
// people call it, and so are its parts.
func TestContradictionsSpeakChinese(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.create(newProject("唯一"))
	projects := registryv1.Measure_MEASURE_PROJECTS
	resp, err := r.CheckStatedTotals(r.as(authn.RoleLeader, "bc"), &registryv1.CheckStatedTotalsRequest{Unit: "bc", Year: 2020, Figures: []*registryv1.StatedFigure{
		{Measure: projects, Value: 9},
		{Measure: projects, Dimension: "category", Key: "livelihood", Value: 7},
		{Measure: projects, Dimension: "nature", Key: "new", Value: 9},
		{Measure: projects, Dimension: "listing", Key: "renovation", Value: 9},
		{Measure: projects, Dimension: "规模", Key: "5000万元以上", Value: 9},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range resp.GetContradictions() {
		got = append(got, c.GetMessage())
	}
	want := []string{
		"合计为 9 个，按“类别”各项之和为 7 个，相差 -2 个。",
		"按“类别”各项之和为 7 个，按“名单”各项之和为 9 个，相差 2 个。",
		"按“类别”各项之和为 7 个，按“建设性质”各项之和为 9 个，相差 2 个。",
		"按“类别”各项之和为 7 个，按“规模”各项之和为 9 个，相差 2 个。",
		"“合计”所称 9 个，项目库为 1 个，相差 -8 个。",
		"“民生”所称 7 个，项目库为 0 个，相差 -7 个。",
		"“新建”所称 9 个，项目库为 0 个，相差 -9 个。",
		"“技改”所称 9 个，项目库为 0 个，相差 -9 个。",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAlikeProjectsAreToldUntilAPersonTellsThemApart(t *testing.T) {
	t.Parallel()
	r := start(t)
	first := r.create(newProject("甲镇（东区）污水处理厂"))
	twin := newProject("甲镇(东区) 污水处理厂")
	twin.Company.Name = "乙公司"
	second := r.create(twin)
	r.create(newProject("热电联产"))
	county := r.as(authn.RoleCounty, "bc")
	list := func(decided bool) *registryv1.ListDuplicatesResponse {
		t.Helper()
		resp, err := r.ListDuplicates(county, &registryv1.ListDuplicatesRequest{Unit: "bc", Year: 2020, WithDecided: decided})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	got := list(false)
	if got.GetTotal() != 1 || got.GetPairs()[0].GetScore() != 75 || got.GetPairs()[0].GetLikenesses()[0].GetTitle() != "项目名称相同" {
		t.Fatalf("pairs %v", got)
	}
	decide := func(apart bool) {
		t.Helper()
		_, err := r.DecideDuplicate(county, &registryv1.DecideDuplicateRequest{
			ProjectId: second.GetId(), OtherId: first.GetId(), Apart: apart, Reason: "两个地块", RequestId: uuid.NewString(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	decide(true)
	if n := list(false).GetTotal(); n != 0 {
		t.Errorf("%d pairs are told again", n)
	}
	if got := list(true); got.GetTotal() != 1 || !got.GetPairs()[0].GetDecided() {
		t.Errorf("asked for, they are %v", got)
	}
	decide(false)
	if n := list(false).GetTotal(); n != 1 {
		t.Errorf("taken back, %d pairs", n)
	}
}

func TestThePolicyIsToldAsItIsServed(t *testing.T) {
	t.Parallel()
	r := start(t)
	checks, err := registry.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.GetHonestyPolicy(r.as(authn.RoleTownship, "bc-t"), &registryv1.GetHonestyPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got.GetDueDay() != 25 || len(got.GetChecks()) != len(checks.Checks) || got.GetChecks()[0].GetParams() == "" || got.GetChecksSource().GetSource() == "" {
		t.Errorf("policy %v", got)
	}
}
