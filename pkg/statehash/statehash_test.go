package statehash_test

import (
	"testing"

	"google.golang.org/protobuf/types/known/structpb"

	"pacesetter/pkg/statehash"
)

func TestOf(t *testing.T) {
	t.Parallel()
	hash := func(fields map[string]any) uint64 {
		t.Helper()
		m, err := structpb.NewStruct(fields)
		if err != nil {
			t.Fatal(err)
		}
		return statehash.Of(m)
	}
	many := map[string]any{"a": 1.0, "b": "two", "c": true, "d": nil, "e": 5.0}
	first := hash(many)
	for range 50 { // maps are walked in another order each time
		if hash(many) != first {
			t.Fatal("the same state has two hashes")
		}
	}
	if hash(many) == hash(map[string]any{"a": 1.0}) {
		t.Error("two states have one hash")
	}
	if got, want := hash(map[string]any{}), uint64(0xe3b0c44298fc1c14); got != want {
		t.Errorf("hash of nothing = %#x, want the first bytes of SHA-256 of nothing, %#x", got, want)
	}
}
