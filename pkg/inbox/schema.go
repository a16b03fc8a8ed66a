package inbox

import (
	"embed"
	"io/fs"

	"pacesetter/pkg/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of parked messages.
func Schema() pg.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return pg.Schema{Name: "inbox", FS: files}
}
