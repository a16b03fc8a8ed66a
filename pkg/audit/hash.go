package audit

import (
	"encoding/hex"
	"fmt"
)

// Hash is a SHA-256 sum. As text it is 64 lower-case hex digits.
type Hash [32]byte

// String is the hash as people note it.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	parsed, err := ParseHash(string(text))
	*h = parsed
	return err
}

// ParseHash reads a hash as String writes it.
func ParseHash(text string) (Hash, error) {
	var h Hash
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(h) {
		return Hash{}, fmt.Errorf("%.80q is no hash: 64 hex digits", text)
	}
	copy(h[:], raw)
	return h, nil
}

// hashOf takes a sum from a row; what is none counts as zero, which fits nothing.
func hashOf(raw []byte) Hash {
	var h Hash
	if len(raw) == len(h) {
		copy(h[:], raw)
	}
	return h
}
