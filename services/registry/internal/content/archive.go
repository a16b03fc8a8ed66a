package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	waitingFolder = "incoming"
	waitingPrefix = "upload-"
	// longestUpload is after which a file that waits belongs to no upload any more: its
	// process ended before it could discard it.
	longestUpload = 24 * time.Hour
)

// Config says where content is kept.
type Config struct {
	Folder string   `env:"FOLDER" doc:"Folder that keeps the documents' content, each file once under its SHA-256; all replicas need the same one. With S3 only uploads wait there. Empty: no documents are taken."`
	S3     S3Config `envPrefix:"S3_"`
}

// Archive is a store with a place for files to wait in while they come.
type Archive struct {
	Store

	waiting string
}

// Open opens the archive that the settings name, nil where they name none, and removes
// what ended uploads left waiting.
func Open(cfg Config, now time.Time) (*Archive, error) {
	if cfg.Folder == "" {
		return nil, nil //nolint:nilnil // an archive is none
	}
	a := &Archive{Store: newDisk(cfg.Folder), waiting: filepath.Join(cfg.Folder, waitingFolder)}
	if cfg.S3.Endpoint != "" {
		bucket, err := newBucket(cfg.S3)
		if err != nil {
			return nil, err
		}
		a.Store = bucket
	}
	if err := os.MkdirAll(a.waiting, 0o750); err != nil {
		return nil, fmt.Errorf("make the folder for uploads: %w", err)
	}
	return a, a.sweep(now.Add(-longestUpload))
}

// sweep removes files that have waited since before a moment.
func (a *Archive) sweep(before time.Time) error {
	entries, err := os.ReadDir(a.waiting)
	if err != nil {
		return fmt.Errorf("look for uploads that ended: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !strings.HasPrefix(entry.Name(), waitingPrefix) || info.ModTime().After(before) {
			continue // gone meanwhile, not ours, or still coming
		}
		if err := os.Remove(filepath.Join(a.waiting, entry.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove an upload that ended: %w", err)
		}
	}
	return nil
}

// Receive reads a file to its end, to be kept or discarded. It fails with
// CONTENT_EMPTY, and with CONTENT_TOO_LARGE beyond limit bytes; whatever fails leaves
// nothing behind.
func (a *Archive) Receive(from io.Reader, limit int64) (*Received, error) {
	return receive(a.waiting, from, limit)
}

// Copy writes content that was opened to w and fails with CONTENT_DIFFERS where it is
// not what the hash says. The last bytes are written only once that is known, so that
// nobody takes what differs for the whole.
func Copy(w io.Writer, from io.Reader, h Hash) error {
	sum, held := sha256.New(), []byte(nil)
	buffer := make([]byte, 256<<10)
	for {
		n, err := io.ReadFull(from, buffer)
		_, _ = sum.Write(buffer[:n]) // a hash never fails
		if n > 0 {
			if _, err := w.Write(held); err != nil {
				return err
			}
			held = append(held[:0], buffer[:n]...)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			if got := Hash(sum.Sum(nil)); got != h {
				return differs(h, got)
			}
			_, err := w.Write(held)
			return err
		case err != nil:
			return fmt.Errorf("read %s: %w", h, err)
		}
	}
}
