package authztest

import (
	"slices"
	"testing"
)

func TestDifferingNamesBothSides(t *testing.T) {
	got := differing("a OK\nb FORBIDDEN\n", "a OK\nb OK\nc OK\n")
	if want := []string{"- b FORBIDDEN", "+ b OK", "+ c OK"}; !slices.Equal(got, want) {
		t.Errorf("differing() = %q", got)
	}
}
