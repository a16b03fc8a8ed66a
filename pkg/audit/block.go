package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Block (区块) seals the entries that were committed and unsealed at a moment.
type Block struct {
	Number   int64 // from 1, without gaps
	Previous Hash  // of the block before, zero for the first
	Root     Hash  // of the Merkle tree over the entries
	Entries  int64
	SealedAt time.Time // to the microsecond
}

// blockForm is the version of a block's canonical bytes.
const blockForm = 1

// Hash is the block's own sum within a service's chain. As the next block holds it,
// the last one's stands for all that ever was: it is the head.
func (b Block) Hash(service string) Hash {
	const typical = 128
	raw := append(make([]byte, 0, typical), tagBlock, blockForm)
	raw = appendText(raw, service)
	raw = binary.BigEndian.AppendUint64(raw, uint64(b.Number)) //nolint:gosec // the bits matter, not the sign
	raw = append(raw, b.Previous[:]...)
	raw = append(raw, b.Root[:]...)
	raw = binary.BigEndian.AppendUint64(raw, uint64(b.Entries)) //nolint:gosec // alike
	raw = binary.BigEndian.AppendUint64(raw, uint64(b.SealedAt.UnixMicro()))
	return sha256.Sum256(raw)
}

// Head (链首) is the last block of a chain.
type Head struct {
	Number   int64
	Hash     Hash
	SealedAt time.Time
}
