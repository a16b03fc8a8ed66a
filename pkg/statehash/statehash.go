// Package statehash owns the short hash by which two services compare what they
// hold of the same thing without sending it. It knows nothing of what is hashed.
package statehash

import (
	"crypto/sha256"
	"encoding/binary"

	"google.golang.org/protobuf/proto"
)

// Of is the first eight bytes of SHA-256 over the deterministic encoding of m.
// Both sides must be built from the same contract: the encoding is stable for one
// set of generated code, not for ever, which is why hashes are never stored for
// long. A message that has no encoding (text that is no UTF-8) has the hash 0, which
// then equals nothing that does.
func Of(m proto.Message) uint64 {
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return 0
	}
	sum := sha256.Sum256(encoded)
	return binary.BigEndian.Uint64(sum[:8])
}
