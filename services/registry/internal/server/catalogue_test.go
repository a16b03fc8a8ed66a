package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/server"
)

// TestEveryReasonHasItsSentence reads the sources for reasons: what is written as
// one there, a person must be able to read.
func TestEveryReasonHasItsSentence(t *testing.T) {
	t.Parallel()
	own, err := server.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	catalogue := errs.Base().Merge(own)
	made := regexp.MustCompile(`(?:errs\.(?:Invalid|Denied|NotFound|Exists|Conflict|Precondition|Exhausted|Unavailable|Internal)|refuse|warn)\("([A-Z0-9_]+)"`)
	named := regexp.MustCompile(`Reason\w+ += "([A-Z0-9_]+)"`)
	seen := 0
	for _, pattern := range []string{"*.go", "../registry/*.go", "../store/*.go", "../content/*.go", "../../../../pkg/projectcode/*.go", "../../../../pkg/uscc/*.go", "../../../../pkg/region/*.go", "../../../../pkg/month/*.go", "../../../../pkg/unittree/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range append(made.FindAllSubmatch(source, -1), named.FindAllSubmatch(source, -1)...) {
				seen++
				if reason := string(found[1]); !catalogue.Has(reason) {
					t.Errorf("%s: no sentence for %s", file, reason)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d reasons found: the pattern no longer fits the sources", seen)
	}
}
