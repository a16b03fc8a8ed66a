package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
)

func leavesOf(n int) []Hash {
	leaves := make([]Hash, n)
	for i := range leaves {
		leaves[i] = sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	return leaves
}

// rootByDefinition is RFC 6962's own recursive definition.
func rootByDefinition(leaves []Hash) Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	split := 1
	for split*2 < len(leaves) {
		split *= 2
	}
	return nodeOf(rootByDefinition(leaves[:split]), rootByDefinition(leaves[split:]))
}

func treeOf(leaves []Hash) Hash {
	var t tree
	for _, leaf := range leaves {
		t.add(leaf)
	}
	return t.root()
}

// TestEveryLeafIsProvedAndNothingElse tries all trees up to a size that has every shape
// of three levels and more, and all places in them.
func TestEveryLeafIsProvedAndNothingElse(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 70; n++ {
		leaves := leavesOf(n)
		root, levels := rootByDefinition(leaves), levelsOf(leaves)
		if treeOf(leaves) != root || levels[len(levels)-1][0] != root {
			t.Fatalf("the roots of %d leaves differ", n)
		}
		for at := range leaves {
			path := levels.path(at)
			proves := func(leaf Hash, position, count int64, path []Hash) bool {
				got, ok := climb(leaf, position, count, path)
				return ok && got == root
			}
			if !proves(leaves[at], int64(at), int64(n), path) {
				t.Fatalf("leaf %d of %d is not proved", at, n)
			}
			if proves(Hash{9}, int64(at), int64(n), path) || proves(leaves[at], int64(at), int64(n), append(path[:len(path):len(path)], Hash{})) {
				t.Fatalf("a strange leaf or a longer path is proved at %d of %d", at, n)
			}
			for other := range int64(n) {
				if other != int64(at) && proves(leaves[at], other, int64(n), path) {
					t.Fatalf("leaf %d of %d is proved at %d", at, n, other)
				}
			}
			if len(path) > 0 {
				spoilt := append([]Hash(nil), path...)
				spoilt[random.IntN(len(spoilt))][random.IntN(32)] ^= 1
				if proves(leaves[at], int64(at), int64(n), spoilt) || proves(leaves[at], int64(at), int64(n), path[1:]) {
					t.Fatalf("a spoilt or shorter path proves leaf %d of %d", at, n)
				}
			}
		}
	}
}

func TestPositionsOutsideOfATreeAreNotProved(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ position, count int64 }{
		"negative": {-1, 3}, "behind the last": {3, 3}, "of an empty tree": {0, 0}, "of a negative tree": {0, -1},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := climb(Hash{1}, tc.position, tc.count, nil); ok {
				t.Error("it is proved")
			}
		})
	}
}

// TestTheFormsOfHashedBytesStay holds what every noted head rests on: a change of the
// canonical bytes would break every chain that exists.
func TestTheFormsOfHashedBytesStay(t *testing.T) {
	t.Parallel()
	e := golden()
	if got, want := e.Hash().String(), "e518a0579146c4fd7ebaeab7d70abce8a6203d6f5686c5861b3dcf1d57e8cc77"; got != want {
		t.Errorf("entry %s, want %s", got, want)
	}
	b := Block{Number: 7, Previous: Hash{1}, Root: Hash{2}, Entries: 3, SealedAt: e.At}
	if got, want := b.Hash("registry").String(), "bece922750fb70e0136df2d002be3d43e6e27403b9fb4a1dc759baf360c4ff4b"; got != want {
		t.Errorf("block %s, want %s", got, want)
	}
}

func golden() Entry {
	return Entry{
		ID: 42, At: time.Date(2020, 5, 20, 8, 0, 0, 123456000, time.UTC), Principal: "clerk", RPC: "SaveReport",
		RequestID: uuid.MustParse("0b7f6f3c-59f4-4f0c-8f5e-0d6c4a3c2b1a"), Request: Hash{3}, Answer: Hash{4}, Grants: "county@bc", Subject: "p1/2020-05",
	}
}
