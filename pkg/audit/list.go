package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
)

// Filter says which entries are meant; what is zero does not narrow.
type Filter struct {
	From, To  time.Time // To is exclusive
	Principal string
	RPC       string
}

// matches is the filter's condition on a table called e, over @from, @to, @principal
// and @rpc.
const matches = `(@from::timestamptz IS NULL OR e.at >= @from) AND (@to::timestamptz IS NULL OR e.at < @to)
AND (@principal::text = '' OR e.principal = @principal) AND (@rpc::text = '' OR e.rpc = @rpc)`

func (f Filter) args() pgx.NamedArgs {
	return pgx.NamedArgs{"from": orNull(f.From), "to": orNull(f.To), "principal": f.Principal, "rpc": f.RPC}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Position is that of an entry in a list; the zero Position is before the first.
type Position struct {
	At time.Time
	ID int64
}

// Listed is an entry with its place in the chain; Block is 0 until it is sealed.
type Listed struct {
	Entry

	Block, Position int64
}

const listSQL = `SELECT coalesce(l.block, 0), coalesce(l.position, 0), ` + entryColumns + `
FROM audit_entry e LEFT JOIN audit_leaf l ON l.entry = e.id
WHERE ` + matches + ` AND (@after::timestamptz IS NULL OR (e.at, e.id) < (@after, @id))
ORDER BY e.at DESC, e.id DESC LIMIT @rows`

// List tells the entries that f means, the newest first.
func List(ctx context.Context, pool *pgxpool.Pool, f Filter, after Position, rows int) ([]Listed, error) {
	args := f.args()
	args["after"], args["id"], args["rows"] = orNull(after.At), after.ID, rows
	found, _ := pool.Query(ctx, listSQL, args) // its error comes back from Collect
	list, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (Listed, error) {
		var l Listed
		var r entryRow
		err := row.Scan(append([]any{&l.Block, &l.Position}, r.targets()...)...)
		l.Entry = r.entry()
		return l, err
	})
	if err != nil {
		return nil, pg.Wrap(fmt.Errorf("list audit entries: %w", err))
	}
	return list, nil
}
