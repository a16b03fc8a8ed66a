package signin

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/services/gateway/internal/rest"
)

// Gate lets requests on to the services: with a session's cookie, or with a bearer
// token of an issuer that is believed. Behind it every call carries a short token
// of the gateway's own.
type Gate struct {
	cookies  *Cookies
	verifier *authn.Verifier
	mint     *mint
	failures *rest.ErrorWriter
}

// NewGate mints with signer; tokens live for life.
func NewGate(c *Cookies, v *authn.Verifier, signer *authn.Signer, life time.Duration, failures *rest.ErrorWriter) *Gate {
	return &Gate{cookies: c, verifier: v, failures: failures, mint: &mint{signer: signer, life: life, now: c.now, minted: map[[32]byte]token{}}}
}

// Require refuses requests of nobody with UNAUTHENTICATED.
func (g *Gate) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := g.principal(r)
		if err != nil {
			g.failures.Write(r.Context(), w, err)
			return
		}
		bearer, err := g.mint.token(p)
		if err != nil {
			g.failures.Write(r.Context(), w, err)
			return
		}
		r = r.WithContext(authn.WithBearer(authn.WithPrincipal(r.Context(), p), bearer))
		r.Header = r.Header.Clone()
		r.Header.Del("Authorization") // behind the gate our own token counts
		next.ServeHTTP(w, r)
	})
}

func (g *Gate) principal(r *http.Request) (authn.Principal, error) {
	if scheme, bearer, found := strings.Cut(r.Header.Get("Authorization"), " "); found && strings.EqualFold(scheme, "bearer") {
		return g.verifier.Verify(r.Context(), strings.TrimSpace(bearer))
	}
	session, ok := g.cookies.session(r)
	if !ok {
		return authn.Principal{}, errs.Unauthenticated("UNAUTHENTICATED", "no session")
	}
	return session.Principal(), nil
}

// Renew gives a fresh token for a call that outlives one, as long as the request's
// own proof holds.
func (g *Gate) Renew(r *http.Request) (string, error) {
	p := authn.PrincipalOf(r.Context())
	if session, ok := g.cookies.session(r); !ok || session.ID != p.ID {
		return "", errs.Unauthenticated("TOKEN_EXPIRED", "session has ended")
	}
	return g.mint.token(p)
}

// Who answers GET /api/v1/session: who is signed in, and as what.
func (g *Gate) Who(w http.ResponseWriter, r *http.Request) {
	p := authn.PrincipalOf(r.Context())
	type grant struct {
		Role       authn.Role `json:"role"`
		Unit       string     `json:"unit"`
		Department string     `json:"department"`
	}
	body := struct {
		Principal string    `json:"principal"`
		Name      string    `json:"name"`
		Grants    []grant   `json:"grants"`
		Expires   time.Time `json:"expires,omitzero"`
	}{Principal: p.ID, Name: p.Name, Grants: []grant{}}
	for _, one := range p.Grants {
		body.Grants = append(body.Grants, grant(one))
	}
	if session, ok := g.cookies.session(r); ok {
		body.Expires = session.Expires
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(body)
}

// maxMinted bounds the memory of a mint; beyond it all are minted afresh.
const maxMinted = 10_000

type token struct {
	text  string
	until time.Time
}

// mint remembers a principal's token for half its life: signing for every request
// would cost more than the request.
type mint struct {
	signer *authn.Signer
	life   time.Duration
	now    func() time.Time

	mu     sync.Mutex
	minted map[[32]byte]token
}

func (m *mint) token(p authn.Principal) (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", errs.Internal(errs.ReasonInternal, "encode principal").Wrap(err)
	}
	key := sha256.Sum256(text)
	m.mu.Lock()
	defer m.mu.Unlock()
	if known, ok := m.minted[key]; ok && m.now().Before(known.until) {
		return known.text, nil
	}
	fresh, err := m.signer.Mint(p)
	if err != nil {
		return "", err
	}
	if len(m.minted) >= maxMinted {
		clear(m.minted)
	}
	m.minted[key] = token{fresh, m.now().Add(m.life / 2)}
	return fresh, nil
}
