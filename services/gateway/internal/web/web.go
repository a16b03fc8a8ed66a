// Package web serves the console's built assets: compressed once at the start,
// named assets for ever, the page itself never from a cache, and under a content
// security policy that runs no script but ours.
package web

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Policy is the content security policy of every page. antd injects styles;
// scripts need no exception.
const Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

//go:embed missing.html
var missing []byte

type asset struct {
	kind        string
	plain, gzip []byte
	forever     bool
}

// Site is the console.
type Site struct {
	assets map[string]asset
	index  asset
}

// New reads the built console from dist. Without index.html it serves a page that
// says how to build it, so that the gateway builds and runs without Node.
func New(dist fs.FS) (*Site, error) {
	s := &Site{assets: map[string]asset{}, index: asset{kind: "text/html; charset=utf-8", plain: missing}}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(dist, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		a, err := newAsset(name, content)
		if name == "index.html" {
			s.index = a
		} else {
			s.assets["/"+name] = a
		}
		return err
	})
	return s, err
}

func newAsset(name string, content []byte) (asset, error) {
	a := asset{kind: mime.TypeByExtension(path.Ext(name)), plain: content, forever: strings.HasPrefix(name, "assets/")}
	if a.kind == "" {
		a.kind = "application/octet-stream"
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return a, fmt.Errorf("compress %s: %w", name, err)
	}
	if _, err := w.Write(content); err != nil {
		return a, fmt.Errorf("compress %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return a, fmt.Errorf("compress %s: %w", name, err)
	}
	if packed.Len() < len(content)*9/10 {
		a.gzip = packed.Bytes()
	}
	return a, nil
}

// ServeHTTP serves an asset, or the page for every other path: the console routes
// by itself. An unknown asset is not found, or a stale page would load HTML as
// a script.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	a, known := s.assets[r.URL.Path]
	switch {
	case known:
	case strings.HasPrefix(r.URL.Path, "/assets/"):
		http.NotFound(w, r)
		return
	default:
		a = s.index
	}
	a.serve(w, r)
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	header, body := w.Header(), a.plain
	header.Set("Content-Type", a.kind)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if a.forever {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if a.gzip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		body = a.gzip
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}

// Secure adds the headers that every answer carries.
func Secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
