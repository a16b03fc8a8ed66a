package kafka

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"pacesetter/tools/internal/process"
)

// classArchive holds what the JVM made of Kafka's classes at their first loading; a node that
// finds it starts with half the work.
const classArchive = "classes.jsa"

// archiveGrace is how long a node may take to write the archive at its end.
const archiveGrace = 5 * time.Minute

// archiveClasses has a node without a topic write down what it loads. An archive that does not
// fit the JVM, say after its upgrade, is left aside by it.
func archiveClasses(ctx context.Context, jars string) error {
	dir, err := os.MkdirTemp("", "kafka-classes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o := Options{Jars: jars, Dir: dir, Nodes: 1}
	if o.Port, err = freePort(ctx); err != nil {
		return err
	}
	specs, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	part := filepath.Join(jars, classArchive+".part")
	specs[0].Args = append([]string{"-XX:ArchiveClassesAtExit=" + part}, specs[0].Args...)
	node, err := process.Start(ctx, specs[0])
	if err != nil {
		return err
	}
	ready := node.WaitReady(ctx)
	node.Stop(archiveGrace)
	if ready != nil {
		return ready
	}
	return os.Rename(part, filepath.Join(jars, classArchive))
}

// freePort finds one on which nobody listens, nor on its controller's.
func freePort(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	for range 20 {
		broker, err := listen.Listen(ctx, "tcp", host+":0")
		if err != nil {
			return 0, err
		}
		port := broker.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // it listens on TCP
		controller, err := listen.Listen(ctx, "tcp", Options{Port: port}.controller(1))
		if err == nil {
			return port, errors.Join(broker.Close(), controller.Close())
		}
		if err := broker.Close(); err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("no free ports on %s", host)
}
