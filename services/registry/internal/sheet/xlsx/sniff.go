package xlsx

import (
	"bytes"
	"unicode/utf16"
)

const (
	oleSector = 512
	oleEntry  = 128
)

// sniff tells by the first bytes what a clerk really sent. A password turns an
// .xlsx into an OLE container just like the one of an old .xls, so that only the
// names of the streams inside tell them apart.
func sniff(content []byte) error {
	switch {
	case bytes.HasPrefix(content, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		if hasStream(content, "EncryptedPackage") {
			return ErrEncrypted
		}
		return ErrLegacy
	case bytes.HasPrefix(content, []byte("PK\x03\x04")), bytes.HasPrefix(content, []byte("PK\x05\x06")):
		return nil
	default:
		return ErrNotWorkbook
	}
}

// hasStream looks for a directory entry: they are 128 bytes long, aligned, and
// start with the name in UTF-16LE.
func hasStream(content []byte, name string) bool {
	want := utf16le(name)
	for at := oleSector; at+oleEntry <= len(content); at += oleEntry {
		if bytes.HasPrefix(content[at:], want) {
			return true
		}
	}
	return false
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = append(b, byte(u), byte(u>>8)) //nolint:gosec // the two halves of u
	}
	return b
}
