package pgserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var errEnded = errors.New("postgres ended while it was starting")

// launcher holds what one start needs.
type launcher struct {
	opts Options
	bin  string
	user *syscall.Credential // nil: run as ourselves
}

// unprivileged is the user a root process becomes for PostgreSQL, which refuses
// to run as root.
func unprivileged(runAs string) *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{runAs, "postgres", "nobody"} {
		if name == "" {
			continue
		}
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32) // passwd(5): a number
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	const nobody = 65534
	return &syscall.Credential{Uid: nobody, Gid: nobody}
}

// prepare makes the folder and, on the first start, the cluster in it.
func (l launcher) prepare(ctx context.Context) error {
	if err := os.MkdirAll(l.opts.Dir, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if l.user != nil {
		if err := os.Chown(l.opts.Dir, int(l.user.Uid), int(l.user.Gid)); err != nil {
			return fmt.Errorf("hand over data folder: %w", err)
		}
	}
	if major, err := dataMajor(l.opts.Dir); err != nil || major != 0 {
		return err
	}
	return l.initdb(ctx)
}

func (l launcher) initdb(ctx context.Context) error {
	data := dataDir(l.opts.Dir)
	cmd := l.command(ctx, "initdb", "-D", data, "-U", Superuser, "-A", "trust", "-E", "UTF8",
		"--locale=C.UTF-8", "--no-instructions", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		// Half a cluster would be taken for a whole one by the next start.
		return errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(data))
	}
	return nil
}

// command runs as the unprivileged user in a process group of its own, so that
// Ctrl-C reaches us and not the database that others still use.
func (l launcher) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(l.bin, name), args...) //nolint:gosec // binaries chosen by FindBinaries
	cmd.Dir = l.opts.Dir                                                 // the user must be able to enter it
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: l.user, Setpgid: true, Pdeathsig: syscall.SIGINT}
	return cmd
}

// startCleared starts the server, giving a predecessor that was killed a moment
// before the time to let go of the data folder.
func (l launcher) startCleared(ctx context.Context) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, clearWithin+readyWithin)
	defer cancel()
	deadline := time.NewTimer(clearWithin)
	defer deadline.Stop()
	tick := time.NewTicker(10 * probeEvery)
	defer tick.Stop()
	for {
		s, err := l.start(ctx)
		if err == nil || !occupied(err) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-deadline.C:
			return nil, err
		case <-tick.C:
		}
	}
}

// occupied tells the two ways in which the processes of a killed server hinder
// the next one for a moment.
func occupied(err error) bool {
	text := err.Error()
	return strings.Contains(text, "postmaster.pid") || strings.Contains(text, "pre-existing shared memory")
}

func (l launcher) start(ctx context.Context) (*Server, error) {
	port, err := choosePort(ctx, l.opts.Port)
	if err != nil {
		return nil, err
	}
	out, err := os.Create(logFile(l.opts.Dir))
	if err != nil {
		return nil, fmt.Errorf("open server log: %w", err)
	}
	defer func() { _ = out.Close() }() // the child has its own handle
	cmd := l.command(context.WithoutCancel(ctx), "postgres", l.arguments(port)...)
	cmd.Stdout, cmd.Stderr = out, out
	child, err := spawn(cmd)
	if err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	s := &Server{port: port, data: dataDir(l.opts.Dir), child: child}
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", err, logTail(logFile(l.opts.Dir))), s.Stop())
	}
	return s, nil
}

// arguments are the server's settings. There is no Unix socket: its path would
// have to stay under some hundred bytes, which a checkout's folder need not.
func (l launcher) arguments(port int) []string {
	settings := map[string]string{
		"listen_addresses": "127.0.0.1", "port": strconv.Itoa(port), "unix_socket_directories": "",
		"max_connections": "200", "shared_buffers": "256MB", "work_mem": "32MB", "max_wal_size": "2GB",
	}
	maps.Copy(settings, l.opts.Settings)
	args := []string{"-D", dataDir(l.opts.Dir)}
	for _, name := range slices.SortedFunc(maps.Keys(settings), cmp.Compare[string]) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}
