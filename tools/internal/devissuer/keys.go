package devissuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-jose/go-jose/v4"
)

// signingKey reads the key of a data folder, or makes it on the first start: a
// restart must not sign everybody out.
func signingKey(file string) (jose.JSONWebKey, error) {
	text, err := os.ReadFile(file) //nolint:gosec // G304: the operator's own folder.
	if errors.Is(err, fs.ErrNotExist) {
		text, err = makeKey(file)
	}
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("signing key %s: %w", file, err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return jose.JSONWebKey{}, fmt.Errorf("signing key %s: no PEM block", file)
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("signing key %s: %w", file, err)
	}
	sum := sha256.Sum256(block.Bytes)
	return jose.JSONWebKey{Key: key, KeyID: "dev-" + hex.EncodeToString(sum[:4]), Algorithm: string(jose.ES256), Use: "sig"}, nil
}

func makeKey(file string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	return text, os.WriteFile(file, text, 0o600)
}
