package authn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/conf"
)

// TokenSource gives the bearer token of outgoing calls.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// ServiceConfig says how a service proves to others which one it is; embed it
// with the prefix PACESETTER_SERVICE_. Either the key that signs for
// ServiceIssuer, or a file in which the surroundings keep a fresh token.
type ServiceConfig struct {
	KeyFile   string `env:"KEY_FILE" doc:"Private key (JWK or PEM, ES256) that signs this service's own tokens for calls to other services."`
	TokenFile string `env:"TOKEN_FILE" doc:"File with a bearer token for calls to other services, instead of a key; it is read again when it changes."`
}

// serviceTTL bounds what a leaked token of a service is worth.
const serviceTTL = 5 * time.Minute

// ServiceTokens returns the source of the tokens of service name.
func ServiceTokens(cfg ServiceConfig, name string, now func() time.Time) (TokenSource, error) {
	switch {
	case cfg.KeyFile != "" && cfg.TokenFile != "":
		return nil, errors.New("service tokens: set a key file or a token file, not both")
	case cfg.TokenFile != "":
		return FileTokens(cfg.TokenFile), nil
	case cfg.KeyFile != "":
		signer, err := NewSigner(cfg.KeyFile, "", ServiceIssuer, serviceTTL, now)
		if err != nil {
			return nil, err
		}
		return &minted{signer: signer, who: Principal{Service: name}, now: now}, nil
	default:
		return nil, errors.New("service tokens: neither a key file nor a token file is set")
	}
}

// minted keeps a token until four fifths of its time are over.
type minted struct {
	signer *Signer
	who    Principal
	now    func() time.Time

	mu    sync.Mutex
	token string
	until time.Time
}

// Token implements TokenSource.
func (m *minted) Token(context.Context) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if now.Before(m.until) {
		return m.token, nil
	}
	token, err := m.signer.Mint(m.who)
	if err != nil {
		return "", err
	}
	m.token, m.until = token, now.Add(m.signer.ttl*4/5)
	return token, nil
}

// FileTokens reads the token from a file at each call: whoever renews the file
// need not tell us.
func FileTokens(path string) TokenSource { return fileTokens(filepath.Clean(path)) }

type fileTokens string

// Token implements TokenSource.
func (f fileTokens) Token(context.Context) (string, error) {
	data, err := os.ReadFile(string(f))
	if err != nil {
		return "", fmt.Errorf("read token: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// StaticToken is a TokenSource of one fixed token, for command lines and tests.
func StaticToken(token conf.Secret) TokenSource { return staticToken{token} }

type staticToken struct{ token conf.Secret }

// Token implements TokenSource.
func (s staticToken) Token(context.Context) (string, error) { return s.token.Reveal(), nil }
