package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Checked is what a proof file proves.
type Checked struct {
	Service string
	Entries int64
	Blocks  int64
	Head    Head // the last block of the file
}

// longestLine bounds a line of a proof file. A path has one hash per level of a block's
// tree, so an honest line is far below.
const longestLine = 1 << 20

// Check proves, without a database, that each entry of an exported file lies in the
// block that it is said to lie in, and that the blocks are a chain up to the head at
// the file's end. It returns a *ChainError for what does not fit.
//
// That the chain is the service's own only a head shows that was noted elsewhere: with
// one, it must be among the file's blocks, and no entry may lie behind it. The file
// proves what is in it, not that nothing was left out.
func Check(file io.Reader, noted Hash) (Checked, error) {
	c := checker{noted: noted}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLine)
	for n := 1; lines.Scan(); n++ {
		l, err := decode(lines.Bytes())
		if err == nil {
			err = c.take(l)
		}
		if err != nil {
			return Checked{}, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return Checked{}, fmt.Errorf("read proof file: %w", err)
	}
	return c.result, c.finish()
}

type checker struct {
	result Checked
	noted  Hash
	met    bool // the head that was noted
	past   bool // it was the head of an earlier block than the one at hand
	block  Block
	after  int64 // the position of the entry before in the block, -1 before the first
	ended  bool
}

// take judges the next line.
func (c *checker) take(l line) error {
	given := 0
	for _, part := range []bool{l.Audit != nil, l.Block != nil, l.Entry != nil, l.End != nil} {
		if part {
			given++
		}
	}
	switch {
	case given != 1 || c.ended || (l.Audit == nil) != (c.result.Service != ""):
		return errors.New("not the line that is expected here")
	case l.Audit != nil:
		return c.begin(*l.Audit)
	case l.Block != nil:
		return c.next(l.Block.block())
	case l.Entry != nil:
		return c.prove(l.Entry)
	default:
		return c.end(*l.End)
	}
}

func (c *checker) begin(head fileHead) error {
	if head.Form != fileForm || head.Service == "" {
		return fmt.Errorf("form %d of service %q is not known here", head.Form, head.Service)
	}
	c.result.Service = head.Service
	return nil
}

func (c *checker) next(b Block) error {
	if c.result.Blocks > 0 {
		switch {
		case b.Number != c.block.Number+1:
			return &ChainError{What: BlockMissing, Block: c.block.Number + 1}
		case b.Previous != c.result.Head.Hash:
			return &ChainError{What: BlockUnlinked, Block: b.Number}
		}
	}
	if b.Number <= 0 {
		return &ChainError{What: BlockChanged, Block: b.Number}
	}
	c.block, c.after = b, -1
	c.result.Head = Head{Number: b.Number, Hash: b.Hash(c.result.Service), SealedAt: b.SealedAt}
	c.result.Blocks++
	c.past = c.met
	c.met = c.met || c.result.Head.Hash == c.noted
	return nil
}

// prove climbs from an entry to its block's root. The block of the head that was noted
// is still covered by it, the next one is not.
func (c *checker) prove(l *entryLine) error {
	fault := &ChainError{What: PathWrong, Block: c.block.Number, Entry: l.ID, Position: l.Position}
	root, ok := climb(l.entry().Hash(), l.Position, c.block.Entries, l.Path)
	switch {
	case !ok || c.result.Blocks == 0 || root != c.block.Root:
		return fault
	case l.Position <= c.after:
		fault.What = EntryMoved
		return fault
	case c.past:
		fault.What = HeadEarlier
		return fault
	}
	c.after = l.Position
	c.result.Entries++
	return nil
}

func (c *checker) end(l fileEnd) error {
	if l.Entries != c.result.Entries || l.Head != c.result.Head.Hash {
		return errors.New("the file's end does not fit what comes before it")
	}
	c.ended = true
	return nil
}

func (c *checker) finish() error {
	switch {
	case !c.ended:
		return errors.New("the file is cut off")
	case c.noted != (Hash{}) && !c.met:
		return &ChainError{What: HeadLost}
	}
	return nil
}
