package pgserver_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"pacesetter/pkg/pgserver"
)

// TestAScratchFolderClearsUpAfterTheDead and leaves alone who lives.
func TestAScratchFolderClearsUpAfterTheDead(t *testing.T) {
	prefix := "pacesetter-scratch-test-" + strconv.Itoa(os.Getpid()) + "-"
	ended := exec.CommandContext(t.Context(), "true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(os.TempDir(), prefix+strconv.Itoa(ended.Process.Pid))
	lives := filepath.Join(os.TempDir(), prefix+strconv.Itoa(os.Getppid()))
	for _, dir := range []string{left, lives} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
	}
	for range 2 { // the second time the first one's is in its way
		dir, err := pgserver.ScratchFolder(prefix)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("another user can't enter %s: %v, %v", dir, info.Mode(), err)
		}
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what the dead left is there: %v", err)
	}
	if _, err := os.Stat(lives); err != nil {
		t.Errorf("what somebody uses is gone: %v", err)
	}
}
