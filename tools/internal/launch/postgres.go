package launch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgserver"
	"pacesetter/tools/internal/pgbinaries"
	"pacesetter/tools/internal/process"
)

// postgres is the database server as a child.
type postgres struct {
	opts   pgserver.Options
	server *pgserver.Server
	exited chan struct{}
	err    error // set before exited is closed
}

func startPostgres(ctx context.Context, o pgserver.Options) (*postgres, error) {
	server, err := pgserver.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	c := &postgres{opts: o, server: server, exited: make(chan struct{})}
	go c.await()
	return c, nil
}

func (c *postgres) await() {
	c.err = <-c.server.Exited() // nil once the channel is closed
	close(c.exited)
}

// Name implements child.
func (c *postgres) Name() string { return "postgres" }

// PID implements child.
func (c *postgres) PID() int { return c.server.PID() }

// Exited implements child.
func (c *postgres) Exited() <-chan struct{} { return c.exited }

// Err implements child; only after Exited.
func (c *postgres) Err() error { return c.err }

// Kill implements child.
func (c *postgres) Kill() {
	_ = syscall.Kill(c.PID(), syscall.SIGKILL) // gone already is as good
	<-c.exited
}

// Stop implements child; the server has a grace of its own.
func (c *postgres) Stop(time.Duration) {
	if c.server.Stop() == nil {
		<-c.exited
	}
}

func (c *postgres) again(ctx context.Context) (child, error) { return startPostgres(ctx, c.opts) }

func (p *Platform) startPostgres(ctx context.Context) error {
	dir := filepath.Join(p.opts.Data, "postgres")
	bin, err := pgbinaries.Find(ctx, dir, filepath.Join(filepath.Dir(p.opts.Data), "postgresql-npm"))
	if err != nil {
		return err
	}
	c, err := startPostgres(ctx, pgserver.Options{Dir: dir, Port: p.opts.port(postgresPort), BinDir: bin})
	if err != nil {
		return err
	}
	p.add(c)
	p.plan.dbURL = c.server.URL
	p.say("postgres", p.opts.addr(postgresPort)+" "+bin)
	return nil
}

// migrate makes the service's database with its two roles and lets the service
// bring its tables up to date.
func (p *Platform) migrate(ctx context.Context, s service) error {
	if !s.database {
		return nil
	}
	if err := p.makeDatabase(ctx, s); err != nil {
		return fmt.Errorf("database of %s: %w", s.name, err)
	}
	return process.Run(ctx, s.migration(p.plan))
}

// hasDatabase tells whether an earlier start made the service's database.
func (p *Platform) hasDatabase(ctx context.Context, s service) (bool, error) {
	conn, err := pgx.Connect(ctx, p.plan.dbURL(pgserver.Superuser, pgserver.Superuser))
	if err != nil {
		return false, err
	}
	tag, err := conn.Exec(ctx, findDatabaseSQL, s.name)
	return tag.RowsAffected() > 0, errors.Join(err, conn.Close(ctx))
}

const (
	findRoleSQL     = `SELECT FROM pg_roles WHERE rolname = $1`
	findDatabaseSQL = `SELECT FROM pg_database WHERE datname = $1`
)

func (p *Platform) makeDatabase(ctx context.Context, s service) error {
	conn, err := pgx.Connect(ctx, p.plan.dbURL(pgserver.Superuser, pgserver.Superuser))
	if err != nil {
		return err
	}
	err = errors.Join(
		makeOnce(ctx, conn, findRoleSQL, s.owner(), "CREATE ROLE %s LOGIN"),
		makeOnce(ctx, conn, findRoleSQL, s.app(), "CREATE ROLE %s LOGIN"),
		makeOnce(ctx, conn, findDatabaseSQL, s.name, "CREATE DATABASE %s OWNER "+s.owner()),
	)
	return errors.Join(err, conn.Close(ctx))
}

// makeOnce makes what its query does not find. Neither CREATE takes a
// parameter; the names are ours.
func makeOnce(ctx context.Context, conn *pgx.Conn, query, name, create string) error {
	tag, err := conn.Exec(ctx, query, name)
	if err != nil || tag.RowsAffected() > 0 {
		return err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(create, pgx.Identifier{name}.Sanitize()))
	return err
}
