package download

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/xuri/excelize/v2"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/internal/rest"
)

// statistics answers with fixed figures and keeps what it was asked; the real one is
// met end to end.
type statistics struct {
	statisticsv1.StatisticsServiceClient
	statisticsv1.IndicatorServiceClient
	statisticsv1.CutoffServiceClient
	statisticsv1.TargetServiceClient
	asked []proto.Message
	pages int // of projects
	moved bool
	err   error // of the last page, or of everything where there is no page
	away  error // of the roll-up beside pages
}

var counted = timestamppb.New(time.Date(2020, 5, 25, 16, 30, 0, 0, time.UTC))

func figures() *statisticsv1.RollupFigures {
	return &statisticsv1.RollupFigures{
		Projects: 2, Due: 2, Reported: 1, Missing: 1, TotalInvestmentYuan: 279_458_510_000, PlannedYuan: 101_769_000_001,
		InvestedYuan: 47_933_000_000, MonthYuan: 16_173_580_000, RateShown: "47.1", PaceShown: "41.6", LeadShown: "+5.5",
	}
}

func (s *statistics) GetRollup(_ context.Context, in *statisticsv1.GetRollupRequest, _ ...grpc.CallOption) (*statisticsv1.GetRollupResponse, error) {
	s.asked = append(s.asked, in)
	if s.pages > 0 && s.away != nil {
		return nil, s.away
	}
	whole := figures()
	if in.GetGrowth() {
		whole.Growth = &statisticsv1.GrowthFigures{
			FormerYearInvestedYuan: proto.Int64(40_000_000_001), FormerMonthYuan: proto.Int64(20_000_000_000), FormerYearMonthYuan: proto.Int64(0),
			YearGrowth: &statisticsv1.IndicatorValue{Shown: "+19.8"}, MonthGrowth: &statisticsv1.IndicatorValue{Shown: "-19.1"},
			SameMonthGrowth: &statisticsv1.IndicatorValue{Missing: &statisticsv1.MissingValue{Reason: "FORMER_YEAR_MONTH_ZERO"}},
		}
	}
	return &statisticsv1.GetRollupResponse{Rollup: &statisticsv1.Rollup{
		Unit: in.GetUnit(), Name: "滨州市", Month: in.GetMonth(), Listing: in.GetListing(), Units: 10, UnitsReported: 9, AsOfTime: counted,
		Figures: whole,
		Children: []*statisticsv1.UnitRollup{
			{Unit: "sd-bz", Name: "滨州市", Itself: true, Figures: &statisticsv1.RollupFigures{PaceShown: "41.6"}},
			{Unit: "sd-bz-x", Name: "=1+1", Figures: &statisticsv1.RollupFigures{Projects: 1_057, RateShown: "0.0", PaceShown: "41.6", LeadShown: "-41.6"}},
		},
		Groups: []*statisticsv1.GroupRollup{{Value: "province", Figures: &statisticsv1.RollupFigures{Projects: 1}}, {Figures: &statisticsv1.RollupFigures{}}},
	}}, s.ofEverything()
}

func (s *statistics) ofEverything() error {
	if s.pages > 0 {
		return nil
	}
	return s.err
}

func (s *statistics) GetRanking(_ context.Context, in *statisticsv1.GetRankingRequest, _ ...grpc.CallOption) (*statisticsv1.GetRankingResponse, error) {
	s.asked = append(s.asked, in)
	return &statisticsv1.GetRankingResponse{Ranking: &statisticsv1.Ranking{
		Unit: in.GetUnit(), Name: "滨州市", Month: in.GetMonth(), FormerMonth: "2020-04", AsOfTime: counted,
		Indicator: &statisticsv1.Indicator{Name: "总投资", Measure: statisticsv1.Measure_MEASURE_YUAN, Formula: "列入清单的项目总投资之和。", Source: "样例"},
		Value:     &statisticsv1.IndicatorValue{Shown: "2,794.59"},
		Units: []*statisticsv1.RankedUnit{
			{Unit: "a", Name: "甲", Rank: proto.Int32(1), FormerRank: proto.Int32(3), Change: proto.Int32(2), Tied: true, Value: &statisticsv1.IndicatorValue{Shown: "1,017.69"}},
			{Unit: "b", Name: "乙", Value: &statisticsv1.IndicatorValue{Missing: &statisticsv1.MissingValue{Text: "没有列入清单的项目"}}},
		},
	}}, s.err
}

// ListFigureProjects tells one project a page.
func (s *statistics) ListFigureProjects(_ context.Context, in *statisticsv1.ListFigureProjectsRequest, _ ...grpc.CallOption) (*statisticsv1.ListFigureProjectsResponse, error) {
	s.asked = append(s.asked, proto.Clone(in))
	at, _ := strconv.Atoi(in.GetPageToken())
	if s.err != nil && at == s.pages-1 {
		return nil, s.err
	}
	answer := &statisticsv1.ListFigureProjectsResponse{Projects: []*statisticsv1.FigureProject{{
		ProjectId: "p" + strconv.Itoa(at), Name: "项目", Unit: "sd-bz-x", UnitName: "某县", ReportedMonth: "2020-05", Tags: []string{"six-new/new-material", "ten-strong/chemicals"},
		Listings: []string{"province", "city"}, Category: "industry", Nature: "new",
		Figures: &statisticsv1.RollupFigures{Projects: 1, InvestedYuan: 12_345_678, PaceShown: "41.6"},
	}}}
	if at == 0 {
		answer.Totals = &statisticsv1.RollupFigures{Projects: int64(s.pages), InvestedYuan: 12_345_678 * int64(s.pages), PaceShown: "41.6"}
		if s.moved {
			answer.Totals.InvestedYuan++
		}
	}
	if at+1 < s.pages {
		answer.NextPageToken = strconv.Itoa(at + 1)
	}
	return answer, nil
}

func (s *statistics) ListRestatements(_ context.Context, in *statisticsv1.ListRestatementsRequest, _ ...grpc.CallOption) (*statisticsv1.ListRestatementsResponse, error) {
	s.asked = append(s.asked, in)
	return &statisticsv1.ListRestatementsResponse{Restatements: []*statisticsv1.Restatement{{
		ProjectId: "p", Name: "项目", Unit: "x", UnitName: "某县",
		Figures:    []*statisticsv1.RestatedFigure{{Figure: "invested_yuan", Old: 20_000, New: 5_000, KnownTime: counted}, {Figure: "reported", New: 1}},
		Attributes: []*statisticsv1.RestatedAttribute{{Attribute: "listings", Old: "county", New: "city,county"}},
	}}}, s.err
}

func (s *statistics) GetCutoff(context.Context, *statisticsv1.GetCutoffRequest, ...grpc.CallOption) (*statisticsv1.GetCutoffResponse, error) {
	return &statisticsv1.GetCutoffResponse{Cutoff: &statisticsv1.Cutoff{UnitName: "滨州市", Month: "2020-05", Revision: 2, CutoffTime: counted}}, nil
}

func export(t *testing.T, s *statistics, path string) *httptest.ResponseRecorder {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	tags, err := industry.DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/exports/{view}/{of}", Views{s, s, s, s, Register{}, &renewer{}, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), tags, NewPlaces(1, 1, prometheus.NewRegistry())}.Handler())
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/exports/"+path, nil))
	return w
}

func rowsOf(t *testing.T, w *httptest.ResponseRecorder) [][]string {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\uFEFF")))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	return rows
}

func TestViewsAsCSV(t *testing.T) {
	for name, tc := range map[string]struct {
		path, file string
		want       [][]string
	}{
		"a roll-up with children and groups": {"rollups/sd-bz?month=2020-05&by=listing&format=csv", "滨州市2020-05汇总.csv", [][]string{
			{"滨州市 2020-05 汇总"},
			{"截至 2020-05-26 00:30:00；报齐 9/10 个单位"},
			{"投资单位：亿元；超/欠时序单位：个百分点。年度完成为年初至今，未报的沿用上次月报。"},
			{"一个项目可列入多个级别，各级别之和可能大于合计。"},
			{"行", "名称", "编码", "项目数", "应报", "已报", "未报", "总投资（亿元）", "年度计划（亿元）", "本月完成（亿元）", "年度完成（亿元）", "完成率（%）", "时序进度（%）", "超/欠时序（个百分点）"},
			{"合计", "滨州市", "sd-bz", "2", "2", "1", "1", "2794.5851", "1017.69000001", "161.7358", "479.33", "47.1", "41.6", "5.5"},
			{"下级单位", "滨州市（本级）", "sd-bz", "0", "0", "0", "0", "0", "0", "0", "0", "", "41.6", ""},
			{"下级单位", "'=1+1", "sd-bz-x", "1057", "0", "0", "0", "0", "0", "0", "0", "0.0", "41.6", "-41.6"},
			{"分组", "省重点", "province", "1", "0", "0", "0", "0", "0", "0", "0", "", "", ""},
			{"分组", "未注明", "", "0", "0", "0", "0", "0", "0", "0", "0", "", "", ""},
		}},
		"a roll-up with growth": {"rollups/sd-bz?month=2020-05&growth=true&format=csv", "滨州市2020-05汇总.csv", [][]string{
			{"滨州市 2020-05 汇总"},
			{"截至 2020-05-26 00:30:00；报齐 9/10 个单位"},
			{"投资单位：亿元；超/欠时序单位：个百分点。年度完成为年初至今，未报的沿用上次月报。"},
			{"累计同比与上年同期相比，环比与上月相比，当月同比与上年同月相比；各按其年度的清单和单位，空白为无从比较。"},
			{"行", "名称", "编码", "项目数", "应报", "已报", "未报", "总投资（亿元）", "年度计划（亿元）", "本月完成（亿元）", "年度完成（亿元）", "完成率（%）", "时序进度（%）", "超/欠时序（个百分点）", "上年同期累计（亿元）", "累计同比（%）", "上月完成（亿元）", "环比（%）", "上年同月完成（亿元）", "当月同比（%）"},
			{"合计", "滨州市", "sd-bz", "2", "2", "1", "1", "2794.5851", "1017.69000001", "161.7358", "479.33", "47.1", "41.6", "5.5", "400.00000001", "19.8", "200", "-19.1", "0", ""},
			{"下级单位", "滨州市（本级）", "sd-bz", "0", "0", "0", "0", "0", "0", "0", "0", "", "41.6", "", "", "", "", "", "", ""},
			{"下级单位", "'=1+1", "sd-bz-x", "1057", "0", "0", "0", "0", "0", "0", "0", "0.0", "41.6", "-41.6", "", "", "", "", "", ""},
			{"分组", "省重点", "province", "1", "0", "0", "0", "0", "0", "0", "0", "", "", "", "", "", "", "", "", ""},
			{"分组", "未注明", "", "0", "0", "0", "0", "0", "0", "0", "0", "", "", "", "", "", "", "", "", ""},
		}},
		"a ranking": {"rankings/sd-bz?month=2020-05&indicator=total_investment&format=csv", "滨州市2020-05总投资排名.csv", [][]string{
			{"滨州市 2020-05 总投资排名"},
			{"截至 2020-05-26 00:30:00；名次变化与 2020-04 相比；滨州市：2,794.59，单位：亿元"},
			{"口径：列入清单的项目总投资之和。依据：样例。"},
			{"名次", "单位", "编码", "总投资（亿元）", "并列", "上月名次", "名次变化", "说明"},
			{"1", "甲", "a", "1017.69", "并列", "3", "2", ""},
			{"", "乙", "b", "", "", "", "", "没有列入清单的项目"},
		}},
		"the projects behind a figure, all pages": {"projects/sd-bz?month=2020-05&figure=missing&format=csv", "滨州市2020-05未报项目.csv", [][]string{
			{"滨州市 2020-05 未报项目"},
			{"截至 2020-05-26 00:30:00；投资单位：万元；超/欠时序单位：个百分点。"},
			{"序号", "项目名称", "考核单位", "单位编码", "级别", "类别", "性质", "总投资（万元）", "年度计划（万元）", "本月完成（万元）", "年度完成（万元）", "完成率（%）", "时序进度（%）", "超/欠时序（个百分点）", "数据来自", "项目标识", "标签"},
			{"合计", "2 个项目", "", "", "", "", "", "0", "0", "0", "2469.1356", "", "41.6", ""},
			{"1", "项目", "某县", "sd-bz-x", "省重点、市重点", "产业", "新建", "0", "0", "0", "1234.5678", "", "41.6", "", "2020-05", "p0", "六新：新材料；十强：高端化工"},
			{"2", "项目", "某县", "sd-bz-x", "省重点、市重点", "产业", "新建", "0", "0", "0", "1234.5678", "", "41.6", "", "2020-05", "p1", "六新：新材料；十强：高端化工"},
		}},
		"the projects behind a group of a system of tags": {"projects/sd-bz?month=2020-05&tag=six-new/untagged&format=csv", "滨州市2020-05六新：未标注列入清单项目.csv", nil},
		"restatements": {"restatements/c-1?unit=x&format=csv", "滨州市2020-05定稿后的数据修订（x）.csv", [][]string{
			{"滨州市 2020-05 定稿后的数据修订（x）"},
			{"定稿第 2 版，截至 2020-05-26 00:30:00；金额单位：万元。"},
			{"项目名称", "考核单位", "单位编码", "内容", "定稿数", "现时数", "差额", "知悉时间", "项目标识"},
			{"项目", "某县", "x", "年度完成", "2", "0.5", "-1.5", "2020-05-26 00:30:00", "p"},
			{"项目", "某县", "x", "已报", "0", "1", "1", "", "p"},
			{"项目", "某县", "x", "级别", "县重点", "市重点、县重点", "", "", "p"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := export(t, &statistics{pages: 2}, tc.path)
			if diff := cmp.Diff(tc.want, rowsOf(t, w)); tc.want != nil && diff != "" {
				t.Error(diff)
			}
			_, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
			if err != nil || params["filename"] != tc.file || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
				t.Errorf("%v as %s, %v", params, w.Header().Get("Content-Type"), err)
			}
		})
	}
}

func TestAViewIsAWorkbookUnlessSaidOtherwise(t *testing.T) {
	w := export(t, &statistics{}, "rollups/sd-bz?month=2020-05")
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	defer func() { _ = f.Close() }()
	if shown, _ := f.GetCellValue(f.GetSheetName(0), "I5"); shown != "1,017.69" || w.Header().Get("Content-Type") != contentType {
		t.Errorf("the plan is shown as %q", shown)
	}
}

func TestAViewAsksWhatTheReadWouldAsk(t *testing.T) {
	s := &statistics{pages: 1}
	export(t, s, "projects/sd-bz?unit=elsewhere&month=2020-05&listing=city&category=industry&nature=new&figure=due&itself=true&as_of=2020-05-25T16:30:00Z&format=csv")
	want := &statisticsv1.ListFigureProjectsRequest{
		Unit: "sd-bz", Month: "2020-05", Listing: "city", Category: "industry", Nature: "new", Figure: "due", Itself: true, AsOf: counted, PageSize: perPage,
	}
	if len(s.asked) == 0 || !proto.Equal(s.asked[0], want) {
		t.Errorf("asked %v, want %v", s.asked, want)
	}
}

func TestViewsThatAreRefused(t *testing.T) {
	denied := errs.NotFound("UNIT_NOT_FOUND", "no unit")
	for path, tc := range map[string]struct {
		s      *statistics
		code   int
		reason string
	}{
		"bulletins/sd-bz?month=2020-05":                           {&statistics{}, http.StatusNotFound, "VIEW_UNKNOWN"},
		"rollups/sd-bz?month=2020-05&format=pdf":                  {&statistics{}, http.StatusBadRequest, "FORMAT_UNKNOWN"},
		"rollups/sd-bz?mnth=2020-05":                              {&statistics{}, http.StatusBadRequest, "QUERY_INVALID"},
		"rollups/sd-bz?month=2020-05&as_of=yesterday":             {&statistics{}, http.StatusBadRequest, "QUERY_INVALID"},
		"projects/sd-bz?month=2020-05&page_size=1":                {&statistics{pages: 1}, http.StatusBadRequest, "QUERY_INVALID"},
		"restatements/c?page_token=1":                             {&statistics{}, http.StatusBadRequest, "QUERY_INVALID"},
		"rollups/sd?month=2020-05":                                {&statistics{err: denied}, http.StatusNotFound, "UNIT_NOT_FOUND"},
		"rankings/sd?month=2020-05&indicator=lead":                {&statistics{err: denied}, http.StatusNotFound, "UNIT_NOT_FOUND"},
		"targets/sd?month=2020-05":                                {&statistics{err: denied}, http.StatusNotFound, "UNIT_NOT_FOUND"},
		"targets/sd?month=2020-05&listing=city":                   {&statistics{}, http.StatusBadRequest, "QUERY_INVALID"},
		"projects/sd?month=2020-05":                               {&statistics{pages: 1, err: denied}, http.StatusNotFound, "UNIT_NOT_FOUND"},
		"restatements/c":                                          {&statistics{err: denied}, http.StatusNotFound, "UNIT_NOT_FOUND"},
		"projects/sd-bz?month=2020-05&as_of=2020-05-25T16:30:00Z": {&statistics{pages: 2}, http.StatusBadRequest, "EXPORT_TOO_LARGE"},
		"projects/sd-bz?month=2020-05&figure=due": {
			&statistics{pages: 1, away: errs.Unavailable("DATABASE_UNAVAILABLE", "gone")}, http.StatusServiceUnavailable, "DATABASE_UNAVAILABLE",
		},
	} {
		t.Run(path, func(t *testing.T) {
			w := export(t, tc.s, path)
			var body rest.ErrorBody
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != tc.code || body.Reason != tc.reason || body.Message == "" || strings.Contains(body.Message, "{") {
				t.Errorf("%d %s, %v", w.Code, w.Body, err)
			}
		})
	}
}

func TestRowsThatMovedMeanwhileAreTold(t *testing.T) {
	rows := rowsOf(t, export(t, &statistics{pages: 2, moved: true}, "projects/sd-bz?month=2020-05&format=csv"))
	if last := rows[len(rows)-1]; last[0] != "注" {
		t.Errorf("the file ends with %v", last)
	}
}

func TestALostPageIsNoFile(t *testing.T) {
	for _, format := range []string{"csv", "xlsx"} {
		w := export(t, &statistics{pages: 3, err: errs.Unavailable("DATABASE_UNAVAILABLE", "gone")}, "projects/sd-bz?month=2020-05&format="+format)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "DATABASE_UNAVAILABLE") || w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: %d, %v, %.300s", format, w.Code, w.Header(), w.Body)
		}
	}
}
