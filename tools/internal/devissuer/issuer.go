// Package devissuer is the development issuer: an OpenID provider that asks for no
// password, so that a fresh checkout can be signed in to. It listens on loopback
// only and answers only requests that were addressed to loopback; a real
// deployment names its own issuer instead.
//
// It knows accounts and grants, and nothing of what a grant allows.
package devissuer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Audience is what every token is for.
const Audience = "pacesetter"

// Config says where the issuer stands.
type Config struct {
	URL     string // its own address, e.g. http://127.0.0.1:7300
	KeyFile string
	// RedirectPrefixes are the addresses that a sign-in may return to.
	RedirectPrefixes []string
	TokenLife        time.Duration
	Now              func() time.Time
}

// Issuer answers the OpenID Connect requests of a code flow with PKCE.
type Issuer struct {
	cfg      Config
	key      jose.JSONWebKey
	signer   jose.Signer
	accounts []Account
	codes    *codes
}

// ErrNotLoopback refuses an issuer that others could reach.
var ErrNotLoopback = errors.New("the development issuer signs anybody in: it runs on a loopback address only")

// New makes an issuer; it refuses any address but loopback.
func New(cfg Config) (*Issuer, error) {
	address, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("issuer address: %w", err)
	}
	if !isLoopback(address.Hostname()) {
		return nil, fmt.Errorf("%s: %w", cfg.URL, ErrNotLoopback)
	}
	key, err := signingKey(cfg.KeyFile)
	if err != nil {
		return nil, err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("signer: %w", err)
	}
	accounts, err := Accounts()
	if err != nil {
		return nil, err
	}
	return &Issuer{cfg: cfg, key: key, signer: signer, accounts: accounts, codes: newCodes(cfg.Now)}, nil
}

// Handler is the issuer's HTTP interface.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.configuration)
	mux.HandleFunc("GET /keys", i.keys)
	mux.HandleFunc("GET /authorize", i.choose)
	mux.HandleFunc("POST /authorize", i.approve)
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("POST /dev/token", i.devToken)
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	return onlyLoopback(mux)
}

// Serve listens until ctx ends.
func (i *Issuer) Serve(ctx context.Context) error {
	address := strings.TrimPrefix(i.cfg.URL, "http://")
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	server := &http.Server{Handler: i.Handler(), ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// onlyLoopback refuses a request that was addressed to any other host name: a page
// elsewhere could have its name point here.
func onlyLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) {
			http.Error(w, ErrNotLoopback.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && address.IsLoopback()
}
