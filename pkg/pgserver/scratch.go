package pgserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const (
	// memory is where Linux keeps files in memory.
	memory = "/dev/shm"
	// memoryNeeded is what has to be free there for the data of a run of tests.
	memoryNeeded = 4 << 30
)

// ScratchSettings trade durability for speed: what lies in a scratch folder outlives no crash.
func ScratchSettings() map[string]string {
	return map[string]string{
		"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
		"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "256MB",
	}
}

// ScratchFolder makes a folder for the data of the one server that ends with this process;
// remove it then. prefix is this kind of process's own: what processes that were killed left
// behind of it is removed before.
//
// Where there is room it lies in memory. A test's database is some hundred small files, and
// making them took four seconds on a disk of a small machine where it takes less than half a
// second in memory.
func ScratchFolder(prefix string) (string, error) {
	for _, base := range []string{memory, os.TempDir()} {
		if err := removeLeftovers(base, prefix); err != nil {
			return "", err
		}
	}
	dir := filepath.Join(scratchBase(), prefix+strconv.Itoa(os.Getpid()))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("scratch folder: %w", err)
	}
	return dir, os.Chmod(dir, 0o755) //nolint:gosec // the server's own user has to enter, and there is nothing in it but test data
}

func scratchBase() string {
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err != nil || free.Bavail*uint64(free.Bsize) < memoryNeeded { //nolint:gosec // a block's size is positive
		return os.TempDir()
	}
	if syscall.Access(memory, 0o2) != nil {
		return os.TempDir()
	}
	return memory
}

// removeLeftovers removes the folders of processes that ended without doing so (the kernel
// stopped their server).
func removeLeftovers(base, prefix string) error {
	found, err := filepath.Glob(filepath.Join(base, prefix+"*"))
	if err != nil {
		return fmt.Errorf("look for leftovers: %w", err)
	}
	for _, dir := range found {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), prefix))
		if err != nil || pid != os.Getpid() && isAlive(pid) { // our number may have been somebody else's
			continue
		}
		_ = os.RemoveAll(dir) // another process may be removing it as well, or it is another user's
	}
	return nil
}

func isAlive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
