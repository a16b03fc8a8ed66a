package pgtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
)

const (
	lockSQL         = `SELECT pg_advisory_lock(hashtextextended($1, 0))`
	hasDatabaseSQL  = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`
	createRoleSQL   = `DO $$ BEGIN CREATE ROLE %s LOGIN%s; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`
	template1Prefix = "tmpl_"
)

// template returns the database to copy, making it when it is not there yet. It
// is named by the content of its migrations, so that processes which share a
// server share it too, and a changed migration makes another one.
func (c *cluster) template(ctx context.Context, r role, schemas []pg.Schema) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key, err := fingerprint(r, schemas)
	if err != nil {
		return "", err
	}
	if name, ok := c.templates[key]; ok {
		return name, nil
	}
	name := template1Prefix + key
	err = c.admin(ctx, c.super.String(), func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, lockSQL, "pgtest"); err != nil { // freed when the connection ends
			return err
		}
		return c.ensureTemplate(ctx, conn, name, r, schemas)
	})
	if err != nil {
		return "", err
	}
	c.templates[key] = name
	return name, nil
}

// ensureTemplate builds under another name and renames: a template is there
// completely or not at all.
func (c *cluster) ensureTemplate(ctx context.Context, conn *pgx.Conn, name string, r role, schemas []pg.Schema) error {
	var found bool
	if err := conn.QueryRow(ctx, hasDatabaseSQL, name).Scan(&found); err != nil || found {
		return err
	}
	half := name + "_half"
	for _, sql := range []string{
		c.createRole(r.owner), c.createRole(r.app),
		"DROP DATABASE IF EXISTS " + quote(half) + " WITH (FORCE)",
		"CREATE DATABASE " + quote(half) + " OWNER " + quote(r.owner),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := pg.Migrate(ctx, c.url(half, r.owner), r.app, schemas...); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+quote(half)+" RENAME TO "+quote(name))
	return err
}

// createRole gives a role the superuser's own password, if the server asks for
// one at all; two processes may come here at once.
func (c *cluster) createRole(name string) string {
	password := ""
	if word, ok := c.super.User.Password(); ok {
		password = " PASSWORD '" + word + "'"
	}
	return fmt.Sprintf(createRoleSQL, quote(name), password)
}

// fingerprint covers the roles and every migration's text.
func fingerprint(r role, schemas []pg.Schema) (string, error) {
	h := sha256.New()
	_, _ = fmt.Fprintln(h, r.owner, r.app) // a hash never fails
	for _, s := range schemas {
		_, _ = fmt.Fprintln(h, s.Name)
		if err := fs.WalkDir(s.FS, ".", hashFile(h, s.FS)); err != nil {
			return "", fmt.Errorf("read migrations of %s: %w", s.Name, err)
		}
	}
	const enough = 8
	return fmt.Sprintf("%x", h.Sum(nil)[:enough]), nil
}

func hashFile(h io.Writer, files fs.FS) fs.WalkDirFunc {
	return func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		_, _ = fmt.Fprintf(h, "%s %d %s", path, len(text), text)
		return err
	}
}
