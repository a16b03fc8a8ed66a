package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// The policies that administrators may change (规则). When reports are due is changed by
// units' calendars, and what a document may be stays as the register ships it.
const (
	PolicyLibrary    = "library"
	PolicyAnnualPlan = "annual_plan"
	PolicyChecks     = "checks"
	PolicyConduct    = "conduct"
	PolicyStatistics = "statistics_entry"
)

// PolicyKeys are the policies that may be changed, in the order in which a project meets them.
func PolicyKeys() []string {
	return []string{PolicyLibrary, PolicyAnnualPlan, PolicyChecks, PolicyConduct, PolicyStatistics}
}

// PolicyRules are a policy's rules, ready to be evaluated: Checks, Conduct, LibraryPolicy,
// StatisticsPolicy or AnnualPlanPolicy.
type PolicyRules interface{ Words() PolicyWords }

// policyKind is one policy that may be changed.
type policyKind struct {
	shipped []byte
	parse   func([]byte) (PolicyRules, error)
}

func policyKinds() map[string]policyKind {
	return map[string]policyKind{
		PolicyLibrary:    {libraryJSON, parsing(ParseLibraryPolicy)},
		PolicyAnnualPlan: {annualPlanJSON, parsing(ParseAnnualPlanPolicy)},
		PolicyChecks:     {checksJSON, parsing(ParseChecks)},
		PolicyConduct:    {conductJSON, parsing(ParseConduct)},
		PolicyStatistics: {statisticsEntryJSON, parsing(parseOwnStatistics)},
	}
}

func parsing[P PolicyRules](parse func([]byte) (P, error)) func([]byte) (PolicyRules, error) {
	return func(data []byte) (PolicyRules, error) { return parse(data) }
}

// parseOwnStatistics keeps the size from which projects belong into the statistics as it is
// shipped, whatever it was when the version was approved: whether a project does is told to
// others with it, and no change of a policy tells all projects again.
func parseOwnStatistics(data []byte) (StatisticsPolicy, error) {
	p, err := ParseStatisticsPolicy(data)
	if err != nil {
		return p, err
	}
	shipped, err := ShippedStatisticsPolicy()
	p.EligibleFrom = shipped.EligibleFrom
	return p, err
}

// checkFixed refuses a proposal that states another size than the shipped one. A version
// that was approved before a newer register ships with another stays readable.
func (v PolicyVersion) checkFixed() error {
	if v.Key != PolicyStatistics {
		return nil
	}
	var stated struct {
		EligibleFrom money.Yuan `json:"eligible_from_yuan"`
	}
	if err := json.Unmarshal([]byte(v.Body), &stated); err != nil {
		return refusedBody(err)
	}
	shipped, err := ShippedStatisticsPolicy()
	if err == nil && stated.EligibleFrom != shipped.EligibleFrom {
		err = refusedBody(valueFault("eligible_from_yuan", strconv.FormatInt(int64(shipped.EligibleFrom), 10)+"：应统起点已随项目告知统计，只随软件版本调整"))
	}
	return err
}

// CheckPolicyKey is nil for a policy that may be changed. It fails with POLICY_FIXED for one
// that may not, and with POLICY_UNKNOWN.
func CheckPolicyKey(key string) error {
	switch {
	case slices.Contains(PolicyKeys(), key):
		return nil
	case key == "calendar" || key == "documents":
		return errs.Precondition("POLICY_FIXED", "policy %s can't be changed here", key).At("key")
	}
	return errs.NotFound("POLICY_UNKNOWN", "no policy %.40q", key).With("value", shorten(key)).At("key")
}

// head are the names of a policy's file that a proposal has as fields of its own.
func head() []string { return []string{"version", "effective_date", "source"} }

// parseRules reads a version's body, which is the policy's file without its head, by the
// same parser as the shipped file. It fails with PolicyErrors.
func (v PolicyVersion) parseRules() (PolicyRules, error) {
	members, err := membersOf([]byte(v.Body))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if slices.Contains(head(), m.name) {
			return nil, fault(m.name, ReasonPolicyHead, "name", m.name)
		}
	}
	whole := append([]member{
		{"version", json.RawMessage(strconv.Itoa(v.Number))}, {"effective_date", quoted(v.EffectiveDate)}, {"source", quoted(v.Source)},
	}, members...)
	return policyKinds()[v.Key].parse([]byte(objectOf(whole)))
}

func quoted(text string) json.RawMessage {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err) // a text is always JSON
	}
	return data
}

// ShippedPolicies are the versions that the register ships with.
func ShippedPolicies() ([]PolicyVersion, error) { return shippedPolicies() }

var shippedPolicies = sync.OnceValues(func() ([]PolicyVersion, error) {
	var all []PolicyVersion
	for _, key := range PolicyKeys() {
		v, err := shippedVersion(key, policyKinds()[key].shipped)
		if err != nil {
			return nil, fmt.Errorf("shipped policy %s: %w", key, err)
		}
		all = append(all, v)
	}
	return all, nil
})

func shippedVersion(key string, file []byte) (PolicyVersion, error) {
	v := PolicyVersion{Key: key, State: PolicyApproved, Shipped: true}
	members, err := membersOf(file)
	if err != nil {
		return v, err
	}
	into := map[string]any{"version": &v.Number, "effective_date": &v.EffectiveDate, "source": &v.Source}
	for _, m := range members {
		if to, ok := into[m.name]; ok {
			if err := json.Unmarshal(m.value, to); err != nil {
				return v, fmt.Errorf("read %s: %w", m.name, err)
			}
		}
	}
	v.Body = objectOf(slices.DeleteFunc(members, func(m member) bool { return slices.Contains(head(), m.name) }))
	v.Rules, err = v.parseRules()
	return v, err
}

// refusedBody is the refusal of a proposal's body: each fault with its path below body.
func refusedBody(err error) error {
	var faults PolicyErrors
	if !errors.As(under("body", err), &faults) {
		return err
	}
	return errs.Invalid("POLICY_INVALID", "%d faults", len(faults)).Wrap(err).With("count", strconv.Itoa(len(faults))).WithFields(faults...)
}
