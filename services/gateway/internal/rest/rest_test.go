package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/openapi"
)

// registry answers like one that refuses, or that tells what it was asked.
type registry struct {
	registryv1.UnimplementedProjectServiceServer
	err   error
	asked *registryv1.CreateProjectRequest
}

func (r *registry) GetProject(context.Context, *registryv1.GetProjectRequest) (*registryv1.GetProjectResponse, error) {
	return &registryv1.GetProjectResponse{Project: &registryv1.Project{Id: "p", Opening: &registryv1.Opening{YearYuan: 1<<53 + 1}}}, r.err
}

func (r *registry) CreateProject(_ context.Context, in *registryv1.CreateProjectRequest) (*registryv1.CreateProjectResponse, error) {
	r.asked = in
	return &registryv1.CreateProjectResponse{Project: in.GetProject()}, r.err
}

func catalogue(t *testing.T) errs.Catalogue {
	t.Helper()
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// edge serves the mux over a registry on an in-memory connection.
func edge(t *testing.T, r *registry) http.Handler {
	t.Helper()
	own, err := errs.ParseCatalogue([]byte(`{"PROJECT_EXISTS":"项目“{name}”已经在库。","AMOUNT_NEGATIVE":"金额不能为负数。"}`))
	if err != nil {
		t.Fatal(err)
	}
	lis := bufconn.Listen(1 << 16)
	server := grpc.NewServer(grpc.UnaryInterceptor(errgrpc.UnaryServer(own, slog.New(slog.DiscardHandler))))
	registryv1.RegisterProjectServiceServer(server, r)
	go func() { _ = server.Serve(lis) }()
	t.Cleanup(server.Stop)
	conn, err := grpc.NewClient("passthrough:///registry", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		grpc.WithChainUnaryInterceptor(errgrpc.UnaryClient(), FillRequestID()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	failures := NewErrorWriter(catalogue(t), slog.New(slog.DiscardHandler))
	mux, err := NewMux(t.Context(), Backends{Registry: conn, Statistics: conn}, failures)
	if err != nil {
		t.Fatal(err)
	}
	return RequireKey(failures, RequireText(failures, mux))
}

const key = "0b7f6f3c-59f4-4f0c-8f5e-0d6c4a3c2b1a"

func ask(t *testing.T, h http.Handler, method, path, body, idempotencyKey string) (*httptest.ResponseRecorder, ErrorBody) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if idempotencyKey != "" {
		r.Header.Set(HeaderKey, idempotencyKey)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var failure ErrorBody
	if w.Code >= 400 {
		if err := json.Unmarshal(w.Body.Bytes(), &failure); err != nil {
			t.Fatalf("%s: %v", w.Body, err)
		}
	}
	return w, failure
}

func TestRefusalReachesTheBrowserWhole(t *testing.T) {
	refusal := errs.Exists("PROJECT_EXISTS", "exists").With("name", "城北水厂").At("project.name")
	w, got := ask(t, edge(t, &registry{err: refusal}), http.MethodGet, "/api/v1/projects/p", "", "")
	want := ErrorBody{
		Code: 6, Status: "ALREADY_EXISTS", Reason: "PROJECT_EXISTS", Message: "项目“城北水厂”已经在库。",
		Fields: []ErrorField{{Path: "project.name", Reason: "PROJECT_EXISTS", Message: "项目“城北水厂”已经在库。"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || w.Code != http.StatusConflict {
		t.Errorf("status %d\n%s", w.Code, diff)
	}
}

func TestEachKindHasItsHTTPStatus(t *testing.T) {
	for kind, want := range map[errs.Kind]int{
		errs.KindInvalid: 400, errs.KindUnauthenticated: 401, errs.KindDenied: 403, errs.KindNotFound: 404, errs.KindExists: 409,
		errs.KindConflict: 409, errs.KindPrecondition: 400, errs.KindExhausted: 429, errs.KindUnavailable: 503, errs.KindInternal: 500,
	} {
		w, _ := ask(t, edge(t, &registry{err: &errs.Error{Kind: kind, Reason: "X"}}), http.MethodGet, "/api/v1/projects/p", "", "")
		if w.Code != want {
			t.Errorf("%s: status %d, want %d", kind, w.Code, want)
		}
	}
}

func TestMoneyStaysExactInJSON(t *testing.T) {
	w, _ := ask(t, edge(t, &registry{}), http.MethodGet, "/api/v1/projects/p", "", "")
	if !strings.Contains(w.Body.String(), `"year_yuan":"9007199254740993"`) {
		t.Errorf("body %s", w.Body)
	}
}

func TestWriteNeedsAKeyAndCarriesItOn(t *testing.T) {
	body := `{"project":{"name":"城北水厂"}}`
	for name, tc := range map[string]struct {
		key, reason string
	}{
		"none":       {"", "REQUEST_ID_REQUIRED"},
		"no UUID":    {"once", "REQUEST_ID_INVALID"},
		"a UUID":     {key, ""},
		"upper case": {strings.ToUpper(key), ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &registry{}
			_, got := ask(t, edge(t, r), http.MethodPost, "/api/v1/projects", body, tc.key)
			if got.Reason != tc.reason {
				t.Fatalf("reason %s, want %s", got.Reason, tc.reason)
			}
			if tc.reason == "" && r.asked.GetRequestId() != key {
				t.Errorf("request_id %q", r.asked.GetRequestId())
			}
		})
	}
}

func TestRequestThatCannotBeReadIsRefusedWithAReason(t *testing.T) {
	h := edge(t, &registry{})
	for name, tc := range map[string]struct{ method, path, body, reason string }{
		"broken JSON":             {http.MethodPost, "/api/v1/projects", `{"project":`, "BODY_INVALID"},
		"unknown field":           {http.MethodPost, "/api/v1/projects", `{"projekt":{}}`, "BODY_INVALID"},
		"money as float":          {http.MethodPost, "/api/v1/projects", `{"project":{"opening":{"year_yuan":1.5}}}`, "BODY_INVALID"},
		"unknown route":           {http.MethodGet, "/api/v1/nothing", "", "ROUTE_UNKNOWN"},
		"no UTF-8 in a parameter": {http.MethodGet, "/api/v1/projects?query=%ff", "", "QUERY_INVALID"},
		"half a letter each":      {http.MethodGet, "/api/v1/projects?query=%c3&query=%a9", "", "QUERY_INVALID"},
		"no UTF-8 in a name":      {http.MethodGet, "/api/v1/projects?%ff=x", "", "QUERY_INVALID"},
		"no UTF-8 in the path":    {http.MethodGet, "/api/v1/projects/%ff", "", "BODY_INVALID"},
		"no UTF-8 in the body":    {http.MethodPost, "/api/v1/projects", "{\"project\":{\"name\":\"\xff\"}}", "BODY_INVALID"},
		"unknown query":           {http.MethodGet, "/api/v1/projects?colour=red", "", "QUERY_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := ask(t, h, tc.method, tc.path, tc.body, key); got.Reason != tc.reason || got.Message == "" {
				t.Errorf("%+v, want %s", got, tc.reason)
			}
		})
	}
}

func TestTheParameterAtFaultIsNamed(t *testing.T) {
	h := edge(t, &registry{})
	for path, want := range map[string]string{
		"/api/v1/projects?unit=sd&colour=red":              "colour",
		"/api/v1/projects?unit=sd&page_size=many":          "page_size",
		"/api/v1/projects?unit=sd&pageSize=many":           "pageSize",
		"/api/v1/projects?page_size=1&page_size=2":         "page_size",
		"/api/v1/projects?page_size=1&pageSize=1":          "pageSize",
		"/api/v1/projects?unit=sd&report_status=nonsense":  "report_status",
		"/api/v1/projects?%E5%8D%95%E4%BD%8D%22=x&unit=sd": "单位\"",
		"/api/v1/projects?unit=%ff":                        "unit",
	} {
		t.Run(path, func(t *testing.T) {
			w, got := ask(t, h, http.MethodGet, path, "", "")
			if w.Code != http.StatusBadRequest || got.Reason != "QUERY_INVALID" || len(got.Fields) != 1 || got.Fields[0].Path != want {
				t.Errorf("status %d, %+v", w.Code, got)
			}
			if !strings.Contains(got.Message, "“"+want+"”") {
				t.Errorf("said %s", got.Message)
			}
		})
	}
}

func TestBodyThatNoServiceWouldTakeIsNotRead(t *testing.T) {
	failures := NewErrorWriter(catalogue(t), slog.New(slog.DiscardHandler))
	h := LimitBody(failures, edge(t, &registry{}))
	body := `{"project":{"name":"` + strings.Repeat("x", maxBody) + `"}}`
	if w, got := ask(t, h, http.MethodPost, "/api/v1/projects", body, key); got.Reason != "MESSAGE_TOO_LARGE" || w.Code != http.StatusBadRequest {
		t.Errorf("with its length told: status %d, %s", w.Code, got.Reason)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/projects", strings.NewReader(body))
	r.ContentLength = -1
	r.Header.Set(HeaderKey, key)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("in chunks: status %d", w.Code)
	}
}

func TestLimiterRefusesOnePrincipalOnly(t *testing.T) {
	now := time.Unix(0, 0)
	l := NewLimiter(1, func() time.Time { return now })
	failures := NewErrorWriter(catalogue(t), slog.New(slog.DiscardHandler))
	h := l.Limit(failures, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	try := func(who string) int {
		r := httptest.NewRequestWithContext(authn.WithPrincipal(t.Context(), authn.Principal{ID: who}), http.MethodGet, "/", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	codes := []int{try("a"), try("a"), try("a"), try("b")}
	now = now.Add(time.Second)
	codes = append(codes, try("a"))
	if diff := cmp.Diff([]int{204, 204, 429, 204, 204}, codes); diff != "" {
		t.Error(diff)
	}
}

func TestRoutesInLabelsAreBounded(t *testing.T) {
	for path, want := range map[string]string{
		"/api/v1/projects/5f3e": "/api/v1/projects", "/api/v1/imports:upload": "/api/v1/imports", "/api/v1/sheets/3": "/api/v1/sheets", "/api/v1/exports/rollups/sd": "/api/v1/exports", "/api/v1/zzz": "/api/v1/other",
		"/auth/login": "/auth/login", "/auth/zzz": "/auth/other", "/rollup/x": "/", "/": "/",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		if got := RouteOf(r); got != want {
			t.Errorf("RouteOf(%s) = %s", path, got)
		}
	}
}

func TestEveryNounOfTheInterfaceHasALabel(t *testing.T) {
	nouns := regexp.MustCompile(`(?m)^ +(/api/v1/[a-z-]+)`).FindAllSubmatch(openapi.YAML, -1)
	if len(nouns) == 0 {
		t.Fatal("the description names no paths")
	}
	for _, noun := range nouns {
		path := string(noun[1])
		if got := RouteOf(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)); got != path {
			t.Errorf("%s is measured as %s", path, got)
		}
	}
}
