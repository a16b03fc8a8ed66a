package store_test

import (
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// TestAnApprovedVersionIsNotWrittenOver, by the statement itself: no rule above it is asked.
func TestAnApprovedVersionIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	p := project("计划")
	mutate(t, s, saved(t.Context(), p))
	none := registry.AnnualPlan{Project: p.ID, Year: 2020}
	v := registry.PlanVersion{
		Number: 1, State: registry.PlanApproved, Planned: 10, Months: registry.MonthPlan{11: 10}, Author: "a", Saved: now(),
		Submitter: "a", Submitted: now(), Decider: "b", Decided: now(),
	}
	approved := registry.AnnualPlan{Project: p.ID, Year: 2020, Version: 1, Versions: []registry.PlanVersion{v}}
	mutate(t, s, func(tx *store.Tx) error { return tx.SaveAnnualPlan(t.Context(), none, approved) })
	v.Months, v.Comment = registry.MonthPlan{0: 10}, "改过"
	changed := registry.AnnualPlan{Project: p.ID, Year: 2020, Version: 2, Versions: []registry.PlanVersion{v}}
	err := try(t.Context(), s, func(tx *store.Tx) error { return tx.SaveAnnualPlan(t.Context(), approved, changed) })
	if errs.ReasonOf(err) != "PLAN_NOT_OPEN" {
		t.Errorf("written over: %v", err)
	}
	kept, err := s.AnnualPlans(t.Context(), p.ID, 2020)
	if err != nil || len(kept) != 1 || kept[0].Latest().Months != (registry.MonthPlan{11: 10}) || kept[0].Version != 1 {
		t.Errorf("kept %v, %v", kept, err)
	}
}

// TestTheTableRefusesAPlanThatCannotBe, whatever code writes it.
func TestTheTableRefusesAPlanThatCannotBe(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	p := project("计划")
	mutate(t, s, saved(t.Context(), p))
	for name, edit := range map[string]func(*registry.PlanVersion){
		"approved by the submitter": func(v *registry.PlanVersion) { v.Decider = v.Submitter },
		"that doesn't add up":       func(v *registry.PlanVersion) { v.Planned++ },
		"with a negative month":     func(v *registry.PlanVersion) { v.Months = registry.MonthPlan{0: -1, 1: 11} },
		"approved by nobody":        func(v *registry.PlanVersion) { v.Decider = "" },
		"in an unknown state":       func(v *registry.PlanVersion) { v.State = "done" },
	} {
		v := registry.PlanVersion{
			Number: 1, State: registry.PlanApproved, Planned: 10, Months: registry.MonthPlan{11: 10}, Author: "a", Saved: now(),
			Submitter: "a", Submitted: now(), Decider: "b", Decided: now(),
		}
		edit(&v)
		plan := registry.AnnualPlan{Project: p.ID, Year: 2020, Version: 1, Versions: []registry.PlanVersion{v}}
		if err := try(t.Context(), s, func(tx *store.Tx) error { return tx.SaveAnnualPlan(t.Context(), registry.AnnualPlan{}, plan) }); err == nil {
			t.Errorf("a plan %s is stored", name)
		}
	}
}
