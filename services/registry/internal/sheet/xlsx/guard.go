package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

const (
	// maxToken bounds one tag with its attributes, or one run of text. The longest
	// text that the format allows in a cell is a tenth of it.
	maxToken = 1 << 20
	// maxText is that longest text, 32,767 characters, in bytes.
	maxText = 4 * 32_767
	// maxDepth bounds nesting; worksheets need less than ten levels.
	maxDepth = 64
)

// newDecoder reads XML whose author may want our memory: tags of a million
// attributes and elements nested a million deep are kept by the decoder as they
// come, so they are refused as they come.
func newDecoder(r io.Reader) *xml.Decoder {
	g := &guard{r: r}
	d := xml.NewDecoder(g)
	d.CharsetReader = onlyUTF
	return xml.NewTokenDecoder(&bounded{d: d, guard: g})
}

// onlyUTF accepts the labels of what the byte order mark already settled.
func onlyUTF(label string, r io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf") {
		return r, nil
	}
	return nil, fmt.Errorf("encoding %q", label)
}

// guard lets through what one token may take.
type guard struct {
	r    io.Reader
	left int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("%w: a token over %d bytes", ErrBroken, maxToken)
	}
	n, err := g.r.Read(p)
	g.left -= n
	return n, err //nolint:wrapcheck // io.EOF must stay io.EOF
}

// bounded hands tokens on and counts how deep they stand.
type bounded struct {
	d     *xml.Decoder
	guard *guard
	depth int
}

// Token implements xml.TokenReader.
func (b *bounded) Token() (xml.Token, error) {
	b.guard.left = maxToken
	tok, err := b.d.RawToken()
	switch tok.(type) {
	case xml.StartElement:
		b.depth++
	case xml.EndElement:
		b.depth--
	}
	if b.depth > maxDepth {
		return nil, fmt.Errorf("%w: nested over %d levels", ErrBroken, maxDepth)
	}
	return tok, err //nolint:wrapcheck // io.EOF ends the walk
}
