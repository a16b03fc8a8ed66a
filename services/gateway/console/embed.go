// Package console holds the built console. Its dist folder is made by `make build`
// and not committed.
package console

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist is the built console; empty but for a placeholder where it was not built.
func Dist() (fs.FS, error) { return fs.Sub(dist, "dist") }
