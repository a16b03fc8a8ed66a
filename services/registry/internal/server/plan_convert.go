package server

import (
	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

func annualPlan(a registry.AnnualPlan) *registryv1.AnnualPlan {
	out := &registryv1.AnnualPlan{ProjectId: string(a.Project), Year: events.Small(a.Year), Version: a.Version}
	for _, v := range a.Versions {
		out.Versions = append(out.Versions, planVersion(v))
	}
	if v, approved := a.Baseline(); approved {
		out.BaselineNumber = events.Small(v.Number)
	}
	if v, approved := a.InForce(); approved {
		out.InForceNumber = events.Small(v.Number)
	}
	return out
}

func planVersion(v registry.PlanVersion) *registryv1.PlanVersion {
	return &registryv1.PlanVersion{
		Number: events.Small(v.Number), State: planState(v.State), PlannedYuan: int64(v.Planned), MonthYuan: events.MonthYuan(v.Months),
		Reason: v.Reason, Author: v.Author, SaveTime: events.Time(v.Saved), Submitter: v.Submitter, SubmitTime: events.Time(v.Submitted),
		Decider: v.Decider, DecideTime: events.Time(v.Decided), Comment: v.Comment,
	}
}

func planState(s registry.PlanState) registryv1.PlanState {
	switch s {
	case registry.PlanDraft:
		return registryv1.PlanState_PLAN_STATE_DRAFT
	case registry.PlanSubmitted:
		return registryv1.PlanState_PLAN_STATE_SUBMITTED
	case registry.PlanReturned:
		return registryv1.PlanState_PLAN_STATE_RETURNED
	case registry.PlanApproved:
		return registryv1.PlanState_PLAN_STATE_APPROVED
	}
	return registryv1.PlanState_PLAN_STATE_UNSPECIFIED
}

func rollingPlan(r registry.RollingPlan) *registryv1.RollingPlan {
	out := &registryv1.RollingPlan{ProjectId: string(r.Project), Year: events.Small(r.Year)}
	for _, v := range r.Versions {
		version := &registryv1.RollingVersion{Number: events.Small(v.Number), Reason: v.Reason, Author: v.Author, SaveTime: events.Time(v.Saved)}
		for _, y := range v.Planned {
			version.PlannedYuan = append(version.PlannedYuan, int64(y))
		}
		out.Versions = append(out.Versions, version)
	}
	return out
}

// yuans are amounts in the domain's words.
func yuans(in []int64) []money.Yuan {
	out := make([]money.Yuan, len(in))
	for i, y := range in {
		out[i] = money.Yuan(y)
	}
	return out
}
