package testsignal

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestWaitReturnsWhatWasEmittedBefore(t *testing.T) {
	s := New[int](1)
	s.Emit(7)
	if got := s.Wait(t); got != 7 {
		t.Fatalf("Wait() = %d", got)
	}
}

func TestWaitReturnsWhatIsEmittedLater(t *testing.T) {
	s := New[string](1)
	go s.Emit("later")
	if got := s.Wait(t); got != "later" {
		t.Fatalf("Wait() = %s", got)
	}
}

func TestWaitForPassesOverOthers(t *testing.T) {
	s := New[int](10)
	for i := range 10 {
		s.Emit(i)
	}
	if got := s.WaitFor(t, func(i int) bool { return i > 5 }); got != 6 {
		t.Fatalf("WaitFor() = %d", got)
	}
}

func TestAFullSignalKeepsTheLatest(t *testing.T) {
	s := New[int](2)
	for i := range 5 {
		s.Emit(i)
	}
	if a, b := s.Wait(t), s.Wait(t); a != 3 || b != 4 {
		t.Fatalf("kept %d and %d", a, b)
	}
}

func TestANilSignalTakesNoNotice(*testing.T) {
	var s *Signal[int]
	s.Emit(1)
}

func TestManyMayEmitAtOnce(t *testing.T) {
	s := New[int](1)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() { s.Emit(i) })
	}
	wg.Wait()
	s.Wait(t)
}

func TestWaitGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New[int](2)
		s.Emit(1)
		failing := &recorder{}
		s.WaitFor(failing, func(int) bool { return false })
		if !strings.Contains(failing.said, "passed over %d other events") {
			t.Fatalf("said %q", failing.said)
		}
	})
}

// recorder is a test that notes that it failed and goes on.
type recorder struct{ said string }

func (r *recorder) Helper()                        {}
func (r *recorder) Fatalf(format string, _ ...any) { r.said = format }
