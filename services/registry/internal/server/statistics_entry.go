package server

import (
	"context"
	"slices"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// GetStatisticsEntry implements registryv1.LifecycleServiceServer.
func (s *Server) GetStatisticsEntry(ctx context.Context, req *registryv1.GetStatisticsEntryRequest) (*registryv1.GetStatisticsEntryResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return &registryv1.GetStatisticsEntryResponse{Entry: s.statisticsEntry(p.project, p.policies.Statistics(registry.Today(s.now())))}, nil
}

// SetStatisticsEntry implements registryv1.LifecycleServiceServer.
func (s *Server) SetStatisticsEntry(ctx context.Context, req *registryv1.SetStatisticsEntryRequest) (*registryv1.SetStatisticsEntryResponse, error) {
	call := lifecycleCall{name: "SetStatisticsEntry", action: authz.LifeWrite, reason: req.GetReason()}
	var after registry.Project
	var policy registry.StatisticsPolicy
	respond := func(p *registryv1.Project) *registryv1.SetStatisticsEntryResponse {
		return &registryv1.SetStatisticsEntryResponse{Project: p, Entry: s.statisticsEntry(after, policy)}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		var err error
		policy = d.access.policies.Statistics(registry.Today(d.who.Now))
		in := registry.StatisticsEntry{Date: req.GetEntryDate(), Materials: req.GetMaterials()}
		after, err = d.before.SetStatisticsEntry(in, policy, d.who.Now)
		return after, err
	})
}

// statisticsEntry is how a project stands to the statistics, on the wire.
func (s *Server) statisticsEntry(p registry.Project, policy registry.StatisticsPolicy) *registryv1.StatisticsEntry {
	why := policy.Explain(p)
	out := &registryv1.StatisticsEntry{
		Eligible: why.Met, Message: s.catalogue.Sentence(why.Reason, why.Params), Form: policy.Form(p), EntryDate: p.Statistics.Date,
		Policy: &registryv1.LifecyclePolicy{Version: events.Small(policy.Version), EffectiveDate: policy.EffectiveDate, Source: policy.Source},
	}
	if days, started := p.DaysToEntry(s.now()); started {
		told := events.Small(days)
		out.DaysSinceStart = &told
	}
	for _, m := range policy.MaterialsOf(p) {
		out.Materials = append(out.Materials, &registryv1.StatisticsMaterial{
			Key: m.Key, Name: m.Name, Mandatory: m.Mandatory, Present: slices.Contains(p.Statistics.Materials, m.Key),
		})
	}
	return out
}
