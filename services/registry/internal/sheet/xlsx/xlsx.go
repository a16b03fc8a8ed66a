// Package xlsx reads the cells of .xlsx workbooks out of bytes that nobody
// vouched for. It owns the container (zip limits, parts, shared strings, number
// formats) and knows nothing of what the cells mean.
//
// It exists beside excelize because excelize's row iterator takes a broken XML
// stream for the end of the sheet: the rows behind a damaged byte vanish without
// an error. An import must refuse such a file instead.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// What can be wrong with a file before anybody looks at its cells.
var (
	ErrNotWorkbook = errors.New("not an .xlsx workbook")
	ErrLegacy      = errors.New("an .xls workbook of the old format")
	ErrEncrypted   = errors.New("a workbook protected by a password")
	ErrBroken      = errors.New("a damaged workbook")
	ErrBomb        = errors.New("a workbook that unpacks to too much")
)

const (
	maxParts = 2_000
	// maxRatio is far above what sheets reach (about 30) and far below a bomb (1,000).
	maxRatio = 250
	// ratioFrom spares small parts, whose ratio says nothing.
	ratioFrom = 1 << 20
)

// Book is an opened workbook. It holds the bytes of the file; nothing is
// unpacked to disk.
type Book struct {
	Sheets []Sheet

	parts    map[string]*zip.File
	budget   int64
	shared   []string
	isDate   []bool
	date1904 bool
	areas    []Area
}

// Sheet is one worksheet of a book.
type Sheet struct {
	Name   string
	Hidden bool

	part string
}

// Open reads the directory, the list of sheets, the shared strings and the
// number formats. It unpacks at most maxUncompressed bytes over the book's life.
func Open(content []byte, maxUncompressed int64) (*Book, error) {
	if err := sniff(content); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	b := &Book{budget: maxUncompressed, parts: make(map[string]*zip.File, len(z.File))}
	if err := b.index(z.File); err != nil {
		return nil, err
	}
	return b, b.load()
}

// index refuses a bomb by what the directory admits, before a byte is unpacked.
// A directory that lies is caught by the budget while reading.
func (b *Book) index(files []*zip.File) error {
	if len(files) > maxParts {
		return fmt.Errorf("%w: %d parts", ErrBomb, len(files))
	}
	left := uint64(max(b.budget, 0))
	for _, f := range files {
		size, packed := f.UncompressedSize64, f.CompressedSize64
		if size > left || size > ratioFrom && size/maxRatio > packed {
			return fmt.Errorf("%w: part %s has %d bytes in %d", ErrBomb, f.Name, size, packed)
		}
		left -= size
		b.parts[partName(f.Name)] = f
	}
	return nil
}

// partName is how parts are compared: some writers use backslashes, and the
// format calls names equal whatever their case.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (b *Book) load() error {
	if b.parts["xl/workbook.xml"] == nil {
		return fmt.Errorf("%w: no workbook part", ErrNotWorkbook)
	}
	for _, step := range []func() error{b.loadSheets, b.loadShared, b.loadStyles} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// open returns the part's bytes under the book's budget.
func (b *Book) open(name string) (io.ReadCloser, error) {
	f := b.parts[partName(name)]
	if f == nil {
		return nil, fmt.Errorf("%w: no part %s", ErrBroken, name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: part %s: %w", ErrBroken, name, err)
	}
	return &metered{ReadCloser: r, book: b}, nil
}

func (b *Book) has(name string) bool { return b.parts[partName(name)] != nil }

// metered counts what is really unpacked.
type metered struct {
	io.ReadCloser
	book *Book
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.book.budget -= int64(n)
	if m.book.budget < 0 {
		return 0, ErrBomb
	}
	return n, err //nolint:wrapcheck // io.EOF must stay io.EOF
}

// resolve makes the path of a relationship's target, which is relative to xl/
// unless it starts with a slash.
func resolve(target string) string {
	if strings.HasPrefix(target, "/") {
		return path.Clean(target[1:])
	}
	return path.Join("xl", target)
}

// Parts lists the parts of a workbook that was opened before, as they are compared.
func Parts(content []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(z.File))
	for _, f := range z.File {
		if !f.FileInfo().IsDir() {
			names = append(names, partName(f.Name))
		}
	}
	return names
}
