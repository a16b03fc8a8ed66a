package download

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"testing"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// registry sends pieces, then an error; the real one is met end to end.
type registry struct {
	registryv1.SheetServiceClient
	grpc.ServerStreamingClient[registryv1.ExportSheetResponse]
	asked  *registryv1.ExportSheetRequest
	pieces []*registryv1.ExportSheetResponse
	err    error
}

func (r *registry) ExportSheet(_ context.Context, in *registryv1.ExportSheetRequest, _ ...grpc.CallOption) (grpc.ServerStreamingClient[registryv1.ExportSheetResponse], error) {
	r.asked = in
	return r, nil
}

func (r *registry) Recv() (*registryv1.ExportSheetResponse, error) {
	if len(r.pieces) == 0 {
		return nil, r.err
	}
	p := r.pieces[0]
	r.pieces = r.pieces[1:]
	return p, nil
}

const name = "附件3 滨城区2020年5月\"在建/项目.xlsx"

func pieces() []*registryv1.ExportSheetResponse {
	return []*registryv1.ExportSheetResponse{{FileName: name, RowCount: 2}, {Content: []byte("PK")}, {Content: []byte("34")}}
}

func get(t *testing.T, reg *registry, path string) *httptest.ResponseRecorder {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/sheets/{annex}", Sheet(reg, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler))))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

func TestAWorkbookGoesThroughWhole(t *testing.T) {
	reg := &registry{pieces: pieces(), err: io.EOF}
	w := get(t, reg, "/api/v1/sheets/3?unit=bc&month=2020-05&blank=true")
	if w.Body.String() != "PK34" || w.Header().Get("Content-Type") != contentType {
		t.Errorf("%s of type %s", w.Body, w.Header().Get("Content-Type"))
	}
	_, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil || params["filename"] != "附件3 滨城区2020年5月_在建_项目.xlsx" {
		t.Errorf("named %v, %v", params, err)
	}
	if a := reg.asked; a.GetAnnex() != 3 || a.GetUnit() != "bc" || a.GetMonth() != "2020-05" || !a.GetBlank() {
		t.Errorf("asked %v", a)
	}
}

func TestRefusalsComeAsUsual(t *testing.T) {
	for name, tc := range map[string]struct{ path, reason string }{
		"the registry's":        {"/api/v1/sheets/3?unit=bc&month=2020-13", "MONTH_INVALID"},
		"an annex in words":     {"/api/v1/sheets/three", "ANNEX_INVALID"},
		"blank, neither or nor": {"/api/v1/sheets/3?blank=maybe", "BODY_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			w := get(t, &registry{err: errs.Invalid("MONTH_INVALID", "no month")}, tc.path)
			var body rest.ErrorBody
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Reason != tc.reason || w.Code != http.StatusBadRequest {
				t.Errorf("answer %d %s, %v", w.Code, w.Body, err)
			}
		})
	}
}

// imports sends an annotated sheet.
type imports struct {
	registryv1.ImportServiceClient
	grpc.ServerStreamingClient[registryv1.AnnotateImportResponse]
	asked  string
	pieces []*registryv1.AnnotateImportResponse
}

func (i *imports) AnnotateImport(_ context.Context, in *registryv1.AnnotateImportRequest, _ ...grpc.CallOption) (grpc.ServerStreamingClient[registryv1.AnnotateImportResponse], error) {
	i.asked = in.GetId()
	return i, nil
}

func (i *imports) Recv() (*registryv1.AnnotateImportResponse, error) {
	if len(i.pieces) == 0 {
		return nil, io.EOF
	}
	p := i.pieces[0]
	i.pieces = i.pieces[1:]
	return p, nil
}

func TestAnAnnotatedSheetGoesThrough(t *testing.T) {
	reg := &imports{pieces: []*registryv1.AnnotateImportResponse{{FileName: "五月（批注）.xlsx"}, {Content: []byte("PK")}}}
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/imports/{id}/annotated", Annotated(reg, rest.NewErrorWriter(c, slog.New(slog.DiscardHandler))))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/imports/i-1/annotated", nil))
	if w.Body.String() != "PK" || reg.asked != "i-1" || w.Header().Get("Content-Type") != contentType {
		t.Errorf("%s for %s", w.Body, reg.asked)
	}
}

// Half a workbook must not look like a whole one.
func TestABrokenStreamBreaksTheAnswer(t *testing.T) {
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // a panic's value
			t.Error("the answer ended as if it were whole")
		}
	}()
	get(t, &registry{pieces: pieces(), err: errs.Unavailable("DATABASE_UNAVAILABLE", "gone")}, "/api/v1/sheets/3?unit=bc&month=2020-05")
}
