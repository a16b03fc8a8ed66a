package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// child is the postmaster under the eye of one goroutine.
type child struct {
	cmd    *exec.Cmd
	done   chan struct{} // closed when the process has ended
	exited chan error    // its error, then closed
}

// spawn starts cmd. The kernel sends the parent-death signal when the *thread*
// that started the child ends, so the goroutine that starts it keeps its thread
// until the child is gone.
func spawn(cmd *exec.Cmd) (*child, error) {
	c := &child{cmd: cmd, done: make(chan struct{}), exited: make(chan error, 1)}
	started := make(chan error, 1)
	go c.supervise(started)
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

func (c *child) supervise(started chan<- error) {
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	err := c.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	if err := c.cmd.Wait(); err != nil {
		c.exited <- fmt.Errorf("postgres: %w", err)
	}
	close(c.exited)
	close(c.done)
}

// stop asks with sig and insists with SIGKILL.
func (c *child) stop(sig os.Signal, within time.Duration) error {
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-c.done:
		return nil
	case <-timer.C:
	}
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-c.done
	return nil
}
