// Package shares lets each caller have only so much under way at once of what a process has
// few places for: without it one person, or a page that asks and asks, would have them all, and
// everybody else would be refused. Each process counts its own.
package shares

import "sync"

// Shares counts what callers have under way.
type Shares struct {
	most int

	mu  sync.Mutex
	has map[string]int
}

// New lets each caller have most under way at once, at least one.
func New(most int) *Shares { return &Shares{most: max(1, most), has: map[string]int{}} }

// Most is how much each caller may have.
func (s *Shares) Most() int { return s.most }

// Take counts one more of who until done is called. It fails at once where who has as much as
// there may be: nobody waits in a queue of their own making.
func (s *Shares) Take(who string) (done func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has[who] >= s.most {
		return nil, false
	}
	s.has[who]++
	return func() { s.end(who) }, true
}

// end forgets who has nothing under way: the map holds no more callers than are served.
func (s *Shares) end(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has[who]--; s.has[who] == 0 {
		delete(s.has, who)
	}
}
