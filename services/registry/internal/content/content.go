// Package content keeps the bytes of files under what they hold: the SHA-256 of their
// content. What is kept never changes, and the same content is kept once, whoever
// brought it. The package knows no project, no name and no person: what a file is
// called and who may read it is the register's.
package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"pacesetter/pkg/errs"
)

// Hash is the SHA-256 of a file's content.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads 64 hexadecimal digits in lower case; false for anything else.
func ParseHash(text string) (Hash, bool) {
	var h Hash
	n, err := hex.Decode(h[:], []byte(text[:min(len(text), hex.EncodedLen(len(h)))]))
	return h, err == nil && n == len(h) && h.String() == text
}

// Store is where content is kept. Implementations pass one suite of tests.
type Store interface {
	// Keep keeps what was received and returns when a power cut cannot lose it any
	// more. Keeping what is there already changes nothing.
	Keep(ctx context.Context, r *Received) error
	// Open reads content from its beginning. It fails with CONTENT_MISSING.
	Open(ctx context.Context, h Hash) (io.ReadCloser, error)
	// Each calls f with the hash of everything that is kept, in no order, until f fails.
	Each(ctx context.Context, f func(Hash) error) error
}

func missing(h Hash, err error) error {
	return errs.Precondition("CONTENT_MISSING", "content %s is not kept", h).With("hash", h.String()[:12]).Wrap(err)
}

func differs(h, got Hash) error {
	return errs.Precondition("CONTENT_DIFFERS", "content kept as %s has the hash %s", h, got).With("hash", h.String()[:12])
}
