package audit

// chain judges a chain block by block, entry by entry, as they lie in the database. It
// knows no more than the block at hand and the one before.
type chain struct {
	service string
	first   int64 // the number that the first block must have
	before  Head  // the block before the one at hand
	block   stored
	open    bool
	tree    tree
	last    int64 // the entry before
}

// leaf is an entry's place in a block, with the hash that its row claims and the entry
// that is found there.
type leaf struct {
	position int64
	entry    int64
	hash     Hash
	found    Entry // its ID is 0 where there is none
}

// begin judges a block's own row. That of the first block of a stretch is believed to
// follow whatever it says it follows.
func (c *chain) begin(b stored) *ChainError {
	if f := c.end(); f != nil {
		return f
	}
	switch expected := max(c.before.Number+1, c.first); {
	case b.Number != expected:
		return &ChainError{What: BlockMissing, Block: expected}
	case (c.before.Number > 0 || c.first <= 1) && b.Previous != c.before.Hash:
		return &ChainError{What: BlockUnlinked, Block: b.Number}
	case b.hash != b.Hash(c.service):
		return &ChainError{What: BlockChanged, Block: b.Number}
	}
	c.block, c.open, c.tree, c.last = b, true, tree{}, 0
	return nil
}

// add judges the next entry of the block at hand.
func (c *chain) add(l leaf) *ChainError {
	fault := func(what string) *ChainError {
		return &ChainError{What: what, Block: c.block.Number, Entry: l.entry, Position: l.position}
	}
	switch {
	case l.position != c.tree.leaves:
		return &ChainError{What: LeafMissing, Block: c.block.Number, Position: c.tree.leaves}
	case l.entry <= c.last:
		return fault(EntryMoved)
	case l.found.ID == 0:
		return fault(EntryMissing)
	case l.found.Hash() != l.hash:
		return fault(EntryChanged)
	}
	c.tree.add(l.hash)
	c.last = l.entry
	return nil
}

// end judges the block at hand as a whole.
func (c *chain) end() *ChainError {
	if !c.open {
		return nil
	}
	c.open = false
	switch {
	case c.tree.leaves != c.block.Entries:
		return &ChainError{What: BlockMiscounted, Block: c.block.Number}
	case c.tree.root() != c.block.Root:
		return &ChainError{What: BlockMisrooted, Block: c.block.Number}
	}
	c.before = c.block.head()
	return nil
}
