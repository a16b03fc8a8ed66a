package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usage is the processor time that was spent, which a busy machine lengthens less
// than the time that passes.
type usage struct {
	service, postgres time.Duration
}

// used tells what a process and the database server have spent so far.
func (w *world) used(pid int) usage {
	postmaster, err := w.platform.PID("postgres")
	if err != nil {
		return usage{}
	}
	all, ended := spent(postmaster)
	u := usage{service: first(spent(pid)), postgres: all + ended}
	children, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well-formed
	for _, path := range children {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if fields := statOf(pid); len(fields) > 1 && fields[1] == strconv.Itoa(postmaster) {
			u.postgres += first(spent(pid))
		}
	}
	return u
}

func first(own, _ time.Duration) time.Duration { return own }

// since says what was spent for each of n things.
func (u usage) since(before usage, n int) string {
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(n) }
	return fmt.Sprintf("%.1f µs in the process, %.1f µs in PostgreSQL", each(u.service-before.service), each(u.postgres-before.postgres))
}

// spent is the processor time of a process, and of its children that have ended.
func spent(pid int) (own, ended time.Duration) {
	const tick = 10 * time.Millisecond // of the kernel's counters, on every Linux we know
	fields := statOf(pid)
	if len(fields) < 15 {
		return 0, 0
	}
	sum := func(i, j int) time.Duration {
		a, _ := strconv.Atoi(fields[i]) // the kernel writes numbers
		b, _ := strconv.Atoi(fields[j])
		return time.Duration(a+b) * tick
	}
	return sum(11, 12), sum(13, 14)
}

// statOf are the fields of /proc/PID/stat behind the name, which may hold blanks.
func statOf(pid int) []string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return strings.Fields(rest)
}
