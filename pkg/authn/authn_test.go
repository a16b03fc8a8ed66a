package authn

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"pacesetter/pkg/errs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a time that a test sets.
type clock struct{ t time.Time }

func newClock() *clock { return &clock{time.Date(2020, 5, 25, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.t }

const issuerName = "https://gateway"

// newSigner makes a key file and returns its Signer and the file of its key set.
func newSigner(t *testing.T, issuer string, now func() time.Time) (*Signer, string) {
	t.Helper()
	dir := t.TempDir()
	key, set := filepath.Join(dir, "key.json"), filepath.Join(dir, "jwks.json")
	if err := GenerateKeyFile(key, set); err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(key, "", issuer, 5*time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	return s, set
}

func newVerifier(t *testing.T, now func() time.Time, issuers ...IssuerConfig) *Verifier {
	t.Helper()
	v, err := NewVerifier(t.Context(), Config{Issuers: issuers}, now)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mint(t *testing.T, s *Signer, p Principal) string {
	t.Helper()
	token, err := s.Mint(p)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var clerk = Principal{ID: "u1", Name: "统计员", Grants: []Grant{{Role: RoleCounty, Unit: "371626"}, {Role: RoleApprover, Unit: "371600", Department: "发改"}}}

func TestGrantsCountFromTrustedIssuersOnly(t *testing.T) {
	c := newClock()
	s, set := newSigner(t, issuerName, c.now)
	for name, tc := range map[string]struct {
		trusted bool
		home    string
		who     Principal
		want    Principal
	}{
		"a person from a trusted issuer": {true, "", clerk, clerk},
		"a person from another":          {false, "", clerk, Principal{ID: issuerName + "#u1", Name: "统计员"}},
		"a person from where people sign in": {
			false, issuerName, clerk, Principal{ID: "u1", Name: "统计员"},
		},
		"a service from a trusted issuer": {
			true, "", Principal{Service: "statistics"}, Principal{ID: "service:statistics", Service: "statistics"},
		},
		"a service from another": {false, "", Principal{Service: "statistics"}, Principal{ID: issuerName + "#service:statistics"}},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := NewVerifier(t.Context(), Config{
				Issuers: []IssuerConfig{{Issuer: issuerName, JWKSFile: set, Grants: tc.trusted}}, Home: tc.home,
			}, c.now)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time from memory
				got, err := v.Verify(t.Context(), mint(t, s, tc.who))
				if diff := cmp.Diff(tc.want, got); err != nil || diff != "" {
					t.Errorf("%v %s", err, diff)
				}
			}
		})
	}
}

func TestBadTokensAreRefused(t *testing.T) {
	c := newClock()
	s, set := newSigner(t, issuerName, c.now)
	other, _ := newSigner(t, issuerName, c.now)
	stranger, _ := newSigner(t, "https://elsewhere", c.now)
	claim := func(edit func(*jwt.Claims)) string {
		cl := jwt.Claims{Issuer: issuerName, Subject: "u1", Audience: jwt.Audience{Audience}, Expiry: jwt.NewNumericDate(c.t.Add(time.Minute))}
		edit(&cl)
		token, err := jwt.Signed(s.sign).Claims(cl).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	good := claim(func(*jwt.Claims) {})
	for name, tc := range map[string]struct{ token, reason string }{
		"no token":            {"", "UNAUTHENTICATED"},
		"no JWT":              {"a.b.c", "UNAUTHENTICATED"},
		"unsigned":            {"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2dhdGV3YXkifQ.", "UNAUTHENTICATED"},
		"changed":             {good[:len(good)-6] + "AAAAAA", "UNAUTHENTICATED"},
		"an unknown key":      {mint(t, other, clerk), "UNAUTHENTICATED"},
		"an unknown issuer":   {mint(t, stranger, clerk), "UNAUTHENTICATED"},
		"another audience":    {claim(func(c *jwt.Claims) { c.Audience = jwt.Audience{"mail"} }), "UNAUTHENTICATED"},
		"no subject":          {claim(func(c *jwt.Claims) { c.Subject = "" }), "UNAUTHENTICATED"},
		"no end":              {claim(func(c *jwt.Claims) { c.Expiry = nil }), "UNAUTHENTICATED"},
		"not valid yet":       {claim(func(cl *jwt.Claims) { cl.NotBefore = jwt.NewNumericDate(c.t.Add(time.Minute)) }), "UNAUTHENTICATED"},
		"expired":             {claim(func(cl *jwt.Claims) { cl.Expiry = jwt.NewNumericDate(c.t.Add(-time.Minute)) }), "TOKEN_EXPIRED"},
		"good, to be certain": {good, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSFile: set})
			if _, err := v.Verify(t.Context(), tc.token); errs.ReasonOf(err) != tc.reason {
				t.Errorf("got %v, want %s", err, tc.reason)
			}
		})
	}
}

func TestARememberedTokenStillExpires(t *testing.T) {
	c := newClock()
	s, set := newSigner(t, issuerName, c.now)
	v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSFile: set})
	token := mint(t, s, clerk)
	for range 3 {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	c.t = c.t.Add(6 * time.Minute)
	if _, err := v.Verify(t.Context(), token); errs.ReasonOf(err) != "TOKEN_EXPIRED" {
		t.Errorf("got %v", err)
	}
}

// keyServer serves whatever key set is in it, and counts.
type keyServer struct {
	set   atomic.Pointer[[]byte]
	asked atomic.Int32
}

func (k *keyServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	k.asked.Add(1)
	if set := k.set.Load(); set != nil {
		_, _ = w.Write(*set)
		return
	}
	w.WriteHeader(http.StatusBadGateway)
}

func (k *keyServer) serve(data []byte) { k.set.Store(&data) }

func startKeyServer(t *testing.T) (*keyServer, string) {
	t.Helper()
	k := &keyServer{}
	srv := httptest.NewServer(k)
	t.Cleanup(func() {
		srv.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return k, srv.URL
}

func TestAnIssuerMayBeAwayAtTheStart(t *testing.T) {
	c := newClock()
	s, _ := newSigner(t, issuerName, c.now)
	k, url := startKeyServer(t)
	v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSURL: url})
	for range 3 {
		_, err := v.Verify(t.Context(), mint(t, s, clerk))
		if errs.ReasonOf(err) != "ISSUER_UNAVAILABLE" || errs.KindOf(err) != errs.KindUnavailable {
			t.Fatalf("got %v", err)
		}
	}
	if n := k.asked.Load(); n != 1 {
		t.Errorf("asked %d times within the pause", n)
	}
	k.serve(s.JWKS())
	c.t = c.t.Add(keySetPause)
	if _, err := v.Verify(t.Context(), mint(t, s, clerk)); err != nil {
		t.Error(err)
	}
}

func TestAnUnknownKeyMakesItReadAgain(t *testing.T) {
	c := newClock()
	old, _ := newSigner(t, issuerName, c.now)
	next, _ := newSigner(t, issuerName, c.now)
	k, url := startKeyServer(t)
	k.serve(old.JWKS())
	v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSURL: url})
	if _, err := v.Verify(t.Context(), mint(t, old, clerk)); err != nil {
		t.Fatal(err)
	}
	k.serve(next.JWKS())
	for range 5 { // too soon, and cheap
		if _, err := v.Verify(t.Context(), mint(t, next, clerk)); errs.ReasonOf(err) != "UNAUTHENTICATED" {
			t.Fatalf("got %v", err)
		}
	}
	c.t = c.t.Add(keySetPause)
	if _, err := v.Verify(t.Context(), mint(t, next, clerk)); err != nil || k.asked.Load() != 2 {
		t.Errorf("got %v after asking %d times", err, k.asked.Load())
	}
	if _, err := v.Verify(t.Context(), mint(t, old, clerk)); errs.ReasonOf(err) != "UNAUTHENTICATED" {
		t.Errorf("a withdrawn key: %v", err)
	}
}

func TestKnownKeysStayGoodWhileTheIssuerIsAway(t *testing.T) {
	c := newClock()
	s, _ := newSigner(t, issuerName, c.now)
	k, url := startKeyServer(t)
	k.serve(s.JWKS())
	v := newVerifier(t, c.now, IssuerConfig{Issuer: issuerName, JWKSURL: url})
	if _, err := v.Verify(t.Context(), mint(t, s, clerk)); err != nil {
		t.Fatal(err)
	}
	k.set.Store(nil)
	c.t = c.t.Add(time.Hour)
	if _, err := v.Verify(t.Context(), mint(t, s, clerk)); err != nil {
		t.Error(err)
	}
	other, _ := newSigner(t, issuerName, c.now)
	if _, err := v.Verify(t.Context(), mint(t, other, clerk)); errs.ReasonOf(err) != "ISSUER_UNAVAILABLE" {
		t.Errorf("a key that may be new: %v", err)
	}
}

func TestConfigsThatCannotWork(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no keys":         {Issuers: []IssuerConfig{{Issuer: "a"}}},
		"two sources":     {Issuers: []IssuerConfig{{Issuer: "a", JWKSFile: "f", JWKSURL: "u"}}},
		"listed twice":    {Issuers: []IssuerConfig{{Issuer: "a", JWKSFile: "f"}, {Issuer: "a", JWKSFile: "f"}}},
		"no name":         {Issuers: []IssuerConfig{{JWKSFile: "f"}}},
		"not JSON":        {IssuersJSON: "{"},
		"JSON lacks keys": {IssuersJSON: `[{"issuer":"a"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewVerifier(t.Context(), cfg, newClock().now); err == nil {
				t.Error("accepted")
			}
		})
	}
	if _, err := NewVerifier(t.Context(), Config{IssuersJSON: `[{"issuer":"a","jwks_url":"http://x","grants":true}]`}, newClock().now); err != nil {
		t.Error(err)
	}
}

func TestKeySetsMayHoldStrangeKeys(t *testing.T) {
	s, _ := newSigner(t, issuerName, newClock().now)
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(s.JWKS(), &set); err != nil {
		t.Fatal(err)
	}
	set.Keys = append(set.Keys, json.RawMessage(`{"kty":"new","kid":"x"}`), json.RawMessage(`{"kty":"oct","kid":"y","k":"c2VjcmV0"}`))
	data, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := parseKeys(data)
	if err != nil || len(keys) != 1 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
	for _, bad := range []string{`{`, `{"keys":[]}`} {
		if _, err := parseKeys([]byte(bad)); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}
