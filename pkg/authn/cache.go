package authn

import (
	"sync"
	"time"
)

// cacheSize bounds how many tokens are remembered. When it is full all are
// forgotten: that costs one signature each, and no bookkeeping per call.
const cacheSize = 4096

// cache remembers tokens that were found good, since checking an ES256
// signature takes longer than many a call. An entry counts only while the token
// has not ended and the issuer's keys are still those that it was checked with.
type cache struct {
	mu      sync.RWMutex
	entries map[string]cacheEntry
}

type cacheEntry struct {
	principal Principal
	expiry    time.Time
	issuer    issuer
	keys      *keySnapshot
}

func (c *cache) find(bearer string, now time.Time) (Principal, bool) {
	c.mu.RLock()
	e, ok := c.entries[bearer]
	c.mu.RUnlock()
	if !ok || !now.Before(e.expiry) || e.keys != e.issuer.keys.keys.Load() || now.Sub(e.keys.at) >= keySetMaxAge {
		return Principal{}, false
	}
	return e.principal, true
}

func (c *cache) keep(bearer string, e cacheEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= cacheSize {
		c.entries = map[string]cacheEntry{}
	}
	c.entries[bearer] = e
}
