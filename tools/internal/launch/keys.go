package launch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pacesetter/pkg/authn"
	"pacesetter/tools/internal/process"
)

// keyFiles are the signing keys of this machine's platform, and whom its
// services believe.
type keyFiles struct {
	gateway string
	service string
	session string // secret of the gateway's cookies
	issuers string // PACESETTER_AUTH_ISSUERS
}

// gatewayIssuer is the name in the tokens that the gateway mints.
const gatewayIssuer = "pacesetter-gateway"

// makeKeys makes, once, the keys of the gateway and of the services. They stay
// with the data, so that a session outlives a restart.
func (p *Platform) makeKeys(context.Context) error {
	dir := filepath.Join(p.opts.Data, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	k := keyFiles{
		gateway: filepath.Join(dir, "gateway.jwk"),
		service: filepath.Join(dir, "service.jwk"),
		session: filepath.Join(dir, "session.secret"),
	}
	if err := makeSecret(k.session); err != nil {
		return fmt.Errorf("session secret: %w", err)
	}
	for _, key := range []string{k.gateway, k.service} {
		if err := makeKey(key); err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
	}
	issuers, err := json.Marshal([]authn.IssuerConfig{
		{Issuer: gatewayIssuer, JWKSFile: jwksOf(k.gateway), Grants: true},
		{Issuer: authn.ServiceIssuer, JWKSFile: jwksOf(k.service), Grants: true},
		{Issuer: p.opts.DevIssuerURL(), JWKSURL: p.opts.DevIssuerURL() + "/keys", Grants: true},
	})
	if err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	k.issuers = string(issuers)
	p.plan.keys = k
	return nil
}

func makeSecret(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the data folder's own file
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(rand.Text() + rand.Text())
	return errors.Join(err, f.Close())
}

// startIssuer starts the development issuer: on this machine anybody is
// whoever they choose to be.
func (p *Platform) startIssuer(ctx context.Context) error {
	url := p.opts.DevIssuerURL()
	err := p.run(ctx, process.Spec{
		Name:     "devissuer",
		Path:     p.opts.bin("devissuer"),
		Args:     []string{"-url", url, "-key", filepath.Join(p.opts.Data, "keys/devissuer.jwk")},
		Env:      p.opts.Environ,
		Log:      p.opts.log("devissuer"),
		ReadyURL: url + "/readyz",
	})
	if err == nil {
		p.say("devissuer", p.opts.addr(issuerPort)+" 开发登录，每个角色一个账号")
	}
	return err
}

func jwksOf(key string) string { return key + ".jwks.json" }

// makeKey makes a key and its public half, which is written last: without it,
// a key that an interrupted start left behind is made anew.
func makeKey(key string) error {
	_, err := os.Stat(jwksOf(key))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return authn.GenerateKeyFile(key, jwksOf(key))
}
