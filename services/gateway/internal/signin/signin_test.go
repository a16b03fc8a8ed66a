package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"pacesetter/pkg/authn"
	"pacesetter/services/gateway/internal/rest"
)

// provider is an OpenID provider for one person; the development issuer itself is
// run against the gateway end to end.
type provider struct {
	url    string
	signer jose.Signer
	keys   jose.JSONWebKeySet
	nonce  string
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := jose.JSONWebKey{Key: private, KeyID: "1", Algorithm: "ES256", Use: "sig"}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{signer: signer, keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		})
	case "/keys":
		_ = json.NewEncoder(w).Encode(p.keys)
	case "/token":
		if r.FormValue("code") != "good" || r.FormValue("code_verifier") == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		now := time.Now()
		token, err := jwt.Signed(p.signer).Claims(jwt.Claims{
			Issuer: p.url, Subject: "subject-of-somebody", Audience: jwt.Audience{"pacesetter"}, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Hour)),
		}).Claims(map[string]any{"nonce": p.nonce, "name": "某某", "pacesetter_grants": []map[string]string{{"role": "city", "unit": "sd-bz"}}}).Serialize()
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": token})
	}
}

type fixture struct {
	handler  http.Handler
	provider *provider
	cookies  *Cookies
	failures *rest.ErrorWriter
	clock    *time.Time
}

func setUp(t *testing.T, trust bool) fixture {
	t.Helper()
	p, clock := newProvider(t), time.Now()
	now := func() time.Time { return clock }
	cookies, err := NewCookies(strings.Repeat("s", minSecret), false, now)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	failures := rest.NewErrorWriter(catalogue, log)
	flow := NewFlow(Provider{Issuer: p.url, ClientID: "pacesetter", PublicURL: "http://127.0.0.1:8080", SessionLife: time.Hour, TrustGrants: trust}, cookies, failures, log, now)
	mux := http.NewServeMux()
	flow.Routes(mux)
	gate := NewGate(GateConfig{Cookies: cookies, Verifier: verifier(t, now), Signer: signer(t, now), Life: 5 * time.Minute, Failures: failures})
	mux.Handle("GET /api/v1/session", gate.Require(http.HandlerFunc(gate.Who)))
	return fixture{mux, p, cookies, failures, &clock}
}

func verifier(t *testing.T, now func() time.Time) *authn.Verifier {
	t.Helper()
	v, err := authn.NewVerifier(t.Context(), authn.Config{}, now)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func signer(t *testing.T, now func() time.Time) *authn.Signer {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key.jwk")
	if err := authn.GenerateKeyFile(file, ""); err != nil {
		t.Fatal(err)
	}
	s, err := authn.NewSigner(file, "", "pacesetter-gateway", 5*time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (f fixture) get(t *testing.T, target string, cookies []*http.Cookie) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w.Result()
}

// signIn goes through login and callback and returns the callback's answer.
func (f fixture) signIn(t *testing.T, code string) *http.Response {
	t.Helper()
	begun := f.get(t, "/auth/login?return=/rollup/sd", nil)
	defer begun.Body.Close()
	to, err := begun.Location()
	if err != nil {
		t.Fatal(err)
	}
	if to.Query().Get("code_challenge_method") != "S256" {
		t.Errorf("no PKCE: %s", to)
	}
	f.provider.nonce = to.Query().Get("nonce")
	return f.get(t, "/auth/callback?code="+code+"&state="+url.QueryEscape(to.Query().Get("state")), begun.Cookies())
}

func session(cookies []*http.Cookie) []*http.Cookie {
	var kept []*http.Cookie
	for _, c := range cookies {
		if c.Name == sessionCookie {
			kept = append(kept, c)
		}
	}
	return kept
}

func TestSignInEndsWhereItBeganWithASession(t *testing.T) {
	for name, tc := range map[string]struct {
		trust bool
		want  string
	}{
		"grants of a trusted provider count": {true, `"role":"city","unit":"sd-bz"`},
		"grants of any other do not":         {false, `"grants":[]`},
	} {
		t.Run(name, func(t *testing.T) {
			f := setUp(t, tc.trust)
			back := f.signIn(t, "good")
			defer back.Body.Close()
			if back.Header.Get("Location") != "/rollup/sd" {
				t.Fatalf("status %d, header %v", back.StatusCode, back.Header)
			}
			cookie := session(back.Cookies())
			if len(cookie) != 1 || !cookie[0].HttpOnly || cookie[0].SameSite != http.SameSiteLaxMode || strings.Contains(cookie[0].Value, "somebody") {
				t.Fatalf("cookie %+v", cookie)
			}
			who := f.get(t, "/api/v1/session", cookie)
			defer who.Body.Close()
			var body json.RawMessage
			if err := json.NewDecoder(who.Body).Decode(&body); err != nil || !strings.Contains(string(body), tc.want) {
				t.Errorf("session %s, %v", body, err)
			}
		})
	}
}

func TestSignInIsRefused(t *testing.T) {
	f := setUp(t, true)
	wrong := f.signIn(t, "stolen")
	defer wrong.Body.Close()
	lost := f.get(t, "/auth/callback?code=good&state=x", nil)
	defer lost.Body.Close()
	if wrong.StatusCode != http.StatusUnauthorized || lost.StatusCode != http.StatusUnauthorized {
		t.Errorf("wrong code %d, lost state %d", wrong.StatusCode, lost.StatusCode)
	}
}

func TestProviderThatHangsKeepsNobodyWaiting(t *testing.T) {
	f, done := setUp(t, true), make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(done) })
	flow := NewFlow(Provider{Issuer: silent.URL, Timeout: 50 * time.Millisecond}, f.cookies, f.failures, slog.New(slog.DiscardHandler), time.Now)
	mux := http.NewServeMux()
	flow.Routes(mux)
	f.handler = mux
	begun := f.get(t, "/auth/login", nil)
	defer begun.Body.Close()
	if begun.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d", begun.StatusCode)
	}
}

func TestSessionEnds(t *testing.T) {
	f := setUp(t, true)
	back := f.signIn(t, "good")
	defer back.Body.Close()
	cookie := session(back.Cookies())
	*f.clock = f.clock.Add(2 * time.Hour)
	who := f.get(t, "/api/v1/session", cookie)
	defer who.Body.Close()
	if who.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", who.StatusCode)
	}
}

func TestCookieOfOneKindIsNoneOfAnother(t *testing.T) {
	f := setUp(t, true)
	begun := f.get(t, "/auth/login", nil)
	defer begun.Body.Close()
	forged := &http.Cookie{Name: sessionCookie, Value: begun.Cookies()[0].Value}
	who := f.get(t, "/api/v1/session", []*http.Cookie{forged})
	defer who.Body.Close()
	if who.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", who.StatusCode)
	}
}

func TestSignInNeverLeavesTheSite(t *testing.T) {
	for to, want := range map[string]string{
		"/rollup/sd?month=2020-05": "/rollup/sd?month=2020-05", "": "/", "https://evil.example": "/", "//evil.example": "/", "/\\evil.example": "/", "/a\nb": "/",
	} {
		if got := localPath(to); got != want {
			t.Errorf("localPath(%q) = %q", to, got)
		}
	}
}

func TestAnotherSiteSignsNobodyOut(t *testing.T) {
	f := setUp(t, true)
	for site, want := range map[string]int{"same-origin": http.StatusNoContent, "": http.StatusNoContent, "cross-site": http.StatusForbidden} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/auth/logout", nil)
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		w := httptest.NewRecorder()
		f.handler.ServeHTTP(w, r)
		if cleared := len(w.Result().Cookies()) > 0; w.Code != want || cleared != (want == http.StatusNoContent) {
			t.Errorf("from %q: status %d, cookie cleared: %t", site, w.Code, cleared)
		}
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	if _, err := NewCookies("short", false, time.Now); err == nil {
		t.Error("accepted")
	}
}
