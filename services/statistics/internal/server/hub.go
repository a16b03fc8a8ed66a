package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pacesetter/services/statistics/internal/store"
)

// Hub tells watchers that their figures changed. All watchers of a process share
// its one look at the change numbers, ten times a second.
type Hub struct {
	store *store.Store
	log   *slog.Logger

	mu       sync.Mutex
	watchers map[store.Watched]map[*watcher]struct{}
	seen     int64 // sequence of the last look
}

// pollInterval keeps the delay of a change well under the 200 ms that are promised.
const pollInterval = 100 * time.Millisecond

// NewHub makes a Hub. It has to run.
func NewHub(st *store.Store, log *slog.Logger) *Hub {
	return &Hub{store: st, log: log, watchers: make(map[store.Watched]map[*watcher]struct{})}
}

// watcher is woken when its figures changed. Its channel holds one wake-up, which
// stands for all that came before it was taken.
type watcher struct{ wake chan struct{} }

// join registers a watcher of one or several figures; leave ends it. Figures read after
// join miss nothing.
func (h *Hub) join(all ...store.Watched) (w *watcher, leave func()) {
	w = &watcher{wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, at := range all {
		if h.watchers[at] == nil {
			h.watchers[at] = make(map[*watcher]struct{})
		}
		h.watchers[at][w] = struct{}{}
	}
	return w, func() { h.leave(w, all) }
}

func (h *Hub) leave(w *watcher, all []store.Watched) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, at := range all {
		delete(h.watchers[at], w)
		if len(h.watchers[at]) == 0 {
			delete(h.watchers, at)
		}
	}
}

// String names the runner.
func (h *Hub) String() string { return "watch hub" }

// Run looks for changes until ctx ends, and keeps the unit tree fresh. While the
// database is away it goes on trying: what changed meanwhile is told then.
func (h *Hub) Run(ctx context.Context) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	var last store.Pulse
	healthy := true
	for {
		next, err := h.poll(ctx, last)
		if err == nil {
			last = next
		}
		if failed := err != nil && ctx.Err() == nil; failed == healthy {
			healthy = !failed
			h.log.InfoContext(ctx, "watching for changes", "healthy", healthy, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (h *Hub) poll(ctx context.Context, last store.Pulse) (store.Pulse, error) {
	pulse, err := h.store.Pulse(ctx)
	if err != nil || pulse == last {
		return last, err
	}
	watched := h.watched()
	if pulse.Tree != last.Tree || pulse.Sequence < last.Sequence { // the latter: restored from a backup
		if _, err := h.store.RefreshTree(ctx); err != nil {
			return last, err
		}
		h.wake(pulse, watched) // names and places of units are part of the answer, and numbers tell nothing here
		return pulse, nil
	}
	if len(watched) == 0 {
		return pulse, nil
	}
	changed, err := h.store.Changed(ctx, watched, last.Sequence)
	if err != nil {
		return last, err
	}
	h.wake(pulse, changed)
	return pulse, nil
}

func (h *Hub) watched() []store.Watched {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]store.Watched, 0, len(h.watchers))
	for at := range h.watchers {
		out = append(out, at)
	}
	return out
}

// generation names the look that woke whoever is awake now.
func (h *Hub) generation() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen
}

func (h *Hub) wake(pulse store.Pulse, changed []store.Watched) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = pulse.Sequence
	for _, at := range changed {
		for w := range h.watchers[at] {
			select {
			case w.wake <- struct{}{}:
			default: // a wake-up waits already
			}
		}
	}
}
