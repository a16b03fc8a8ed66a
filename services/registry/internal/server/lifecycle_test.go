package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// reserved is a project of bc that was proposed at first and lacks nothing to go up.
func reserved() *registryv1.Project {
	p := newProject("晋级项目")
	p.NationalCode, p.Stage, p.Library = "2304-441900-04-01-135254", registryv1.Stage_STAGE_PREPARING, registryv1.Library_LIBRARY_PROPOSED
	p.Years[0].TotalInvestmentYuan, p.Years[0].PlannedYuan, p.Years[0].Nature = 60_000_000, 10_000_000, registryv1.Nature_NATURE_NEW
	return p
}

func (r *register) propose(p *registryv1.Project, to registryv1.Library) error {
	r.t.Helper()
	_, err := r.ProposeForLibrary(r.as(authn.RoleCounty, "bc"), &registryv1.ProposeForLibraryRequest{
		Id: p.GetId(), To: to, Reason: "条件成熟", Version: p.GetVersion(), RequestId: uuid.NewString(),
	})
	return err
}

func (r *register) promote(p *registryv1.Project, as authn.Role, unit string) (*registryv1.Project, error) {
	r.t.Helper()
	resp, err := r.PromoteProject(r.as(as, unit), &registryv1.PromoteProjectRequest{
		Id: p.GetId(), Version: p.GetVersion(), Comment: "同意", RequestId: uuid.NewString(),
	})
	return resp.GetProject(), err
}

// TestAProjectGoesThroughTheLibraries: the county proposes, the city approves, and what
// is recorded says who and why.
func TestAProjectGoesThroughTheLibraries(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(reserved())
	if p.GetLibrary() != registryv1.Library_LIBRARY_PROPOSED {
		t.Fatalf("stands in %s", p.GetLibrary())
	}
	_, err := r.promote(p, authn.RoleCity, "bz")
	wantReason(t, err, errs.KindPrecondition, "LIBRARY_NOT_PROPOSED")
	wantReason(t, r.propose(p, registryv1.Library_LIBRARY_KEY), errs.KindPrecondition, "LIBRARY_MOVE_UNKNOWN")
	for _, to := range []registryv1.Library{registryv1.Library_LIBRARY_RESERVE, registryv1.Library_LIBRARY_ANNUAL, registryv1.Library_LIBRARY_KEY} {
		if err := r.propose(p, to); err != nil {
			t.Fatal(err)
		}
		_, err := r.promote(p, authn.RoleCounty, "bc")
		wantReason(t, err, errs.KindDenied, "FORBIDDEN")
		if p, err = r.promote(p, authn.RoleCity, "bz"); err != nil || p.GetLibrary() != to {
			t.Fatalf("stands in %s, %v", p.GetLibrary(), err)
		}
	}
	got, err := r.ListLibraryMoves(r.as(authn.RoleLeader, "bz"), &registryv1.ListLibraryMovesRequest{Id: p.GetId()})
	if err != nil || len(got.GetMoves()) != 3 {
		t.Fatalf("moves %v, %v", got, err)
	}
	want := &registryv1.LibraryMove{
		From: registryv1.Library_LIBRARY_ANNUAL, To: registryv1.Library_LIBRARY_KEY, State: registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_APPROVED,
		Reason: "条件成熟", Proposer: "county@bc", Decider: "city@bz", Comment: "同意", PolicyVersion: 1,
	}
	if diff := cmp.Diff(want, got.GetMoves()[0], protocmp.Transform(), protocmp.IgnoreFields(want, "propose_time", "decide_time")); diff != "" {
		t.Errorf("last move (-want +got):\n%s", diff)
	}
	history, err := r.ListProjectHistory(r.as(authn.RoleCounty, "bc"), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	field := &registryv1.FieldChange{Field: "library", OldValue: "annual", NewValue: "key"}
	if diff := cmp.Diff([]*registryv1.FieldChange{field}, history.GetChanges()[0].GetFields(), protocmp.Transform()); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// TestAWithdrawalNeedsTwoPeople, and is the end.
func TestAWithdrawalNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("退库项目"))
	both := r.by(authn.Principal{ID: "both", Grants: []authn.Grant{{Role: authn.RoleCounty, Unit: "bc"}, {Role: authn.RoleCity, Unit: "bz"}}})
	proposal := &registryv1.ProposeForLibraryRequest{
		Id: p.GetId(), To: registryv1.Library_LIBRARY_WITHDRAWN, Reason: "企业停产", Version: p.GetVersion(), RequestId: uuid.NewString(),
	}
	for range 2 { // a retry proposes once
		if _, err := r.ProposeForLibrary(both, proposal); err != nil {
			t.Fatal(err)
		}
	}
	withdraw := func() *registryv1.WithdrawProjectRequest {
		return &registryv1.WithdrawProjectRequest{Id: p.GetId(), Version: p.GetVersion(), RequestId: uuid.NewString()}
	}
	_, err := r.WithdrawProject(both, withdraw())
	wantReason(t, err, errs.KindDenied, "OWN_PROPOSAL")
	city := r.as(authn.RoleCity, "bz")
	_, err = r.DemoteProject(city, &registryv1.DemoteProjectRequest{Id: p.GetId(), Version: p.GetVersion(), RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "LIBRARY_NOT_PROPOSED")
	gone, err := r.WithdrawProject(city, withdraw())
	if err != nil {
		t.Fatal(err)
	}
	p = gone.GetProject()
	if p.GetLibrary() != registryv1.Library_LIBRARY_WITHDRAWN || p.GetStage() != registryv1.Stage_STAGE_WITHDRAWN {
		t.Errorf("stands in %s at %s", p.GetLibrary(), p.GetStage())
	}
	wantReason(t, r.propose(p, registryv1.Library_LIBRARY_RESERVE), errs.KindPrecondition, "LIBRARY_LEFT")
	r.create(newProject("退库项目")) // comes again as a new one
}

// TestCompletionClosesWhatWasProposed: the project leaves by itself, and that is noted.
func TestCompletionClosesWhatWasProposed(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("竣工项目"))
	if err := r.propose(p, registryv1.Library_LIBRARY_RESERVE); err != nil {
		t.Fatal(err)
	}
	p.Stage = registryv1.Stage_STAGE_COMPLETED
	done, err := r.UpdateProject(r.as(authn.RoleCounty, "bc"), &registryv1.UpdateProjectRequest{Id: p.GetId(), Project: p, Version: 1, RequestId: uuid.NewString()})
	if err != nil || done.GetProject().GetLibrary() != registryv1.Library_LIBRARY_COMPLETED {
		t.Fatalf("%v, %v", done, err)
	}
	got, err := r.ListLibraryMoves(r.as(authn.RoleCounty, "bc"), &registryv1.ListLibraryMovesRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, m := range got.GetMoves() {
		states = append(states, fmt.Sprint(m.GetFrom(), m.GetTo(), m.GetState()))
	}
	want := []string{"LIBRARY_KEY LIBRARY_COMPLETED LIBRARY_MOVE_STATE_COMPLETED", "LIBRARY_KEY LIBRARY_RESERVE LIBRARY_MOVE_STATE_REPLACED"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
}

func TestExplainLibrarySaysWhatIsMetAndWhy(t *testing.T) {
	t.Parallel()
	r := start(t)
	in := newProject("储备项目")
	in.Stage, in.Years[0].Listings, in.Years[0].PlannedYuan = registryv1.Stage_STAGE_RESERVED, nil, 0
	p := r.create(in)
	twin := newProject("储备项目")
	twin.Years[0].Unit = "wd"
	r.create(twin)
	refused := r.propose(p, registryv1.Library_LIBRARY_ANNUAL)
	wantReason(t, refused, errs.KindPrecondition, "LIBRARY_CONDITIONS_UNMET")
	if e, _ := errs.As(refused); len(e.Fields) != 5 || !strings.Contains(e.Fields[0].Message, "项目代码") {
		t.Errorf("refused because of %+v", e.Fields)
	}
	got, err := r.ExplainLibrary(r.as(authn.RoleTownship, "bc"), &registryv1.ExplainLibraryRequest{Id: p.GetId()})
	if err != nil || got.GetLibrary() != registryv1.Library_LIBRARY_RESERVE || got.GetProposal() != nil || got.GetPolicy().GetSource() == "" {
		t.Fatalf("%v, %v", got, err)
	}
	step := got.GetSteps()[0]
	var told []string
	for _, c := range step.GetConditions() {
		told = append(told, fmt.Sprintf("%s %t %s", c.GetKind(), c.GetMet(), c.GetMessage()))
	}
	want := []string{
		"national_code false 没有全国投资项目在线审批监管平台的项目代码。",
		"total_investment false 总投资 100万元，未达到 500万元。",
		"plan false 没有 2020 年度计划投资。",
		"stage false 仅到“储备”阶段，要求不早于“前期”。",
		"no_duplicate false 另有 1 个同名且同一项目单位的项目，请先核对是否重复。",
	}
	if diff := cmp.Diff(want, told); diff != "" || step.GetTo() != registryv1.Library_LIBRARY_ANNUAL || step.GetReady() {
		t.Errorf("step to %s, ready %t (-want +got):\n%s", step.GetTo(), step.GetReady(), diff)
	}
	if out := got.GetSteps()[1]; out.GetTo() != registryv1.Library_LIBRARY_WITHDRAWN || !out.GetReady() {
		t.Errorf("a withdrawal has no conditions: %v", out)
	}
}

func TestARejectedProposalLeavesTheProject(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("降级项目"))
	if err := r.propose(p, registryv1.Library_LIBRARY_ANNUAL); err != nil {
		t.Fatal(err)
	}
	reject := func(reason string) error {
		_, err := r.RejectLibraryProposal(r.as(authn.RoleCity, "bz"), &registryv1.RejectLibraryProposalRequest{Id: p.GetId(), Version: p.GetVersion(), Reason: reason, RequestId: uuid.NewString()})
		return err
	}
	wantReason(t, reject(""), errs.KindInvalid, "REASON_MISSING")
	if err := reject("理由不足"); err != nil {
		t.Fatal(err)
	}
	wantReason(t, reject("再退"), errs.KindPrecondition, "LIBRARY_NOT_PROPOSED")
	got, err := r.GetProject(r.as(authn.RoleCounty, "bc"), &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil || got.GetProject().GetLibrary() != registryv1.Library_LIBRARY_KEY || got.GetProject().GetVersion() != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestAProjectOfBeforeTheLibraries is one that code without libraries wrote.
func TestAProjectOfBeforeTheLibraries(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("老项目"))
	if _, err := r.db.Pool.Exec(t.Context(), "UPDATE project SET library = NULL"); err != nil {
		t.Fatal(err)
	}
	county := r.as(authn.RoleCounty, "bc")
	got, err := r.GetProject(county, &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil || got.GetProject().GetLibrary() != registryv1.Library_LIBRARY_KEY {
		t.Fatalf("%v, %v", got, err)
	}
	year := p.GetYears()[0]
	year.Listings, year.PlannedYuan = nil, 0
	set, err := r.SetProjectYear(county, &registryv1.SetProjectYearRequest{Id: p.GetId(), Year: year, Version: 1, RequestId: uuid.NewString()})
	if err != nil || set.GetProject().GetLibrary() != registryv1.Library_LIBRARY_KEY {
		t.Errorf("a change of its year moved it: %v, %v", set, err)
	}
}

func evidence() *registryv1.Evidence {
	return &registryv1.Evidence{
		Kind: registryv1.EvidenceKind_EVIDENCE_KIND_PHOTO, Sha256: strings.Repeat("ab", 32), FileName: "打桩.jpg", Place: "彭李街道",
		Position:  &registryv1.Position{LatitudeMicro: 37_382_000, LongitudeMicro: 118_016_000, Datum: registryv1.Datum_DATUM_GCJ02},
		TakenTime: timestamppb.New(time.Date(2020, 5, 19, 1, 2, 3, 0, time.UTC)),
	}
}

// TestAStartIsEnteredAndCertified: the county brings evidence, the city certifies, and
// what others are told has both days.
func TestAStartIsEnteredAndCertified(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(reserved())
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	enter := &registryv1.EnterStageRequest{
		Id: p.GetId(), Stage: registryv1.Stage_STAGE_STARTED, Date: "2020-05-18", Evidence: []*registryv1.Evidence{evidence()}, Version: 1, RequestId: uuid.NewString(),
	}
	certify := func(version int64) error {
		_, err := r.CertifyStage(city, &registryv1.CertifyStageRequest{Id: p.GetId(), Stage: registryv1.Stage_STAGE_STARTED, Version: version, RequestId: uuid.NewString()})
		return err
	}
	wantReason(t, certify(1), errs.KindPrecondition, "STAGE_NOT_ENTERED")
	for range 2 { // a retry enters once
		if _, err := r.EnterStage(county, enter); err != nil {
			t.Fatal(err)
		}
	}
	enter.Version, enter.RequestId = 2, uuid.NewString()
	_, err := r.EnterStage(county, enter)
	wantReason(t, err, errs.KindExists, "EVIDENCE_EXISTS")
	if err := certify(2); err != nil {
		t.Fatal(err)
	}
	got, err := r.ListStageEvidence(city, &registryv1.ListStageEvidenceRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	kept := evidence()
	kept.Author, kept.RecordTime = "county@bc", timestamppb.New(r.clock.now())
	want := []*registryv1.StageRecord{{
		Entry:  &registryv1.StageEntry{Stage: registryv1.Stage_STAGE_STARTED, Date: "2020-05-18", CertifiedDate: "2020-05-20"},
		Author: "county@bc", Certification: registryv1.CertificationState_CERTIFICATION_STATE_CERTIFIED, Certifier: "city@bz",
		Evidence: []*registryv1.Evidence{kept},
	}}
	if diff := cmp.Diff(want, got.GetStages(), protocmp.Transform()); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	back, err := r.RejectCertification(city, &registryv1.RejectCertificationRequest{
		Id: p.GetId(), Stage: registryv1.Stage_STAGE_STARTED, Version: 3, Reason: "照片系旧图", RequestId: uuid.NewString(),
	})
	if err != nil || back.GetProject().GetStages()[0].GetCertifiedDate() != "" {
		t.Errorf("%v, %v", back, err)
	}
}

// TestACertificationNeedsEvidence: what came with a sheet has none.
func TestACertificationNeedsEvidence(t *testing.T) {
	t.Parallel()
	r := start(t)
	in := newProject("无佐证项目")
	in.Stages = []*registryv1.StageEntry{{Stage: registryv1.Stage_STAGE_STARTED, Date: "2019-03-01", CertifiedDate: "2019-04-01"}}
	p := r.create(in)
	if p.GetStages()[0].GetCertifiedDate() != "" {
		t.Error("nobody certifies by creating")
	}
	_, err := r.CertifyStage(r.as(authn.RoleCity, "bz"), &registryv1.CertifyStageRequest{Id: p.GetId(), Stage: registryv1.Stage_STAGE_STARTED, Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "STAGE_WITHOUT_EVIDENCE")
}

// TestResumptionOfTheYear: the county records, the city excuses.
func TestResumptionOfTheYear(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("续建项目"))
	county, city := r.as(authn.RoleCounty, "bc"), r.as(authn.RoleCity, "bz")
	excused, err := r.ExcuseResumption(city, &registryv1.ExcuseResumptionRequest{Id: p.GetId(), Year: 2020, Excused: true, Reason: "疫情封控", Version: 1, RequestId: uuid.NewString()})
	if err != nil || !excused.GetProject().GetYears()[0].GetResumptionExcused() {
		t.Fatalf("%v, %v", excused, err)
	}
	resumed, err := r.RecordResumption(county, &registryv1.RecordResumptionRequest{Id: p.GetId(), Year: 2020, Date: "2020-04-10", Version: 2, RequestId: uuid.NewString()})
	if err != nil || resumed.GetProject().GetYears()[0].GetResumedDate() != "2020-04-10" {
		t.Fatalf("%v, %v", resumed, err)
	}
	year := resumed.GetProject().GetYears()[0]
	year.NeedsNewLand, year.StartMonth, year.ResumedDate = true, 4, ""
	set, err := r.SetProjectYear(county, &registryv1.SetProjectYearRequest{Id: p.GetId(), Year: year, Version: 3, RequestId: uuid.NewString()})
	if got := set.GetProject().GetYears(); err != nil || !got[0].GetNeedsNewLand() || got[0].GetStartMonth() != 4 || got[0].GetResumedDate() != "2020-04-10" {
		t.Errorf("%v, %v", got, err)
	}
	listed, err := r.ListProjects(county, &registryv1.ListProjectsRequest{Unit: "bc", Month: "2020-06"})
	if err != nil || len(listed.GetRows()) != 1 {
		t.Fatalf("%v, %v", listed, err)
	}
	if diff := cmp.Diff(set.GetProject().GetYears()[0], listed.GetRows()[0].GetYear(), protocmp.Transform()); diff != "" {
		t.Errorf("the list says otherwise than the file (-file +list):\n%s", diff)
	}
	back, err := r.ExcuseResumption(city, &registryv1.ExcuseResumptionRequest{Id: p.GetId(), Year: 2020, Reason: "已复工", Version: 4, RequestId: uuid.NewString()})
	if err != nil || back.GetProject().GetYears()[0].GetResumptionExcused() {
		t.Errorf("%v, %v", back, err)
	}
	started, err := r.RecordSubstantiveStart(county, &registryv1.RecordSubstantiveStartRequest{Id: p.GetId(), Date: "2020-05-06", Version: 5, RequestId: uuid.NewString()})
	if err != nil || started.GetProject().GetSubstantiveStartDate() != "2020-05-06" {
		t.Errorf("%v, %v", started, err)
	}
}

// TestStatisticsEntry: the checklist follows from size and nature, and the entry needs it.
func TestStatisticsEntry(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(reserved())
	county := r.as(authn.RoleCounty, "bc")
	set := func(date string, materials ...string) (*registryv1.SetStatisticsEntryResponse, error) {
		return r.SetStatisticsEntry(county, &registryv1.SetStatisticsEntryRequest{Id: p.GetId(), Materials: materials, EntryDate: date, Version: p.GetVersion(), RequestId: uuid.NewString()})
	}
	_, err := set("2020-05-10", "photos")
	wantReason(t, err, errs.KindPrecondition, "MATERIAL_MISSING")
	if e, _ := errs.As(err); !strings.Contains(e.Params["missing"], "施工合同、") {
		t.Errorf("missing %q", e.Params["missing"])
	}
	all := []string{"photos", "content", "approval", "contract", "description"}
	resp, err := set("2020-05-10", all...)
	if err != nil || resp.GetProject().GetStatisticsEntryDate() != "2020-05-10" || !resp.GetProject().GetStatisticsEligible() {
		t.Fatalf("%v, %v", resp, err)
	}
	got, err := r.GetStatisticsEntry(r.as(authn.RoleLeader, "sd"), &registryv1.GetStatisticsEntryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	entry := got.GetEntry()
	if diff := cmp.Diff(resp.GetEntry(), entry, protocmp.Transform()); diff != "" {
		t.Errorf("told on writing and on reading (-want +got):\n%s", diff)
	}
	present := 0
	for _, m := range entry.GetMaterials() {
		if m.GetPresent() {
			present++
		}
	}
	if entry.GetForm() != "206-1" || present != len(all) || entry.DaysSinceStart != nil || !strings.Contains(entry.GetMessage(), "应当入库纳统") {
		t.Errorf("entry %v", entry)
	}
}
