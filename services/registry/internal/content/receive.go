package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"pacesetter/pkg/errs"
)

// Received is a file that has come whole and waits to be kept or discarded.
type Received struct {
	Hash Hash
	Size int64 // bytes

	file *os.File // nil once it was moved to where it stays
}

// receive reads a file to its end into a temporary one in dir. It fails with
// CONTENT_EMPTY, and with CONTENT_TOO_LARGE beyond limit bytes without reading on;
// whatever fails leaves nothing behind.
func receive(dir string, from io.Reader, limit int64) (*Received, error) {
	file, err := os.CreateTemp(dir, waitingPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a file for an upload: %w", err)
	}
	r := &Received{file: file}
	if err := r.read(from, limit); err != nil {
		return nil, errors.Join(err, r.Discard())
	}
	return r, nil
}

func (r *Received) read(from io.Reader, limit int64) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(r.file, sum), io.LimitReader(from, limit+1))
	switch {
	case err != nil:
		return fmt.Errorf("receive a file: %w", err)
	case n == 0:
		return errs.Invalid("CONTENT_EMPTY", "the file is empty").At("content")
	case n > limit:
		return errs.Invalid("CONTENT_TOO_LARGE", "more than %d bytes", limit).With("limit", strconv.FormatInt(limit>>20, 10)).At("content")
	}
	r.Size, r.Hash = n, Hash(sum.Sum(nil))
	return nil
}

// MediaType is what the file holds; see MediaTypeOf.
func (r *Received) MediaType() (string, error) { return MediaTypeOf(r.file, r.Size) }

// Discard removes what has not been moved to where it stays.
func (r *Received) Discard() error {
	if r.file == nil {
		return nil
	}
	name := r.file.Name()
	err := errors.Join(r.file.Close(), os.Remove(name))
	r.file = nil
	return err
}
