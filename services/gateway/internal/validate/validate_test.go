package validate

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pacesetter/pkg/codecheck"
	"pacesetter/services/gateway/internal/rest"
)

func ask(t *testing.T, path string, into any) int {
	t.Helper()
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/validate/{kind}", Handler(rest.NewErrorWriter(c, slog.New(slog.DiscardHandler))))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/validate/"+path, nil))
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return w.Code
}

func TestCodesAreJudgedInTheirOrder(t *testing.T) {
	var got struct{ Results []codecheck.Verdict }
	if code := ask(t, "region?code=371602&code=320193", &got); code != http.StatusOK || len(got.Results) != 2 {
		t.Fatalf("%d, %+v", code, got)
	}
	if good, bad := got.Results[0], got.Results[1]; !good.Valid || bad.Valid || bad.Reason != "REGION_UNKNOWN" || bad.Message == "" {
		t.Errorf("%+v, %+v", good, bad)
	}
	if code := ask(t, "uscc?code="+strings.Repeat("9", longest), &got); code != http.StatusOK || got.Results[0].Valid {
		t.Errorf("%d, %+v", code, got)
	}
}

func TestQuestionsThatAreNone(t *testing.T) {
	for path, want := range map[string]struct {
		code   int
		reason string
	}{
		"region":          {http.StatusBadRequest, "CODES_MISSING"},
		"postcode?code=1": {http.StatusNotFound, "VALIDATOR_UNKNOWN"},
		"region?" + strings.Repeat("code=1&", 101): {http.StatusBadRequest, "CODES_TOO_MANY"},
		// judged by its beginning it would be right
		"region?code=1&code=371602" + strings.Repeat("%20", longest): {http.StatusBadRequest, "CODE_TOO_LONG"},
	} {
		var got rest.ErrorBody
		if code := ask(t, path, &got); code != want.code || got.Reason != want.reason || got.Message == "" || strings.Contains(got.Message, "{") {
			t.Errorf("%.20s: %d %+v", path, code, got)
		}
	}
}
