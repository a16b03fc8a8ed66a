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

func TestSheetSparesWhatIsThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "附件3.xlsx")
	own := []byte("a clerk's own")
	if err := os.WriteFile(file, own, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args   []string
		code   int
		errOut string
	}{
		"a file that is there": {[]string{"sheet", file}, 1, "FILE_THERE 文件“" + file + "”已存在"},
		"another kind of file": {[]string{"sheet", file + ".csv"}, 1, "FILE_NOT_XLSX"},
		"a folder to be":       {[]string{"sheet", filepath.Join(file+"-none", "a.xlsx")}, 1, "FILE_MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			code := dispatch(t.Context(), commands(), tc.args, &out, &errOut)
			if code != tc.code || !bytes.Contains(errOut.Bytes(), []byte(tc.errOut)) {
				t.Errorf("code %d: %s", code, &errOut)
			}
			if content, err := os.ReadFile(file); err != nil || !bytes.Equal(content, own) {
				t.Errorf("%q, %v", content, err)
			}
		})
	}
	var out, errOut bytes.Buffer
	if code := dispatch(t.Context(), commands(), []string{"sheet", file, "--force"}, &out, &errOut); code != 0 {
		t.Fatalf("code %d: %s", code, &errOut)
	}
	if content, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(content, []byte("PK")) {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}
