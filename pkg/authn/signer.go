package authn

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Signer mints tokens with an ES256 key. Replicas that share the key file and
// kid are one issuer.
type Signer struct {
	key    jose.JSONWebKey
	sign   jose.Signer
	issuer string
	ttl    time.Duration
	now    func() time.Time
}

// NewSigner reads the private key of keyFile, a JWK or a PEM block as
// GenerateKeyFile or openssl writes it. An empty kid means the file's own, else
// the key's thumbprint.
func NewSigner(keyFile, kid, issuer string, ttl time.Duration, now func() time.Time) (*Signer, error) {
	key, err := readPrivateKey(keyFile)
	if err != nil {
		return nil, fmt.Errorf("signing key %s: %w", keyFile, err)
	}
	if kid != "" {
		key.KeyID = kid
	}
	opts := (&jose.SignerOptions{}).WithType("JWT")
	sign, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, opts)
	if err != nil {
		return nil, fmt.Errorf("signing key %s: %w", keyFile, err)
	}
	return &Signer{key: key, sign: sign, issuer: issuer, ttl: ttl, now: now}, nil
}

// Mint returns a token that speaks of p and ends after the Signer's ttl.
func (s *Signer) Mint(p Principal) (string, error) { return s.MintUntil(p, s.now().Add(s.ttl)) }

// MintUntil returns a token that speaks of p and ends at until, or after the Signer's
// ttl where that is earlier.
func (s *Signer) MintUntil(p Principal, until time.Time) (string, error) {
	c, now := toClaims(p), s.now()
	if latest := now.Add(s.ttl); latest.Before(until) {
		until = latest
	}
	if c.Subject == "" {
		return "", errors.New("mint token: the principal has no ID")
	}
	c.Issuer, c.Audience = s.issuer, jwt.Audience{Audience}
	c.IssuedAt, c.Expiry = jwt.NewNumericDate(now), jwt.NewNumericDate(until)
	token, err := jwt.Signed(s.sign).Claims(c).Serialize()
	if err != nil {
		return "", fmt.Errorf("mint token: %w", err)
	}
	return token, nil
}

// JWKS returns the public key as a JSON Web Key Set, to be served or kept in a
// file for verifiers.
func (s *Signer) JWKS() []byte { return jwks(s.key) }

func jwks(key jose.JSONWebKey) []byte {
	data, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}})
	if err != nil {
		panic(fmt.Sprintf("marshal an EC public key: %v", err)) // only a broken key type could
	}
	return data
}

// GenerateKeyFile writes a new ES256 key to keyFile, readable by its owner
// alone, and its public half to jwksFile unless that is empty. It refuses to
// overwrite a key: tokens and sessions hang on it.
func GenerateKeyFile(keyFile, jwksFile string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("generate key: %w", err)
	}
	key, err := asJWK(private)
	if err != nil {
		return err
	}
	data, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("generate key: %w", err)
	}
	if err := writeNew(keyFile, data); err != nil {
		return err
	}
	if jwksFile == "" {
		return nil
	}
	if err := os.WriteFile(filepath.Clean(jwksFile), jwks(key), 0o600); err != nil {
		return fmt.Errorf("write key set: %w", err)
	}
	return nil
}

func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(filepath.Clean(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(fmt.Errorf("write key: %w", err), f.Close())
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	return nil
}

func readPrivateKey(path string) (jose.JSONWebKey, error) {
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	if block, _ := pem.Decode(data); block != nil {
		return parsePEM(block)
	}
	var key jose.JSONWebKey
	if err := json.Unmarshal(data, &key); err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("neither PEM nor JWK: %w", err)
	}
	if _, ok := key.Key.(*ecdsa.PrivateKey); !ok {
		return jose.JSONWebKey{}, errors.New("not an EC private key")
	}
	return key, nil
}

func parsePEM(block *pem.Block) (jose.JSONWebKey, error) {
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return asJWK(key)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("parse PEM: %w", err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return jose.JSONWebKey{}, errors.New("not an EC private key")
	}
	return asJWK(key)
}

func asJWK(private *ecdsa.PrivateKey) (jose.JSONWebKey, error) {
	key := jose.JSONWebKey{Key: private, Algorithm: string(jose.ES256), Use: "sig"}
	kid, err := thumbprint(key)
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	key.KeyID = kid
	return key, nil
}

// thumbprint names a key by its RFC 7638 digest, so that every reader of the
// same file comes to the same kid.
func thumbprint(key jose.JSONWebKey) (string, error) {
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("thumbprint: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}
