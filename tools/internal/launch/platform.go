package launch

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"pacesetter/tools/internal/process"
)

// child is something started that can end: a program of ours, or PostgreSQL.
type child interface {
	Name() string
	PID() int
	Exited() <-chan struct{}
	Err() error
	Kill()
	Stop(grace time.Duration)
	// again starts the same thing once more, after it ended.
	again(ctx context.Context) (child, error)
}

// Platform is a running platform.
type Platform struct {
	opts Options
	lock *flock.Flock
	plan plan

	mu       sync.Mutex
	children []child // in the order of their first start
	died     chan child
}

func newPlatform(o Options, lock *flock.Flock) *Platform {
	p := &Platform{opts: o, lock: lock, died: make(chan child, 1)}
	p.plan.opts = o
	return p
}

// Options tell how the platform was started.
func (p *Platform) Options() Options { return p.opts }

// Brokers are the addresses of the platform's Kafka.
func (p *Platform) Brokers() []string { return p.plan.brokers }

// DatabaseURL is the address of a service's database for its application role.
func (p *Platform) DatabaseURL(name string) string { return p.plan.dbURL(name, name+"_app") }

// program is a child that is a program of ours.
type program struct{ *process.Process }

func (c program) again(ctx context.Context) (child, error) { return startProgram(ctx, c.Spec()) }

func startProgram(ctx context.Context, spec process.Spec) (child, error) {
	proc, err := process.Start(ctx, spec)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := proc.WaitReady(ctx); err != nil {
		proc.Stop(stopGrace)
		return nil, err
	}
	return program{proc}, nil
}

// run starts a program and adds it when it is ready.
func (p *Platform) run(ctx context.Context, spec process.Spec) error {
	if _, err := os.Stat(spec.Path); err != nil {
		return fmt.Errorf("缺少 %s，请先运行 make build", spec.Path)
	}
	c, err := startProgram(ctx, spec)
	if err != nil {
		return err
	}
	p.add(c)
	return nil
}

// add takes c as one of ours, in place of an ended one of the same name.
func (p *Platform) add(c child) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := p.index(c.Name()); i >= 0 {
		p.children[i] = c
	} else {
		p.children = append(p.children, c)
	}
	go p.watch(c)
}

func (p *Platform) index(name string) int {
	return slices.IndexFunc(p.children, func(c child) bool { return c.Name() == name })
}

func (p *Platform) watch(c child) {
	<-c.Exited()
	select {
	case p.died <- c:
	default: // the first death is the one that counts
	}
}

// Wait returns nil when ctx ends, and an error that names the child when one
// has ended by itself. It ends nothing: call Stop.
func (p *Platform) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case c := <-p.died:
		return p.ended(c)
	}
}

// ended is the error that names a child that has ended by itself.
func (p *Platform) ended(c child) error {
	return fmt.Errorf("%s 已退出（%s），全部结束\n%s", c.Name(), howEnded(c), process.Tail(p.opts.log(c.Name())))
}

// noticedWithin is how long after its last answer a child's end may be noticed.
const noticedWithin = 500 * time.Millisecond

// During runs f. Where a child ends by itself meanwhile, that is the error, whatever
// f came to for want of it.
func (p *Platform) During(ctx context.Context, f func(context.Context) error) error {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f(within) }()
	select {
	case err := <-done:
		return p.blame(ctx, err)
	case c := <-p.died:
		cancel()
		<-done //nolint:errcheck // whatever it came to, the child is why
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return p.ended(c)
	}
}

// blame puts the end of a child in the place of the error that it may have caused.
func (p *Platform) blame(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	timer := time.NewTimer(noticedWithin)
	defer timer.Stop()
	select {
	case c := <-p.died:
		return p.ended(c)
	case <-timer.C:
		return err
	}
}

func howEnded(c child) string {
	if err := c.Err(); err != nil {
		return err.Error()
	}
	return "exit status 0"
}

// Kill ends a child at once, as a crash would.
func (p *Platform) Kill(name string) error {
	c, err := p.child(name)
	if err != nil {
		return err
	}
	c.Kill()
	return nil
}

// PID is a child's process ID.
func (p *Platform) PID(name string) (int, error) {
	c, err := p.child(name)
	if err != nil {
		return 0, err
	}
	return c.PID(), nil
}

// Restart starts a child again that has ended, and waits until it is ready.
func (p *Platform) Restart(ctx context.Context, name string) error {
	old, err := p.child(name)
	if err != nil {
		return err
	}
	<-old.Exited()
	c, err := old.again(ctx)
	if err != nil {
		return fmt.Errorf("start %s again: %w", name, err)
	}
	p.add(c)
	return nil
}

// Names are the children's names in the order they were started.
func (p *Platform) Names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]string, len(p.children))
	for i, c := range p.children {
		list[i] = c.Name()
	}
	return list
}

func (p *Platform) child(name string) (child, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := p.index(name)
	if i < 0 {
		return nil, fmt.Errorf("no process %q here", name)
	}
	return p.children[i], nil
}

// Stop ends all children, the last started first: services let go of the
// broker and the database before those go.
func (p *Platform) Stop() {
	p.mu.Lock()
	children := slices.Clone(p.children)
	p.mu.Unlock()
	for _, group := range groups(children) {
		var wg sync.WaitGroup
		for _, c := range group {
			wg.Go(func() { c.Stop(stopGrace) })
		}
		wg.Wait()
	}
	_ = p.lock.Unlock() // the lock ends with this process at the latest
}

// groups are the children in the order of their end. Kafka's nodes end
// together: alone, the last would wait for a quorum that is gone.
func groups(children []child) [][]child {
	var list [][]child
	for _, c := range slices.Backward(children) {
		last := len(list) - 1
		if last >= 0 && isKafka(c) && isKafka(list[last][0]) {
			list[last] = append(list[last], c)
			continue
		}
		list = append(list, []child{c})
	}
	return list
}
