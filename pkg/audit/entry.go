package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// Entry is one mutation (变更操作) that took effect.
type Entry struct {
	ID        int64
	At        time.Time // of the transaction, to the microsecond
	Principal string
	RPC       string
	RequestID uuid.UUID
	Request   Hash
	Answer    Hash
	Grants    string // by which the principal may have acted, see GrantsOf
	Subject   string // what it was about, see SubjectOf; may be empty
}

// The first byte of whatever is hashed tells what it is, so that none can be passed
// off as another.
const (
	tagLeaf  = 0x00
	tagNode  = 0x01
	tagBlock = 0x02
)

// entryForm is the version of an entry's canonical bytes.
const entryForm = 1

// Hash is the sum over the entry's canonical bytes: the leaf of its block's tree.
func (e Entry) Hash() Hash {
	const typical = 256
	b := append(make([]byte, 0, typical), tagLeaf)
	return sha256.Sum256(e.canonical(b))
}

// canonical appends the one encoding of an entry: fields in a fixed order, text with
// its length before it, so that no two entries share one.
func (e Entry) canonical(b []byte) []byte {
	b = append(b, entryForm)
	b = binary.BigEndian.AppendUint64(b, uint64(e.ID)) //nolint:gosec // the bits matter, not the sign
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	b = appendText(b, e.Principal)
	b = appendText(b, e.RPC)
	b = append(b, e.RequestID[:]...)
	b = append(b, e.Request[:]...)
	b = append(b, e.Answer[:]...)
	b = appendText(b, e.Grants)
	return appendText(b, e.Subject)
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}
