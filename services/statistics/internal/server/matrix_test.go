package server_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/authz/authztest"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
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
	authztest.Golden(t, "testdata/matrix.golden", w.walk().Outcomes(t, authztest.Roles()...), *update)
}

func TestEveryRPCIsInTheMatrix(t *testing.T) {
	s := grpc.NewServer()
	statisticsv1.RegisterStatisticsServiceServer(s, statisticsv1.UnimplementedStatisticsServiceServer{})
	authztest.Complete(t, s, (&world{}).probes())
}

func TestEachRuleOfStatisticsMatters(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	authztest.EachRuleMatters(t, []authz.Action{authz.RollupRead}, func(tb testing.TB, table authz.Table) authztest.Walk {
		tb.Helper()
		w.serve(tb, table)
		return w.walk()
	})
}
