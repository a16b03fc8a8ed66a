package auditrpc

import (
	"testing"
	"time"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/errs"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
)

// FuzzPageToken hands in foreign tokens: refused with a reason, or one that we might
// have written ourselves.
func FuzzPageToken(f *testing.F) {
	req := &auditv1.ListAuditEntriesRequest{Principal: "clerk"}
	f.Add(pageToken(req, audit.Entry{ID: 7, At: time.Date(2020, 5, 20, 8, 0, 0, 1000, time.UTC)}), "clerk")
	f.Add("AAAA", "")
	f.Fuzz(func(t *testing.T, token, principal string) {
		req := &auditv1.ListAuditEntriesRequest{PageToken: token, Principal: principal}
		switch after, err := parsePageToken(req); {
		case err != nil && errs.ReasonOf(err) != "PAGE_TOKEN_INVALID":
			t.Error(err)
		case err == nil && token != "" && pageToken(req, audit.Entry{ID: after.ID, At: after.At}) != token:
			t.Errorf("%q was taken for %v", token, after)
		}
	})
}
