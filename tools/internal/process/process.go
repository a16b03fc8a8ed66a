// Package process runs a child program: its output in a log file, its exit
// noticed at once, its end asked for politely and then enforced. It knows
// nothing of what the program does.
package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Spec describes a child as data, so that what is to run can be printed,
// compared and tested without running it.
type Spec struct {
	Name string   // how messages call it
	Path string   // the program
	Args []string // without the program's name
	Env  []string // its whole environment
	Dir  string   // where it runs; empty: here
	Log  string   // file that its output is appended to
	// ReadyURL answers 2xx once the child can work (http://…), or accepts a
	// connection (tcp://host:port). Empty: ready when started.
	ReadyURL string
}

// Process is a started child.
type Process struct {
	spec   Spec
	cmd    *exec.Cmd
	exited chan struct{}
	err    error // set before exited is closed
}

// Start starts the child. It outlives ctx, but never this process, whatever
// ends that.
func Start(ctx context.Context, spec Spec) (*Process, error) {
	log, err := openLog(spec.Log)
	if err != nil {
		return nil, fmt.Errorf("log of %s: %w", spec.Name, err)
	}
	defer log.Close() // the child holds its own descriptor
	fmt.Fprintln(log, "--- start:", spec.Path, strings.Join(spec.Args, " "))
	p := &Process{spec: spec, exited: make(chan struct{})}
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), spec.Path, spec.Args...) //nolint:gosec // running what the spec says is this package's job
	p.cmd.Env, p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = spec.Env, spec.Dir, log, log
	p.cmd.SysProcAttr = childAttr()
	started := make(chan error, 1)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Name, err)
	}
	return p, nil
}

// run starts and awaits the child on one locked thread: the kernel sends the
// parent-death signal when the thread that forked ends, not the process.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := p.cmd.Start(); err != nil {
		started <- err
		return
	}
	started <- nil
	p.err = p.cmd.Wait()
	close(p.exited)
}

func openLog(path string) (*os.File, error) {
	if path == "" {
		return os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // the path is the caller's data folder
}

// Spec tells what was started.
func (p *Process) Spec() Spec { return p.spec }

// Name is the child's name.
func (p *Process) Name() string { return p.spec.Name }

// PID is the child's process ID.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Exited is closed when the child has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// Err tells, once the child has ended, how: nil after exit code 0.
func (p *Process) Err() error {
	select {
	case <-p.exited:
		return p.err
	default:
		return nil
	}
}

// Kill ends the child at once, as a crash would, and awaits its end.
func (p *Process) Kill() { p.signal(syscall.SIGKILL) }

// Stop asks the child to end and enforces it after grace.
func (p *Process) Stop(grace time.Duration) {
	timer := time.AfterFunc(grace, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	p.signal(syscall.SIGTERM)
}

func (p *Process) signal(s syscall.Signal) {
	err := p.cmd.Process.Signal(s)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = p.cmd.Process.Kill()
	}
	<-p.exited
}

// Run runs the child to its end. A failure carries the last lines of its log.
func Run(ctx context.Context, spec Spec) error {
	p, err := Start(ctx, spec)
	if err != nil {
		return err
	}
	select {
	case <-p.exited:
	case <-ctx.Done():
		p.Kill()
		return fmt.Errorf("%s: %w", spec.Name, ctx.Err())
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w\n%s", spec.Name, p.err, Tail(spec.Log))
	}
	return nil
}
