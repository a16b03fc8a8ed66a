package devissuer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

func newIssuer(t *testing.T, address string) *Issuer {
	t.Helper()
	i, err := New(Config{URL: address, KeyFile: filepath.Join(t.TempDir(), "key.pem"), TokenLife: time.Hour, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// start serves an issuer at an address of its own.
func start(t *testing.T) string {
	t.Helper()
	var issuer *Issuer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { issuer.Handler().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	issuer = newIssuer(t, server.URL)
	return server.URL
}

func TestIssuerIsRefusedAnywhereButOnLoopback(t *testing.T) {
	for _, address := range []string{"http://10.1.2.3:7300", "http://0.0.0.0:7300", "http://issuer.example:7300"} {
		if _, err := New(Config{URL: address, KeyFile: filepath.Join(t.TempDir(), "k"), Now: time.Now}); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("New(%s) = %v", address, err)
		}
	}
}

func TestRequestForAnotherHostIsRefused(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://issuer.example/keys", nil)
	w := httptest.NewRecorder()
	newIssuer(t, "http://127.0.0.1:1").Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

const verifier = "a-code-verifier-of-at-least-forty-three-characters"

// signIn chooses an account and returns the code.
func signIn(t *testing.T, issuer string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	form := url.Values{
		"account": {"dev-city"}, "client_id": {"console"}, "redirect_uri": {"http://127.0.0.1:8080/auth/callback"}, "state": {"s"}, "nonce": {"n"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response := post(t, client, issuer+"/authorize", form)
	defer response.Body.Close()
	location, err := response.Location()
	if err != nil {
		t.Fatal(err)
	}
	if location.Query().Get("state") != "s" {
		t.Errorf("state = %q", location.Query().Get("state"))
	}
	return location.Query().Get("code")
}

func post(t *testing.T, client *http.Client, to string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func redeem(t *testing.T, issuer, code, verifier string) (int, map[string]any) {
	t.Helper()
	response := post(t, http.DefaultClient, issuer+"/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "client_id": {"console"},
		"redirect_uri": {"http://127.0.0.1:8080/auth/callback"}, "code_verifier": {verifier},
	})
	defer response.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body
}

func TestCodeFlowGivesATokenThatVerifies(t *testing.T) {
	issuer := start(t)
	status, body := redeem(t, issuer, signIn(t, issuer), verifier)
	if status != http.StatusOK {
		t.Fatalf("status %d: %v", status, body)
	}
	provider, err := oidc.NewProvider(t.Context(), issuer)
	if err != nil {
		t.Fatal(err)
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: "console", SupportedSigningAlgs: []string{"ES256"}}).Verify(t.Context(), body["id_token"].(string))
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Grants []map[string]string `json:"pacesetter_grants"`
	}
	if err := token.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	if token.Nonce != "n" || token.Subject != "dev-city" || claims.Grants[0]["role"] != "city" {
		t.Errorf("token %+v, claims %+v", token, claims)
	}
}

func TestCodeWorksOnceAndOnlyWithItsVerifier(t *testing.T) {
	issuer := start(t)
	if status, _ := redeem(t, issuer, signIn(t, issuer), "another verifier"); status != http.StatusBadRequest {
		t.Errorf("wrong verifier: status %d", status)
	}
	code := signIn(t, issuer)
	redeem(t, issuer, code, verifier)
	if status, _ := redeem(t, issuer, code, verifier); status != http.StatusBadRequest {
		t.Errorf("second use: status %d", status)
	}
}

func TestSignInReturnsToKnownAddressesOnly(t *testing.T) {
	issuer := newIssuer(t, "http://127.0.0.1:1")
	for to, want := range map[string]bool{
		"http://127.0.0.1:8080/auth/callback": true, "http://localhost:8080/x": true,
		"https://evil.example/": false, "javascript:alert(1)": false, "http://127.0.0.1.evil.example/": false,
	} {
		if _, allowed := issuer.redirect(to); allowed != want {
			t.Errorf("redirect(%s) = %v", to, allowed)
		}
	}
}

func TestDevTokenAsksForAKnownRole(t *testing.T) {
	issuer := start(t)
	response := post(t, http.DefaultClient, issuer+"/dev/token", url.Values{"role": {"king"}, "unit": {"sd"}})
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestKeySurvivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	first, err := signingKey(file)
	if err != nil {
		t.Fatal(err)
	}
	second, err := signingKey(file)
	if err != nil || first.KeyID != second.KeyID {
		t.Errorf("%s, then %s, %v", first.KeyID, second.KeyID, err)
	}
}
