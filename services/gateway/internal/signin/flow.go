package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/services/gateway/internal/rest"
)

const (
	sessionCookie = "pacesetter_session"
	loginCookie   = "pacesetter_login"
	loginLife     = 10 * time.Minute
	callbackPath  = "/auth/callback"
)

// Provider says which OpenID provider people sign in with.
type Provider struct {
	Issuer, ClientID, ClientSecret string
	// PublicURL is the gateway's address as browsers see it.
	PublicURL   string
	SessionLife time.Duration
	// TrustGrants lets the provider's claim pacesetter_grants count.
	TrustGrants bool
	// Timeout bounds one exchange with the provider; 0 means 10 s.
	Timeout time.Duration
}

// Flow is the code flow with one provider. The provider is looked up when it is
// first needed: the gateway starts although the provider is away.
type Flow struct {
	provider Provider
	cookies  *Cookies
	failures *rest.ErrorWriter
	log      *slog.Logger
	now      func() time.Time
	http     *http.Client
	found    atomic.Pointer[oidc.Provider]
}

// exchangeTimeout is how long the provider may take to answer: a sign-in that waits
// for ever is worse than one that has to be begun again.
const exchangeTimeout = 10 * time.Second

// NewFlow signs people in with p.
func NewFlow(p Provider, c *Cookies, failures *rest.ErrorWriter, log *slog.Logger, now func() time.Time) *Flow {
	if p.Timeout == 0 {
		p.Timeout = exchangeTimeout
	}
	return &Flow{provider: p, cookies: c, failures: failures, log: log, now: now, http: &http.Client{Timeout: p.Timeout}}
}

// Routes adds /auth/login, /auth/callback and /auth/logout.
func (f *Flow) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /auth/login", f.login)
	mux.HandleFunc("GET "+callbackPath, f.callback)
	mux.Handle("POST /auth/logout", f.fromHere(f.logout))
}

// fromHere refuses what another site makes a browser send. Writes of the API are
// safe from that by their Idempotency-Key, which no form can send.
func (f *Flow) fromHere(next http.HandlerFunc) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.failures.Write(r.Context(), w, errs.Denied("FORBIDDEN", "asked by another site"))
	}))
	return guard.Handler(next)
}

// attempt is a sign-in under way, kept in a cookie of its own.
type attempt struct {
	State, Nonce, Verifier, Return string
	Expires                        time.Time
}

func (f *Flow) login(w http.ResponseWriter, r *http.Request) {
	client, err := f.client(r.Context())
	if err != nil {
		f.failures.Write(r.Context(), w, err)
		return
	}
	a := attempt{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		Return: localPath(r.FormValue("return")), Expires: f.now().Add(loginLife),
	}
	if err := f.cookies.set(w, loginCookie, a, loginLife); err != nil {
		f.failures.Write(r.Context(), w, err)
		return
	}
	to := client.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier))
	http.Redirect(w, r, to, http.StatusFound)
}

func (f *Flow) callback(w http.ResponseWriter, r *http.Request) {
	var a attempt
	lost := f.cookies.read(r, loginCookie, &a) != nil || f.now().After(a.Expires) ||
		subtle.ConstantTimeCompare([]byte(a.State), []byte(r.FormValue("state"))) != 1
	if lost {
		f.failures.Write(r.Context(), w, errs.Unauthenticated("SIGNIN_STATE_LOST", "state of the sign-in is lost or old"))
		return
	}
	session, err := f.redeem(r.Context(), a, r.FormValue("code"))
	if err != nil {
		f.failures.Write(r.Context(), w, err)
		return
	}
	f.cookies.clear(w, loginCookie)
	if err := f.cookies.set(w, sessionCookie, session, session.Expires.Sub(f.now())); err != nil {
		f.failures.Write(r.Context(), w, err)
		return
	}
	http.Redirect(w, r, a.Return, http.StatusFound)
}

func (f *Flow) logout(w http.ResponseWriter, _ *http.Request) {
	f.cookies.clear(w, sessionCookie)
	w.WriteHeader(http.StatusNoContent)
}

// redeem exchanges the code and reads who signed in.
func (f *Flow) redeem(ctx context.Context, a attempt, code string) (Session, error) {
	ctx = oidc.ClientContext(ctx, f.http)
	client, err := f.client(ctx)
	if err != nil {
		return Session{}, err
	}
	tokens, err := client.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Session{}, refused("code is refused").Wrap(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	verifier := f.found.Load().VerifierContext(ctx, &oidc.Config{ClientID: f.provider.ClientID, Now: f.now})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Session{}, refused("ID token is refused").Wrap(err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return Session{}, refused("nonce differs")
	}
	return f.session(token)
}

func (f *Flow) session(token *oidc.IDToken) (Session, error) {
	var claims struct {
		Name   string `json:"name"`
		Grants []struct {
			Role       authn.Role `json:"role"`
			Unit       string     `json:"unit"`
			Department string     `json:"department"`
		} `json:"pacesetter_grants"`
	}
	if err := token.Claims(&claims); err != nil {
		return Session{}, refused("claims are broken").Wrap(err)
	}
	s := Session{ID: token.Subject, Name: claims.Name, Expires: f.now().Add(f.provider.SessionLife)}
	if f.provider.TrustGrants {
		for _, g := range claims.Grants {
			s.Grants = append(s.Grants, authn.Grant(g))
		}
	}
	return s, nil
}

// client is the OAuth client at the provider.
func (f *Flow) client(ctx context.Context) (*oauth2.Config, error) {
	found, err := f.discover(ctx)
	if err != nil {
		f.log.WarnContext(ctx, "identity provider is away", "error", err.Error())
		return nil, errs.Unavailable("SIGNIN_UNAVAILABLE", "identity provider is away").Wrap(err)
	}
	return &oauth2.Config{
		ClientID: f.provider.ClientID, ClientSecret: f.provider.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: strings.TrimSuffix(f.provider.PublicURL, "/") + callbackPath, Scopes: []string{oidc.ScopeOpenID, "profile"},
	}, nil
}

// discover looks the provider up until it was found once. Several may look at a
// time: nobody waits behind another who waits for a provider that is away.
func (f *Flow) discover(ctx context.Context) (*oidc.Provider, error) {
	if found := f.found.Load(); found != nil {
		return found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), f.http), f.provider.Issuer)
	if err != nil {
		return nil, err
	}
	f.found.Store(found)
	return found, nil
}

func refused(why string) *errs.Error { return errs.Unauthenticated("SIGNIN_REFUSED", "%s", why) }

// localPath keeps a sign-in from returning anywhere but to this site.
func localPath(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// String names the flow in logs.
func (f *Flow) String() string { return fmt.Sprintf("sign-in with %s", f.provider.Issuer) }
