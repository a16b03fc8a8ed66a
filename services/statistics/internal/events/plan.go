package events

import (
	"fmt"

	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/statistics"
)

// paceRuleOf is what a unit's pace goes by; nil inherits, and so does what this version
// doesn't know.
func paceRuleOf(r registryv1.PaceRule) *unittree.PaceRule {
	rule, ok := map[registryv1.PaceRule]unittree.PaceRule{ //nolint:exhaustive // unspecified inherits
		registryv1.PaceRule_PACE_RULE_CALENDAR: unittree.PaceByCalendar,
		registryv1.PaceRule_PACE_RULE_PLAN:     unittree.PaceByPlan,
	}[r]
	if !ok {
		return nil
	}
	return &rule
}

// planOf reads the plan by month that is in force in a year; nil where none is.
func planOf(p *registryv1.ApprovedPlan) (*statistics.MonthPlan, error) {
	if p == nil {
		return nil, nil //nolint:nilnil // no plan is a year's ordinary state
	}
	months := p.GetMonthYuan()
	if len(months) != statistics.Months {
		return nil, fmt.Errorf("plan of %d months", len(months))
	}
	var out statistics.MonthPlan
	for i, yuan := range months {
		if yuan < 0 {
			return nil, fmt.Errorf("plan of %d yuan in month %d", yuan, i+1)
		}
		out[i] = yuan
	}
	return &out, nil
}
