package authn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"pacesetter/pkg/errs"
)

// leeway bears with clocks that differ a little between machines.
const leeway = 10 * time.Second

// IssuerConfig names an issuer of tokens and where its public keys are.
type IssuerConfig struct {
	Issuer   string `json:"issuer"`
	JWKSURL  string `json:"jwks_url,omitempty"`
	JWKSFile string `json:"jwks_file,omitempty"`
	// Audience that its tokens must name; empty means Audience.
	Audience string `json:"audience,omitempty"`
	// Grants tells that the issuer may say what somebody may do, by
	// pacesetter_grants and pacesetter_service. Others prove identity only.
	Grants bool `json:"grants,omitempty"`
}

// Config lists the issuers that a service believes; embed it with the prefix
// PACESETTER_AUTH_. From the environment they come as JSON.
type Config struct {
	IssuersJSON string         `env:"ISSUERS" doc:"Issuers of bearer tokens, a JSON list of {issuer, jwks_url or jwks_file, audience, grants}; only those with grants true may carry pacesetter_grants. Of another, but the one that people sign in with, a subject is the principal issuer#subject."`
	Issuers     []IssuerConfig `env:"-"`
	// Home is the issuer that people sign in with: its subjects are principals as they
	// are, though it proves identity only.
	Home string `env:"-"`
}

// foreign stands between the name of an issuer that proves identity only and its
// subject. Two issuers may well know somebody by the same subject, and whoever keeps
// grants knows only principals.
const foreign = "#"

// Verifier checks bearer tokens offline: it calls an issuer only to read its
// keys.
type Verifier struct {
	issuers map[string]issuer
	home    string
	now     func() time.Time
	good    cache
}

type issuer struct {
	IssuerConfig
	keys *keySet
}

// NewVerifier returns a Verifier for the issuers of cfg. It makes no call, so
// that a service starts although its issuers are away.
func NewVerifier(_ context.Context, cfg Config, now func() time.Time) (*Verifier, error) {
	list, err := cfg.issuers()
	if err != nil {
		return nil, err
	}
	v := &Verifier{issuers: map[string]issuer{}, home: cfg.Home, now: now}
	client := &http.Client{Timeout: keySetTimeout}
	for _, ic := range list {
		if _, twice := v.issuers[ic.Issuer]; twice || ic.Issuer == "" {
			return nil, fmt.Errorf("issuer %q is listed twice or has no name", ic.Issuer)
		}
		keys, err := newKeySet(ic, client, now)
		if err != nil {
			return nil, err
		}
		v.issuers[ic.Issuer] = issuer{IssuerConfig: ic, keys: keys}
	}
	return v, nil
}

func (c Config) issuers() ([]IssuerConfig, error) {
	list := c.Issuers
	if c.IssuersJSON == "" {
		return list, nil
	}
	var more []IssuerConfig
	if err := json.Unmarshal([]byte(c.IssuersJSON), &more); err != nil {
		return nil, fmt.Errorf("parse the list of issuers: %w", err)
	}
	return append(list[:len(list):len(list)], more...), nil
}

// algorithms that an issuer may sign with. None is symmetric, and none is "none".
func algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.ES256, jose.ES384, jose.EdDSA, jose.PS256, jose.RS256}
}

// Verify returns whom the bearer token speaks of. It refuses with
// UNAUTHENTICATED, TOKEN_EXPIRED or, while the issuer's keys cannot be read,
// ISSUER_UNAVAILABLE, which a retry may cure.
//
// The Principal may be shared between calls: don't change its grants.
func (v *Verifier) Verify(ctx context.Context, bearer string) (Principal, error) {
	if p, ok := v.good.find(bearer, v.now()); ok {
		return p, nil
	}
	return v.verify(ctx, bearer)
}

func (v *Verifier) verify(ctx context.Context, bearer string) (Principal, error) {
	token, err := jwt.ParseSigned(bearer, algorithms())
	if err != nil {
		return Principal{}, refuse("token cannot be read").Wrap(err)
	}
	var said claims
	if err := token.UnsafeClaimsWithoutVerification(&said); err != nil {
		return Principal{}, refuse("claims cannot be read").Wrap(err)
	}
	iss, ok := v.issuers[said.Issuer]
	if !ok {
		return Principal{}, refuse("issuer of the token is not known here")
	}
	keys := iss.keys.keys.Load() // taken before, so that a key withdrawn meanwhile isn't remembered as good
	c, err := v.verifyWith(ctx, iss, token)
	if err != nil {
		return Principal{}, err
	}
	p := c.principal(iss.Grants)
	if !iss.Grants && iss.Issuer != v.home {
		p.ID = iss.Issuer + foreign + p.ID
	}
	if keys != nil {
		v.good.keep(bearer, cacheEntry{principal: p, expiry: c.Expiry.Time(), issuer: iss, keys: keys})
	}
	return p, nil
}

func (v *Verifier) verifyWith(ctx context.Context, iss issuer, token *jwt.JSONWebToken) (claims, error) {
	key, err := iss.keys.key(ctx, token.Headers[0].KeyID)
	if err != nil {
		return claims{}, err
	}
	var c claims
	if err := token.Claims(key.Key, &c); err != nil {
		return claims{}, refuse("signature is wrong").Wrap(err)
	}
	return c, v.validate(c, iss.IssuerConfig)
}

func (v *Verifier) validate(c claims, ic IssuerConfig) error {
	audience := ic.Audience
	if audience == "" {
		audience = Audience
	}
	if c.Expiry == nil || c.Subject == "" {
		return refuse("token lacks exp or sub")
	}
	err := c.ValidateWithLeeway(jwt.Expected{Issuer: ic.Issuer, AnyAudience: jwt.Audience{audience}, Time: v.now()}, leeway)
	switch {
	case errors.Is(err, jwt.ErrExpired):
		return errs.Unauthenticated("TOKEN_EXPIRED", "token expired at %s", c.Expiry.Time().UTC().Format(time.RFC3339))
	case err != nil:
		return refuse("claims do not hold").Wrap(err)
	}
	return nil
}

func refuse(why string) *errs.Error { return errs.Unauthenticated("UNAUTHENTICATED", "%s", why) }

// ExpiryOf returns when a token that was verified before ends, for streams that
// must end with it. It checks nothing.
func ExpiryOf(bearer string) (time.Time, bool) {
	token, err := jwt.ParseSigned(bearer, algorithms())
	if err != nil {
		return time.Time{}, false
	}
	var c claims
	if err := token.UnsafeClaimsWithoutVerification(&c); err != nil || c.Expiry == nil {
		return time.Time{}, false
	}
	return c.Expiry.Time(), true
}
