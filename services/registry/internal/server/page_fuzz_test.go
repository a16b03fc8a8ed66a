package server

import (
	"slices"
	"testing"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// FuzzPageToken: whatever comes back as a token is read as what it was, or refused.
func FuzzPageToken(f *testing.F) {
	f.Add("", uint64(0))
	f.Add("%%%", uint64(1))
	f.Add(pageToken{7, []string{"滨城区", "甲", "0b2d5a4e-0000-4000-8000-000000000000"}}.String(), uint64(7))
	f.Fuzz(func(t *testing.T, text string, filter uint64) {
		keys, err := parsePageToken(text, filter, 3)
		if err != nil {
			if errs.ReasonOf(err) != "PAGE_TOKEN_INVALID" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := parsePageToken(pageToken{filter, keys}.String(), filter, 3)
		if err == nil && !slices.Equal(keys, again) {
			t.Fatalf("%q became %q", keys, again)
		}
		_, err = positionOf(&registryv1.ListProjectsRequest{PageToken: text, OrderBy: "rate"}, filter)
		if err != nil && errs.ReasonOf(err) != "PAGE_TOKEN_INVALID" {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
