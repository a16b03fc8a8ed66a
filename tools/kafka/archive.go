package kafka

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"pacesetter/tools/internal/process"
)

const (
	// classArchive holds what the JVM made of Kafka's classes at their first loading; a node
	// that finds it starts with half the work.
	classArchive = "classes.jsa"
	// archivedFor tells for which JVM and place the archive was tried.
	archivedFor = "classes.for"
	// archiveFailed tells why there is none.
	archiveFailed = "classes.failed"
	// archiveGrace is how long a node may take to write the archive at its end.
	archiveGrace = 5 * time.Minute
	// terminated is the JVM's exit code after SIGTERM.
	terminated = 143
)

var errHalf = errors.New("the node that was to write the archive did not end as told")

// archiveOnce makes the archive once for each JVM and place. Without one a node starts all
// the same, only later: a failure is written down and stops nobody.
func archiveOnce(ctx context.Context, dir string) error {
	version, err := exec.CommandContext(ctx, "java", "-version").CombinedOutput()
	if err != nil {
		return fmt.Errorf("java -version: %w\n%s", err, version)
	}
	key := append([]byte(dir+"\n"), version...)
	done := filepath.Join(dir, archivedFor)
	if got, err := os.ReadFile(done); err == nil && bytes.Equal(got, key) { //nolint:gosec // our own marker
		return nil
	}
	archive, failed := filepath.Join(dir, classArchive), filepath.Join(dir, archiveFailed)
	for _, old := range []string{archive, archive + ".part", failed} {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("remove the old archive of classes: %w", err)
		}
	}
	if err := archiveClasses(ctx, dir); ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil {
		err = os.WriteFile(failed, []byte(err.Error()+"\n"), 0o644) //nolint:gosec // no secrets in it
		if err != nil {
			return fmt.Errorf("archive Kafka's classes: %w", err)
		}
	}
	return os.WriteFile(done, key, 0o644) //nolint:gosec // no secrets in it
}

// archiveClasses has a node without a topic write down what it loads.
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
	if err := node.WaitReady(ctx); err != nil {
		node.Kill()
		return err
	}
	node.Stop(archiveGrace)
	// Killed while it wrote, it leaves behind half an archive.
	if exit, ok := errors.AsType[*exec.ExitError](node.Err()); !ok || exit.ExitCode() != terminated {
		return errors.Join(errHalf, node.Err())
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
