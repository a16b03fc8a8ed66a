package registry

import (
	_ "embed" // when a plan may be changed is policy data, not code
	"sync"

	"pacesetter/pkg/errs"
)

//go:embed annual_plan.json
var annualPlanJSON []byte

// AnnualPlanPolicy is the policy data that says when and how far an approved plan may
// still be changed.
type AnnualPlanPolicy struct {
	Version         int    `json:"version"`
	EffectiveDate   string `json:"effective_date"`
	Source          string `json:"source"`
	LastChangeMonth int    `json:"last_change_month"` // of the plan's year, up to its last day
	KeepPastMonths  bool   `json:"keep_past_months"`  // a change leaves months that are over as they are
}

// ParseAnnualPlanPolicy reads a policy. It fails with PLAN_POLICY_INVALID for one without
// version, source or effective date, or with a month that no year has.
func ParseAnnualPlanPolicy(data []byte) (AnnualPlanPolicy, error) {
	var p AnnualPlanPolicy
	if err := strictly(data, &p); err != nil {
		return AnnualPlanPolicy{}, errs.Internal("PLAN_POLICY_INVALID", "read plan policy").Wrap(err)
	}
	switch {
	case p.Version < 1 || p.Source == "" || p.EffectiveDate == "":
		return AnnualPlanPolicy{}, errs.Internal("PLAN_POLICY_INVALID", "plan policy without version, source or effective date")
	case p.LastChangeMonth < 1 || p.LastChangeMonth > MonthsOfYear:
		return AnnualPlanPolicy{}, errs.Internal("PLAN_POLICY_INVALID", "last change in month %d", p.LastChangeMonth).Wrap(valueFault("last_change_month", "1 至 12"))
	}
	return p, nil
}

// ShippedAnnualPlanPolicy is the policy that the register ships with, read once.
func ShippedAnnualPlanPolicy() (AnnualPlanPolicy, error) { return shippedAnnualPlanPolicy() }

var shippedAnnualPlanPolicy = sync.OnceValues(func() (AnnualPlanPolicy, error) { return ParseAnnualPlanPolicy(annualPlanJSON) })
