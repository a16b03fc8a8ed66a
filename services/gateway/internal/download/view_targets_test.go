package download

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

func (s *statistics) GetAttainment(_ context.Context, in *statisticsv1.GetAttainmentRequest, _ ...grpc.CallOption) (*statisticsv1.GetAttainmentResponse, error) {
	s.asked = append(s.asked, in)
	attained := &statisticsv1.Attainment{
		GoalShown: "22.00", ValueShown: "1,024.00", DistanceShown: "+1,002.00", State: statisticsv1.TargetState_TARGET_STATE_ATTAINED,
		ForecastShown: "2,048.00", ForecastAttained: true, ForecastMethod: "按现有数",
	}
	untold := &statisticsv1.Attainment{GoalShown: "20", State: statisticsv1.TargetState_TARGET_STATE_NO_DATA}
	return &statisticsv1.GetAttainmentResponse{
		Unit: in.GetUnit(), Name: "海州区", Month: in.GetMonth(), AsOfTime: counted,
		Sets: []*statisticsv1.TargetSet{{
			Source: "方案", Sample: "分解为样例。", Untold: []*statisticsv1.UntoldTarget{{Name: "协税护税", Why: "由财政部门提供。"}},
			Targets: []*statisticsv1.Target{
				{Name: "固定资产投资", Month: "2019-12", Measure: statisticsv1.Measure_MEASURE_YUAN, Formula: "年度完成。", Source: "一(二)"},
				{Name: "新开工", Month: "2019-12", Measure: statisticsv1.Measure_MEASURE_COUNT, Formula: "已开工。", Source: "一(二)"},
			},
		}},
		Attainments: []*statisticsv1.Attainment{attained, untold},
		Children:    []*statisticsv1.UnitAttainment{{Unit: "hz", Name: "海州区", Itself: true, Attainments: []*statisticsv1.Attainment{untold, untold}}},
	}, s.err
}

func TestTargetsAsAFile(t *testing.T) {
	s := &statistics{}
	got := rowsOf(t, export(t, s, "targets/hz?unit=elsewhere&month=2019-06&format=csv"))
	want := [][]string{
		{"海州区 2019-06 目标任务完成情况"},
		{"截至 2020-05-26 00:30:00；距目标单位：百分率为个百分点，其余同目标。"},
		{"依据：方案。分解为样例。"},
		{"未列入：协税护税。由财政部门提供。"},
		{"行", "单位", "编码", "任务", "时限", "单位（量）", "目标", "已完成", "距目标", "状态", "预计", "预计能否达标", "预计办法", "口径", "出处"},
		{"合计", "海州区", "hz", "固定资产投资", "2019-12", "亿元", "22.00", "1024.00", "1002.00", "已达标", "2048.00", "能达标", "按现有数", "年度完成。", "一(二)"},
		{"合计", "海州区", "hz", "新开工", "2019-12", "个", "20", "", "", "无数据", "", "", "", "已开工。", "一(二)"},
		{"下级单位", "海州区（本级）", "hz", "固定资产投资", "2019-12", "亿元", "20", "", "", "无数据", "", "", "", "年度完成。", "一(二)"},
		{"下级单位", "海州区（本级）", "hz", "新开工", "2019-12", "个", "20", "", "", "无数据", "", "", "", "已开工。", "一(二)"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if in, _ := s.asked[0].(*statisticsv1.GetAttainmentRequest); in.GetUnit() != "hz" || in.GetMonth() != "2019-06" {
		t.Errorf("asked %v", s.asked)
	}
}
