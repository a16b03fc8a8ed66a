package outbox

import (
	"context"
	"sync"
)

// waker ends a wait that Poke finds under way, and the next one if it finds none.
type waker struct {
	mu     sync.Mutex
	poked  bool
	cancel context.CancelFunc
}

func (w *waker) poke() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.poked = true
	if w.cancel != nil {
		w.cancel()
	}
}

// arm registers the wait that cancel ends, and reports a poke that came before.
func (w *waker) arm(cancel context.CancelFunc) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	poked := w.poked
	w.poked = false
	w.cancel = cancel
	return poked
}

func (w *waker) disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.poked = false
	w.cancel = nil
}
