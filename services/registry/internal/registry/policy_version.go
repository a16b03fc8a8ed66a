package registry

import (
	"strings"
	"time"

	"pacesetter/pkg/errs"
)

// maxPolicyBody bounds a policy's JSON in bytes; the largest shipped one has 4 KB.
const maxPolicyBody = 64 << 10

// PolicyVersion (规则版本) is a version of a policy: the shipped one, or one that an
// administrator proposed. What is decided is never changed:
//
//	proposed ──another administrator──► approved: in force from its day on
//	   └──────any administrator──────► rejected, by who proposed it: taken back
type PolicyVersion struct {
	Key           string
	Number        int
	Body          string // JSON of the policy's file without version, effective_date and source
	EffectiveDate string // day since when it holds, in Asia/Shanghai
	Source        string
	State         PolicyState
	Proposed      Step // with the reason
	Decided       *Step
	Shipped       bool
	Rules         PolicyRules // Body as it was parsed; nil until then
}

// PolicyState says how a version stands.
type PolicyState string

// The states.
const (
	PolicyProposed PolicyState = "proposed"
	PolicyApproved PolicyState = "approved"
	PolicyRejected PolicyState = "rejected"
)

// PolicyVersionNotFound says that a policy has no such version.
func PolicyVersionNotFound(key string, number int) *errs.Error {
	return errs.NotFound("POLICY_VERSION_NOT_FOUND", "no version %d of policy %.40q", number, key)
}

// Parsed is the version with its rules. It fails with POLICY_INVALID, whose fields name
// what is wrong with the body by its paths.
func (v PolicyVersion) Parsed() (PolicyVersion, error) {
	if len(v.Body) > maxPolicyBody {
		return v, refusedBody(valueFault("", "不超过 64 KB"))
	}
	rules, err := v.parseRules()
	if err != nil {
		return v, refusedBody(err)
	}
	v.Rules = rules
	return v, nil
}

// Propose judges a version as it is proposed. It fails with the failures of CheckPolicyKey
// and Parsed, with REASON_MISSING, POLICY_SOURCE_MISSING, TEXT_TOO_LONG, DATE_INVALID, and
// with POLICY_DATE_PAST for a day before today, because what was decided stays decided.
func (v PolicyVersion) Propose(by Step) (PolicyVersion, error) {
	if err := CheckPolicyKey(v.Key); err != nil {
		return PolicyVersion{}, err
	}
	v.Source, v.State, v.Proposed, v.Decided = Line(v.Source), PolicyProposed, by, nil
	switch {
	case by.Reason == "":
		return PolicyVersion{}, errs.Invalid("REASON_MISSING", "policy %s without a reason", v.Key).At("reason")
	case v.Source == "":
		return PolicyVersion{}, errs.Invalid("POLICY_SOURCE_MISSING", "policy %s rests on nothing", v.Key).At("source")
	case tooLong(v.Source, maxReason):
		return PolicyVersion{}, errs.Invalid("TEXT_TOO_LONG", "source of a policy").With("limit", maxReason.String()).At("source")
	}
	if err := v.checkDate(by.At); err != nil {
		return PolicyVersion{}, err
	}
	v.Body = strings.TrimSpace(v.Body) + "\n"
	v, err := v.Parsed()
	if err != nil {
		return v, err
	}
	return v, v.checkFixed()
}

// checkDate refuses a day that is over.
func (v PolicyVersion) checkDate(now time.Time) error {
	if err := checkDay(v.EffectiveDate, "effective_date"); err != nil {
		return err
	}
	if v.EffectiveDate < Today(now) {
		return errs.Precondition("POLICY_DATE_PAST", "policy %s from %s on", v.Key, v.EffectiveDate).
			With("date", v.EffectiveDate).With("today", Today(now)).At("effective_date")
	}
	return nil
}

// Approve puts a proposed version in force from its day on. It takes somebody else than
// who proposed it, and its day must not be over: what was decided stays decided.
func (v PolicyVersion) Approve(by Step) (PolicyVersion, error) {
	if err := v.mayDecide(); err != nil {
		return PolicyVersion{}, err
	}
	if v.Proposed.By == by.By {
		return PolicyVersion{}, errs.Denied("POLICY_SECOND_PERSON", "approved by who proposed it")
	}
	if err := v.checkDate(by.At); err != nil {
		return PolicyVersion{}, err
	}
	v.State, v.Decided = PolicyApproved, &by
	return v, nil
}

// Reject closes a proposed version, with a reason. Who proposed it may too: nothing comes
// into force by it, and a slip shall not wait for somebody else.
func (v PolicyVersion) Reject(by Step) (PolicyVersion, error) {
	if err := v.mayDecide(); err != nil {
		return PolicyVersion{}, err
	}
	if by.Reason == "" {
		return PolicyVersion{}, errs.Invalid("REASON_MISSING", "rejection without a reason").At("reason")
	}
	v.State, v.Decided = PolicyRejected, &by
	return v, nil
}

func (v PolicyVersion) mayDecide() error {
	if v.State != PolicyProposed {
		return errs.Precondition("POLICY_DECIDED", "version %d of %s is %s", v.Number, v.Key, v.State)
	}
	return nil
}
