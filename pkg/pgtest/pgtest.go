package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/conf"
	"pacesetter/pkg/pg"
)

// DB is a test's own database.
type DB struct {
	// Pool is the application role's, with exactly the verbs that the migrations granted.
	Pool *pgxpool.Pool
	// Owner is the owner role's, for setting the scene and for taking grants away.
	Owner *pgxpool.Pool
	// URL and OwnerURL are the addresses of both.
	URL, OwnerURL string
}

// databases numbers the copies of this process.
var databases atomic.Int64

// New returns a database of its own, migrated with schemas, that is dropped
// when the test ends. name is the service's: it owns the roles <name>_owner and
// <name>_app.
func New(tb testing.TB, name string, schemas ...pg.Schema) *DB {
	tb.Helper()
	c, err := shared()
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	r := roles(name)
	template, err := c.template(tb.Context(), r, schemas)
	if err != nil {
		tb.Fatalf("prepare template database of %s: %v", name, err)
	}
	database := fmt.Sprintf("t_%s_%d_%d", name, c.pid, databases.Add(1))
	if err := c.exec(tb.Context(), "CREATE DATABASE "+quote(database)+" TEMPLATE "+quote(template)+" OWNER "+quote(r.owner)); err != nil {
		tb.Fatalf("create test database: %v", err)
	}
	tb.Cleanup(func() { // runs before the pools' are closed if that fails: hence FORCE
		if err := c.exec(context.WithoutCancel(tb.Context()), "DROP DATABASE IF EXISTS "+quote(database)+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop test database: %v", err)
		}
	})
	return c.connect(tb, r, database)
}

func (c *cluster) connect(tb testing.TB, r role, database string) *DB {
	tb.Helper()
	db := &DB{URL: c.url(database, r.app), OwnerURL: c.url(database, r.owner)}
	db.Pool = open(tb, db.URL)
	db.Owner = open(tb, db.OwnerURL)
	return db
}

func open(tb testing.TB, address string) *pgxpool.Pool {
	tb.Helper()
	pool, err := pg.Open(tb.Context(), pg.Config{URL: conf.Secret(address)}, "test")
	if err != nil {
		tb.Fatalf("open test database: %v", err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

// role is the pair of roles of one service.
type role struct{ owner, app string }

func roles(name string) role { return role{owner: name + "_owner", app: name + "_app"} }

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// url is the address of database for a role, at the shared server.
func (c *cluster) url(database, user string) string {
	u := c.super
	u.User = url.User(user)
	if password, ok := c.super.User.Password(); ok {
		u.User = url.UserPassword(user, password)
	}
	u.Path = "/" + database
	return u.String()
}
