package kafka

import (
	"context"
	"fmt"
	"sync"

	"pacesetter/tools/internal/process"
)

// Cluster is a running cluster whose nodes can be ended and started one by one.
type Cluster struct {
	opts  Options
	specs []process.Spec

	mu    sync.Mutex
	nodes []*process.Process // nodes[n-1]; the last process of node n
}

// Start prepares and starts all nodes and waits until each accepts
// connections. KRaft nodes need each other: they start at the same time.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	specs, err := Prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	c := &Cluster{opts: o, specs: specs, nodes: make([]*process.Process, o.Nodes)}
	for i := range specs {
		if c.nodes[i], err = process.Start(ctx, specs[i]); err != nil {
			c.Stop()
			return nil, err
		}
	}
	for _, node := range c.nodes {
		if err := node.WaitReady(ctx); err != nil {
			c.Stop()
			return nil, err
		}
	}
	return c, nil
}

// Brokers are the cluster's bootstrap addresses.
func (c *Cluster) Brokers() []string { return c.opts.Brokers() }

// Node is the present process of node n (from 1), running or ended.
func (c *Cluster) Node(n int) *process.Process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nodes[n-1]
}

// Kill ends node n as a crash would.
func (c *Cluster) Kill(n int) { c.Node(n).Kill() }

// StopNode ends node n cleanly.
func (c *Cluster) StopNode(n int) { c.Node(n).Stop(stopGrace) }

// StartNode starts node n again, with its data, and waits until it accepts
// connections.
func (c *Cluster) StartNode(ctx context.Context, n int) error {
	node, err := process.Start(ctx, c.specs[n-1])
	if err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	c.mu.Lock()
	c.nodes[n-1] = node
	c.mu.Unlock()
	return node.WaitReady(ctx)
}

// Stop ends all nodes together: one by one, the last would wait for a quorum
// that is gone.
func (c *Cluster) Stop() {
	var wg sync.WaitGroup
	for n := 1; n <= len(c.specs); n++ {
		if node := c.Node(n); node != nil {
			wg.Go(func() { node.Stop(stopGrace) })
		}
	}
	wg.Wait()
}
