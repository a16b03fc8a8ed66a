package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"
	"unicode/utf8"

	"google.golang.org/grpc"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// registry remembers what it was asked; the real one is met end to end.
type registry struct {
	registryv1.ImportServiceClient
	asked *registryv1.CreateImportRequest
}

func (r *registry) CreateImport(_ context.Context, in *registryv1.CreateImportRequest, _ ...grpc.CallOption) (*registryv1.CreateImportResponse, error) {
	r.asked = in
	return &registryv1.CreateImportResponse{Import: &registryv1.Import{Id: "i1"}}, nil
}

func form(t *testing.T, fields map[string]string, file []byte) (*bytes.Buffer, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "附件3.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}

func TestUpload(t *testing.T) {
	good := map[string]string{"unit": "sd-bz-zouping", "month": "2020-05", "annex": "3"}
	for name, tc := range map[string]struct {
		fields map[string]string
		file   []byte
		reason string
	}{
		"a sheet goes on whole": {good, []byte("PK"), ""},
		"no file":               {good, nil, "UPLOAD_FILE_MISSING"},
		"no annex":              {map[string]string{"unit": "u"}, []byte("PK"), "ANNEX_INVALID"},
		"a file over the limit": {good, make([]byte, MaxFile+1), "UPLOAD_TOO_LARGE"},
		"far over the limit":    {good, make([]byte, 2*MaxFile), "UPLOAD_TOO_LARGE"},
	} {
		t.Run(name, func(t *testing.T) {
			body, kind := form(t, tc.fields, tc.file)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/imports:upload", body)
			r.Header.Set("Content-Type", kind)
			reg, w := &registry{}, httptest.NewRecorder()
			Handler(reg, failures(t)).ServeHTTP(w, r)
			checkAnswer(t, w, reg, tc.reason)
		})
	}
}

// TestNamesThatAreNoUTF8StillGoOn: old programs send names in GBK, and no message
// could carry those.
func TestNamesThatAreNoUTF8StillGoOn(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"unit": "\xd7\xde", "month": "2020-05", "annex": "3"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.CreateFormFile("file", "\xb8\xbd\xbc\xfe3.xlsx"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/imports:upload", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	reg := &registry{}
	Handler(reg, failures(t)).ServeHTTP(httptest.NewRecorder(), r)
	if reg.asked == nil || !utf8.ValidString(reg.asked.GetFileName()) || !utf8.ValidString(reg.asked.GetUnit()) {
		t.Errorf("asked %q", reg.asked)
	}
}

func failures(t *testing.T) *rest.ErrorWriter {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return rest.NewErrorWriter(c, slog.New(slog.DiscardHandler))
}

func checkAnswer(t *testing.T, w *httptest.ResponseRecorder, reg *registry, reason string) {
	t.Helper()
	var body rest.ErrorBody
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	if body.Reason != reason {
		t.Fatalf("reason %s, want %s", body.Reason, reason)
	}
	if reason == "" && (reg.asked.GetMonth() != "2020-05" || string(reg.asked.GetContent()) != "PK" || reg.asked.GetFileName() != "附件3.xlsx") {
		t.Errorf("asked %v", reg.asked)
	}
}

func TestWhatIsNoFormIsRefused(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/imports:upload", bytes.NewReader([]byte("PK")))
	w, reg := httptest.NewRecorder(), &registry{}
	Handler(reg, failures(t)).ServeHTTP(w, r)
	checkAnswer(t, w, reg, "UPLOAD_INVALID")
}
