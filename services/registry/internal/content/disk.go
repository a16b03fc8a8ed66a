package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk keeps content as files below a folder, named by their hashes. Replicas on other
// machines need the folder shared.
type Disk struct{ folder string }

// newDisk keeps content below folder, which is there.
func newDisk(folder string) *Disk { return &Disk{folder} }

// path is where content stands: in one of 256 folders, so that none grows too long.
func (d *Disk) path(h Hash) string {
	name := h.String()
	return filepath.Join(d.folder, name[:2], name)
}

// Keep implements Store: the file is written through, moved, and its folder written
// through too, so that after a power cut it is there whole or not at all.
func (d *Disk) Keep(_ context.Context, r *Received) error {
	path := d.path(r.Hash)
	if info, err := os.Stat(path); err == nil && info.Size() == r.Size {
		return nil
	}
	if err := r.file.Sync(); err != nil {
		return fmt.Errorf("write %s through: %w", r.Hash, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the folder of %s: %w", r.Hash, err)
	}
	if err := os.Rename(r.file.Name(), path); err != nil {
		return fmt.Errorf("move %s to its place: %w", r.Hash, err)
	}
	closed := r.file.Close()
	r.file = nil
	return errors.Join(closed, syncFolder(filepath.Dir(path)), syncFolder(d.folder))
}

func syncFolder(path string) error {
	folder, err := os.Open(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("write a folder through: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Open implements Store.
func (d *Disk) Open(_ context.Context, h Hash) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Clean(d.path(h)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(h, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", h, err)
	}
	return file, nil
}

// Each implements Store. What is not named by a hash is none of ours.
func (d *Disk) Each(ctx context.Context, f func(Hash) error) error {
	return filepath.WalkDir(d.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		if h, ok := ParseHash(entry.Name()); ok && path == d.path(h) {
			return f(h)
		}
		return nil
	})
}
