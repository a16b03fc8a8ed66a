package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/store"
)

// explainIn is the policy of conduct with another time to explain.
func explainIn(days int) string { return fmt.Sprintf(`{"explain_days": %d}`, days) }

// overTotal is a policy with one check: a cumulative over the total.
func overTotal(severity string, blocks bool) string {
	return fmt.Sprintf(`{"checks": [{"reason": "CUMULATIVE_OVER_TOTAL", "title": "超总投资", "severity": %q,
		"explain": true, "blocks_acceptance": %t, "params": {"percent": 100}}]}`, severity, blocks)
}

// policyProposal asks for a policy from the first day of tests on.
func policyProposal(key, body string) *registryv1.ProposePolicyRequest {
	return &registryv1.ProposePolicyRequest{
		Key: key, Body: body, EffectiveDate: "2020-05-20", Source: "样例文件", Reason: "统一口径", RequestId: uuid.NewString(),
	}
}

// proposePolicy asks for a proposal as one administrator, on top of what there is.
func (r *register) proposePolicy(req *registryv1.ProposePolicyRequest) (string, int32) {
	r.t.Helper()
	r.onTop(req)
	resp, err := r.ProposePolicy(r.as(authn.RoleAdmin, "sd"), req)
	if err != nil {
		r.t.Fatal(err)
	}
	return req.GetKey(), resp.GetVersion().GetVersion()
}

// onTop tells a proposal the latest version.
func (r *register) onTop(req *registryv1.ProposePolicyRequest) {
	r.t.Helper()
	got, err := r.GetPolicy(r.as(authn.RoleAdmin, "sd"), &registryv1.GetPolicyRequest{Key: req.GetKey()})
	if err != nil {
		r.t.Fatal(err)
	}
	req.Version = got.GetLatestVersion()
}

// second is another administrator of the province.
func (r *register) second() context.Context {
	r.t.Helper()
	return r.by(authn.Principal{ID: "second", Grants: []authn.Grant{{Role: authn.RoleAdmin, Unit: "sd"}}})
}

func (r *register) approvePolicy(key string, version int32) {
	r.t.Helper()
	_, err := r.ApprovePolicy(r.second(), &registryv1.ApprovePolicyRequest{Key: key, Version: version, RequestId: uuid.NewString()})
	if err != nil {
		r.t.Fatal(err)
	}
}

// saveOverspent reports more than the total of a project of its own.
func (r *register) saveOverspent(name string) error {
	r.t.Helper()
	p := r.create(newProject(name))
	_, err := r.SaveReport(r.as(authn.RoleTownship, "bc"), save(p.GetId(), "2020-04", 0, figures(200_000, 300_000, 1_200_000)))
	return err
}

// TestACheckBecomesAnErrorOnItsDay: a proposal changes nothing, its approval nothing before
// its day; then reports are refused.
func TestACheckBecomesAnErrorOnItsDay(t *testing.T) {
	t.Parallel()
	r := start(t)
	taken := func(when string) {
		t.Helper()
		if err := r.saveOverspent(when); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
	}
	req := policyProposal("checks", overTotal("error", false))
	req.EffectiveDate = "2020-05-22"
	key, version := r.proposePolicy(req)
	r.clock.advance(24 * time.Hour)
	taken("proposed")
	r.approvePolicy(key, version)
	taken("approved, the day before")
	r.clock.advance(24 * time.Hour)
	if err := r.saveOverspent("on its day"); errs.ReasonOf(err) == "" {
		t.Fatal("taken on its day")
	}
}

// TestALibraryConditionIsTakenBackOnItsDay: a move for which the shipped policy wants a code
// is refused until the day on which the code is no condition any more.
func TestALibraryConditionIsTakenBackOnItsDay(t *testing.T) {
	t.Parallel()
	r := start(t)
	in := newProject("水厂")
	in.Years[0].Listings = nil // it stands in the year's library, and has no code
	p := r.create(in)
	move := func() error {
		_, err := r.ProposeForLibrary(r.as(authn.RoleCounty, "bc"), &registryv1.ProposeForLibraryRequest{
			Id: p.GetId(), To: registryv1.Library_LIBRARY_KEY, Version: p.GetVersion(), Reason: "推进", RequestId: uuid.NewString(),
		})
		return err
	}
	req := policyProposal("library", `{"moves": [{"from": "annual", "to": "key", "conditions": [{"kind": "plan"}]}]}`)
	req.EffectiveDate = "2020-05-21"
	r.approvePolicy(r.proposePolicy(req))
	wantReason(t, move(), errs.KindPrecondition, "LIBRARY_CONDITIONS_UNMET")
	r.clock.advance(24 * time.Hour)
	if err := move(); err != nil {
		t.Error(err)
	}
}

func TestRefusedProposals(t *testing.T) {
	t.Parallel()
	r := start(t)
	for name, tc := range map[string]struct {
		edit   func(*registryv1.ProposePolicyRequest)
		kind   errs.Kind
		reason string
		path   string
	}{
		"no such policy":  {func(q *registryv1.ProposePolicyRequest) { q.Key = "weather" }, errs.KindNotFound, "POLICY_UNKNOWN", "key"},
		"a fixed policy":  {func(q *registryv1.ProposePolicyRequest) { q.Key = "calendar" }, errs.KindPrecondition, "POLICY_FIXED", "key"},
		"no reason":       {func(q *registryv1.ProposePolicyRequest) { q.Reason = " " }, errs.KindInvalid, "REASON_MISSING", "reason"},
		"no paper":        {func(q *registryv1.ProposePolicyRequest) { q.Source = "" }, errs.KindInvalid, "POLICY_SOURCE_MISSING", "source"},
		"a long paper":    {func(q *registryv1.ProposePolicyRequest) { q.Source = strings.Repeat("文", 3_000) }, errs.KindInvalid, "TEXT_TOO_LONG", "source"},
		"no day":          {func(q *registryv1.ProposePolicyRequest) { q.EffectiveDate = "" }, errs.KindInvalid, "DATE_INVALID", "effective_date"},
		"yesterday":       {func(q *registryv1.ProposePolicyRequest) { q.EffectiveDate = "2020-05-19" }, errs.KindPrecondition, "POLICY_DATE_PAST", "effective_date"},
		"seen otherwise":  {func(q *registryv1.ProposePolicyRequest) { q.Version = 1 }, errs.KindConflict, "STALE_VERSION", ""},
		"no JSON":         {func(q *registryv1.ProposePolicyRequest) { q.Body = "{\n\"checks\": [}" }, errs.KindInvalid, "POLICY_INVALID", "body"},
		"a list":          {func(q *registryv1.ProposePolicyRequest) { q.Body = "[]" }, errs.KindInvalid, "POLICY_INVALID", "body"},
		"its own version": {func(q *registryv1.ProposePolicyRequest) { q.Body = `{"version": 9}` }, errs.KindInvalid, "POLICY_INVALID", "body.version"},
		"a parameter": {func(q *registryv1.ProposePolicyRequest) {
			q.Body = strings.Replace(q.GetBody(), "percent", "per_cent", 1)
		}, errs.KindInvalid, "POLICY_INVALID", "body.checks[0].params.per_cent"},
		"a severity":       {func(q *registryv1.ProposePolicyRequest) { q.Body = overTotal("fatal", false) }, errs.KindInvalid, "POLICY_INVALID", "body.checks[0].severity"},
		"far too long":     {func(q *registryv1.ProposePolicyRequest) { q.Body += strings.Repeat(" ", 70_000) + "{" }, errs.KindInvalid, "POLICY_INVALID", "body"},
		"no id of request": {func(q *registryv1.ProposePolicyRequest) { q.RequestId = "x" }, errs.KindInvalid, "REQUEST_ID_INVALID", "request_id"},
	} {
		t.Run(name, func(t *testing.T) {
			req := policyProposal("checks", overTotal("warning", true))
			r.onTop(req)
			tc.edit(req)
			_, err := r.ProposePolicy(r.as(authn.RoleAdmin, "sd"), req)
			wantReason(t, err, tc.kind, tc.reason)
			e, _ := errs.As(err)
			paths := func(f errs.Field) bool { return f.Path == tc.path && f.Message != "" }
			if tc.path != "" && !slices.ContainsFunc(e.Fields, paths) {
				t.Errorf("fields %+v, want one at %s", e.Fields, tc.path)
			}
		})
	}
}

func TestWhoDecidesOnAPolicy(t *testing.T) {
	t.Parallel()
	r := start(t)
	city := r.as(authn.RoleAdmin, "bz")
	_, err := r.ProposePolicy(city, policyProposal("conduct", explainIn(5)))
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	key, version := r.proposePolicy(policyProposal("conduct", explainIn(5)))
	again := policyProposal("conduct", explainIn(6))
	r.onTop(again)
	_, err = r.ProposePolicy(r.second(), again)
	wantReason(t, err, errs.KindPrecondition, "POLICY_WAITS")
	approval := func() *registryv1.ApprovePolicyRequest {
		return &registryv1.ApprovePolicyRequest{Key: key, Version: version, Comment: "同意", RequestId: uuid.NewString()}
	}
	_, err = r.ApprovePolicy(city, approval())
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.ApprovePolicy(r.as(authn.RoleAdmin, "sd"), approval())
	wantReason(t, err, errs.KindDenied, "POLICY_SECOND_PERSON")
	_, err = r.RejectPolicy(r.second(), &registryv1.RejectPolicyRequest{Key: key, Version: version, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	first := approval()
	for range 2 { // a retry gets the first answer
		resp, err := r.ApprovePolicy(r.second(), first)
		if err != nil || resp.GetVersion().GetDecidedBy() != "second" || resp.GetVersion().GetState() != registryv1.PolicyState_POLICY_STATE_APPROVED {
			t.Fatalf("%v, %v", resp, err)
		}
	}
	_, err = r.RejectPolicy(r.second(), &registryv1.RejectPolicyRequest{Key: key, Version: version, Reason: "不妥", RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "POLICY_DECIDED")
	_, err = r.ApprovePolicy(r.second(), &registryv1.ApprovePolicyRequest{Key: key, Version: 99, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindNotFound, "POLICY_VERSION_NOT_FOUND")
}

// TestAProposalThatWaitedTooLong can only be rejected: what was decided since its day stays.
func TestAProposalThatWaitedTooLong(t *testing.T) {
	t.Parallel()
	r := start(t)
	key, version := r.proposePolicy(policyProposal("conduct", explainIn(5)))
	r.clock.advance(24 * time.Hour)
	_, err := r.ApprovePolicy(r.second(), &registryv1.ApprovePolicyRequest{Key: key, Version: version, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindPrecondition, "POLICY_DATE_PAST")
	if _, err := r.RejectPolicy(r.second(), &registryv1.RejectPolicyRequest{Key: key, Version: version, Reason: "过期", RequestId: uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	next := policyProposal("conduct", explainIn(5))
	next.EffectiveDate = "2020-05-21"
	if _, n := r.proposePolicy(next); n != version+1 {
		t.Errorf("version %d after a rejected %d", n, version)
	}
}

func TestOfTwoProposalsAtOnceOneWins(t *testing.T) {
	t.Parallel()
	r := start(t)
	const many = 6
	outcomes := make(chan error, many)
	req := policyProposal("checks", overTotal("warning", true))
	r.onTop(req)
	for range many {
		mine := policyProposal("checks", overTotal("warning", true))
		mine.Version = req.GetVersion()
		go func() {
			_, err := r.ProposePolicy(r.as(authn.RoleAdmin, "sd"), mine)
			outcomes <- err
		}()
	}
	won := 0
	for range many {
		switch err := <-outcomes; errs.ReasonOf(err) {
		case "":
			won++
		case "STALE_VERSION":
		default:
			t.Errorf("refused with %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won", won)
	}
}

// TestAnotherReplicaFollows: it judges by the old version until it read again, then by the new.
func TestAnotherReplicaFollows(t *testing.T) {
	t.Parallel()
	r := start(t)
	other := *r
	other.store = store.New(r.db.Pool, r.clock.now)
	for _, refresh := range []func(context.Context) error{other.store.RefreshTree, other.store.RefreshPolicies} {
		if err := refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	other.serve(authz.NewTable(authz.Rules()))
	r.approvePolicy(r.proposePolicy(policyProposal("checks", overTotal("error", false))))
	if err := r.saveOverspent("甲"); err == nil {
		t.Error("the replica that approved judges by the old version")
	}
	if err := other.saveOverspent("乙"); err != nil {
		t.Errorf("the other knows of it before it read: %v", err)
	}
	if err := other.store.RefreshPolicies(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.saveOverspent("丙"); err == nil {
		t.Error("the other replica doesn't follow")
	}
}

func TestVersionsAreTold(t *testing.T) {
	t.Parallel()
	r := start(t)
	key, version := r.proposePolicy(policyProposal("conduct", explainIn(5)))
	policy := func() *registryv1.RegisterPolicy {
		t.Helper()
		resp, err := r.ListPolicies(r.as(authn.RoleLeader, "bz"), &registryv1.ListPoliciesRequest{})
		if err != nil || resp.GetMayChange() {
			t.Fatalf("%v, may change %t", err, resp.GetMayChange())
		}
		i := slices.IndexFunc(resp.GetPolicies(), func(p *registryv1.RegisterPolicy) bool { return p.GetKey() == key })
		return resp.GetPolicies()[i]
	}
	if p := policy(); p.GetWaiting().GetVersion() != version || !p.GetChangeable() || !p.GetShipped() {
		t.Errorf("while it waits: %v", p)
	}
	r.approvePolicy(key, version)
	if p := policy(); p.GetVersion() != version || p.GetWaiting() != nil || !strings.Contains(p.GetRules()[1], "5 天") || p.GetShipped() {
		t.Errorf("in force: %v", p)
	}
	later := policyProposal("conduct", explainIn(7))
	later.EffectiveDate = "2020-06-01"
	r.approvePolicy(r.proposePolicy(later))
	if p := policy(); p.GetVersion() != version || len(p.GetComing()) != 1 || p.GetComing()[0].GetEffectiveDate() != "2020-06-01" {
		t.Errorf("what comes: %v", p)
	}
	versions, err := r.ListPolicyVersions(r.as(authn.RoleLeader, "bz"), &registryv1.ListPolicyVersionsRequest{Key: key})
	if err != nil || len(versions.GetVersions()) != 3 || !versions.GetVersions()[1].GetInForce() || !versions.GetVersions()[2].GetShipped() {
		t.Errorf("%v, %v", versions, err)
	}
	got, err := r.GetPolicy(r.as(authn.RoleLeader, "bz"), &registryv1.GetPolicyRequest{Key: key, Version: version})
	if err != nil || strings.TrimSpace(got.GetBody()) != explainIn(5) || got.GetLatestVersion() != version+1 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestAPreviewCountsWhatChecksWouldDo and stores nothing.
func TestAPreviewCountsWhatChecksWouldDo(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	if err := r.saveOverspent("水厂"); err != nil {
		t.Fatal(err)
	}
	preview := func(body string) *registryv1.PreviewPolicyResponse {
		t.Helper()
		resp, err := r.PreviewPolicy(r.as(authn.RoleAdmin, "sd"), &registryv1.PreviewPolicyRequest{Key: "checks", Body: body, EffectiveDate: "2020-05-20"})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	stricter := preview(overTotal("warning", true))
	if e := stricter.GetEffect(); e.GetMonth() != "2020-04" || e.GetReports() != 1 || e.GetChanging() != 1 || e.GetGaining() != 0 || e.GetMore() {
		t.Errorf("stricter: %v", e)
	}
	if len(stricter.GetRulesBefore()) < 10 || !slices.Equal(stricter.GetRulesAfter(), []string{"超总投资：须书面说明，说明前不能审核。"}) {
		t.Errorf("words %q to %q", stricter.GetRulesBefore(), stricter.GetRulesAfter())
	}
	if !strings.Contains(stricter.GetBodyBefore(), "SAME_AMOUNT") {
		t.Errorf("JSON before: %s", stricter.GetBodyBefore())
	}
	if e := preview(`{"checks": []}`).GetEffect(); e.GetLosing() != 1 {
		t.Errorf("none: %v", e)
	}
	_, err := r.PreviewPolicy(r.as(authn.RoleAdmin, "sd"), &registryv1.PreviewPolicyRequest{Key: "checks", Body: "{", EffectiveDate: "2020-05-20"})
	wantReason(t, err, errs.KindInvalid, "POLICY_INVALID")
	versions, err := r.ListPolicyVersions(r.as(authn.RoleAdmin, "sd"), &registryv1.ListPolicyVersionsRequest{Key: "checks"})
	if err != nil || len(versions.GetVersions()) != 1 {
		t.Errorf("%v, %v", versions, err)
	}
}

// TestAShorterTimeToExplainHoldsForWhatIsHandedInSince: what was handed in before it keeps
// the time that it had.
func TestAShorterTimeToExplainHoldsForWhatIsHandedInSince(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	const day = 24 * time.Hour
	wantFalse := func(when string, want int32) {
		t.Helper()
		got, err := r.ListReportingRecord(r.as(authn.RoleCounty, "bc"), &registryv1.ListReportingRecordRequest{Unit: "bc", Year: 2020})
		if err != nil {
			t.Fatal(err)
		}
		if n := got.GetTotal().GetYear().GetFalseCount(); n != want {
			t.Errorf("%s: %d count as false, want %d", when, n, want)
		}
	}
	req := policyProposal("conduct", explainIn(3))
	req.EffectiveDate = "2020-05-21"
	r.approvePolicy(r.proposePolicy(req))
	if err := r.saveOverspent("前"); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * day)
	if err := r.saveOverspent("后"); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * day)
	wantFalse("four days after the first, two after the second", 0)
	r.clock.advance(2 * day)
	wantFalse("six and four days after", 1)
	r.clock.advance(5 * day)
	wantFalse("eleven and nine days after", 2)
}
