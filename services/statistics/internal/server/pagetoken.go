package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/store"
)

// sealSize is the length of the seal that binds a token to its request.
const sealSize = 8

// pageToken says where the next page begins: a seal over request and position,
// the row's ID, unit and name.
func pageToken(req *statisticsv1.ListFigureProjectsRequest, last store.Position) string {
	body := append([]byte(nil), last.ID[:]...)
	body = binary.AppendUvarint(body, uint64(len(last.Unit)))
	body = append(append(body, last.Unit...), last.Name...)
	return base64.RawURLEncoding.EncodeToString(append(seal(req, body), body...))
}

// parsePageToken reads a token of the same request; none is the beginning.
func parsePageToken(req *statisticsv1.ListFigureProjectsRequest, token string) (store.Position, error) {
	if token == "" {
		return store.Position{}, nil
	}
	refused := errs.Invalid("PAGE_TOKEN_INVALID", "not a page token of this request").At("page_token")
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < sealSize+len(uuid.UUID{}) || !bytes.Equal(raw[:sealSize], seal(req, raw[sealSize:])) {
		return store.Position{}, refused
	}
	var p store.Position
	rest := raw[sealSize+copy(p.ID[:], raw[sealSize:]):]
	n, width := binary.Uvarint(rest)
	if width <= 0 || !utf8.Valid(rest[width:]) {
		return store.Position{}, refused
	}
	text := string(rest[width:])
	if n > uint64(len(text)) || strings.ContainsRune(text, 0) { // PostgreSQL takes no NUL
		return store.Position{}, refused
	}
	p.Unit, p.Name = text[:n], text[n:]
	return p, nil
}

// seal is no secret: it catches tokens of another request and damaged ones. What a
// forged one could open, its caller may see anyway.
func seal(req *statisticsv1.ListFigureProjectsRequest, body []byte) []byte {
	h := sha256.New()
	for _, part := range []string{
		req.GetUnit(), req.GetMonth(), req.GetListing(), req.GetCategory(), req.GetNature(), req.GetFigure(),
	} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	if req.GetItself() {
		h.Write([]byte{1})
	}
	if at := req.GetAsOf(); at != nil {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(at.GetSeconds())))     //nolint:gosec // the same bits
		h.Write(binary.BigEndian.AppendUint32([]byte{2}, uint32(at.GetNanos()))) //nolint:gosec // the same bits
	}
	h.Write(body)
	return h.Sum(nil)[:sealSize]
}
