package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func servicesMeasured() []string { return []string{"registry", "statistics", "gateway"} }

// pids are the processes of the services.
func (w *world) pids() map[string]int {
	pids := map[string]int{"statistics": w.statistics.PID()}
	for _, name := range []string{"registry", "gateway"} {
		if pid, err := w.platform.PID(name); err == nil {
			pids[name] = pid
		}
	}
	return pids
}

// residentMiB is the memory that a process holds, 0 if it can't be told.
func residentMiB(pid int) float64 {
	return kibOf(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:") / 1024
}

// kibOf reads a line "Name:  123 kB" of a file of /proc.
func kibOf(path, name string) float64 {
	text, err := os.ReadFile(path) //nolint:gosec // a file of /proc
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == name {
			kib, _ := strconv.ParseFloat(fields[1], 64) // the kernel writes numbers
			return kib
		}
	}
	return 0
}
