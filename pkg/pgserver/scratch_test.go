package pgserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"pacesetter/pkg/pgserver"
)

// TestAScratchClearsUpAfterTheDead and leaves alone who lives, and what is no scratch.
func TestAScratchClearsUpAfterTheDead(t *testing.T) {
	base := t.TempDir()
	left := filepath.Join(base, "scratch-left")
	other := filepath.Join(base, "scratch-of-somebody-else")
	for _, dir := range []string{left, other} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(left, "lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	lives, err := pgserver.NewScratch(base, "scratch-")
	if err != nil {
		t.Fatal(err)
	}
	second, err := pgserver.NewScratch(base, "scratch-")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what the dead left is there: %v", err)
	}
	for _, dir := range []string{lives.Dir, second.Dir, other} {
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("%s is gone: %v", dir, err)
		}
	}
	if info, err := os.Stat(lives.Dir); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("another user can't enter %s: %v, %v", lives.Dir, info.Mode(), err)
	}
	for _, s := range []*pgserver.Scratch{lives, second} {
		if err := s.Remove(); err != nil {
			t.Error(err)
		}
	}
	if rest, err := filepath.Glob(filepath.Join(base, "*")); err != nil || len(rest) != 1 {
		t.Errorf("%q are left, %v", rest, err)
	}
}

// TestAScratchLiesWhereItHasRoom: in memory or in TMPDIR.
func TestAScratchLiesWhereItHasRoom(t *testing.T) {
	s, err := pgserver.NewScratch("", "pacesetter-scratch-test-")
	if err != nil {
		t.Fatal(err)
	}
	if base := filepath.Dir(s.Dir); base != "/dev/shm" && base != filepath.Clean(os.TempDir()) {
		t.Errorf("it lies in %s", base)
	}
	if err := s.Remove(); err != nil {
		t.Error(err)
	}
}
