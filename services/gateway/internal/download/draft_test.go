package download

import (
	"bytes"
	"path/filepath"
	"testing"
)

// TestADraftIsWholeWhereverItLies: in memory, in a file, and where there is no place for one.
func TestADraftIsWholeWhereverItLies(t *testing.T) {
	for name, tc := range map[string]struct {
		folder string
		pieces int
		inFile bool
	}{
		"a short one":                 {t.TempDir(), 3, false},
		"a long one":                  {t.TempDir(), 9, true},
		"a long one without a folder": {filepath.Join(t.TempDir(), "none"), 9, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", tc.folder)
			var d draft
			defer d.close()
			var want, got bytes.Buffer
			for i := range tc.pieces {
				piece := bytes.Repeat([]byte{byte('a' + i)}, 1<<20)
				want.Write(piece)
				if _, err := d.Write(piece); err != nil {
					t.Fatal(err)
				}
			}
			left, _ := filepath.Glob(filepath.Join(tc.folder, "*"))
			if err := d.sendTo(&got); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) || d.size != int64(want.Len()) {
				t.Errorf("%d of %d bytes, %d told, %v", got.Len(), want.Len(), d.size, err)
			}
			if (d.file != nil) != tc.inFile || len(left) > 0 {
				t.Errorf("in a file: %t, left behind: %v", d.file != nil, left)
			}
		})
	}
}
