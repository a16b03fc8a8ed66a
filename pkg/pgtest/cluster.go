package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"

	"github.com/caarlos0/env/v11"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgserver"
)

// cluster is the server that all tests of this process share.
type cluster struct {
	super   url.URL // a superuser's address
	pid     int
	server  *pgserver.Server // nil: somebody else's
	scratch *pgserver.Scratch

	mu        sync.Mutex
	templates map[string]string // by content of the schemas
}

// settings come from the environment of the test run.
type settings struct {
	URL    string `env:"PACESETTER_TEST_POSTGRES"`
	BinDir string `env:"PACESETTER_TEST_POSTGRES_BIN"`
	Folder string `env:"PACESETTER_TEST_FOLDER"`
}

// shared starts the server once per process. It is a package variable because
// tests of one process share nothing else; TestMain or the end of the process
// stops it.
var shared = sync.OnceValues(start)

// running is what Main has to stop; nil when no test asked for a database.
var running atomic.Pointer[cluster]

const folders = "pacesetter-pgtest-"

func start() (*cluster, error) {
	cfg, err := env.ParseAs[settings]()
	if err != nil {
		return nil, fmt.Errorf("read test settings: %w", err)
	}
	c := &cluster{pid: os.Getpid(), templates: map[string]string{}}
	if cfg.URL == "" {
		if cfg.URL, err = c.startServer(cfg); err != nil {
			return nil, err
		}
	}
	super, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("parse PACESETTER_TEST_POSTGRES: %w", err)
	}
	c.super = *super
	running.Store(c)
	return c, nil
}

func (c *cluster) startServer(cfg settings) (string, error) {
	scratch, err := pgserver.NewScratch(cfg.Folder, folders)
	if err != nil {
		return "", err
	}
	settings := pgserver.ScratchSettings()
	settings["shared_buffers"] = "128MB"
	server, err := pgserver.Start(context.Background(), pgserver.Options{Dir: scratch.Dir, BinDir: cfg.BinDir, Settings: settings})
	if err != nil {
		return "", errors.Join(err, scratch.Remove())
	}
	c.server, c.scratch = server, scratch
	return server.URL("postgres", pgserver.Superuser), nil
}

// stop ends a server of our own and removes its folder.
func (c *cluster) stop() error {
	if c.server == nil {
		return nil
	}
	return errors.Join(c.server.Stop(), c.scratch.Remove())
}

// exec runs one statement as the superuser, on a connection of its own: a pool
// would outlive the tests.
func (c *cluster) exec(ctx context.Context, statements ...string) error {
	return c.admin(ctx, c.super.String(), func(conn *pgx.Conn) error {
		for _, sql := range statements {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *cluster) admin(ctx context.Context, address string, f func(conn *pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(f(conn), conn.Close(ctx))
}
