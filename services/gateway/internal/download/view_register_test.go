package download

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// list answers with one project a page and keeps what it was asked; the real one is met
// end to end.
type list struct {
	registryv1.ProjectServiceClient
	registryv1.UnitServiceClient
	asked   []*registryv1.ListProjectsRequest
	pages   int
	bearers []string // with which each was asked
	moved   int64    // by how much the totals differ
	err     error    // of the last page
}

func (l *list) GetUnit(_ context.Context, in *registryv1.GetUnitRequest, _ ...grpc.CallOption) (*registryv1.GetUnitResponse, error) {
	return &registryv1.GetUnitResponse{Unit: &registryv1.Unit{Code: in.GetCode(), Name: "滨州市"}}, nil
}

func (l *list) ListProjects(ctx context.Context, in *registryv1.ListProjectsRequest, _ ...grpc.CallOption) (*registryv1.ListProjectsResponse, error) {
	l.asked, l.bearers = append(l.asked, proto.CloneOf(in)), append(l.bearers, authn.BearerOf(ctx))
	at, _ := strconv.Atoi(in.GetPageToken())
	if l.err != nil && at == l.pages-1 {
		return nil, l.err
	}
	row := &registryv1.ProjectRow{
		Id: "p" + strconv.Itoa(at), Name: "=1+1", UnitName: "某县", Company: "甲公司", NationalCode: "2020-371602-26-03-000001", Stage: registryv1.Stage_STAGE_BUILDING,
		ReportedMonth: "2020-04", RateShown: "47.1", YearToDateYuan: 12_345_678, Progress: "主体施工", Tags: []string{"six-new/new-material"},
		Year: &registryv1.ProjectYear{
			Unit: "sd-bz-x", Category: "industry", Industry: "新材料", Nature: registryv1.Nature_NATURE_NEW, TotalInvestmentYuan: 100_000_000, PlannedYuan: 20_000_000,
			Listings: []*registryv1.Listing{{Key: "city"}, {Key: "county", Confirmed: true}},
		},
	}
	if at > 0 {
		row.MonthYuan = new(int64)
	}
	answer := &registryv1.ListProjectsResponse{Rows: []*registryv1.ProjectRow{row}}
	if at == 0 {
		pages := int64(l.pages)
		answer.Totals = &registryv1.ListTotals{
			Projects: pages, TotalInvestmentYuan: 100_000_000 * pages, PlannedYuan: 20_000_000 * pages, YearToDateYuan: 12_345_678*pages + l.moved,
			RateShown: "61.7", PaceShown: "41.6",
		}
	}
	if at+1 < l.pages {
		answer.NextPageToken = strconv.Itoa(at + 1)
	}
	return answer, nil
}

func exportList(t *testing.T, l *list, path string) *httptest.ResponseRecorder {
	t.Helper()
	return exportListBy(t, http.MethodGet, l, &renewer{}, path)
}

func exportListBy(t *testing.T, method string, l *list, r Renewer, path string) *httptest.ResponseRecorder {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	now := func() time.Time { return counted.AsTime() }
	tags, err := industry.DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	views := Views{
		Tags: tags, Register: Register{Projects: l, Units: l, Now: now}, Renewer: r, Failures: rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)),
		Places: NewPlaces(1, 1, prometheus.NewRegistry()),
	}
	mux.Handle("GET /api/v1/exports/{view}/{of}", views.Handler())
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/api/v1/exports/register/"+path, nil))
	return w
}

func TestTheListIsHandedOutWhole(t *testing.T) {
	got := rowsOf(t, exportList(t, &list{pages: 2}, "sd-bz?month=2020-05&listing=county&nature=NATURE_NEW&report_status=REPORT_STATUS_MISSING&library=LIBRARY_ANNUAL&tag=six-new/new-material&query=%E6%9D%90%E6%96%99&format=csv"))
	want := [][]string{
		{"滨州市 2020-05 县重点 新建 本月未报 年度建设库 六新：新材料（含“材料”） 项目清单"},
		{"截至 2020-05-26 00:30:00；投资单位：万元。"},
		{"年度完成为年初至今，本月未报的沿用上次已审核月报；待确认的级别不计入该级别。"},
		{
			"序号", "项目名称", "考核单位", "单位编码", "级别", "类别", "性质", "阶段", "总投资（万元）", "年度计划（万元）", "本月完成（万元）", "年度完成（万元）",
			"完成率（%）", "时序进度（%）", "数据来自", "行业领域", "形象进度", "项目单位", "项目代码", "项目标识", "标签",
		},
		{"合计", "2 个项目", "", "", "", "", "", "", "20000", "4000", "0", "2469.1356", "61.7", "41.6", "", "", "", "", "", "", ""},
		{"1", "'=1+1", "某县", "sd-bz-x", "市重点（待确认）、县重点", "产业", "新建", "在建", "10000", "2000", "", "1234.5678", "47.1", "", "2020-04", "新材料", "主体施工", "甲公司", "2020-371602-26-03-000001", "p0", "六新：新材料"},
		{"2", "'=1+1", "某县", "sd-bz-x", "市重点（待确认）、县重点", "产业", "新建", "在建", "10000", "2000", "0", "1234.5678", "47.1", "", "2020-04", "新材料", "主体施工", "甲公司", "2020-371602-26-03-000001", "p1", "六新：新材料"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAListOfAllUnitsAsksForNone(t *testing.T) {
	l := &list{pages: 1}
	rows := rowsOf(t, exportList(t, l, "-?month=2020-05&order_by=planned%20desc&format=csv"))
	want := &registryv1.ListProjectsRequest{Month: "2020-05", OrderBy: "planned desc", PageSize: perPage}
	if len(l.asked) != 1 || !proto.Equal(l.asked[0], want) || rows[0][0] != "全部可见单位 2020-05 项目清单" {
		t.Errorf("asked %v, titled %q", l.asked, rows[0])
	}
}

func TestListsThatAreRefused(t *testing.T) {
	for path, tc := range map[string]struct {
		l      *list
		code   int
		reason string
	}{
		"sd-bz?month=2020-05":             {&list{pages: mostListed + 1}, http.StatusBadRequest, "LIST_TOO_LONG"},
		"sd-bz?month=2020-05&page_size=1": {&list{pages: 1}, http.StatusBadRequest, "QUERY_INVALID"},
		"elsewhere?month=2020-05":         {&list{pages: 1, err: errs.NotFound("UNIT_NOT_FOUND", "no unit")}, http.StatusNotFound, "UNIT_NOT_FOUND"},
	} {
		w := exportList(t, tc.l, path)
		var body rest.ErrorBody
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != tc.code || body.Reason != tc.reason || body.Message == "" {
			t.Errorf("%s: %d %s, %v", path, w.Code, w.Body, err)
		}
		if len(tc.l.asked) > 1 {
			t.Errorf("%s: asked %d times", path, len(tc.l.asked))
		}
	}
}

func TestAListThatMovedMeanwhileSaysSo(t *testing.T) {
	rows := rowsOf(t, exportList(t, &list{pages: 2, moved: 1}, "sd-bz?month=2020-05&format=csv"))
	if last := rows[len(rows)-1]; last[0] != "注" {
		t.Errorf("the file ends with %v", last)
	}
}

// renewer gives a token of another number each time, until it has given so many.
type renewer struct{ given, most int }

func (r *renewer) Renew(context.Context) (string, error) {
	if r.given++; r.most > 0 && r.given > r.most {
		return "", errs.Unauthenticated("TOKEN_EXPIRED", "session has ended")
	}
	return strconv.Itoa(r.given), nil
}

// TestALongListIsReadWithTokensThatHold: pages follow each other for longer than a token
// lives. Each has one of its own here, as if the former had just ended.
func TestALongListIsReadWithTokensThatHold(t *testing.T) {
	l := &list{pages: 200}
	rows := rowsOf(t, exportList(t, l, "sd-bz?month=2020-05&format=csv"))
	if last := rows[len(rows)-1]; last[0] != "200" || len(l.bearers) != 200 {
		t.Fatalf("after %d pages the file ends with %v", len(l.bearers), last)
	}
	for page, bearer := range l.bearers[1:] {
		if want := strconv.Itoa(page + 1); bearer != want {
			t.Fatalf("page %d is read with token %q", page+1, bearer)
		}
	}
}

// TestASessionThatEndsMeanwhileEndsTheList: in words, and with no file.
func TestASessionThatEndsMeanwhileEndsTheList(t *testing.T) {
	for _, format := range []string{"csv", "xlsx"} {
		w := exportListBy(t, http.MethodGet, &list{pages: 3}, &renewer{most: 1}, "sd-bz?month=2020-05&format="+format)
		if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "TOKEN_EXPIRED") || w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: %d, %v, %.300s", format, w.Code, w.Header(), w.Body)
		}
	}
}

// TestAFileTellsItsLength: a proxy of HTTP/1.0 would take any end of the answer for its own.
func TestAFileTellsItsLength(t *testing.T) {
	w := exportList(t, &list{pages: 2}, "sd-bz?month=2020-05&format=csv")
	if got := w.Header().Get("Content-Length"); got != strconv.Itoa(w.Body.Len()) {
		t.Errorf("%d bytes, %q told", w.Body.Len(), got)
	}
}

func TestAHeadReadsNoPages(t *testing.T) {
	l := &list{pages: 3}
	w := exportListBy(t, http.MethodHead, l, &renewer{}, "sd-bz?month=2020-05&format=csv")
	if w.Code != http.StatusOK || len(l.asked) != 1 || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%d, %v, asked %d times", w.Code, w.Header(), len(l.asked))
	}
}

func TestALostPageIsNoList(t *testing.T) {
	w := exportList(t, &list{pages: 2, err: errs.Unavailable("DATABASE_UNAVAILABLE", "gone")}, "sd-bz?month=2020-05&format=csv")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d, %v, %.300s", w.Code, w.Header(), w.Body)
	}
}
