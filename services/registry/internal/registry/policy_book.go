package registry

import (
	"slices"
	"time"
)

// PolicyBook is all versions of the policies that were approved, and what the register
// ships with. It tells which one holds on a day.
type PolicyBook struct {
	shipped map[string]PolicyVersion
	own     map[string][]PolicyVersion // in the order of their numbers
}

// NewPolicyBook orders the shipped versions and the approved ones, all of them parsed.
func NewPolicyBook(shipped, approved []PolicyVersion) PolicyBook {
	b := PolicyBook{map[string]PolicyVersion{}, map[string][]PolicyVersion{}}
	for _, v := range shipped {
		b.shipped[v.Key] = v
	}
	for _, v := range approved {
		b.own[v.Key] = append(b.own[v.Key], v)
	}
	for _, versions := range b.own {
		slices.SortFunc(versions, func(a, b PolicyVersion) int { return a.Number - b.Number })
	}
	return b
}

// At is the version of a policy that holds on a day: of those whose day has come the last
// decided, which is the one with the highest number, since one is open at a time; else
// the shipped one. A newer register that ships with another doesn't overrule a decision.
func (b PolicyBook) At(key, day string) PolicyVersion {
	for _, v := range slices.Backward(b.own[key]) {
		if v.EffectiveDate <= day {
			return v
		}
	}
	return b.shipped[key]
}

// Coming are the versions of a policy that will hold after a day, the next first: one that
// a later decision overtakes never will.
func (b PolicyBook) Coming(key, day string) []PolicyVersion {
	var coming []PolicyVersion
	for _, v := range b.own[key] {
		if v.EffectiveDate > day && b.At(key, v.EffectiveDate).Number == v.Number {
			coming = append(coming, v)
		}
	}
	slices.SortFunc(coming, func(a, b PolicyVersion) int {
		if a.EffectiveDate < b.EffectiveDate {
			return -1
		}
		return 1
	})
	return coming
}

// Shipped is the version of a policy that the register ships with.
func (b PolicyBook) Shipped(key string) PolicyVersion { return b.shipped[key] }

// rulesAt are the rules of a policy on a day. Each key has rules of one type only, which
// its parser makes.
func rulesAt[P PolicyRules](b PolicyBook, key, day string) P {
	rules, _ := b.At(key, day).Rules.(P)
	return rules
}

// Checks are the checks of reports on a day.
func (b PolicyBook) Checks(day string) Checks { return rulesAt[Checks](b, PolicyChecks, day) }

// Conduct is the policy of reporting on a day.
func (b PolicyBook) Conduct(day string) Conduct { return rulesAt[Conduct](b, PolicyConduct, day) }

// Library is the policy of moves between libraries on a day.
func (b PolicyBook) Library(day string) LibraryPolicy {
	return rulesAt[LibraryPolicy](b, PolicyLibrary, day)
}

// AnnualPlan is the policy of annual plans on a day.
func (b PolicyBook) AnnualPlan(day string) AnnualPlanPolicy {
	return rulesAt[AnnualPlanPolicy](b, PolicyAnnualPlan, day)
}

// Statistics is the policy of entries into the statistics on a day.
func (b PolicyBook) Statistics(day string) StatisticsPolicy {
	return rulesAt[StatisticsPolicy](b, PolicyStatistics, day)
}

// ExplainedBy is a span of hand-ins whose time to be explained is over: what was handed in
// from From on and before To.
type ExplainedBy struct{ From, To time.Time }

// Unexplained are the spans of hand-ins that had to be explained by now: each goes by the
// policy of the day on which it was handed in, so that a shorter time makes no earlier
// report false.
func (b PolicyBook) Unexplained(now time.Time) []ExplainedBy {
	var spans []ExplainedBy
	starts := b.startsOf(PolicyConduct, now)
	for i, start := range starts {
		conduct, _ := start.version.Rules.(Conduct)
		to := conduct.Explained(now)
		if i+1 < len(starts) {
			if next := starts[i+1].at; next.Before(to) {
				to = next
			}
		}
		span := ExplainedBy{start.at, to}
		if i == 0 {
			span.From = time.Time{} // also what came before the first policy
		}
		if span.From.Before(span.To) {
			spans = append(spans, span)
		}
	}
	return spans
}

// policyStart is a moment from which a version of a policy holds.
type policyStart struct {
	at      time.Time
	version PolicyVersion
}

// startsOf are the moments up to now at which another version of a policy came into force,
// the first one being the shipped one's: a version of today rules no hour before it was
// approved, and one that a later decision has overtaken already never starts.
func (b PolicyBook) startsOf(key string, now time.Time) []policyStart {
	shipped := b.shipped[key]
	starts := []policyStart{{dayStart(shipped.EffectiveDate), shipped}}
	for _, v := range b.own[key] {
		if v.EffectiveDate > Today(now) {
			continue
		}
		at := dayStart(v.EffectiveDate)
		if v.Decided != nil && at.Before(v.Decided.At) {
			at = v.Decided.At
		}
		// Versions come by number: what began no sooner than this one is overtaken by it.
		starts = append(slices.DeleteFunc(starts, func(s policyStart) bool { return !s.version.Shipped && !s.at.Before(at) }), policyStart{at, v})
	}
	slices.SortStableFunc(starts[1:], func(x, y policyStart) int { return x.at.Compare(y.at) })
	return starts
}
