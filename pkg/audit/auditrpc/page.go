package auditrpc

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"time"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/statehash"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

// tokenSize is that of a filter's hash, a time in microseconds and an ID.
const tokenSize = 3 * 8

// pageToken says where a page ended and for which filter; it hides nothing and grants
// nothing, for each page is authorised anew.
func pageToken(req *auditv1.ListAuditEntriesRequest, last audit.Entry) string {
	raw := binary.BigEndian.AppendUint64(filterHash(req), uint64(last.At.UnixMicro()))
	raw = binary.BigEndian.AppendUint64(raw, uint64(last.ID)) //nolint:gosec // the bits matter, not the sign
	return base64.RawURLEncoding.EncodeToString(raw)
}

// parsePageToken reads a token of the same filter; none is the beginning.
func parsePageToken(req *auditv1.ListAuditEntriesRequest) (audit.Position, error) {
	if req.GetPageToken() == "" {
		return audit.Position{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(req.GetPageToken())
	if err != nil || len(raw) != tokenSize || !bytes.HasPrefix(raw, filterHash(req)) {
		return audit.Position{}, invalid()
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(raw[8:]))).UTC()                      //nolint:gosec // as it was written
	position := audit.Position{At: at, ID: int64(binary.BigEndian.Uint64(raw[len(raw)-8:]))} //nolint:gosec // the bits matter, not the sign
	if at.Year() < 1 || at.Year() > 9999 || at.IsZero() || position.ID <= 0 {
		return audit.Position{}, invalid()
	}
	return position, nil
}

func invalid() error {
	return errs.Invalid("PAGE_TOKEN_INVALID", "not a page token of this request").At("page_token")
}

// filterHash stands for everything a request asks but which page of it.
func filterHash(req *auditv1.ListAuditEntriesRequest) []byte {
	filter := proto.CloneOf(req)
	filter.PageToken, filter.PageSize = "", 0
	return binary.BigEndian.AppendUint64(nil, statehash.Of(filter))
}

// pageSize is the number of rows of a page: as asked, within the most there may be.
func pageSize(asked int32) int {
	const standard, most = 50, 500
	if asked <= 0 {
		return standard
	}
	return min(int(asked), most)
}
