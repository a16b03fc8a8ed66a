package registry

import "time"

// ChecksEffect is what another policy of checks does to reports: how many get findings,
// lose findings, or have findings that ask for something else.
type ChecksEffect struct{ Gaining, Losing, Changing int }

// CompareChecks judges months by two policies.
func CompareChecks(before, after Checks, months []Facts, now time.Time) ChecksEffect {
	var effect ChecksEffect
	for _, f := range months {
		was, is := askedOf(Evaluate(before, f, now)), askedOf(Evaluate(after, f, now))
		gains, loses, changes := false, false, false
		for reason, asked := range is {
			had, ok := was[reason]
			gains = gains || !ok
			changes = changes || ok && had != asked
		}
		for reason := range was {
			_, ok := is[reason]
			loses = loses || !ok
		}
		effect.Gaining += one(gains)
		effect.Losing += one(loses)
		effect.Changing += one(changes)
	}
	return effect
}

// asked is what a finding asks for.
type asked struct {
	severity        Severity
	explain, blocks bool
}

func askedOf(found []Finding) map[string]asked {
	of := make(map[string]asked, len(found))
	for _, f := range found {
		of[f.Reason] = asked{f.Severity, f.Explain, f.Blocks}
	}
	return of
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
