package signin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/services/gateway/internal/rest"
)

// desk is a gate before a handler that gives a ticket for a print, as its address says, and
// says for every other request who asks.
func desk(t *testing.T, g *Gate) http.Handler {
	t.Helper()
	return g.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if kind, isPrint := strings.CutPrefix(r.URL.Path, "/api/v1/prints/"); isPrint {
			parameters := map[string]string{}
			for name := range r.URL.Query() {
				parameters[name] = r.URL.Query().Get(name)
			}
			text, err := g.Ticket(r.Context(), strings.TrimSuffix(kind, ".pdf"), parameters)
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
	ticket := ask(t, h, http.MethodGet, "/api/v1/prints/project.pdf?id=1", sessionCookie, session).Body.String()

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

// TestATicketReadsWhatItsPrintShows: whoever comes by a ticket gets the page that it was
// got for and no other project, unit, month or kind.
func TestATicketReadsWhatItsPrintShows(t *testing.T) {
	f := setUp(t, true)
	now := func() time.Time { return *f.clock }
	h := desk(t, NewGate(GateConfig{Cookies: f.cookies, Verifier: verifier(t, now), Signer: signer(t, now), Life: 5 * time.Minute, Failures: f.failures}))
	session := sealed(t, f.cookies, Session{ID: "somebody", Expires: now().Add(time.Hour)})
	for print, paths := range map[string]struct{ reads, refused []string }{
		"project.pdf?id=p1&month=2020-05": {
			[]string{
				"session", "units?year=2020", "projects/p1", "projects/p1/reports", "projects/p1/evidence", "projects/p1/documents",
				"responsibilities?projectId=p1&pageSize=200",
			},
			[]string{
				"projects/p2", "projects/p1/history", "projects/p2/reports", "projects", "responsibilities", "responsibilities?mine=true", "projects:unassigned",
				"responsibilities?projectId=p2", "responsibilities?projectId=p1&project_id=p2", "responsibilities?projectId=p1&projectId=p2",
				"rollups/sd?month=2020-05", "rollups/sd/series?year=2020", "rankings/sd?month=2020-05", "projects/p1/documents/d/versions/1/content",
			},
		},
		"list.pdf?unit=sd-bz&month=2020-05&nature=new&stage=at_capacity&report=missing&proposed=1&q=%E5%8C%96%E5%B7%A5&order=planned+desc": {
			[]string{
				"session", "units", "projects?unit=sd-bz&month=2020-05&nature=NATURE_NEW&stage=STAGE_AT_CAPACITY&reportStatus=REPORT_STATUS_MISSING" +
					"&listingProposed=true&query=%E5%8C%96%E5%B7%A5&orderBy=planned+desc&pageSize=500&pageToken=x",
			},
			[]string{
				"projects", "projects?unit=sd-bz&month=2020-05", "projects/p1", "rollups/sd-bz?month=2020-05",
				"projects?unit=sd&month=2020-05&nature=NATURE_NEW&stage=STAGE_AT_CAPACITY&reportStatus=REPORT_STATUS_MISSING&listingProposed=true&query=%E5%8C%96%E5%B7%A5",
				"projects?unit=sd-bz&month=2020-04&nature=NATURE_NEW&stage=STAGE_AT_CAPACITY&reportStatus=REPORT_STATUS_MISSING&listingProposed=true&query=%E5%8C%96%E5%B7%A5",
			},
		},
		"list.pdf?unit=sd-bz": { // in whichever month is the newest of that unit
			[]string{"projects?unit=sd-bz&month=2020-05", "rollups/sd-bz/series?year=2020"},
			[]string{"rollups/sd/series?year=2020", "projects?month=2020-05"},
		},
		"project.pdf?id=p1": {[]string{"projects/p1"}, []string{"rollups/sd/series?year=2020"}},
		"list.pdf": { // of all that one sees, in whichever month is the newest
			[]string{"projects?month=2020-05", "rollups/sd/series?year=2020"},
			[]string{"projects/p1", "rollups/sd", "rollups//series"},
		},
		"ranking.pdf?unit=sd-bz&month=2020-05&indicator=lead": {
			[]string{"rankings/sd-bz?month=2020-05&indicator=lead", "indicators", "cutoffs?unit=sd&year=2020"},
			[]string{
				"rankings/sd?month=2020-05&indicator=lead", "rankings/sd-bz?month=2020-06&indicator=lead", "rankings/sd-bz?month=2020-05&indicator=score",
				"cutoffs?unit=sd&year=2019", "cutoffs/c/restatements", "rollups/sd-bz?month=2020-05", "projects",
			},
		},
		"wall.pdf?unit=sd&month=2020-05&listing=city&at=sd-bz": {
			[]string{
				"rollups/sd?month=2020-05&listing=city&by=stage", "rollups/sd-bz?month=2020-05&listing=city&by=stage", "rankings/sd?month=2020-05&listing=city&indicator=lead",
				"indicators", "rollups/sd-bz/projects?month=2020-05&listing=city&stage=building&pageSize=12",
			},
			[]string{
				"rollups/sd/projects?month=2020-05&listing=city", "rollups/sd?month=2020-05", "rollups/sd-jn?month=2020-05&listing=city", "rollups/sd/watch?month=2020-05&listing=city",
				"projects/p1", "cutoffs?unit=sd&year=2020",
			},
		},
		"project.pdf": {[]string{"session"}, []string{"projects/p1", "projects/", "responsibilities"}},
		"admin.pdf":   {nil, []string{"session", "projects/p1"}},
	} {
		ticket := ask(t, h, http.MethodGet, "/api/v1/prints/"+print, sessionCookie, session).Body.String()
		for _, path := range paths.reads {
			if w := ask(t, h, http.MethodGet, "/api/v1/"+path, printCookie, ticket); w.Code != http.StatusOK {
				t.Errorf("%s does not read %s: %d, %s", print, path, w.Code, w.Body)
			}
		}
		for _, path := range paths.refused {
			if w := ask(t, h, http.MethodGet, "/api/v1/"+path, printCookie, ticket); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "PRINT_READ_ONLY") {
				t.Errorf("%s reads %s: %d, %s", print, path, w.Code, w.Body)
			}
		}
	}
}

// TestATicketEndsWithWhatItWasGotWith: a session of a minute makes no ticket of two.
func TestATicketEndsWithWhatItWasGotWith(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	handler := desk(t, h.gate)
	session := sealed(t, h.cookies, Session{ID: "boss", Expires: h.clock.Add(time.Minute)})
	bearer, err := h.gate.mint.signer.MintUntil(authn.Principal{ID: "boss"}, h.clock.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]func(*http.Request){
		"a session": func(r *http.Request) { r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session}) },
		"a token":   func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+bearer) },
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/prints/list.pdf", nil)
		got(r)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		r = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/session", nil)
		r.AddCookie(&http.Cookie{Name: printCookie, Value: w.Body.String()})
		var kept ticket
		if err := h.cookies.read(r, printCookie, &kept); err != nil || kept.Expires.After(h.clock.Add(time.Minute)) || !kept.Expires.After(h.clock) {
			t.Errorf("the ticket of %s ends %s from now, %v", name, kept.Expires.Sub(h.clock), err)
		}
	}
}

// TestATicketOfAnotherVersion: while gateways are replaced one answers for the ticket of
// another. What that one would have let it read is no refusal, but to be asked again.
func TestATicketOfAnotherVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	o := order{"project", map[string]string{"id": "p1"}}
	for name, tc := range map[string]struct {
		ticket       any
		path, reason string
		code         int
	}{
		"that names no print": {
			struct {
				ID      string    `json:"sub"`
				Expires time.Time `json:"exp"`
			}{"boss", h.clock.Add(time.Minute)}, "projects/p1", "PRINT_VERSION_MIXED", http.StatusServiceUnavailable,
		},
		"that would read more":           {ticket{ID: "boss", Expires: h.clock.Add(time.Minute), Order: o, Edition: "another"}, "projects/p1/plans", "PRINT_VERSION_MIXED", http.StatusServiceUnavailable},
		"that reads what both let it":    {ticket{ID: "boss", Expires: h.clock.Add(time.Minute), Order: o, Edition: "another"}, "projects/p1", "", http.StatusOK},
		"that is no longer good":         {ticket{ID: "boss", Expires: h.clock, Order: o, Edition: "another"}, "projects/p1/plans", "UNAUTHENTICATED", http.StatusUnauthorized},
		"none: one of this very gateway": {ticket{ID: "boss", Expires: h.clock.Add(time.Minute), Order: o, Edition: o.edition()}, "projects/p1/plans", "PRINT_READ_ONLY", http.StatusForbidden},
	} {
		text, err := h.cookies.seal(printCookie, tc.ticket)
		if err != nil {
			t.Fatal(err)
		}
		w := ask(t, desk(t, h.gate), http.MethodGet, "/api/v1/"+tc.path, printCookie, text)
		if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.reason) {
			t.Errorf("a ticket %s: %d, %s", name, w.Code, w.Body)
		}
		if (w.Code == http.StatusServiceUnavailable) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("a ticket %s: %d, to come back in %q", name, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

// TestATokenIsRenewedAsLongAsItsProofHolds: long answers outlive the gate's own tokens, and
// must not outlive the session or the token that they were asked for with.
func TestATokenIsRenewedAsLongAsItsProofHolds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begun, proven := h.clock, withProof(t.Context(), proof{authn.Principal{ID: "boss"}, h.clock.Add(8 * time.Minute)})
	h.clock = begun.Add(7 * time.Minute)
	text, err := h.gate.Renew(proven)
	if ends, ok := authn.ExpiryOf(text); err != nil || !ok || !ends.After(h.clock) {
		t.Errorf("a token until %s, %v", ends, err)
	}
	h.clock = begun.Add(8 * time.Minute)
	for name, ctx := range map[string]context.Context{"an ended session": proven, "nobody": t.Context()} {
		if _, err := h.gate.Renew(ctx); errs.ReasonOf(err) != "TOKEN_EXPIRED" {
			t.Errorf("%s renews: %v", name, err)
		}
	}
}

// TestReadingsAreRoutes: a slip among them would be a print that always fails.
func TestReadingsAreRoutes(t *testing.T) {
	for _, kind := range []string{"project", "list", "ranking", "wall"} {
		for _, one := range (order{kind, map[string]string{"id": "x"}}).readings() {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/"+strings.Join(one.path, "/"), nil)
			if got := rest.RouteOf(r); got != "/api/v1/"+one.path[0] {
				t.Errorf("%v is %s", one.path, got)
			}
		}
	}
}
