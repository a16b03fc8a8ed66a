// Package devbroker is the Kafka-protocol broker of a developer's machine:
// kfake with a data folder, so that topics survive a restart, and a lock,
// because kfake itself lets two processes write one folder. It is no broker
// for anything one would miss.
package devbroker

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/twmb/franz-go/pkg/kfake"
)

// Options say where the broker keeps its data and listens.
type Options struct {
	Dir  string
	Port int // on 127.0.0.1
	Log  io.Writer
}

// Run serves until ctx ends, then writes its state and lets the folder go.
func Run(ctx context.Context, o Options) error {
	unlock, err := lock(o.Dir)
	if err != nil {
		return err
	}
	defer unlock()
	cluster, err := kfake.NewCluster(
		kfake.Ports(o.Port), // one broker; without it kfake opens three random ports
		kfake.DataDir(filepath.Join(o.Dir, "topics")),
		kfake.DefaultNumPartitions(6),
		kfake.GroupMinSessionTimeout(time.Second),
		kfake.WithLogger(kfake.BasicLogger(o.Log, kfake.LogLevelWarn)),
	)
	if err != nil {
		return fmt.Errorf("broker on port %d: %w", o.Port, err)
	}
	defer cluster.Close()
	<-ctx.Done()
	return nil
}

func lock(dir string) (func(), error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("broker's data folder: %w", err)
	}
	l := flock.New(filepath.Join(dir, "lock"))
	held, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", l.Path(), err)
	}
	if !held {
		return nil, fmt.Errorf("another broker is using %s", dir)
	}
	return func() { _ = l.Unlock() }, nil
}
