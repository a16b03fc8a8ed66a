package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// Grant is the role and unit that a call needs.
type Grant struct {
	Role authn.Role
	Unit string
}

type grantKey struct{}

// As returns a context whose calls are made in that role over that unit, where the
// development issuer gives out tokens. A token of one's own says itself who one is.
func As(ctx context.Context, role authn.Role, unit string) context.Context {
	return context.WithValue(ctx, grantKey{}, Grant{role, unit})
}

// tokenSource is the file, if there is one; on this machine the development issuer;
// elsewhere there is no token without a file.
func tokenSource(cfg Config) (authn.TokenSource, error) {
	if err := cfg.guard(); err != nil {
		return nil, err
	}
	switch {
	case cfg.TokenFile != "":
		return authn.FileTokens(cfg.TokenFile), nil
	case cfg.local():
		return NewIssuer(cfg.Issuer, cfg.Root, cfg.Now), nil
	default:
		return nil, errs.Unauthenticated("TOKEN_FILE_MISSING", "%s is not on this machine: name a token file", cfg.Registry)
	}
}

// Issuer takes tokens of the development issuer, one per grant, and takes them again
// before they end.
type Issuer struct {
	address string
	root    string
	now     func() time.Time

	mu    sync.Mutex
	taken map[Grant]token
}

type token struct {
	text string
	ends time.Time
}

// NewIssuer returns the issuer at address; calls without a grant read over root.
func NewIssuer(address, root string, now func() time.Time) *Issuer {
	return &Issuer{address: address, root: root, now: now, taken: map[Grant]token{}}
}

// Token implements authn.TokenSource.
func (i *Issuer) Token(ctx context.Context) (string, error) {
	grant, ok := ctx.Value(grantKey{}).(Grant)
	if !ok {
		grant = Grant{authn.RoleProvince, i.root}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if t := i.taken[grant]; i.now().Before(t.ends) {
		return t.text, nil
	}
	t, err := i.take(ctx, grant)
	if err != nil {
		return "", err
	}
	i.taken[grant] = t
	return t.text, nil
}

// Take asks the issuer for a new token, for a person to use elsewhere.
func (i *Issuer) Take(ctx context.Context, g Grant) (string, error) {
	t, err := i.take(ctx, g)
	return t.text, err
}

func (i *Issuer) take(ctx context.Context, g Grant) (token, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	form := url.Values{"role": {string(g.Role)}, "unit": {g.Unit}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, i.address+"/dev/token", strings.NewReader(form.Encode()))
	if err != nil {
		return token{}, fmt.Errorf("ask for a token: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return token{}, errs.Unavailable("ISSUER_AWAY", "no development issuer at %s", i.address).With("address", i.address).Wrap(err)
	}
	defer res.Body.Close()
	return i.read(res)
}

func (i *Issuer) read(res *http.Response) (token, error) {
	var body struct {
		Token       string `json:"access_token"`
		Life        int    `json:"expires_in"`
		Description string `json:"error_description"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&body); err != nil {
		return token{}, fmt.Errorf("read the token of %s: %w", i.address, err)
	}
	if res.StatusCode != http.StatusOK || body.Token == "" {
		return token{}, errs.Invalid("TOKEN_REFUSED", "%s", body.Description).With("why", body.Description)
	}
	life := time.Duration(body.Life) * time.Second
	return token{body.Token, i.now().Add(life - life/10)}, nil
}
