package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Superuser is the role that owns a cluster made by this package. It needs no
// password: the server listens on loopback only.
const Superuser = "postgres"

const (
	readyWithin = 60 * time.Second // recovery after a kill replays the log first
	clearWithin = 15 * time.Second // for the children of a killed predecessor to go
	stopWithin  = 30 * time.Second
	probeEvery  = 20 * time.Millisecond
)

// Options say where and how to run the server.
type Options struct {
	// Dir is the base folder: the data lies in Dir/data, the log in Dir/postgres.log.
	Dir string
	// Port to listen on at 127.0.0.1; 0 takes a free one.
	Port int
	// BinDir overrides the search for binaries.
	BinDir string
	// RunAs names the unprivileged user to become when started as root.
	RunAs string
	// Settings are added to the server's configuration.
	Settings map[string]string
	// Log may be nil.
	Log *slog.Logger
}

// Server is a running PostgreSQL.
type Server struct {
	port  int
	data  string
	child *child
}

// Start runs the server and returns when it answers. ctx bounds the start only;
// the server lives until Stop or until this process ends.
func Start(ctx context.Context, opts Options) (*Server, error) {
	dir, err := filepath.Abs(opts.Dir) // the child works in another folder
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	opts.Dir = dir
	bin, err := FindBinaries(ctx, opts.Dir, opts.BinDir)
	if err != nil {
		return nil, err
	}
	l := launcher{opts: opts, bin: bin, user: unprivileged(opts.RunAs)}
	if err := l.prepare(ctx); err != nil {
		return nil, l.explain(err)
	}
	s, err := l.startCleared(ctx)
	if err != nil {
		return nil, l.explain(err)
	}
	if opts.Log != nil {
		opts.Log.LogAttrs(ctx, slog.LevelInfo, "postgres started", slog.Int("port", s.port), slog.Int("pid", s.PID()), slog.String("binaries", bin))
	}
	return s, nil
}

// URL is the address of a database for one of the cluster's roles.
func (s *Server) URL(db, user string) string {
	u := url.URL{
		Scheme: "postgres", User: url.User(user), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path: "/" + db, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// PID is the process ID of the postmaster.
func (s *Server) PID() int { return s.child.cmd.Process.Pid }

// Exited is closed when the server has ended, after its error, if any, was sent.
func (s *Server) Exited() <-chan error { return s.child.exited }

// Stop shuts the server down without waiting for its clients and returns when
// it is gone. Stopping twice is harmless.
func (s *Server) Stop() error {
	if err := s.child.stop(syscall.SIGINT, stopWithin); err != nil {
		return fmt.Errorf("stop postgres: %w", err)
	}
	return nil
}

func dataDir(dir string) string { return filepath.Join(dir, "data") }

func logFile(dir string) string { return filepath.Join(dir, "postgres.log") }

// choosePort checks that want is free, because the server's own complaint comes
// late and reads worse; 0 becomes a port nobody uses now.
func choosePort(ctx context.Context, want int) (int, error) {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(want))
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return 0, fmt.Errorf("port %d for PostgreSQL is taken: %w", want, err)
	}
	_, text, err := net.SplitHostPort(l.Addr().String())
	if err := errors.Join(err, l.Close()); err != nil {
		return 0, fmt.Errorf("choose a port: %w", err)
	}
	return strconv.Atoi(text)
}

// waitReady returns when the server answers a query, fails, or takes too long.
func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.child.done:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", errors.Join(ctx.Err(), err))
		case <-tick.C:
		}
	}
}

const dataDirectorySQL = `SELECT current_setting('data_directory')`

// ping asks for the data folder too: whoever holds the port may be another server.
func (s *Server) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.URL(Superuser, Superuser))
	if err != nil {
		return err
	}
	var data string
	err = errors.Join(conn.QueryRow(ctx, dataDirectorySQL).Scan(&data), conn.Close(ctx))
	if err == nil && data != s.data {
		return fmt.Errorf("port %d belongs to the server of %s", s.port, data)
	}
	return err
}

// explain adds the hint that a bare "permission denied" of the kernel lacks.
func (l launcher) explain(err error) error {
	if l.user == nil || !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%w: PostgreSQL does not run as root, and the unprivileged user %d cannot enter %s or %s; "+
		"choose a data folder outside root's own, such as /var/lib/pacesetter", err, l.user.Uid, l.opts.Dir, l.bin)
}

// logTail is what the server said last.
func logTail(path string) string {
	text, err := os.ReadFile(path) //nolint:gosec // our own log file
	if err != nil {
		return ""
	}
	const tail = 2000
	return string(text[max(0, len(text)-tail):])
}
