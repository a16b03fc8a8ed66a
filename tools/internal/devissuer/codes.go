package devissuer

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"
)

const codeLife = time.Minute

// grant is what an authorization code stands for.
type grant struct {
	account              Account
	client, redirect     string
	nonce, codeChallenge string
	expires              time.Time
}

// codes keeps authorization codes until they are used, once.
type codes struct {
	mu  sync.Mutex
	all map[string]grant
	now func() time.Time
}

func newCodes(now func() time.Time) *codes { return &codes{all: map[string]grant{}, now: now} }

func (c *codes) issue(g grant) string {
	code := rand.Text()
	g.expires = c.now().Add(codeLife)
	c.mu.Lock()
	defer c.mu.Unlock()
	for old, other := range c.all {
		if other.expires.Before(c.now()) {
			delete(c.all, old)
		}
	}
	c.all[code] = g
	return code
}

// redeem takes a code back: it works once, in time, for the client and address it
// was issued to, and with the verifier of its challenge (RFC 7636, S256).
func (c *codes) redeem(code, client, redirect, verifier string) (grant, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, known := c.all[code]
	delete(c.all, code)
	sum := sha256.Sum256([]byte(verifier))
	fits := g.client == client && g.redirect == redirect && g.codeChallenge == base64.RawURLEncoding.EncodeToString(sum[:])
	return g, known && fits && c.now().Before(g.expires)
}
