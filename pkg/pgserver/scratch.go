package pgserver

import (
	"bufio"
	"bytes"
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
	// lockName is the file of a scratch folder that is locked for as long as somebody uses it.
	lockName = "lock"
)

// ScratchSettings trade durability for speed: what lies in a scratch folder outlives no crash.
func ScratchSettings() map[string]string {
	return map[string]string{
		"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
		"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "256MB",
	}
}

// Scratch is a folder for the data of a server that ends with this process.
type Scratch struct {
	Dir string

	lock *os.File
}

// NewScratch makes a folder under base. What processes that were killed left behind there,
// with the same prefix, is removed before.
//
// For an empty base it lies in memory if there is room, else in TMPDIR. A test's database is
// some hundred small files, and making them took four seconds on a disk of a small machine
// where it takes less than half a second in memory.
func NewScratch(base, prefix string) (*Scratch, error) {
	if base == "" {
		base = scratchBase()
	}
	if err := removeLeftovers(base, prefix); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return nil, fmt.Errorf("scratch folder: %w", err)
	}
	s := &Scratch{Dir: dir}
	name := filepath.Join(dir, lockName)
	// Locked before it bears its name: who looks for leftovers meanwhile finds none here.
	if s.lock, err = lock(name+".new", os.O_CREATE); err != nil {
		return nil, errors.Join(fmt.Errorf("lock scratch folder: %w", err), os.RemoveAll(dir))
	}
	if err := os.Rename(name+".new", name); err != nil {
		return nil, errors.Join(fmt.Errorf("lock scratch folder: %w", err), s.Remove())
	}
	return s, os.Chmod(dir, 0o755) //nolint:gosec // the server's own user has to enter, and there is nothing in it but test data
}

// Remove removes the folder and all that is in it.
func (s *Scratch) Remove() error {
	return errors.Join(os.RemoveAll(s.Dir), s.lock.Close())
}

// lock opens a file that nobody else has locked. The lock ends with the process.
func lock(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Clean(name), os.O_RDWR|how, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// removeLeftovers removes the folders of processes that ended without doing so: the kernel
// stopped their server and gave up their lock.
func removeLeftovers(base, prefix string) error {
	found, err := filepath.Glob(filepath.Join(base, prefix+"*"))
	if err != nil {
		return fmt.Errorf("look for leftovers: %w", err)
	}
	for _, dir := range found {
		left, err := lock(filepath.Join(dir, lockName), 0)
		if err != nil {
			continue // somebody lives in it, or it is another user's
		}
		if err := errors.Join(os.RemoveAll(dir), left.Close()); err != nil {
			return fmt.Errorf("remove leftover: %w", err)
		}
	}
	return nil
}

func scratchBase() string {
	if syscall.Access(memory, 0o2) == nil && roomInMemory() >= memoryNeeded {
		return memory
	}
	return os.TempDir()
}

// roomInMemory is how much may be kept in memory as files: what is free of the file system's
// share, of the machine's memory, and of this control group's.
func roomInMemory() uint64 {
	var files syscall.Statfs_t
	if syscall.Statfs(memory, &files) != nil {
		return 0
	}
	room := min(files.Bavail*uint64(files.Bsize), availableMemory()) //nolint:gosec // G115: a block's size is positive
	most, limited := number("/sys/fs/cgroup/memory.max")
	if used, known := number("/sys/fs/cgroup/memory.current"); limited && known {
		room = min(room, most-min(used, most))
	}
	return room
}

// availableMemory is the kernel's estimate of what may be had without swapping.
func availableMemory() uint64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "MemAvailable:" {
			kibibytes, _ := strconv.ParseUint(fields[1], 10, 64)
			return kibibytes << 10
		}
	}
	return 0
}

// number reads a file of the kernel's that holds one; "max" and no file are none.
func number(file string) (uint64, bool) {
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}
