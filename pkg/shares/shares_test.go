package shares

import "testing"

func TestEachCallerHasAShare(t *testing.T) {
	s := New(2)
	first, ok := s.Take("a")
	second, also := s.Take("a")
	if _, third := s.Take("a"); !ok || !also || third {
		t.Fatalf("of two a caller has %t, %t and a third %t", ok, also, third)
	}
	if _, ok := s.Take("b"); !ok {
		t.Error("another has none")
	}
	first()
	again, ok := s.Take("a")
	if !ok {
		t.Fatal("what has ended still counts")
	}
	again()
	second()
	if len(s.has) != 1 { // b
		t.Errorf("%d callers are remembered, want the one who has something", len(s.has))
	}
}

func TestAShareIsAtLeastOne(t *testing.T) {
	if done, ok := New(0).Take("a"); !ok {
		t.Error("nobody may have anything")
	} else {
		done()
	}
}
