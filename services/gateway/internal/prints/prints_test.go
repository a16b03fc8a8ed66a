package prints_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/pgtest"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/prints"
	"pacesetter/services/gateway/internal/rest"
	"pacesetter/services/registry/registrytest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// printer hands out a file in two pieces and keeps what it was asked; the real one is
// met in a browser's tests and end to end.
type printer struct {
	printerv1.PrinterServiceClient
	grpc.ClientStream

	asked  *printerv1.PrintRequest
	pieces []*printerv1.PrintResponse
	err    error
}

func (p *printer) Print(_ context.Context, in *printerv1.PrintRequest, _ ...grpc.CallOption) (grpc.ServerStreamingClient[printerv1.PrintResponse], error) {
	p.asked, p.pieces = in, []*printerv1.PrintResponse{{FileName: "滨城区项目清单.pdf", Pages: 1, Content: []byte("%PDF-")}, {Content: []byte("1.4")}}
	return p, nil
}

func (p *printer) Recv() (*printerv1.PrintResponse, error) {
	if p.err != nil {
		return nil, p.err
	}
	if len(p.pieces) == 0 {
		return nil, io.EOF
	}
	piece := p.pieces[0]
	p.pieces = p.pieces[1:]
	return piece, nil
}

// tickets says what each is for.
type tickets struct{}

func (tickets) Ticket(_ context.Context, kind string, parameters map[string]string) (string, error) {
	return "the.ticket of " + kind + " " + parameters["unit"], nil
}

func serve(t *testing.T, method string, p printerv1.PrinterServiceClient, projects registryv1.ProjectServiceClient, path string) *httptest.ResponseRecorder {
	t.Helper()
	catalogue, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/prints/{file}", prints.Desk{
		Printer: p, Projects: projects, Tickets: tickets{}, Failures: rest.NewErrorWriter(catalogue, slog.New(slog.DiscardHandler)),
	}.Handler())
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w
}

func TestAFileIsHandedOn(t *testing.T) {
	p := &printer{}
	w := serve(t, http.MethodGet, p, nil, "/api/v1/prints/list.pdf?unit=sd-bz&month=2020-05")
	if w.Code != http.StatusOK || w.Body.String() != "%PDF-1.4" || w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, header %v, %q", w.Code, w.Header(), w.Body)
	}
	if p.asked.GetKind() != "list" || p.asked.GetTicket() != "the.ticket of list sd-bz" || p.asked.GetParameters()["unit"] != "sd-bz" || len(p.asked.GetParameters()) != 2 {
		t.Errorf("asked %v", p.asked)
	}
}

func TestWhatIsNotHandedOn(t *testing.T) {
	refused := errs.NotFound("PRINT_REFUSED", "refused").With("message", "没有这个单位。")
	for name, tc := range map[string]struct {
		printer printerv1.PrinterServiceClient
		path    string
		status  int
		want    string
	}{
		"no printer":                 {nil, "/api/v1/prints/list.pdf", http.StatusBadRequest, `"reason":"PRINTER_NOT_INSTALLED","message":"本平台没有安装打印组件`},
		"another ending":             {&printer{}, "/api/v1/prints/list.docx", http.StatusNotFound, "ROUTE_UNKNOWN"},
		"a parameter twice":          {&printer{}, "/api/v1/prints/list.pdf?unit=a&unit=b", http.StatusBadRequest, "QUERY_INVALID"},
		"what the printer refuses":   {&printer{err: refused}, "/api/v1/prints/list.pdf", http.StatusNotFound, "PRINT_REFUSED"},
		"what fails before it began": {&printer{err: errors.New("broken")}, "/api/v1/prints/list.pdf", http.StatusInternalServerError, "INTERNAL"},
	} {
		t.Run(name, func(t *testing.T) {
			if w := serve(t, http.MethodGet, tc.printer, nil, tc.path); w.Code != tc.status || !strings.Contains(w.Body.String(), tc.want) {
				t.Errorf("status %d, %s", w.Code, w.Body)
			}
		})
	}
}

// TestNobodyPrintsBeyondTheirUnit: a project of others is not found, and no browser starts.
func TestNobodyPrintsBeyondTheirUnit(t *testing.T) {
	now := time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC)
	conn := registrytest.Serve(t, "sd", authn.Principal{ID: "county", Grants: []authn.Grant{{Role: authn.RoleCounty, Unit: "sd-other"}}}, now)
	p := &printer{}
	w := serve(t, http.MethodGet, p, registryv1.NewProjectServiceClient(conn), "/api/v1/prints/project.pdf?id="+uuid.NewString())
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "PROJECT_NOT_FOUND") || p.asked != nil {
		t.Errorf("status %d, %s; printer asked: %v", w.Code, w.Body, p.asked)
	}
}

// TestOnlyWhoTakesAFileHasOneMade: what asks for a print's head alone starts no browser.
func TestOnlyWhoTakesAFileHasOneMade(t *testing.T) {
	p := &printer{}
	w := serve(t, http.MethodHead, p, nil, "/api/v1/prints/list.pdf?unit=sd-bz")
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodGet || p.asked != nil {
		t.Errorf("status %d, allows %q; printer asked: %v", w.Code, w.Header().Get("Allow"), p.asked)
	}
}
