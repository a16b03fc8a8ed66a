// Package store keeps what statistics knows in PostgreSQL: facts as the registry
// told them, the cells they add up to, and which figures changed last. It owns the
// SQL and the order of writing; what counts is decided by package statistics.
//
// There is one writer at a time: Apply and every other writing method locks the
// one row of applier first. Readers are not touched by that.
package store

import (
	"embed"
	"io/fs"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the store's tables.
func Schema() pg.Schema {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the path is a constant
	}
	return pg.Schema{Name: "statistics", FS: sub}
}

// Store reads and writes the tables of statistics. It is safe for concurrent use.
type Store struct {
	pool   *pgxpool.Pool
	memory *memory
	tree   atomic.Pointer[treeAt] // as readers saw it last
	past   chan struct{}          // holds one for each who reads the past
}

// New makes a store on the pool. It remembers up to remember projects' years
// between applies, so that a stream of reports need not read them each time.
func New(pool *pgxpool.Pool, remember int) *Store {
	return &Store{pool: pool, memory: newMemory(remember), past: make(chan struct{}, pastReaders)}
}
