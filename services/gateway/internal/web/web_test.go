package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func site(t *testing.T) http.Handler {
	t.Helper()
	s, err := New(fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html><title>旗手</title>" + strings.Repeat(" ", 200))},
		"assets/app-1a2.js": {Data: []byte(strings.Repeat("let a=1;", 100))},
		"flag.svg":          {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Secure(s)
}

func get(t *testing.T, h http.Handler, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestSiteServesAssetsAndThePageForEverythingElse(t *testing.T) {
	h := site(t)
	for path, want := range map[string]struct {
		status      int
		kind, cache string
	}{
		"/assets/app-1a2.js": {200, "text/javascript", "immutable"},
		"/assets/app-old.js": {404, "text/plain", ""},
		"/flag.svg":          {200, "image/svg+xml", "no-cache"},
		"/":                  {200, "text/html", "no-cache"},
		"/rollup/sd?m=1":     {200, "text/html", "no-cache"},
	} {
		t.Run(path, func(t *testing.T) {
			got := get(t, h, path)
			defer got.Body.Close()
			if got.StatusCode != want.status || !strings.HasPrefix(got.Header.Get("Content-Type"), want.kind) || !strings.Contains(got.Header.Get("Cache-Control"), want.cache) {
				t.Errorf("%d %v", got.StatusCode, got.Header)
			}
			if csp := got.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") {
				t.Errorf("policy %q", csp)
			}
		})
	}
}

func TestLargeAssetsComeCompressed(t *testing.T) {
	got := get(t, site(t), "/assets/app-1a2.js", "Accept-Encoding", "br, gzip")
	defer got.Body.Close()
	if got.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("header %v", got.Header)
	}
	r, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || !strings.HasPrefix(string(text), "let a=1;") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestGatewayWithoutAConsoleSaysHowToBuildIt(t *testing.T) {
	s, err := New(fstest.MapFS{".gitkeep": {}})
	if err != nil {
		t.Fatal(err)
	}
	got := get(t, s, "/")
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || !strings.Contains(string(text), "make build") {
		t.Errorf("%q, %v", text, err)
	}
}
