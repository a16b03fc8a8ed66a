package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
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
	return sealed(append(append(body, last.Unit...), last.Name...), partsOf(req)...)
}

// parsePageToken reads a token of the same request; none is the beginning.
func parsePageToken(req *statisticsv1.ListFigureProjectsRequest, token string) (store.Position, error) {
	if token == "" {
		return store.Position{}, nil
	}
	refused := errs.Invalid("PAGE_TOKEN_INVALID", "not a page token of this request").At("page_token")
	body, ok := unsealed(token, partsOf(req)...)
	if !ok || len(body) < len(uuid.UUID{}) {
		return store.Position{}, refused
	}
	var p store.Position
	rest := body[copy(p.ID[:], body):]
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

// partsOf are what makes a request the same one, its page apart.
func partsOf(req *statisticsv1.ListFigureProjectsRequest) []string {
	parts := []string{
		req.GetUnit(), req.GetMonth(), req.GetListing(), req.GetCategory(), req.GetNature(), req.GetFigure(), strconv.FormatBool(req.GetItself()),
		req.GetSize(), req.GetIndustry(), req.GetStage(),
	}
	if at := req.GetAsOf(); at != nil {
		parts = append(parts, at.AsTime().Format(time.RFC3339Nano))
	}
	return parts
}

// sealed is a token of a request that parts tell from others.
func sealed(body []byte, parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(append(seal(body, parts), body...))
}

// unsealed is the body of a token of that request.
func unsealed(token string, parts ...string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < sealSize {
		return nil, false
	}
	body := raw[sealSize:]
	return body, bytes.Equal(raw[:sealSize], seal(body, parts))
}

// seal is no secret: it catches tokens of another request and damaged ones. What a
// forged one could open, its caller may see anyway.
func seal(body []byte, parts []string) []byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(body)
	return h.Sum(nil)[:sealSize]
}
