package authn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pacesetter/pkg/errs"
)

const (
	keySetTimeout = 3 * time.Second  // a slow issuer must not eat a request's deadline
	keySetPause   = 3 * time.Second  // unknown kids cannot make us hammer the issuer
	keySetMaxAge  = 10 * time.Minute // a key that the issuer withdrew is forgotten after this
	keySetLimit   = 1 << 20
)

// keySet holds an issuer's public keys. It is read when first needed, not at
// the start, so that services start although the issuer is away. While the
// issuer is away the keys last read stay good.
type keySet struct {
	read func(context.Context) ([]byte, error)
	now  func() time.Time
	keys atomic.Pointer[keySnapshot]

	mu      sync.Mutex // guards the reading below
	tried   time.Time
	lastErr error
}

type keySnapshot struct {
	byID map[string]jose.JSONWebKey
	at   time.Time
}

func newKeySet(cfg IssuerConfig, client *http.Client, now func() time.Time) (*keySet, error) {
	switch {
	case (cfg.JWKSURL == "") == (cfg.JWKSFile == ""):
		return nil, fmt.Errorf("issuer %s: exactly one of jwks_url and jwks_file is needed", cfg.Issuer)
	case cfg.JWKSURL != "":
		return &keySet{read: fetch(cfg.JWKSURL, client), now: now}, nil
	default:
		return &keySet{read: readFile(cfg.JWKSFile), now: now}, nil
	}
}

// key returns the public key named kid. A kid it doesn't know makes it read
// the key set again, at most once in keySetPause.
func (s *keySet) key(ctx context.Context, kid string) (jose.JSONWebKey, error) {
	old, fresh, ok := s.cached(kid)
	if ok && fresh {
		return old, nil
	}
	if ok && !s.mu.TryLock() {
		return old, nil // another caller is asking for newer ones already
	}
	if !ok {
		s.mu.Lock()
	}
	readErr := s.refresh(ctx)
	s.mu.Unlock()
	if key, _, ok := s.cached(kid); ok {
		return key, nil
	}
	if readErr != nil {
		return jose.JSONWebKey{}, errs.Unavailable("ISSUER_UNAVAILABLE", "key set of the token's issuer cannot be read").Wrap(readErr)
	}
	return jose.JSONWebKey{}, errs.Unauthenticated("UNAUTHENTICATED", "token is signed with an unknown key")
}

func (s *keySet) cached(kid string) (jose.JSONWebKey, bool, bool) {
	snap := s.keys.Load()
	if snap == nil {
		return jose.JSONWebKey{}, false, false
	}
	key, ok := snap.byID[kid]
	return key, s.now().Sub(snap.at) < keySetMaxAge, ok
}

// refresh reads the keys unless that was tried a moment ago, and returns what
// the last try came to. The caller holds mu: those who know no key yet wait.
func (s *keySet) refresh(ctx context.Context) error {
	if !s.tried.IsZero() && s.now().Sub(s.tried) < keySetPause {
		return s.lastErr
	}
	// Not the caller's cancellation: the others who wait need the answer too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keySetTimeout)
	defer cancel()
	s.lastErr = s.load(ctx)
	s.tried = s.now()
	return s.lastErr
}

func (s *keySet) load(ctx context.Context) error {
	data, err := s.read(ctx)
	if err != nil {
		return err
	}
	byID, err := parseKeys(data)
	if err != nil {
		return err
	}
	s.keys.Store(&keySnapshot{byID: byID, at: s.now()})
	return nil
}

// parseKeys reads a JWKS, or one JWK. Keys of kinds we don't know are passed
// over, as RFC 7517 asks; symmetric ones too, since whoever may verify with
// those may also sign.
func parseKeys(data []byte) (map[string]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, fmt.Errorf("parse key set: %w", err)
	}
	byID := map[string]jose.JSONWebKey{}
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if err := json.Unmarshal(raw, &key); err != nil {
			continue
		}
		if public := key.Public(); public.Valid() && key.Use != "enc" {
			byID[key.KeyID] = public
		}
	}
	if len(byID) == 0 {
		return nil, errors.New("parse key set: no usable key")
	}
	return byID, nil
}

func readFile(path string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) {
		data, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return nil, fmt.Errorf("read key set: %w", err)
		}
		return data, nil
	}
}

func fetch(url string, client *http.Client) func(context.Context) ([]byte, error) {
	return func(ctx context.Context) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return nil, fmt.Errorf("fetch key set: %w", err)
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, fmt.Errorf("fetch key set: %w", err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("fetch key set: %s answered %s", url, resp.Status)
		}
		data, err := io.ReadAll(io.LimitReader(resp.Body, keySetLimit))
		if err != nil {
			return nil, fmt.Errorf("fetch key set: %w", err)
		}
		return data, nil
	}
}
