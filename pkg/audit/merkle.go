package audit

import "crypto/sha256"

// The tree is that of RFC 6962: a perfect tree over the largest power of two of the
// leaves on the left, the same over the rest on the right.

func nodeOf(left, right Hash) Hash {
	var raw [1 + 2*len(left)]byte
	raw[0] = tagNode
	copy(raw[1:], left[:])
	copy(raw[1+len(left):], right[:])
	return sha256.Sum256(raw[:])
}

// tree computes a root leaf by leaf and keeps no more than one hash per level.
type tree struct {
	leaves int64
	peaks  []Hash // roots of perfect trees, the largest first
}

func (t *tree) add(leaf Hash) {
	for n := t.leaves; n&1 == 1; n >>= 1 {
		last := len(t.peaks) - 1
		leaf = nodeOf(t.peaks[last], leaf)
		t.peaks = t.peaks[:last]
	}
	t.peaks = append(t.peaks, leaf)
	t.leaves++
}

// root is zero for a tree without leaves, which no block has.
func (t *tree) root() Hash {
	if len(t.peaks) == 0 {
		return Hash{}
	}
	sum := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		sum = nodeOf(t.peaks[i], sum)
	}
	return sum
}

// levels are all hashes of a tree, the leaves first. A node without a partner rises
// as it is, which makes the same tree as adding leaf by leaf.
type levels [][]Hash

func levelsOf(leaves []Hash) levels {
	all := levels{leaves}
	for below := leaves; len(below) > 1; {
		level := make([]Hash, 0, (len(below)+1)/2)
		for i := 0; i+1 < len(below); i += 2 {
			level = append(level, nodeOf(below[i], below[i+1]))
		}
		if len(below)%2 == 1 {
			level = append(level, below[len(below)-1])
		}
		all, below = append(all, level), level
	}
	return all
}

// path is what proves that the leaf at position is one of the tree's: the hashes
// beside its way up, the lowest first.
func (l levels) path(position int) []Hash {
	path := []Hash{}
	for _, level := range l {
		if beside := position ^ 1; beside < len(level) {
			path = append(path, level[beside])
		}
		position >>= 1
	}
	return path
}

// climb recomputes the root of count leaves from one of them and its path. False
// means that the path has not the length that position and count ask for.
func climb(leaf Hash, position, count int64, path []Hash) (Hash, bool) {
	if position < 0 || position >= count {
		return Hash{}, false
	}
	at, last := position, count-1
	for _, beside := range path {
		if last == 0 {
			return Hash{}, false // a step above the root
		}
		if at&1 == 0 && at == last { // alone on its level so far: it rises as it is
			for at&1 == 0 {
				at, last = at>>1, last>>1
			}
		}
		if at&1 == 1 {
			leaf = nodeOf(beside, leaf)
		} else {
			leaf = nodeOf(leaf, beside)
		}
		at, last = at>>1, last>>1
	}
	return leaf, last == 0
}
