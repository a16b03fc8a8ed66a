// Package store keeps what statistics knows in PostgreSQL: facts as the registry
// told them, the cells they add up to, and which figures changed last. It owns the
// SQL and the order of writing; what counts is decided by package statistics.
//
// There is one writer at a time: Apply and every other writing method locks the
// one row of applier first. Readers are not touched by that.
package store

import (
	"context"
	"embed"
	"io/fs"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/inbox"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the store's own tables.
func Schema() pg.Schema {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the path is a constant
	}
	return pg.Schema{Name: "statistics", FS: sub}
}

// Schemas are the migrations of the whole database, in their order.
func Schemas() []pg.Schema {
	return []pg.Schema{outbox.Schema(), idempotency.Schema(), audit.Schema(), Schema(), inbox.Schema()}
}

// Once runs f once for each idempotency key, in one transaction with the note of it;
// a retry gets the first answer again.
func Once[R proto.Message](ctx context.Context, s *Store, call idempotency.Call, newResp func() R, f func(tx pgx.Tx) (R, error)) (R, error) {
	return idempotency.Do(ctx, s.pool, call, newResp, f)
}

// Store reads and writes the tables of statistics. It is safe for concurrent use.
type Store struct {
	pool   *pgxpool.Pool
	memory *memory
	tree   atomic.Pointer[treeAt] // as readers saw it last
	past   chan struct{}          // holds one for each who reads the past
	// grouping holds one for each who adds the projects of a group view up.
	grouping chan struct{}
	// sawDoubt says whether pages of cells were doubted when somebody last read from them.
	sawDoubt atomic.Bool
}

// New makes a store on the pool. It remembers up to remember projects' years
// between applies, so that a stream of reports need not read them each time.
func New(pool *pgxpool.Pool, remember int) *Store {
	return &Store{pool: pool, memory: newMemory(remember), past: make(chan struct{}, pastReaders), grouping: make(chan struct{}, groupers)}
}
