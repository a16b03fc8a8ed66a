package server_test

import (
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/authz/authztest"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/server"
)

var update = flag.Bool("update", false, "write the golden files")

// walk asks every RPC about a unit at, below, beside and above the caller's own.
func (w *world) walk() authztest.Walk {
	return authztest.Walk{
		Probes: w.probes(),
		Relations: []authztest.Relation{
			{Name: "own", Unit: "3716"}, {Name: "sub", Unit: "371602"}, {Name: "sibling", Unit: "3703"}, {Name: "parent", Unit: "37"}, {Name: "unknown", Unit: "99"},
		},
		As: func(tb testing.TB, role authn.Role) context.Context {
			tb.Helper()
			return w.by(tb, authztest.Principal(role, "3716"))
		},
	}
}

func (w *world) probes() []authztest.Probe {
	return slices.Concat(w.rollupProbes(), w.cutoffProbes(), w.indicatorProbes(), w.targetProbes())
}

func (w *world) indicatorProbes() []authztest.Probe {
	const service = "/pacesetter.statistics.v1.IndicatorService/"
	ranking := func(unit, cutoff string) *statisticsv1.GetRankingRequest {
		return &statisticsv1.GetRankingRequest{Unit: unit, Month: "2020-05", Indicator: "completion_rate", Cutoff: cutoff}
	}
	return []authztest.Probe{
		{RPC: service + "ListIndicators", Call: func(ctx context.Context, _ string) error {
			_, err := w.indicators.ListIndicators(ctx, &statisticsv1.ListIndicatorsRequest{})
			return err
		}},
		{RPC: service + "GetRanking", Call: func(ctx context.Context, unit string) error {
			_, err := w.indicators.GetRanking(ctx, ranking(unit, ""))
			return err
		}},
		{RPC: service + "GetRanking", Name: "frozen", Call: func(ctx context.Context, unit string) error {
			_, err := w.indicators.GetRanking(ctx, ranking(unit, w.publishedBy(unit)))
			return err
		}},
	}
}

func (w *world) targetProbes() []authztest.Probe {
	const service = "/pacesetter.statistics.v1.TargetService/"
	return []authztest.Probe{
		{RPC: service + "ListTargets", Call: func(ctx context.Context, unit string) error {
			_, err := w.targets.ListTargets(ctx, &statisticsv1.ListTargetsRequest{Unit: unit, Year: 2020})
			return err
		}},
		{RPC: service + "GetAttainment", Call: func(ctx context.Context, unit string) error {
			_, err := w.targets.GetAttainment(ctx, &statisticsv1.GetAttainmentRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
	}
}

// publishedBy is the cut-off of a unit, or one that there isn't.
func (w *world) publishedBy(unit string) string {
	if id, ok := w.published[unit]; ok {
		return id
	}
	return uuid.NewString()
}

// cutoffProbes ask about what the unit published, and publish what nobody can yet.
func (w *world) cutoffProbes() []authztest.Probe {
	const service = "/pacesetter.statistics.v1.CutoffService/"
	return []authztest.Probe{
		{RPC: service + "PublishCutoff", Call: func(ctx context.Context, unit string) error {
			_, err := w.cutoff.PublishCutoff(ctx, &statisticsv1.PublishCutoffRequest{Unit: unit, Month: "2099-01", RequestId: uuid.NewString()})
			return err
		}},
		{RPC: service + "ListCutoffs", Call: func(ctx context.Context, unit string) error {
			_, err := w.cutoff.ListCutoffs(ctx, &statisticsv1.ListCutoffsRequest{Unit: unit, Year: 2020})
			return err
		}},
		{RPC: service + "GetCutoff", Call: func(ctx context.Context, unit string) error {
			_, err := w.cutoff.GetCutoff(ctx, &statisticsv1.GetCutoffRequest{Id: w.publishedBy(unit)})
			return err
		}},
		{RPC: service + "ListRestatements", Call: func(ctx context.Context, unit string) error {
			_, err := w.cutoff.ListRestatements(ctx, &statisticsv1.ListRestatementsRequest{Cutoff: w.publishedBy(unit)})
			return err
		}},
		{RPC: service + "ListRestatements", Name: "of one's own", Call: func(ctx context.Context, unit string) error {
			_, err := w.cutoff.ListRestatements(ctx, &statisticsv1.ListRestatementsRequest{Cutoff: w.publishedBy(unit), Unit: "371602"})
			return err
		}},
		{RPC: "/pacesetter.statistics.v1.StatisticsService/GetRollup", Name: "frozen", Call: func(ctx context.Context, unit string) error {
			_, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: unit, Month: "2020-05", Cutoff: w.publishedBy(unit)})
			return err
		}},
	}
}

// publishAll freezes May for each unit that probes ask about.
func (w *world) publishAll(t *testing.T) {
	t.Helper()
	w.published = map[string]string{}
	for _, unit := range []string{"37", "3716", "3703", "371602"} {
		w.published[unit] = w.publish(t, unit, "").GetId()
	}
}

func (w *world) rollupProbes() []authztest.Probe {
	const service = "/pacesetter.statistics.v1.StatisticsService/"
	return []authztest.Probe{
		{RPC: service + "GetRollup", Call: func(ctx context.Context, unit string) error {
			_, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: service + "GetSeries", Call: func(ctx context.Context, unit string) error {
			_, err := w.client.GetSeries(ctx, &statisticsv1.GetSeriesRequest{Unit: unit, Year: 2020})
			return err
		}},
		{RPC: service + "ListFigureProjects", Call: func(ctx context.Context, unit string) error {
			_, err := w.client.ListFigureProjects(ctx, &statisticsv1.ListFigureProjectsRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: service + "WatchRollup", Call: func(ctx context.Context, unit string) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			stream, err := w.client.WatchRollup(ctx, &statisticsv1.WatchRollupRequest{Filter: &statisticsv1.RollupFilter{Unit: unit, Month: "2020-05"}})
			if err != nil {
				return err
			}
			_, err = stream.Recv()
			return err
		}},
	}
}

func TestAuthorizationMatrix(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.publishAll(t)
	authztest.Golden(t, "testdata/matrix.golden", w.walk().Outcomes(t, authztest.Roles()...), *update)
}

func TestEveryRPCIsInTheMatrix(t *testing.T) {
	s := grpc.NewServer()
	(&server.Server{}).Register(s)
	authztest.Complete(t, s, (&world{}).probes())
}

func TestEachRuleOfStatisticsMatters(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.publishAll(t)
	authztest.EachRuleMatters(t, "testdata/matrix.golden", []authz.Action{authz.RollupRead, authz.CutoffPublish}, func(tb testing.TB, table authz.Table) authztest.Walk {
		tb.Helper()
		w.serve(tb, table)
		return w.walk()
	})
}
