package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestSheetWritesAWorkbook(t *testing.T) {
	file := filepath.Join(t.TempDir(), "附件3.xlsx")
	var out, errOut bytes.Buffer
	if code := dispatch(t.Context(), commands(), []string{"sheet", file, "--year", "2021"}, &out, &errOut); code != 0 {
		t.Fatalf("code %d: %s", code, &errOut)
	}
	content, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(content, []byte("PK")) {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}
