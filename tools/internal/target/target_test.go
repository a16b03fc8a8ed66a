package target

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
	"pacesetter/tools/internal/rollup"
)

// platform answers with fixed targets and keeps what it was asked.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	statisticsv1.UnimplementedTargetServiceServer
	asked *statisticsv1.GetAttainmentRequest
}

func (p *platform) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "hz", Name: "海州区", GbCode: "210902", Places: []*registryv1.Place{{}}}}}, nil
}

func (p *platform) GetAttainment(_ context.Context, req *statisticsv1.GetAttainmentRequest) (*statisticsv1.GetAttainmentResponse, error) {
	p.asked = req
	return haizhou(), nil
}

func haizhou() *statisticsv1.GetAttainmentResponse {
	is := func(goal, value, distance string) *statisticsv1.Attainment {
		return &statisticsv1.Attainment{
			GoalShown: goal, ValueShown: value, DistanceShown: distance, State: statisticsv1.TargetState_TARGET_STATE_PENDING,
			ForecastShown: "24.00", ForecastAttained: true,
		}
	}
	return &statisticsv1.GetAttainmentResponse{
		Unit: "hz", Name: "海州区", Month: "2019-06", AsOfTime: timestamppb.New(time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC)),
		Sets: []*statisticsv1.TargetSet{{
			Source: "《方案》", EffectiveDate: "2019-03-04", Sample: "分解为样例。", Untold: []*statisticsv1.UntoldTarget{{Name: "协税护税", Why: "由财政部门提供。"}},
			Targets: []*statisticsv1.Target{{Name: "投资", Month: "2019-12", Measure: statisticsv1.Measure_MEASURE_YUAN, Formula: "年度完成。", Source: "一(二)"}},
		}},
		Attainments: []*statisticsv1.Attainment{is("22.00", "12.00", "-10.00")},
		Children: []*statisticsv1.UnitAttainment{
			{Unit: "a", Name: "甲镇", Attainments: []*statisticsv1.Attainment{is("14.67", "8.00", "-6.67")}},
			{Unit: "hz", Name: "海州区", Itself: true, Attainments: []*statisticsv1.Attainment{{GoalShown: "7.33", State: statisticsv1.TargetState_TARGET_STATE_NO_DATA}}},
		},
	}
}

const shown = `
海州区  2019-06  目标任务完成情况  截至 2019-07-01 08:00:00
任务  单位              时限          目标  已完成  距目标  状态     预计  预计能否达标  口径        出处
----  ----------------  -------  ---------  ------  ------  ------  -----  ------------  ----------  ------
投资  海州区            2019-12  22.00亿元   12.00  -10.00  推进中  24.00  能达标        年度完成。  一(二)
        甲镇            2019-12  14.67亿元    8.00   -6.67  推进中  24.00  能达标
        海州区（本级）  2019-12   7.33亿元       —       —  无数据      —  —
依据：《方案》（2019-03-04 起）
样例：分解为样例。
没有数的任务：协税护税——由财政部门提供。
`

func TestShow(t *testing.T) {
	var out bytes.Buffer
	if err := Show(&out, haizhou()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimPrefix(shown, "\n"), out.String()); diff != "" {
		t.Error(diff)
	}
	out.Reset()
	if err := Show(&out, &statisticsv1.GetAttainmentResponse{Name: "甲镇", Month: "2019-06"}); err != nil || !strings.Contains(out.String(), "甲镇 在 2019 年没有目标任务。") {
		t.Errorf("%s, %v", &out, err)
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := CSV(&out, haizhou()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"投资,甲镇,2019-12,亿元,14.67,8.00,-6.67,推进中,24.00,能达标,年度完成。,一(二)", "投资,海州区（本级）,2019-12,亿元,7.33,,,无数据,,,年度完成。,一(二)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestJSON(t *testing.T) {
	text, err := json.Marshal(Object(haizhou()))
	var read map[string]any
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if all, _ := read["attainments"].([]any); err != nil || read["as_of_time"] == nil || len(all) != 1 {
		t.Errorf("%s, %v", text, err)
	}
}

func TestGet(t *testing.T) {
	fake := &platform{}
	c := clienttest.Serve(t, "hz", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		statisticsv1.RegisterTargetServiceServer(s, fake)
	})
	then := time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC)
	if _, err := Get(t.Context(), c, rollup.Query{Unit: "海州", Month: "2019-06", AsOf: then}); err != nil {
		t.Fatal(err)
	}
	want := &statisticsv1.GetAttainmentRequest{Unit: "hz", Month: "2019-06", AsOf: timestamppb.New(then)}
	if !proto.Equal(want, fake.asked) {
		t.Errorf("asked %v", fake.asked)
	}
	refuse(t, c, map[string]rollup.Query{
		"UNIT_UNKNOWN":  {Unit: "济南", Month: "2019-06"},
		"MONTH_INVALID": {Unit: "海州", Month: "2019-13"},
	})
}

func refuse(t *testing.T, c *client.Client, queries map[string]rollup.Query) {
	t.Helper()
	for reason, q := range queries {
		if _, err := Get(t.Context(), c, q); errs.ReasonOf(err) != reason {
			t.Errorf("%v, want %s", err, reason)
		}
	}
}
