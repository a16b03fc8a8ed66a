package signin

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/services/gateway/internal/rest"
)

// desk is a gate before a handler that gives a ticket for a print, and says for every
// other request who asks.
func desk(t *testing.T, g *Gate) http.Handler {
	t.Helper()
	return g.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/prints/") {
			text, err := g.Ticket(r.Context())
			if err != nil {
				t.Error(err)
			}
			_, _ = io.WriteString(w, text)
			return
		}
		_ = json.NewEncoder(w).Encode(authn.PrincipalOf(r.Context()))
	}))
}

func ask(t *testing.T, h http.Handler, method, path, cookie, value string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: value})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sealed is a session as its cookie carries it.
func sealed(t *testing.T, c *Cookies, s Session) string {
	t.Helper()
	text, err := c.seal(sessionCookie, s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATicketReadsAsThePersonForOnePrint(t *testing.T) {
	f := setUp(t, true)
	now := func() time.Time { return *f.clock }
	gate := NewGate(GateConfig{Cookies: f.cookies, Verifier: verifier(t, now), Signer: signer(t, now), Life: 5 * time.Minute, Failures: f.failures})
	h := desk(t, gate)
	session := sealed(t, f.cookies, Session{ID: "somebody", Name: "某某", Grants: []authn.Grant{{Role: authn.RoleCounty, Unit: "sd-bz-bc"}}, Expires: now().Add(time.Hour)})
	ticket := ask(t, h, http.MethodGet, "/api/v1/prints/list.pdf", sessionCookie, session).Body.String()

	for name, tc := range map[string]struct {
		method, path, cookie, value string
		later                       time.Duration
		want                        int
		says                        string
	}{
		"it reads":                        {http.MethodGet, "/api/v1/projects/1", printCookie, ticket, 0, http.StatusOK, `"ID":"somebody","Name":"某某","Grants":[{"Role":"county","Unit":"sd-bz-bc"`},
		"it writes nothing":               {http.MethodPost, "/api/v1/projects", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it takes no document's file":     {http.MethodGet, "/api/v1/projects/1/documents/2/versions/1/content", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it opens no stream":              {http.MethodGet, "/api/v1/rollups/sd/watch", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it takes no export":              {http.MethodGet, "/api/v1/exports/rollups/sd", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it makes no other ticket":        {http.MethodGet, "/api/v1/prints/list.pdf", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it reads no audit record":        {http.MethodGet, "/api/v1/audit/registry/entries", printCookie, ticket, 0, http.StatusForbidden, "PRINT_READ_ONLY"},
		"it ends after two minutes":       {http.MethodGet, "/api/v1/projects/1", printCookie, ticket, 2 * time.Minute, http.StatusUnauthorized, "UNAUTHENTICATED"},
		"it is no session":                {http.MethodGet, "/api/v1/projects/1", sessionCookie, ticket, 0, http.StatusUnauthorized, "UNAUTHENTICATED"},
		"a session's cookie is no ticket": {http.MethodGet, "/api/v1/projects/1", printCookie, session, 0, http.StatusUnauthorized, "UNAUTHENTICATED"},
	} {
		t.Run(name, func(t *testing.T) {
			before := *f.clock
			*f.clock = before.Add(tc.later)
			defer func() { *f.clock = before }()
			if w := ask(t, h, tc.method, tc.path, tc.cookie, tc.value); w.Code != tc.want || !strings.Contains(w.Body.String(), tc.says) {
				t.Errorf("status %d, %s", w.Code, w.Body)
			}
		})
	}
}

// TestATicketHoldsNothingOfTheRegisters: what is given or taken there counts at once, as
// it does for a session, and no list of grants is too long for a cookie.
func TestATicketHoldsNothingOfTheRegisters(t *testing.T) {
	h := newHouse(t)
	session := sealed(t, h.cookies, Session{ID: "boss", Expires: h.clock.Add(time.Hour)})
	text := ask(t, desk(t, h.gate), http.MethodGet, "/api/v1/prints/list.pdf", sessionCookie, session).Body.String()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/session", nil)
	r.AddCookie(&http.Cookie{Name: printCookie, Value: text})
	var kept ticket
	if err := h.cookies.read(r, printCookie, &kept); err != nil || kept.ID != "boss" || len(kept.Grants) > 0 {
		t.Fatalf("ticket %+v, %v", kept, err)
	}
	w := httptest.NewRecorder()
	desk(t, h.gate).ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"Role":"admin"`) {
		t.Errorf("status %d, %s", w.Code, w.Body)
	}
}

// TestPrintedPathsAreRoutes: a slip in the list would be a print that always fails.
func TestPrintedPathsAreRoutes(t *testing.T) {
	for _, noun := range printed {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/"+noun, nil)
		if got := rest.RouteOf(r); got != "/api/v1/"+noun {
			t.Errorf("%s is %s", noun, got)
		}
	}
}
