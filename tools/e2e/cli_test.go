//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// said is what a command printed, and its exit code.
type said struct {
	out, errOut string
	code        int
}

// cli runs the command line against the platform.
func (p *platform) cli(t *testing.T, args ...string) said {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	var out, errOut bytes.Buffer
	args = append(args, "--port-offset", strconv.Itoa(p.opts.PortOffset))
	cmd := exec.CommandContext(ctx, filepath.Join(p.opts.Root, "bin/pacesetter"), args...)
	cmd.Stdout, cmd.Stderr, cmd.Env = &out, &errOut, os.Environ()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("pacesetter %v: %v", args, err)
	}
	return said{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

// must wants a command that works.
func (p *platform) must(t *testing.T, args ...string) said {
	t.Helper()
	s := p.cli(t, args...)
	if s.code != 0 {
		t.Fatalf("pacesetter %v: exit code %d\n%s%s", args, s.code, s.out, s.errOut)
	}
	return s
}

// read reads the one JSON object that a command printed.
func read[T any](t *testing.T, s said) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(s.out), &v); err != nil {
		t.Fatalf("no JSON object: %v\n%s%s", err, s.out, s.errOut)
	}
	return v
}

// shown are the figures of a roll-up as --json has them.
type shown struct {
	Unit, Name, Month string
	Projects          int64    `json:"projects"`
	Due               int64    `json:"due"`
	Reported          int64    `json:"reported"`
	Missing           int64    `json:"missing"`
	Planned           int64    `json:"planned_yuan"`
	Invested          int64    `json:"invested_yuan"`
	MonthYuan         int64    `json:"month_yuan"`
	Rate              *float64 `json:"completion_rate"`
	RateShown         string   `json:"rate_shown"`
	PaceShown         string   `json:"pace_shown"`
	LeadShown         string   `json:"lead_shown"`
	Children          []shown  `json:"children"`
	Groups            []struct {
		Value    string `json:"value"`
		Projects int64  `json:"projects"`
	} `json:"groups"`
}

func (p *platform) rollup(t *testing.T, unit, month string, more ...string) shown {
	t.Helper()
	return read[shown](t, p.must(t, append([]string{"rollup", "--unit", unit, "--month", month, "--json"}, more...)...))
}

// awaitRollup waits until statistics has counted what was written.
func (p *platform) awaitRollup(t *testing.T, unit, month string, counted func(shown) bool) shown {
	t.Helper()
	var last shown
	if !eventually(t, 30*time.Second, func() bool {
		last = p.rollup(t, unit, month)
		return counted(last)
	}) {
		t.Errorf("the roll-up of %s at %s stays at %+v", unit, month, last)
	}
	return last
}
