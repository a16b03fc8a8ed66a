package registry_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// TestEveryFaultNamesItsPlace walks what can be wrong with the JSON of each policy.
func TestEveryFaultNamesItsPlace(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key, body string
		want      []string // path and reason
	}{
		"no JSON":                {"conduct", "{\n\n", []string{"body POLICY_SYNTAX"}},
		"two values":             {"conduct", `{"explain_days": 3} {}`, []string{"body POLICY_SYNTAX"}},
		"nothing":                {"conduct", "", []string{"body POLICY_SYNTAX"}},
		"no object":              {"conduct", `[1]`, []string{"body POLICY_TYPE"}},
		"null":                   {"conduct", `null`, []string{"body POLICY_TYPE"}},
		"a name twice":           {"conduct", `{"explain_days": 3, "explain_days": 4}`, []string{"body.explain_days POLICY_TWICE"}},
		"its head":               {"conduct", `{"source": "x"}`, []string{"body.source POLICY_HEAD"}},
		"all at once":            {"conduct", `{"explain_days": "3", "colour": 1}`, []string{"body.colour POLICY_UNKNOWN_NAME", "body.explain_days POLICY_TYPE"}},
		"half a day":             {"conduct", `{"explain_days": 1.5}`, []string{"body.explain_days POLICY_TYPE"}},
		"days before":            {"conduct", `{"explain_days": -1}`, []string{"body.explain_days POLICY_VALUE"}},
		"a month of no year":     {"annual_plan", `{"last_change_month": 13}`, []string{"body.last_change_month POLICY_VALUE"}},
		"a check of nobody":      {"checks", `{"checks": [{"reason": "MONTH_AHEAD", "title": "x", "severity": "info"}, {"reason": "X"}]}`, []string{"body.checks[1].reason POLICY_VALUE"}},
		"a check twice":          {"checks", `{"checks": [{"reason": "MONTH_AHEAD", "title": "x", "severity": "info"}, {"reason": "MONTH_AHEAD", "title": "x", "severity": "info"}]}`, []string{"body.checks[1].reason POLICY_VALUE"}},
		"a check without title":  {"checks", `{"checks": [{"reason": "MONTH_AHEAD", "severity": "info"}]}`, []string{"body.checks[0].title POLICY_VALUE"}},
		"it blocks unexplained":  {"checks", `{"checks": [{"reason": "MONTH_AHEAD", "title": "x", "severity": "info", "blocks_acceptance": true}]}`, []string{"body.checks[0].blocks_acceptance POLICY_VALUE"}},
		"a parameter of others":  {"checks", `{"checks": [{"reason": "MONTH_AHEAD", "title": "x", "severity": "info", "params": {"times": 1}}]}`, []string{"body.checks[0].params.times POLICY_UNKNOWN_NAME"}},
		"a parameter's type":     {"checks", `{"checks": [{"reason": "FIGURES_FROZEN", "title": "x", "severity": "info", "params": {"except_months": [1, "2"]}}]}`, []string{"body.checks[0].params.except_months[1] POLICY_TYPE"}},
		"a way back":             {"library", `{"moves": [{"from": "reserve", "to": "proposed"}]}`, []string{"body.moves[0].to POLICY_VALUE"}},
		"a move twice":           {"library", `{"moves": [{"from": "key", "to": "annual"}, {"from": "key", "to": "annual"}]}`, []string{"body.moves[1] POLICY_VALUE"}},
		"a condition of nobody":  {"library", `{"moves": [{"from": "key", "to": "annual", "conditions": [{"kind": "luck"}]}]}`, []string{"body.moves[0].conditions[0].kind POLICY_VALUE"}},
		"a stage of nobody":      {"library", `{"moves": [{"from": "key", "to": "annual", "conditions": [{"kind": "stage", "stage": "x"}]}]}`, []string{"body.moves[0].conditions[0].stage POLICY_VALUE"}},
		"material twice":         {"statistics_entry", `{"eligible_from_yuan": 5000000, "materials": [{"key": "a", "name": "甲"}, {"key": "a", "name": "乙"}]}`, []string{"body.materials[1].key POLICY_VALUE"}},
		"forms the wrong way":    {"statistics_entry", `{"eligible_from_yuan": 5000000, "forms": [{"form": "a", "from_yuan": 1}, {"form": "b", "from_yuan": 2}]}`, []string{"body.forms[1].from_yuan POLICY_VALUE"}},
		"who belongs into them":  {"statistics_entry", `{"eligible_from_yuan": 10000000}`, []string{"body.eligible_from_yuan POLICY_VALUE"}},
		"money that is too much": {"statistics_entry", `{"eligible_from_yuan": 99999999999999999999}`, []string{"body.eligible_from_yuan POLICY_TYPE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := registry.PolicyVersion{Key: tc.key, Number: 9, EffectiveDate: "2020-05-20", Source: "样例", Body: tc.body}.Propose(registry.Step{By: "one", At: time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC), Reason: "统一"})
			e, ok := errs.As(err)
			if !ok || e.Kind != errs.KindInvalid || e.Reason != "POLICY_INVALID" {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, f := range e.Fields {
				got = append(got, f.Path+" "+f.Reason)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// FuzzPolicyVersion: whatever the body, it is refused by name or makes rules with words.
func FuzzPolicyVersion(f *testing.F) {
	f.Add("conduct", `{"explain_days": 5}`)
	f.Add("checks", `{"checks": [{"reason": "FIGURES_FROZEN", "title": "x", "severity": "info", "params": {"months": 1}}]}`)
	f.Add("library", `{"moves": [{"from": "key", "to": "annual", "conditions": [{"kind": "plan"}]}]}`)
	f.Add("statistics_entry", `{"eligible_from_yuan": 5000000, "materials": null}`)
	f.Add("annual_plan", `{"last_change_month": 1}{`)
	f.Fuzz(func(t *testing.T, key, body string) {
		if registry.CheckPolicyKey(key) != nil {
			return
		}
		v, err := registry.PolicyVersion{Key: key, Number: 9, EffectiveDate: "2020-05-20", Source: "样例", Body: body}.Parsed()
		if e, ok := errs.As(err); err != nil && (!ok || len(e.Fields) == 0) {
			t.Fatalf("refused without a place: %v", err)
		}
		if err == nil {
			v.Rules.Words()
		}
	})
}
