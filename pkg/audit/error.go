package audit

import "fmt"

// What does not fit, as a ChainError says it.
const (
	BlockMissing    = "block is missing"
	BlockChanged    = "block was changed"
	BlockUnlinked   = "block does not follow the one before it: one of them was replaced, inserted, removed or moved"
	BlockMiscounted = "block does not hold as many entries as it was sealed with"
	BlockMisrooted  = "block does not hold the entries it was sealed with"
	EntryMissing    = "entry is missing"
	EntryChanged    = "entry was changed"
	EntryMoved      = "entry is out of order"
	EntryInserted   = "entry is in no block and does not wait for one"
	LeafMissing     = "entry at this position is missing"
	HeadLost        = "no block has the hash of the head that was noted"
	HeadEarlier     = "the head that was noted lies before this entry's block and says nothing of it"
	PathWrong       = "entry is not proved to be in its block"
)

// ChainError is the first thing in a chain that does not fit. Block or Entry is 0 where the
// fault is in none.
type ChainError struct {
	What         string
	Block, Entry int64
	Position     int64 // of the entry in its block
}

// Error names block and entry.
func (f *ChainError) Error() string {
	switch {
	case f.Block == 0 && f.Entry == 0:
		return "audit chain broken: " + f.What
	case f.Block == 0:
		return fmt.Sprintf("audit chain broken at entry %d: %s", f.Entry, f.What)
	case f.Entry == 0 && f.What != LeafMissing:
		return fmt.Sprintf("audit chain broken at block %d: %s", f.Block, f.What)
	case f.Entry == 0:
		return fmt.Sprintf("audit chain broken at block %d, position %d: %s", f.Block, f.Position, f.What)
	default:
		return fmt.Sprintf("audit chain broken at block %d, entry %d (position %d): %s", f.Block, f.Entry, f.Position, f.What)
	}
}
