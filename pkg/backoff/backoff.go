// Package backoff spaces the tries of work that is repeated for ever.
package backoff

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff waits longer after each failure, up to Max, with some chance so that
// processes that failed together do not come back together. The zero value is
// not ready: set Min and Max.
type Backoff struct {
	Min, Max time.Duration

	next time.Duration
}

// Wait waits for the next try and returns ctx's error if that ends first.
func (b *Backoff) Wait(ctx context.Context) error {
	timer := time.NewTimer(b.step())
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Reset starts over at Min, after a success.
func (b *Backoff) Reset() { b.next = 0 }

// step returns between half and all of the present pause, and doubles it.
func (b *Backoff) step() time.Duration {
	pause := max(b.next, b.Min)
	b.next = min(2*pause, b.Max)
	return pause/2 + time.Duration(rand.Int64N(int64(pause/2)+1)) //nolint:gosec // jitter, no secret
}
