package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgserver"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/launch"
	"pacesetter/tools/internal/process"
	"pacesetter/tools/internal/synth"
)

// world is the running platform and the province that is being loaded into it.
type world struct {
	options
	errOut   io.Writer
	platform *launch.Platform
	client   *client.Client // of the registry; statistics comes and goes
	issuer   *client.Issuer
	spec     synth.Spec
	load     *loader
	reports  int // accepted so far, corrections counted too

	statistics *process.Process // the one that is measured now
	address    string           // of its gRPC
	started    []*process.Process
}

// newWorld starts the platform on an empty data folder.
func newWorld(ctx context.Context, o options, errOut io.Writer) (*world, error) {
	data := launch.DataDir(launch.Base(), o.root) + "-bench"
	if !o.reuse {
		if _, err := launch.RemoveData(data); err != nil {
			return nil, err
		}
	}
	w := &world{options: o, errOut: errOut, spec: o.province()}
	var err error
	w.platform, err = launch.Start(ctx, launch.Options{
		Root: o.root, Data: data, Out: errOut, Environ: os.Environ(), PortOffset: o.offset,
	})
	if err != nil {
		return nil, err
	}
	if err := w.connect(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// connect dials the registry and replaces statistics by one that is measured: it
// doesn't reconcile, which would run in the background at times of its own.
func (w *world) connect(ctx context.Context) error {
	cfg := client.Local(w.offset, launch.RootUnit, now)
	w.issuer = client.NewIssuer(cfg.Issuer, launch.RootUnit, now)
	var err error
	if w.client, err = client.Dial(cfg); err != nil {
		return err
	}
	if err := w.platform.Kill("statistics"); err != nil {
		return err
	}
	w.load, err = newLoader(ctx, w)
	return err
}

func (w *world) close() {
	for _, p := range w.started {
		p.Stop(stopGrace)
	}
	if w.client != nil {
		_ = w.client.Close()
	}
	data := w.platform.Options().Data
	w.platform.Stop()
	if !w.keep {
		_, _ = launch.RemoveData(data) // what is left is found and removed by the next run
	}
}

const stopGrace = 20 * time.Second

// say tells how far the run is.
func (w *world) say(format string, args ...any) {
	fmt.Fprintf(w.errOut, now().Format("15:04:05 ")+format+"\n", args...)
}

// databaseURL is the address of any database of the server for any of its roles.
func (w *world) databaseURL(database, role string) string {
	u, err := url.Parse(w.platform.DatabaseURL("statistics"))
	if err != nil {
		panic(err) // the launcher made it by url.URL
	}
	u.User, u.Path = url.User(role), "/"+database
	return u.String()
}

// withDatabase runs f on a connection of the superuser.
func (w *world) withDatabase(ctx context.Context, database string, f func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, w.databaseURL(database, pgserver.Superuser))
	if err != nil {
		return err
	}
	return errors.Join(f(conn), conn.Close(ctx))
}

// sql runs statements one by one.
func (w *world) sql(ctx context.Context, database string, statements ...string) error {
	return w.withDatabase(ctx, database, func(conn *pgx.Conn) error {
		for _, s := range statements {
			if _, err := conn.Exec(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
}

// copyDatabase makes database to anew as a copy of from; empty makes it empty.
func (w *world) copyDatabase(ctx context.Context, from, to string) error {
	create := "CREATE DATABASE " + to + " OWNER statistics_owner"
	if from != "" {
		create += " TEMPLATE " + from
	}
	return w.sql(ctx, pgserver.Superuser, "DROP DATABASE IF EXISTS "+to, create)
}

func (w *world) postgresVersion(ctx context.Context) (string, error) {
	var version string
	err := w.withDatabase(ctx, pgserver.Superuser, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, "SHOW server_version").Scan(&version)
	})
	return version, err
}

// start runs a program that is ready when url answers, and ends with this run.
func (w *world) start(ctx context.Context, spec process.Spec) (*process.Process, error) {
	p, err := process.Start(ctx, spec)
	if err != nil {
		return nil, err
	}
	w.started = append(w.started, p)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return p, p.WaitReady(ctx)
}

// freeAddress is a port on loopback that nobody uses now.
func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
