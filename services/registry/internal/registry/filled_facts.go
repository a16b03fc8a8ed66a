package registry

import (
	_ "embed" // which facts are asked for is policy data, not code
	"sync"

	"pacesetter/pkg/errs"
)

//go:embed facts.json
var factsJSON []byte

// FactsPolicy (要素清单) lists the facts that a project's record should have, with the
// papers that ask for them.
type FactsPolicy struct {
	Version       int          `json:"version"`
	EffectiveDate string       `json:"effective_date"`
	Source        string       `json:"source"`
	Facts         []ListedFact `json:"facts"`
}

// ListedFact is a fact that is asked for.
type ListedFact struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Nature Nature `json:"nature"` // only of projects of that nature; empty: of all
}

// FilledFacts say how complete a project's facts are in a year.
type FilledFacts struct {
	Listed  int
	Lacking []string // keys, in the policy's order
}

// factsAsked are the facts that a policy may list: whether a project has it in a year.
//
// Who answers for a project is not among them: that is kept apart from it, with a history
// of its own, and a change of it is no version of the project that others would hear of.
func factsAsked() map[string]func(Project, Year) bool {
	return map[string]func(Project, Year) bool{
		"national_code":    func(p Project, _ Year) bool { return p.NationalCode != "" },
		"credit_code":      func(p Project, _ Year) bool { return p.Company.CreditCode != "" },
		"company":          func(p Project, _ Year) bool { return p.Company.Name != "" },
		"category":         func(_ Project, y Year) bool { return y.Category != "" },
		"industry":         func(_ Project, y Year) bool { return y.Industry != "" },
		"scale":            func(p Project, _ Year) bool { return p.Scale != "" },
		"place":            func(p Project, _ Year) bool { return p.Place != "" },
		"start_year":       func(p Project, _ Year) bool { return p.StartYear != 0 },
		"end_year":         func(p Project, _ Year) bool { return p.EndYear != 0 },
		"start_month":      func(_ Project, y Year) bool { return y.StartMonth != 0 },
		"total_investment": func(_ Project, y Year) bool { return y.TotalInvestment > 0 },
		"planned":          func(_ Project, y Year) bool { return y.Planned > 0 },
	}
}

// DefaultFacts is the policy that the register ships with.
func DefaultFacts() (FactsPolicy, error) { return ParseFacts(factsJSON) }

// ParseFacts reads a policy. It fails with FACTS_INVALID for one without version, source,
// effective date or facts, or with a fact that has no name, is none or stands there twice.
func ParseFacts(data []byte) (FactsPolicy, error) {
	var p FactsPolicy
	if err := strictly(data, &p); err != nil {
		return FactsPolicy{}, errs.Internal("FACTS_INVALID", "read facts").Wrap(err)
	}
	if p.Version < 1 || p.Source == "" || p.EffectiveDate == "" || len(p.Facts) == 0 {
		return FactsPolicy{}, errs.Internal("FACTS_INVALID", "facts without version, source, effective date or any fact")
	}
	seen, asked := map[string]bool{}, factsAsked()
	for _, f := range p.Facts {
		known := asked[f.Key] != nil && (f.Nature == "" || f.Nature == NatureNew || f.Nature == NatureContinued)
		if !known || seen[f.Key] || f.Name == "" {
			return FactsPolicy{}, errs.Internal("FACTS_INVALID", "fact %q of nature %q", f.Key, f.Nature)
		}
		seen[f.Key] = true
	}
	return p, nil
}

// Filled says which of the listed facts a project has in a year.
func (p FactsPolicy) Filled(of Project, in Year) FilledFacts {
	var filled FilledFacts
	asked := factsAsked()
	for _, f := range p.Facts {
		if f.Nature != "" && f.Nature != in.Nature {
			continue
		}
		filled.Listed++
		if !asked[f.Key](of, in) {
			filled.Lacking = append(filled.Lacking, f.Key)
		}
	}
	return filled
}

// shippedFacts is the default policy, read once.
var shippedFacts = sync.OnceValues(DefaultFacts)

// FilledFacts say how complete p's facts are in a year by the shipped policy, as others
// are told.
func (p Project) FilledFacts(in Year) FilledFacts {
	policy, err := shippedFacts()
	if err != nil {
		return FilledFacts{}
	}
	return policy.Filled(p, in)
}
