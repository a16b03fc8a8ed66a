package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pacesetter/pkg/errs"
)

const limit = 1 << 20

// archives are the stores that there are; each must do all of what Store says.
func archives(t *testing.T) map[string]*Archive {
	t.Helper()
	disk, err := Open(Config{Folder: t.TempDir()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s3, err := Open(Config{Folder: t.TempDir()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s3.Store = fakeBucket(t)
	return map[string]*Archive{"disk": disk, "s3": s3}
}

func keep(t *testing.T, a *Archive, text string) Hash {
	t.Helper()
	r, err := a.Receive(strings.NewReader(text), limit)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Keep(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := r.Discard(); err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

func read(t *testing.T, s Store, h Hash) string {
	t.Helper()
	from, err := s.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	var out bytes.Buffer
	if err := Copy(&out, from, h); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func hashes(t *testing.T, s Store) []Hash {
	t.Helper()
	var all []Hash
	if err := s.Each(t.Context(), func(h Hash) error { all = append(all, h); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// waiting counts the files that wait in the archive's folder.
func waiting(t *testing.T, a *Archive) int {
	t.Helper()
	entries, err := os.ReadDir(a.waiting)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestContentIsKeptOnceUnderItsHash(t *testing.T) {
	long := strings.Repeat("滨州", 200_000)[:700_000]
	for name, a := range archives(t) {
		t.Run(name, func(t *testing.T) {
			h := keep(t, a, "批复")
			if again := keep(t, a, "批复"); again != h || h != sha256.Sum256([]byte("批复")) {
				t.Errorf("hashes %s and %s", h, again)
			}
			other := keep(t, a, long)
			if got := hashes(t, a); len(got) != 2 {
				t.Errorf("keeps %v", got)
			}
			if read(t, a, h) != "批复" || read(t, a, other) != long {
				t.Error("other content came back")
			}
			if n := waiting(t, a); n != 0 {
				t.Errorf("%d files still wait", n)
			}
			if _, err := a.Open(t.Context(), Hash{1}); errs.ReasonOf(err) != "CONTENT_MISSING" {
				t.Errorf("what was never kept: %v", err)
			}
			stop := errors.New("stop")
			if err := a.Each(t.Context(), func(Hash) error { return stop }); !errors.Is(err, stop) {
				t.Errorf("Each went on: %v", err)
			}
		})
	}
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("connection reset")
	for name, tc := range map[string]struct {
		from io.Reader
		want string
	}{
		"empty":              {strings.NewReader(""), "CONTENT_EMPTY"},
		"a byte too many":    {strings.NewReader(strings.Repeat("x", limit+1)), "CONTENT_TOO_LARGE"},
		"never ending":       {endless{}, "CONTENT_TOO_LARGE"},
		"broken half-way":    {io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), ""},
		"broken at once":     {iotest.ErrReader(broken), ""},
		"an abrupt end":      {io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF)), ""},
		"a cancelled caller": {io.MultiReader(strings.NewReader("half"), iotest.ErrReader(context.Canceled)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := archives(t)["disk"]
			r, err := a.Receive(tc.from, limit)
			if err == nil || r != nil {
				t.Fatalf("received %v", r)
			}
			if e, ours := errs.As(err); ours && e.Reason != tc.want || !ours && tc.want != "" {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if n := waiting(t, a); n != 0 {
				t.Errorf("%d files left", n)
			}
		})
	}
	a := archives(t)["disk"]
	if r, err := a.Receive(strings.NewReader(strings.Repeat("x", limit)), limit); err != nil || r.Size != limit {
		t.Errorf("exactly the limit: %v", err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// TestVerifyTellsWhatIsWrong breaks an archive by hand, as disks and people do.
func TestVerifyTellsWhatIsWrong(t *testing.T) {
	a := archives(t)["disk"]
	disk, _ := a.Store.(*Disk)
	sound, changed, cut, gone, orphan := keep(t, a, "sound"), keep(t, a, "changed"), keep(t, a, "cut short"), keep(t, a, "gone"), keep(t, a, "orphan")
	write(t, disk.path(changed), "chanGed")
	write(t, disk.path(cut), "cut")
	if err := os.Remove(disk.path(gone)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(disk.folder, "README"), "none of ours")
	v, err := Verify(t.Context(), a, func(context.Context) ([]Hash, error) { return []Hash{sound, changed, cut, gone}, nil })
	if err != nil {
		t.Fatal(err)
	}
	got := map[Hash]string{}
	for _, f := range v.Faults {
		got[f.Hash] = f.Reason()
	}
	if v.Sound != 1 || len(got) != 3 || got[changed] != "CONTENT_DIFFERS" || got[cut] != "CONTENT_DIFFERS" || got[gone] != "CONTENT_MISSING" {
		t.Errorf("%d sound, faults %v", v.Sound, got)
	}
	if len(v.Orphans) != 1 || v.Orphans[0] != orphan {
		t.Errorf("orphans %v", v.Orphans)
	}
	var out bytes.Buffer
	from, err := a.Open(t.Context(), changed)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	if err := Copy(&out, from, changed); errs.ReasonOf(err) != "CONTENT_DIFFERS" || out.Len() != 0 {
		t.Errorf("%d bytes of what differs went out, %v", out.Len(), err)
	}
}

// TestWhatWasCutIsKeptAnew: a file that a bad disk shortened is mended by the same
// content coming again.
func TestWhatWasCutIsKeptAnew(t *testing.T) {
	a := archives(t)["disk"]
	disk, _ := a.Store.(*Disk)
	h := keep(t, a, "cut short")
	write(t, disk.path(h), "cut")
	if keep(t, a, "cut short"); read(t, a, h) != "cut short" {
		t.Error("still cut")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOpeningRemovesWhatEndedUploadsLeft, and nothing that may still be coming.
func TestOpeningRemovesWhatEndedUploadsLeft(t *testing.T) {
	now, folder := time.Now(), t.TempDir()
	a, err := Open(Config{Folder: folder}, now)
	if err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{waitingPrefix + "old": 25 * time.Hour, waitingPrefix + "coming": time.Minute, "else": 25 * time.Hour} {
		path := filepath.Join(a.waiting, name)
		write(t, path, "half")
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(Config{Folder: folder}, now); err != nil {
		t.Fatal(err)
	}
	if n := waiting(t, a); n != 2 {
		t.Errorf("%d files wait, want the one that is coming and the one that is not ours", n)
	}
	if none, err := Open(Config{}, now); none != nil || err != nil {
		t.Errorf("without settings: %v, %v", none, err)
	}
}

func TestParseHash(t *testing.T) {
	good := Hash{1, 2}.String()
	for text, want := range map[string]bool{
		good: true, strings.ToUpper(Hash{0xab}.String()): false, good[:63]: false, good + "0": false, "": false, strings.Repeat("g", 64): false,
	} {
		if _, ok := ParseHash(text); ok != want {
			t.Errorf("ParseHash(%q) = %v", text, ok)
		}
	}
}
