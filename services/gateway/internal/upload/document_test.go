package upload_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/encoding/protojson"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/pgtest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/download"
	"pacesetter/services/gateway/internal/rest"
	"pacesetter/services/gateway/internal/upload"
	"pacesetter/services/registry/registrytest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// edge is the gateway's routes of documents before the real register.
type edge struct {
	http.Handler
	t        *testing.T
	register registryv1.DocumentServiceClient
	project  string
}

func newEdge(t *testing.T) edge {
	t.Helper()
	who := authn.Principal{ID: "city", Grants: []authn.Grant{{Role: authn.RoleCity, Unit: "sd"}}}
	conn := registrytest.Serve(t, "sd", who, time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC))
	made, err := registryv1.NewProjectServiceClient(conn).CreateProject(t.Context(), &registryv1.CreateProjectRequest{
		Project: &registryv1.Project{
			Name: "建档项目", Company: &registryv1.Company{Name: "甲公司"}, Stage: registryv1.Stage_STAGE_BUILDING,
			Years: []*registryv1.ProjectYear{{
				Year: 2020, Unit: "sd", Category: "industry", Nature: registryv1.Nature_NATURE_CONTINUED,
				Listings: []*registryv1.Listing{{Key: "county", FromMonth: 1}}, TotalInvestmentYuan: 1_000_000, PlannedYuan: 400_000,
			}},
		},
		RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	failures, documents := rest.NewErrorWriter(catalogue, slog.New(slog.DiscardHandler)), registryv1.NewDocumentServiceClient(conn)
	mux := http.NewServeMux()
	mux.Handle("POST /api/v1/projects/{project}/documents:upload", rest.RequireKey(failures, upload.Document(documents, failures)))
	mux.Handle("GET /api/v1/projects/{project}/documents/{id}/versions/{number}/content", download.Document(documents, failures))
	return edge{mux, t, documents, made.GetProject().GetId()}
}

type field struct{ name, value string }

// formOf is a multipart form with a file, as browsers make it, and its boundary's type.
func formOf(t *testing.T, file string, content []byte, fields ...field) ([]byte, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		if err := w.WriteField(f.name, f.value); err != nil {
			t.Fatal(err)
		}
	}
	if file != "" {
		part, err := w.CreateFormFile("file", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body.Bytes(), w.FormDataContentType()
}

func (e edge) post(body io.Reader, contentType string) *httptest.ResponseRecorder {
	e.t.Helper()
	r := httptest.NewRequestWithContext(e.t.Context(), http.MethodPost, "/api/v1/projects/"+e.project+"/documents:upload", body)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set(rest.HeaderKey, uuid.NewString())
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

// documents counts what is filed.
func (e edge) documents() int {
	e.t.Helper()
	list, err := e.register.ListDocuments(e.t.Context(), &registryv1.ListDocumentsRequest{ProjectId: e.project})
	if err != nil {
		e.t.Fatal(err)
	}
	return len(list.GetDocuments())
}

func good() []field {
	return []field{{"kind", "land"}, {"title", "用地批复"}, {"note", "扫描件"}}
}

// TestADocumentGoesThroughTheEdgeAndBack, byte by byte, whatever it is called.
func TestADocumentGoesThroughTheEdgeAndBack(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	content := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("滨州"), 200_000)...) // many pieces, and no whole number of them
	body, kind := formOf(t, "批复 2020\"号；.pdf", content, good()...)
	w := e.post(bytes.NewReader(body), kind)
	answer := &registryv1.UploadDocumentResponse{}
	if err := protojson.Unmarshal(w.Body.Bytes(), answer); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	path := "/api/v1/projects/" + e.project + "/documents/" + answer.GetDocument().GetId() + "/versions/"
	got := httptest.NewRecorder()
	e.ServeHTTP(got, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"1/content", nil))
	if !bytes.Equal(got.Body.Bytes(), content) {
		t.Errorf("%d bytes came back of %d", got.Body.Len(), len(content))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Length": strconv.Itoa(len(content)), "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox", "Cache-Control": "no-store",
	} {
		if h := got.Header().Get(name); h != want {
			t.Errorf("%s: %q, want %q", name, h, want)
		}
	}
	how, params, err := mime.ParseMediaType(got.Header().Get("Content-Disposition"))
	if err != nil || how != "attachment" || params["filename"] != "批复 2020_号；.pdf" {
		t.Errorf("%s %v, %v", how, params, err)
	}
	for _, version := range []string{"2", "-1", "x", "99999999999"} {
		missing := httptest.NewRecorder()
		e.ServeHTTP(missing, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+version+"/content", nil))
		if missing.Code != http.StatusNotFound || !strings.Contains(missing.Body.String(), "DOCUMENT_NOT_FOUND") {
			t.Errorf("version %s: %d %s", version, missing.Code, missing.Body)
		}
	}
}

func TestFormsThatAreRefusedFileNothing(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	pdf := []byte("%PDF-1.7\nx")
	for name, tc := range map[string]struct {
		file    string
		content []byte
		fields  []field
		reason  string
	}{
		"no file":                 {"", nil, good(), "UPLOAD_FILE_MISSING"},
		"an empty file":           {"批复.pdf", nil, good(), "CONTENT_EMPTY"},
		"a program":               {"批复.pdf", []byte("MZ\x90"), good(), "DOCUMENT_TYPE"},
		"a file over the limit":   {"批复.pdf", append([]byte("%PDF-"), make([]byte, 50<<20)...), good(), "CONTENT_TOO_LARGE"},
		"a page by its name":      {"批复.html", pdf, good(), "DOCUMENT_TYPE"},
		"no kind":                 {"批复.pdf", pdf, good()[1:], "DOCUMENT_KIND"},
		"a field unknown":         {"批复.pdf", pdf, append(good(), field{"path", "/etc"}), "UPLOAD_INVALID"},
		"a field far too long":    {"批复.pdf", pdf, append(good(), field{"note", strings.Repeat("x", 5000)}), "UPLOAD_INVALID"},
		"a version that is none":  {"批复.pdf", pdf, append(good(), field{"version", "new"}), "UPLOAD_INVALID"},
		"a document that is none": {"批复.pdf", pdf, append(good(), field{"document_id", uuid.NewString()}), "DOCUMENT_NOT_FOUND"},
	} {
		body, kind := formOf(t, tc.file, tc.content, tc.fields...)
		if w := e.post(bytes.NewReader(body), kind); w.Code/100 != 4 || !strings.Contains(w.Body.String(), `"`+tc.reason+`"`) {
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, tc.reason)
		}
	}
	if w := e.post(bytes.NewReader(pdf), "application/pdf"); !strings.Contains(w.Body.String(), "UPLOAD_INVALID") {
		t.Errorf("no form: %s", w.Body)
	}
	if n := e.documents(); n != 0 {
		t.Errorf("%d documents are filed", n)
	}
}

// TestABodyThatBreaksOffFilesNothing, wherever it does: within the file, just after its
// last byte, and when what follows the file is a field.
func TestABodyThatBreaksOffFilesNothing(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	body, kind := formOf(t, "批复.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 300<<10)...), good()...)
	end := bytes.LastIndex(body, []byte("\r\n--"))
	reset := iotest.ErrReader(errors.New("connection reset"))
	for name, broken := range map[string]io.Reader{
		"at a quarter":         io.MultiReader(bytes.NewReader(body[:len(body)/4]), reset),
		"before its last byte": io.MultiReader(bytes.NewReader(body[:end-1]), reset),
		"after its last byte":  io.MultiReader(bytes.NewReader(body[:end]), reset),
		"silently":             bytes.NewReader(body[:len(body)/2]),
		"within the boundary":  bytes.NewReader(body[:len(body)-8]),
	} {
		if w := e.post(broken, kind); w.Code/100 != 4 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	var late bytes.Buffer
	late.Write(body[:end])
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	late.WriteString("\r\n--" + params["boundary"] + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nlate\r\n--" + params["boundary"] + "--\r\n")
	if w := e.post(&late, kind); !strings.Contains(w.Body.String(), "UPLOAD_INVALID") {
		t.Errorf("a field after the file: %s", w.Body)
	}
	if n := e.documents(); n != 0 {
		t.Errorf("%d documents are filed", n)
	}
}
