package sheetimport

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// ParseMatch reads a person's decision on a row: 9=new, 9=skip, 9=overwrite, or
// 9=<UUID of the project that the row is>.
func ParseMatch(text string) (*registryv1.RowDecision, error) {
	left, right, _ := strings.Cut(text, "=")
	row, err := strconv.ParseInt(strings.TrimSpace(left), 10, 32)
	if err != nil || row < 1 {
		return nil, matchInvalid(text)
	}
	d := &registryv1.RowDecision{Row: int32(row)}
	switch right = strings.TrimSpace(right); right {
	case "new":
		d.Decision = &registryv1.RowDecision_Create{Create: true}
	case "skip":
		d.Decision = &registryv1.RowDecision_Skip{Skip: true}
	case "overwrite":
		d.Decision = &registryv1.RowDecision_Overwrite{Overwrite: true}
	default:
		id, err := uuid.Parse(right)
		if err != nil {
			return nil, matchInvalid(text)
		}
		d.Decision = &registryv1.RowDecision_ProjectId{ProjectId: id.String()}
	}
	return d, nil
}

func matchInvalid(text string) error {
	return errs.Invalid("MATCH_INVALID", "match %q is not ROW=PROJECT", text).With("value", text)
}
