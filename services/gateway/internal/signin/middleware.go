package signin

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/gateway/internal/grants"
	"pacesetter/services/gateway/internal/rest"
)

// Gate lets requests on to the services: with a session's cookie, or with a bearer
// token of an issuer that is believed. Behind it every call carries a short token
// of the gateway's own.
type Gate struct {
	cookies  *Cookies
	verifier *authn.Verifier
	grants   *grants.Source
	mint     *mint
	failures *rest.ErrorWriter
	prints   bool
}

// GateConfig is what a gate needs.
type GateConfig struct {
	Cookies  *Cookies
	Verifier *authn.Verifier
	Signer   *authn.Signer
	Life     time.Duration // of the tokens that Signer mints
	// Grants tells what people hold; nil leaves only what a trusted issuer claims.
	Grants   *grants.Source
	Failures *rest.ErrorWriter
	// Prints tells whether there is a printer.
	Prints bool
}

// NewGate makes a gate.
func NewGate(cfg GateConfig) *Gate {
	m := &mint{signer: cfg.Signer, life: cfg.Life, now: cfg.Cookies.now, minted: map[[32]byte]token{}}
	return &Gate{cookies: cfg.Cookies, verifier: cfg.Verifier, grants: cfg.Grants, failures: cfg.Failures, mint: m, prints: cfg.Prints}
}

// readOnlyHeader tells the console that nothing can be changed, and until when the
// last grants still let it read.
const readOnlyHeader = "Pacesetter-Read-Only-Until"

// Require refuses requests of nobody with UNAUTHENTICATED, and writes with READ_ONLY
// while the registry is away, from which grants come.
func (g *Gate) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, err := g.admit(r)
		if err != nil {
			g.failures.Write(r.Context(), w, err)
			return
		}
		if h.readOnly() {
			w.Header().Set(readOnlyHeader, h.readOnlyUntil.UTC().Format(time.RFC3339))
		}
		bearer, err := g.mint.token(h)
		if err != nil {
			g.failures.Write(r.Context(), w, err)
			return
		}
		r = r.WithContext(authn.WithBearer(authn.WithPrincipal(withProof(r.Context(), h.proof), h.Principal), bearer))
		r.Header = r.Header.Clone()
		r.Header.Del("Authorization") // behind the gate our own token counts
		next.ServeHTTP(w, r)
	})
}

// admit knows who asks and what they hold, and refuses writes while that may be out
// of date.
func (g *Gate) admit(r *http.Request) (holder, error) {
	p, err := g.proof(r)
	if err != nil {
		return holder{}, err
	}
	h, err := g.holder(r.Context(), p.Principal)
	h.proof = p
	if err == nil && h.readOnly() && rest.IsWrite(r) {
		err = errs.Unavailable("READ_ONLY", "the registry is away").With("until", h.readOnlyUntil.In(month.Shanghai()).Format("15:04"))
	}
	return h, err
}

func (g *Gate) proof(r *http.Request) (proof, error) {
	if scheme, bearer, found := strings.Cut(r.Header.Get("Authorization"), " "); found && strings.EqualFold(scheme, "bearer") {
		bearer = strings.TrimSpace(bearer)
		p, err := g.verifier.Verify(r.Context(), bearer)
		until, _ := authn.ExpiryOf(bearer)
		return proof{p, until}, err
	}
	if session, ok := g.cookies.session(r); ok {
		return proof{session.Principal(), session.Expires}, nil
	}
	return g.cookies.ticketHolder(r)
}

// holder is a principal with all that they hold, and the time until which a token may
// say so.
type holder struct {
	authn.Principal
	proof         proof     // without what the registry adds
	until         time.Time // zero: for a token's life from now on
	readOnlyUntil time.Time // zero: writes too
}

func (h holder) readOnly() bool { return !h.readOnlyUntil.IsZero() }

// holder adds what the registry keeps to what a trusted issuer claims. Claims hold by
// themselves: who has some is not kept out, nor kept from writing, by a registry that
// is away.
func (g *Gate) holder(ctx context.Context, p authn.Principal) (holder, error) {
	if g.grants == nil || p.Service != "" {
		return holder{Principal: p}, nil
	}
	held, err := g.grants.Of(ctx, p.ID)
	away := err != nil || !held.ReadOnlyUntil.IsZero()
	switch {
	case away && len(p.Grants) > 0:
		return holder{Principal: p}, nil
	case err != nil:
		return holder{}, err
	}
	all := slices.Clone(p.Grants)
	for _, one := range held.Grants {
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	p.Grants = all
	if !held.ReadOnlyUntil.IsZero() {
		return holder{Principal: p, until: held.ReadOnlyUntil, readOnlyUntil: held.ReadOnlyUntil}, nil
	}
	// Counted from when the registry was asked, so that a grant withdrawn since ends
	// everywhere, streams included, within one life of a token. A life shorter than
	// answers are kept must not end tokens that are just being made.
	return holder{Principal: p, until: held.AsOf.Add(max(g.mint.life, 2*grants.Kept))}, nil
}

// Renew gives a fresh token for calls of a request that outlives one, as long as the
// request's own proof holds.
func (g *Gate) Renew(ctx context.Context) (string, error) {
	p := proofOf(ctx)
	if !g.cookies.now().Before(p.until) {
		return "", errs.Unauthenticated("TOKEN_EXPIRED", "session has ended")
	}
	h, err := g.holder(ctx, p.Principal)
	if err != nil {
		return "", err
	}
	return g.mint.token(h)
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
		// ReadOnlyUntil is set while the registry is away: until then one may read.
		ReadOnlyUntil string `json:"read_only_until,omitempty"`
		// Prints says that GET /api/v1/prints/{kind}.pdf works here.
		Prints bool `json:"prints"`
	}{Principal: p.ID, Name: p.Name, Grants: []grant{}, Prints: g.prints, ReadOnlyUntil: w.Header().Get(readOnlyHeader)}
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

func (m *mint) token(h holder) (string, error) {
	text, err := json.Marshal(h.Principal)
	if err != nil {
		return "", errs.Internal(errs.ReasonInternal, "encode principal").Wrap(err)
	}
	key, now := sha256.Sum256(text), m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if known, ok := m.minted[key]; ok && now.Before(known.until) {
		return known.text, nil
	}
	ends := now.Add(m.life)
	if !h.until.IsZero() && h.until.Before(ends) {
		ends = h.until
	}
	fresh, err := m.signer.MintUntil(h.Principal, ends)
	if err != nil {
		return "", err
	}
	if len(m.minted) >= maxMinted {
		clear(m.minted)
	}
	m.minted[key] = token{fresh, now.Add(ends.Sub(now) / 2)}
	return fresh, nil
}
