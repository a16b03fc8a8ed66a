// Package testsignal lets a test wait until something has happened instead of
// sleeping and hoping. The code under test emits, the test waits. A nil Signal
// takes no notice, so that production code may hold one that is never set.
package testsignal

import "time"

// TB is what a signal needs of a test: *testing.T, without linking the package
// testing into production code that emits.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// patience is how long a test waits before it gives up; long, because only a
// failing test ever waits that long.
const patience = 30 * time.Second

// Signal carries what happened from the code under test to the test. Make it with
// New.
type Signal[T any] struct{ events chan T }

// New makes a signal that keeps up to capacity events that nobody has waited for.
func New[T any](capacity int) *Signal[T] {
	return &Signal[T]{events: make(chan T, capacity)}
}

// Emit tells that v happened. It never blocks: when the signal is full, the
// oldest event gives way, because a test that waits wants the latest.
func (s *Signal[T]) Emit(v T) {
	if s == nil {
		return
	}
	for {
		select {
		case s.events <- v:
			return
		default:
		}
		select {
		case <-s.events:
		default:
		}
	}
}

// Wait returns the next event, and fails the test when none comes.
func (s *Signal[T]) Wait(t TB) T {
	t.Helper()
	return s.WaitFor(t, func(T) bool { return true })
}

// WaitFor returns the next event that is wanted, passing over others, and fails
// the test when none comes.
func (s *Signal[T]) WaitFor(t TB, wanted func(T) bool) T {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for passed := 0; ; {
		select {
		case v := <-s.events:
			if wanted(v) {
				return v
			}
			passed++
		case <-deadline.C:
			t.Fatalf("waited %s, passed over %d other events", patience, passed)
			var none T
			return none
		}
	}
}
