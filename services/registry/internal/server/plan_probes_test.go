package server_test

import (
	"context"

	"pacesetter/pkg/authz/authztest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) planProbes() []authztest.Probe {
	return []authztest.Probe{
		m.on("ListPlans", func(ctx context.Context, id, _ string) error {
			_, err := m.ListPlans(ctx, &registryv1.ListPlansRequest{Id: id})
			return err
		}),
		m.on("GetPlan", func(ctx context.Context, id, _ string) error {
			_, err := m.GetPlan(ctx, &registryv1.GetPlanRequest{Id: id, Year: 2020})
			return err
		}),
		m.on("SavePlan", func(ctx context.Context, id, request string) error {
			_, err := m.SavePlan(ctx, &registryv1.SavePlanRequest{Id: id, Year: 2020, Version: stale, RequestId: request})
			return err
		}),
		m.on("SubmitPlan", func(ctx context.Context, id, request string) error {
			_, err := m.SubmitPlan(ctx, &registryv1.SubmitPlanRequest{Id: id, Year: 2020, Version: stale, RequestId: request})
			return err
		}),
		m.on("ReturnPlan", func(ctx context.Context, id, request string) error {
			_, err := m.ReturnPlan(ctx, &registryv1.ReturnPlanRequest{Id: id, Year: 2020, Reason: "再核", Version: stale, RequestId: request})
			return err
		}),
		m.on("ApprovePlan", func(ctx context.Context, id, request string) error {
			_, err := m.ApprovePlan(ctx, &registryv1.ApprovePlanRequest{Id: id, Year: 2020, Version: stale, RequestId: request})
			return err
		}),
		m.on("GetRollingPlan", func(ctx context.Context, id, _ string) error {
			_, err := m.GetRollingPlan(ctx, &registryv1.GetRollingPlanRequest{Id: id, Year: 2020})
			return err
		}),
		m.on("SaveRollingPlan", func(ctx context.Context, id, request string) error {
			_, err := m.SaveRollingPlan(ctx, &registryv1.SaveRollingPlanRequest{Id: id, Year: 2020, Version: stale, RequestId: request})
			return err
		}),
	}
}
