package server

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/statehash"
)

// maxToken bounds a page token: an honest one holds two keys and a UUID.
const maxToken = 2048

// pageToken says where a page ended and for which filter; it hides nothing and
// grants nothing, for each page is authorised anew.
type pageToken struct {
	Filter uint64   `json:"f"`
	Keys   []string `json:"k"`
}

// String is the token as callers carry it.
func (t pageToken) String() string {
	encoded, err := json.Marshal(t)
	if err != nil {
		return "" // two plain fields always encode
	}
	return base64.RawURLEncoding.EncodeToString(encoded)
}

// parsePageToken reads a token of n keys. It fails with PAGE_TOKEN_INVALID for
// foreign text and for a token of another filter.
func parsePageToken(text string, filter uint64, n int) ([]string, error) {
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token %.40q", text).At("page_token")
	if len(text) > maxToken {
		return nil, invalid
	}
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	var t pageToken
	if err := json.Unmarshal(decoded, &t); err != nil {
		return nil, invalid.Wrap(err)
	}
	if t.Filter != filter || len(t.Keys) != n || strings.ContainsRune(strings.Join(t.Keys, ""), 0) { // PostgreSQL takes no NUL
		return nil, invalid
	}
	return t.Keys, nil
}

// filterHash stands for everything a request asks but which page of it.
func filterHash(req proto.Message) uint64 {
	filter := proto.Clone(req)
	fields := filter.ProtoReflect().Descriptor().Fields()
	for _, name := range []protoreflect.Name{"page_token", "page_size"} {
		if f := fields.ByName(name); f != nil {
			filter.ProtoReflect().Clear(f)
		}
	}
	return statehash.Of(filter)
}

// pageSize is the number of rows of a page: as asked, within the most there may be.
func pageSize(asked int32, most int) int {
	const standard = 50
	switch {
	case asked <= 0:
		return standard
	case int(asked) > most:
		return most
	default:
		return int(asked)
	}
}
