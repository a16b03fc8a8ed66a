package authn

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func TestPEMKeysSignToo(t *testing.T) {
	c := newClock()
	s, _ := newSigner(t, issuerName, c.now)
	private, ok := s.key.Key.(*ecdsa.PrivateKey)
	if !ok {
		t.Fatalf("key is %T", s.key.Key)
	}
	sec1, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"SEC 1": {Type: "EC PRIVATE KEY", Bytes: sec1}, "PKCS 8": {Type: "PRIVATE KEY", Bytes: pkcs8}} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key.pem")
			if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
				t.Fatal(err)
			}
			again, err := NewSigner(path, "", issuerName, time.Minute, c.now)
			if err != nil || again.key.KeyID != s.key.KeyID {
				t.Errorf("kid %q, want %q: %v", again.key.KeyID, s.key.KeyID, err)
			}
		})
	}
}

func TestKeyFilesAreNotOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	if err := GenerateKeyFile(path, ""); err != nil {
		t.Fatal(err)
	}
	if err := GenerateKeyFile(path, ""); err == nil {
		t.Error("overwrote a key")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestPublicKeySetsHoldNoSecret(t *testing.T) {
	s, _ := newSigner(t, issuerName, newClock().now)
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(s.JWKS(), &set); err != nil || len(set.Keys) != 1 || !set.Keys[0].IsPublic() {
		t.Errorf("%+v, %v", set, err)
	}
}

func TestServiceTokens(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	key, set, file := filepath.Join(dir, "k"), filepath.Join(dir, "s"), filepath.Join(dir, "t")
	if err := GenerateKeyFile(key, set); err != nil {
		t.Fatal(err)
	}
	source, err := ServiceTokens(ServiceConfig{KeyFile: key}, "statistics", c.now)
	if err != nil {
		t.Fatal(err)
	}
	v := newVerifier(t, c.now, IssuerConfig{Issuer: ServiceIssuer, JWKSFile: set, Grants: true})
	first := token(t, source)
	if p, err := v.Verify(t.Context(), first); err != nil || p.Service != "statistics" {
		t.Errorf("%+v, %v", p, err)
	}
	if token(t, source) != first {
		t.Error("minted anew at each call")
	}
	c.t = c.t.Add(4*time.Minute + time.Second)
	if token(t, source) == first {
		t.Error("held on to a token that is about to end")
	}
	if err := os.WriteFile(file, []byte("abc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := ServiceTokens(ServiceConfig{TokenFile: file}, "statistics", c.now)
	if err != nil || token(t, fromFile) != "abc" {
		t.Errorf("from file: %v", err)
	}
	for name, cfg := range map[string]ServiceConfig{"neither": {}, "both": {KeyFile: key, TokenFile: file}, "no such key": {KeyFile: file}} {
		if _, err := ServiceTokens(cfg, "statistics", c.now); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func token(t *testing.T, source TokenSource) string {
	t.Helper()
	text, err := source.Token(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATokenEndsWhenToldToButNotLater(t *testing.T) {
	c := newClock()
	s, _ := newSigner(t, issuerName, c.now)
	for _, tc := range []struct{ asked, want time.Duration }{{time.Minute, time.Minute}, {time.Hour, 5 * time.Minute}} {
		text, err := s.MintUntil(clerk, c.t.Add(tc.asked))
		if end, ok := ExpiryOf(text); err != nil || !ok || !end.Equal(c.t.Add(tc.want)) {
			t.Errorf("after %s: %v %t, %v", tc.asked, end, ok, err)
		}
	}
}

func TestExpiryIsReadFromTheToken(t *testing.T) {
	c := newClock()
	s, _ := newSigner(t, issuerName, c.now)
	if end, ok := ExpiryOf(mint(t, s, clerk)); !ok || !end.Equal(c.t.Add(5*time.Minute)) {
		t.Errorf("got %v %t", end, ok)
	}
	if _, ok := ExpiryOf("x"); ok {
		t.Error("read nonsense")
	}
}
