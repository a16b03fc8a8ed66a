// Package signin knows who sits at the browser: it takes people through an OpenID
// provider's code flow with PKCE, keeps who they are in an encrypted cookie, and
// mints the five-minute tokens with which calls go on to the services. A gateway
// keeps no session, so killing one signs nobody out.
package signin

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pacesetter/pkg/authn"
)

// Session is who is signed in, as the cookie keeps it.
type Session struct {
	ID      string        `json:"sub"`
	Name    string        `json:"name"`
	Grants  []authn.Grant `json:"grants"`
	Expires time.Time     `json:"exp"`
}

// Principal is the person of the session.
func (s Session) Principal() authn.Principal {
	return authn.Principal{ID: s.ID, Name: s.Name, Grants: s.Grants}
}

// errNoCookie says that a request carries no usable cookie.
var errNoCookie = errors.New("no usable cookie")

// Cookies encrypts small values into cookies (JWE, direct A256GCM).
type Cookies struct {
	key    []byte
	secure bool
	now    func() time.Time
}

// minSecret is the shortest secret that is worth encrypting with.
const minSecret = 32

// NewCookies encrypts with a key drawn from secret, at least 32 characters; secure
// marks cookies for HTTPS only.
func NewCookies(secret string, secure bool, now func() time.Time) (*Cookies, error) {
	if len(secret) < minSecret {
		return nil, fmt.Errorf("session secret has %d characters, at least %d are needed", len(secret), minSecret)
	}
	key := sha256.Sum256([]byte(secret))
	return &Cookies{key: key[:], secure: secure, now: now}, nil
}

// set writes value into the named cookie for life.
func (c *Cookies) set(w http.ResponseWriter, name string, value any, life time.Duration) error {
	text, err := c.seal(name, value)
	if err != nil {
		return err
	}
	http.SetCookie(w, c.cookie(name, text, int(life.Seconds())))
	return nil
}

// seal encrypts value as the content of the named cookie.
func (c *Cookies) seal(name string, value any) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("encode cookie: %w", err)
	}
	sealer, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.DIRECT, Key: c.key},
		(&jose.EncrypterOptions{}).WithContentType(jose.ContentType(name)))
	if err != nil {
		return "", fmt.Errorf("encrypt cookie: %w", err)
	}
	sealed, err := sealer.Encrypt(plain)
	if err != nil {
		return "", fmt.Errorf("encrypt cookie: %w", err)
	}
	text, err := sealed.CompactSerialize()
	if err != nil {
		return "", fmt.Errorf("encrypt cookie: %w", err)
	}
	return text, nil
}

// read opens the named cookie into value. A cookie of one name is no cookie of
// another, although the key is the same.
func (c *Cookies) read(r *http.Request, name string, value any) error {
	cookie, err := r.Cookie(name)
	if err != nil {
		return errNoCookie
	}
	sealed, err := jose.ParseEncryptedCompact(cookie.Value, []jose.KeyAlgorithm{jose.DIRECT}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return errNoCookie
	}
	if kind, _ := sealed.Header.ExtraHeaders[jose.HeaderContentType].(string); !strings.EqualFold(kind, name) {
		return errNoCookie
	}
	plain, err := sealed.Decrypt(c.key)
	if err != nil || json.Unmarshal(plain, value) != nil {
		return errNoCookie
	}
	return nil
}

func (c *Cookies) clear(w http.ResponseWriter, name string) {
	http.SetCookie(w, c.cookie(name, "", -1))
}

func (c *Cookies) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: Secure is off only where PUBLIC_URL is plain http, as on loopback.
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}

// session is the signed-in person of a request.
func (c *Cookies) session(r *http.Request) (Session, bool) {
	var s Session
	if err := c.read(r, sessionCookie, &s); err != nil || !c.now().Before(s.Expires) {
		return Session{}, false
	}
	return s, true
}
