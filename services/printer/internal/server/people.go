package server

import (
	"context"
	"strconv"
	"sync"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// comeBack is when a refused person may try again: most files take a few seconds.
const comeBack = 5 * time.Second

// people counts who has prints under way, those that wait for a browser included. Without
// it one person, or a page that asks and asks, would have all browsers, which are few, and
// everybody else would wait for nothing. Each printer counts its own.
type people struct {
	most int

	mu  sync.Mutex
	has map[string]int
}

func newPeople(most int) *people { return &people{most: max(1, most), has: map[string]int{}} }

// begin counts a print of who until done is called. Beyond the limit it fails with
// PRINTS_TOO_MANY at once: who waits has a place in nobody's queue.
func (p *people) begin(who string) (done func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.has[who] >= p.most {
		return nil, errs.Exhausted("PRINTS_TOO_MANY", "%s has %d prints under way", who, p.has[who]).
			With("limit", strconv.Itoa(p.most)).RetryIn(comeBack)
	}
	p.has[who]++
	return func() { p.end(who) }, nil
}

// end forgets who has nothing under way: the map holds no more than there are prints.
func (p *people) end(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.has[who]--; p.has[who] == 0 {
		delete(p.has, who)
	}
}

// callerOf tells callers apart, people and services.
func callerOf(ctx context.Context) string {
	caller := authn.PrincipalOf(ctx)
	if caller.Service != "" {
		return "service:" + caller.Service
	}
	return caller.ID
}
