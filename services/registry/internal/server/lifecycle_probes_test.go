package server_test

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"pacesetter/pkg/authz/authztest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) lifecycleProbes() []authztest.Probe {
	return slices.Concat(m.libraryProbes(), m.stageProbes(), m.relationProbes())
}

// on makes a probe of a call on the unit's project; writes name a version that no row has.
func (m *matrix) on(rpc string, call func(ctx context.Context, id, request string) error) authztest.Probe {
	return authztest.Probe{RPC: rpc, Call: func(ctx context.Context, unit string) error {
		return call(ctx, m.accepted[unit].GetId(), uuid.NewString())
	}}
}

func (m *matrix) libraryProbes() []authztest.Probe {
	return []authztest.Probe{
		m.on("ExplainLibrary", func(ctx context.Context, id, _ string) error {
			_, err := m.ExplainLibrary(ctx, &registryv1.ExplainLibraryRequest{Id: id})
			return err
		}),
		m.on("ListLibraryMoves", func(ctx context.Context, id, _ string) error {
			_, err := m.ListLibraryMoves(ctx, &registryv1.ListLibraryMovesRequest{Id: id})
			return err
		}),
		m.on("ProposeForLibrary", func(ctx context.Context, id, request string) error {
			_, err := m.ProposeForLibrary(ctx, &registryv1.ProposeForLibraryRequest{Id: id, To: registryv1.Library_LIBRARY_RESERVE, Reason: "停缓建", Version: stale, RequestId: request})
			return err
		}),
		m.on("PromoteProject", func(ctx context.Context, id, request string) error {
			_, err := m.PromoteProject(ctx, &registryv1.PromoteProjectRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
		m.on("DemoteProject", func(ctx context.Context, id, request string) error {
			_, err := m.DemoteProject(ctx, &registryv1.DemoteProjectRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
		m.on("WithdrawProject", func(ctx context.Context, id, request string) error {
			_, err := m.WithdrawProject(ctx, &registryv1.WithdrawProjectRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
		m.on("RejectLibraryProposal", func(ctx context.Context, id, request string) error {
			_, err := m.RejectLibraryProposal(ctx, &registryv1.RejectLibraryProposalRequest{Id: id, Version: stale, Reason: "不同意", RequestId: request})
			return err
		}),
	}
}

func (m *matrix) stageProbes() []authztest.Probe {
	return []authztest.Probe{
		m.on("EnterStage", func(ctx context.Context, id, request string) error {
			_, err := m.EnterStage(ctx, &registryv1.EnterStageRequest{Id: id, Stage: registryv1.Stage_STAGE_STARTED, Date: "2020-03-01", Version: stale, RequestId: request})
			return err
		}),
		m.on("CertifyStage", func(ctx context.Context, id, request string) error {
			_, err := m.CertifyStage(ctx, &registryv1.CertifyStageRequest{Id: id, Stage: registryv1.Stage_STAGE_STARTED, Version: stale, RequestId: request})
			return err
		}),
		m.on("RejectCertification", func(ctx context.Context, id, request string) error {
			_, err := m.RejectCertification(ctx, &registryv1.RejectCertificationRequest{Id: id, Stage: registryv1.Stage_STAGE_STARTED, Version: stale, Reason: "不实", RequestId: request})
			return err
		}),
		m.on("ListStageEvidence", func(ctx context.Context, id, _ string) error {
			_, err := m.ListStageEvidence(ctx, &registryv1.ListStageEvidenceRequest{Id: id})
			return err
		}),
		m.on("RecordSubstantiveStart", func(ctx context.Context, id, request string) error {
			_, err := m.RecordSubstantiveStart(ctx, &registryv1.RecordSubstantiveStartRequest{Id: id, Date: "2020-03-01", Version: stale, RequestId: request})
			return err
		}),
		m.on("RecordResumption", func(ctx context.Context, id, request string) error {
			_, err := m.RecordResumption(ctx, &registryv1.RecordResumptionRequest{Id: id, Year: 2020, Date: "2020-03-01", Version: stale, RequestId: request})
			return err
		}),
		m.on("ExcuseResumption", func(ctx context.Context, id, request string) error {
			_, err := m.ExcuseResumption(ctx, &registryv1.ExcuseResumptionRequest{Id: id, Year: 2020, Excused: true, Reason: "疫情", Version: stale, RequestId: request})
			return err
		}),
		m.on("GetStatisticsEntry", func(ctx context.Context, id, _ string) error {
			_, err := m.GetStatisticsEntry(ctx, &registryv1.GetStatisticsEntryRequest{Id: id})
			return err
		}),
		m.on("SetStatisticsEntry", func(ctx context.Context, id, request string) error {
			_, err := m.SetStatisticsEntry(ctx, &registryv1.SetStatisticsEntryRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
	}
}

func (m *matrix) relationProbes() []authztest.Probe {
	return []authztest.Probe{
		m.on("SetAttraction", func(ctx context.Context, id, request string) error {
			_, err := m.SetAttraction(ctx, &registryv1.SetAttractionRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
		m.on("SetParent", func(ctx context.Context, id, request string) error {
			_, err := m.SetParent(ctx, &registryv1.SetParentRequest{Id: id, Version: stale, RequestId: request})
			return err
		}),
		m.on("RecordCodeEvent", func(ctx context.Context, id, request string) error {
			_, err := m.RecordCodeEvent(ctx, &registryv1.RecordCodeEventRequest{Id: id, Kind: registryv1.CodeEventKind_CODE_EVENT_KIND_INVALIDATED, Version: stale, Reason: "失效", RequestId: request})
			return err
		}),
		m.on("GetRelations", func(ctx context.Context, id, _ string) error {
			_, err := m.GetRelations(ctx, &registryv1.GetRelationsRequest{Id: id})
			return err
		}),
	}
}
