package ranking

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
	"pacesetter/tools/internal/rollup"
)

var update = flag.Bool("update", false, "write the golden files")

// platform answers with a fixed ranking and keeps what it was asked.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	statisticsv1.UnimplementedIndicatorServiceServer
	asked *statisticsv1.GetRankingRequest
}

func (p *platform) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "sd-bz", Name: "滨州市", GbCode: "371600", Places: []*registryv1.Place{{}}}}}, nil
}

func (p *platform) GetRanking(_ context.Context, req *statisticsv1.GetRankingRequest) (*statisticsv1.GetRankingResponse, error) {
	p.asked = req
	if req.GetIndicator() == "best" {
		return nil, errs.Invalid("INDICATOR_UNKNOWN", "no indicator")
	}
	return &statisticsv1.GetRankingResponse{Ranking: leads()}, nil
}

func (p *platform) ListIndicators(context.Context, *statisticsv1.ListIndicatorsRequest) (*statisticsv1.ListIndicatorsResponse, error) {
	return &statisticsv1.ListIndicatorsResponse{Indicators: indicators()}, nil
}

func indicators() []*statisticsv1.Indicator {
	return []*statisticsv1.Indicator{
		{
			Key: "lead", Name: "超/欠时序", Measure: statisticsv1.Measure_MEASURE_POINTS, Direction: statisticsv1.Direction_DIRECTION_HIGHER,
			Formula: "超/欠时序 = 投资完成率 − 时序进度。", Source: "滨州市 2020 年 5 月公布",
		},
		{
			Key: "overdue", Name: "超期数", Measure: statisticsv1.Measure_MEASURE_COUNT, Direction: statisticsv1.Direction_DIRECTION_LOWER,
			Formula: "超期未办结的数。", Source: "样例",
		},
	}
}

func leads() *statisticsv1.Ranking {
	value := func(percent float64, shown string) *statisticsv1.IndicatorValue {
		return &statisticsv1.IndicatorValue{Percent: proto.Float64(percent), Shown: shown}
	}
	return &statisticsv1.Ranking{
		Unit: "sd-bz", Name: "滨州市", Month: "2020-05", FormerMonth: "2020-04", Listing: "city", Indicator: indicators()[0], Value: value(5.433138, "+5.5"),
		AsOfTime: timestamppb.New(time.Date(2020, 5, 25, 16, 30, 0, 0, time.UTC)),
		Units: []*statisticsv1.RankedUnit{
			{Unit: "sd-bz-zp", Name: "邹平市", Rank: proto.Int32(1), Value: value(9.1, "+9.1"), FormerRank: proto.Int32(3), Change: proto.Int32(2)},
			{Unit: "sd-bz-bc", Name: "滨城区", Rank: proto.Int32(2), Tied: true, Value: value(0.04, "0.0"), FormerRank: proto.Int32(1), Change: proto.Int32(-1)},
			{Unit: "sd-bz-zh", Name: "沾化区", Rank: proto.Int32(2), Tied: true, Value: value(0, "0.0"), FormerRank: proto.Int32(2), Change: proto.Int32(0)},
			{Unit: "sd-bz-hm", Name: "惠民县", Rank: proto.Int32(4), Value: value(-3.2, "-3.2")},
			{Unit: "sd-bz-gx", Name: "高新区", FormerRank: proto.Int32(4), Value: &statisticsv1.IndicatorValue{
				Missing: &statisticsv1.MissingValue{Reason: "NO_PLAN", Text: "没有年度计划投资"},
			}},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestShow(t *testing.T) {
	var out bytes.Buffer
	if err := Show(&out, leads()); err != nil {
		t.Fatal(err)
	}
	golden(t, "ranking.txt", out.Bytes())
	out.Reset()
	if err := ShowFormulas(&out, indicators()); err != nil {
		t.Fatal(err)
	}
	golden(t, "formulas.txt", out.Bytes())
}

func TestJSON(t *testing.T) {
	for name, object := range map[string]any{"ranking.json": Object(leads()), "formulas.json": Formulas(indicators())} {
		text, err := json.MarshalIndent(object, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, append(text, '\n'))
	}
}

func TestAmountsAreWholeNumbers(t *testing.T) {
	text, err := json.Marshal(number{&statisticsv1.IndicatorValue{Amount: proto.Int64(1<<53 + 1)}})
	if err != nil || string(text) != "9007199254740993" {
		t.Errorf("%s, %v", text, err)
	}
}

func serve(t *testing.T, fake *platform) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		statisticsv1.RegisterIndicatorServiceServer(s, fake)
	})
}

func TestGet(t *testing.T) {
	fake := &platform{}
	c := serve(t, fake)
	then := time.Date(2020, 5, 25, 16, 0, 0, 0, time.UTC)
	if _, err := Get(t.Context(), c, Query{rollup.Query{Unit: "滨州", Month: "2020-05", Listing: "city", AsOf: then}, "lead"}); err != nil {
		t.Fatal(err)
	}
	want := &statisticsv1.GetRankingRequest{Unit: "sd-bz", Month: "2020-05", Indicator: "lead", Listing: "city", AsOf: timestamppb.New(then)}
	if diff := cmp.Diff(want, fake.asked, protocmp.Transform()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	for reason, q := range map[string]Query{
		"INDICATOR_UNKNOWN": {rollup.Query{Unit: "滨州", Month: "2020-05"}, "best"},
		"UNIT_UNKNOWN":      {rollup.Query{Unit: "济南", Month: "2020-05"}, "lead"},
		"MONTH_INVALID":     {rollup.Query{Unit: "滨州", Month: "2020-13"}, "lead"},
	} {
		if _, err := Get(t.Context(), c, q); errs.ReasonOf(err) != reason {
			t.Errorf("Get() = %v, want %s", err, reason)
		}
	}
	found, err := Indicators(t.Context(), c)
	if err != nil || len(found) != 2 {
		t.Errorf("%d indicators, %v", len(found), err)
	}
}
