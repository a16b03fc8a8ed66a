// Package statehash owns the short hash by which two services compare what they
// hold of the same thing without sending it. It knows nothing of what is hashed.
package statehash

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"google.golang.org/protobuf/proto"
)

// Of is the first eight bytes of SHA-256 over the deterministic encoding of m.
// Both sides must be built from the same contract: the encoding is stable for one
// set of generated code, not for ever, which is why hashes are never stored for long.
func Of(m proto.Message) (uint64, error) {
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return 0, fmt.Errorf("encode facts to hash them: %w", err)
	}
	sum := sha256.Sum256(encoded)
	return binary.BigEndian.Uint64(sum[:8]), nil
}
